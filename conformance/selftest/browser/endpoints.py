"""Endpoints whose reports are worth looking at: one with much that is wrong, one whose every text is markup."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.endpoints.http_script import render
from conformance.endpoints.reference.endpoint import make_reference
from conformance.endpoints.reply import Event, Reply, rewrite_text
from conformance.model.script import Endpoint, ReceivedRequest, Script

_SILENCE = 0.25
_HEARTBEAT = 0.03
WITHOUT_PICTURES = "I see no picture."

MARKUP = (
    "<script>window.pwned = 1; alert(1)</script>",
    '<img src="x" onerror="window.pwned = 1">',
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "</script><script>window.pwned = 1</script>",
    "' onmouseover='window.pwned=1' autofocus onfocus='window.pwned=1",
    '<a href="javascript:window.pwned=1">click</a>',
    "</code></details></main><iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<!--<script>",
    "{{ pwned }}${window.pwned=1}`]]>",
)
"""Texts that do something where a page takes them for markup, for an attribute, or for a link."""


def broken() -> Endpoint:
    """Drop pictures, and stream with a long silence, a burst, an empty finish_reason and no [DONE]."""
    healthy = make_reference(None)

    def endpoint(request: ReceivedRequest) -> Script:
        reply = healthy.reply(request)
        if b"image_url" in request.body and reply.status == 200:
            rewrite_text(reply, lambda _: WITHOUT_PICTURES)
        if reply.is_stream:
            _limp(reply)
        return render(reply, head_only=request.method == "HEAD")

    return endpoint


def _limp(reply: Reply) -> None:
    for choice in reply.finals():
        choice["finish_reason"] = ""
    reply.stream[:] = [event for event in reply.stream if event.data != "[DONE]"]
    for number, event in enumerate(reply.stream):
        event.pause = _SILENCE if number == 2 else _HEARTBEAT * (number < 5)


def markup() -> Endpoint:
    """Answer as the reference does, with markup in place of every text: bodies, events, fields and the reason."""
    healthy = make_reference(None)

    def endpoint(request: ReceivedRequest) -> Script:
        texts = itertools.cycle(MARKUP)
        reply = healthy.reply(_with_model(request, healthy.model))
        reply.status_line = f"HTTP/1.1 {reply.status} {next(texts)}\r\n".encode()
        reply.headers = [(name, _field(name, value, texts)) for name, value in reply.headers]
        reply.headers += [("x-" + name, next(texts)) for name in ("one", "two", "three")]
        reply.content = _replaced(reply.content, texts)
        for event in reply.events or ():
            _replace_event(event, texts)
        return render(reply, head_only=request.method == "HEAD")

    return endpoint


def _with_model(request: ReceivedRequest, model: str) -> ReceivedRequest:
    """Ask the healthy endpoint for its own model: the one that this endpoint lists has another name."""
    try:
        body = json.loads(request.body)
    except ValueError:
        return request
    if not isinstance(body, dict) or "model" not in body:
        return request
    return replace(request, body=json.dumps({**body, "model": model}).encode())


def _field(name: str, value: str, texts: Iterator[str]) -> str:
    """Keep what says how the message is framed and read; without it nothing else would be looked at."""
    return value if name.lower() in {"content-type", "date"} else next(texts)


def _replace_event(event: Event, texts: Iterator[str]) -> None:
    if event.raw is None and event.data != "[DONE]":
        event.data = _replaced(event.data, texts)
        event.before = f": {next(texts)}\nevent: {next(texts)}\nid: {next(texts)}\n".encode()


_SHAPE = {"object", "role"}
"""Members whose values decide whether anything else of an answer is read."""


def _replaced(value: Any, texts: Iterator[str]) -> Any:
    if isinstance(value, dict):
        kept = {name: one if name in _SHAPE else _replaced(one, texts) for name, one in value.items()}
        return {**kept, next(texts): next(texts)}
    if isinstance(value, list):
        return [_replaced(one, texts) for one in value]
    return next(texts) if isinstance(value, str) else value

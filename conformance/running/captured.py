"""Answers that somebody captured, as exchanges that can be judged: with `curl`, from a log, from a browser.

What a capture does not hold is not made up: without a header section nothing about HTTP is judged, and lines of JSON
say nothing about events. Where the request is not known, it is assumed to have asked for what the answer has.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conformance.model.request import ExchangeKey, Expectation, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.wire.exchange import EVENT_LIKE, SUCCESS, Exchange

_HEAD = re.compile(rb"HTTP/[0-9.]+ +[0-9]{3}[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n")
_STATUS_LINE = re.compile(r"HTTP/[0-9.]+ +([0-9]{3})(.*)")
_FRAMING = {"transfer-encoding", "content-encoding", "content-length", "connection", "keep-alive"}
"""Fields about the message as it travelled; a capture holds what was made of it."""
_OK = "HTTP/1.1 200 OK"
_BAD_REQUEST = "HTTP/1.1 400 Bad Request"
_MOST_ENTRIES = 1000
_WHOLE = "body"
"""As the subject of a mistake: no member of the request is known to be at fault."""


class Capture(StrEnum):
    """What a capture holds besides the body."""

    BODY = "body"
    """Nothing."""
    MESSAGE = "message"
    """The header section of the answer."""
    LINES = "lines"
    """Less: chunks without the events that carried them."""


class UnreadableCaptureError(Exception):
    """A capture is in no form that is known; the message is one sentence for people."""


@dataclass(frozen=True)
class Captured:
    """One captured answer: what was captured of it, and the exchange that it makes."""

    capture: Capture
    exchange: Exchange


def read_capture(data: bytes, request: bytes | None = None) -> tuple[Captured, ...]:
    """Read a capture: an event stream, a JSON body, either behind a header section, lines of chunks, or a HAR.

    Args:
        data: the bytes.
        request: body of the request that was sent, or None where it is not known. A HAR has its own.

    Raises:
        UnreadableCaptureError: the bytes are none of these.
    """
    if not data.strip():
        raise UnreadableCaptureError("there is nothing in it: was the answer written to another place?")
    head, body = _without_head(data)
    if head is not None:
        return (Captured(Capture.MESSAGE, _exchange(head, body, request)),)
    if EVENT_LIKE.match(data):
        return (Captured(Capture.BODY, _exchange([_OK, "Content-Type: text/event-stream"], data, request)),)
    value = _json(data)
    if isinstance(value, dict) and isinstance(value.get("log"), dict):
        return tuple(_entries(value["log"]))
    if isinstance(value, dict):
        status = _BAD_REQUEST if value.get("error") else _OK
        return (Captured(Capture.BODY, _exchange([status, "Content-Type: application/json"], data, request)),)
    lines = [line for line in data.splitlines() if line.strip()]
    if all(isinstance(_json(line), dict) for line in lines):
        events = b"".join(b"data: " + line + b"\n\n" for line in [*lines, b"[DONE]"])
        return (Captured(Capture.LINES, _exchange([_OK, "Content-Type: text/event-stream"], events, request)),)
    raise UnreadableCaptureError("it is no event stream, no JSON, no answer with its header section, and no HAR.")


def _without_head(data: bytes) -> tuple[list[str] | None, bytes]:
    """Split the last header section off; `curl -i` shows those of redirects and of 100 Continue before it."""
    lines: list[str] | None = None
    while found := _HEAD.match(data):
        lines = found[0].decode("latin-1").replace("\r", "").rstrip("\n").split("\n")
        data = data[found.end() :]
    return lines, data


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _exchange(head: Sequence[str], body: bytes, request: bytes | None, name: str = "captured") -> Exchange:
    """Make an exchange of an answer whose body is as it was captured: whole, decoded, and without times."""
    status = _STATUS_LINE.fullmatch(head[0])
    first = f"HTTP/1.1 {status[1]}{status[2]}" if status else head[0]
    fields = [line for line in head[1:] if line.partition(":")[0].strip().lower() not in _FRAMING]
    message = "\r\n".join([first, *fields, "", ""]).encode("latin-1", "replace") + body
    transcript = Transcript(recording=Recording.of((0.0, message)), ending=Ending.COMPLETE)
    # What is not a success stands for a request that was to be refused; whether it was, nobody knows.
    expectation = Expectation.ACCEPTED if status and int(status[1]) == SUCCESS else Expectation.REJECTED
    sent = Request(body=_assumed(body) if request is None else request, expectation=expectation, subject=_WHOLE)
    return Exchange(ExchangeKey(name), sent, transcript)


def _assumed(body: bytes) -> bytes:
    """Return a request that asks for what the answer has, so that nothing is called unrequested."""
    chunks = list(_objects(body))
    streamed = bool(EVENT_LIKE.match(body))
    choices = [choice for chunk in chunks for choice in _list(chunk.get("choices")) if isinstance(choice, dict)]
    asked: dict[str, Any] = {"model": "unknown", "messages": [{"role": "user", "content": "unknown"}]}
    if streamed:
        asked["stream"] = True
        if any(chunk.get("usage") for chunk in chunks):
            asked["stream_options"] = {"include_usage": True}
    indices = [choice["index"] for choice in choices if type(choice.get("index")) is int]
    if max(indices, default=0) > 0:
        asked["n"] = min(max(indices) + 1, 128)
    if any(choice.get("logprobs") for choice in choices):
        asked["logprobs"] = True
    return json.dumps(asked).encode()


def _objects(body: bytes) -> Iterator[dict[str, Any]]:
    lines = [line.partition(b":")[2] for line in body.splitlines() if line.startswith(b"data:")]
    for text in lines or [body]:
        if isinstance(value := _json(text), dict):
            yield value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _entries(log: Mapping[str, Any]) -> Iterator[Captured]:
    """Yield the answers of a HAR 1.2 to POST requests that end in /chat/completions."""
    found = False
    for number, entry in enumerate(_list(log.get("entries"))[:_MOST_ENTRIES]):
        asked, said = _object(entry, "request"), _object(entry, "response")
        path = str(asked.get("url", "")).partition("?")[0]
        if asked.get("method") != "POST" or not path.endswith("/chat/completions"):
            continue
        found = True
        fields = [one for one in _list(said.get("headers")) if isinstance(one, dict)]
        head = [f"HTTP/1.1 {said.get('status', 0):03} {said.get('statusText', '')}".rstrip()]
        head += [f"{one.get('name', '')}: {one.get('value', '')}" for one in fields]
        sent = str(_object(asked, "postData").get("text", "")).encode("utf-8", "surrogateescape")
        yield Captured(Capture.MESSAGE, _exchange(head, _content(said), sent or None, f"entry {number}"))
    if not found:
        raise UnreadableCaptureError("the HAR holds no POST to a path that ends in /chat/completions.")


def _object(value: Any, name: str) -> Mapping[str, Any]:
    member = value.get(name) if isinstance(value, dict) else None
    return member if isinstance(member, dict) else {}


def _content(said: Mapping[str, Any]) -> bytes:
    content = _object(said, "content")
    text = str(content.get("text", ""))
    if content.get("encoding") == "base64":
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            return b""
    return text.encode("utf-8", "surrogateescape")

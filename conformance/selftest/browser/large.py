"""A report of four hundred exchanges, every one with a picture and a stream, and most requirements judged by many."""

from __future__ import annotations

import base64
import json
from itertools import count
from pathlib import Path

from conformance.conversations.pictures import noise_png
from conformance.model.finding import Finding, Outcome, Place
from conformance.model.report import ItemResult, JudgedFinding
from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.report import as_html
from conformance.report.assemble import RunFacts, assemble
from conformance.requirements.catalogue import load_catalogue
from conformance.wire.exchange import Exchange

EXCHANGES = 400
_EVENTS = 40
_JUDGED = 6
"""Exchanges that say something about a requirement."""
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def write(path: Path) -> None:
    """Write the page."""
    exchanges = [_exchange(number) for number in range(EXCHANGES)]
    keys = [one.key for one in exchanges]
    catalogue = load_catalogue()
    items = [
        _item(name, keys[(number * _JUDGED + place) % EXCHANGES], failed=not number % 4)
        for number, name in enumerate(catalogue)
        for place in range(_JUDGED)
    ]
    outcomes: dict[str, dict[str, Outcome]] = {}
    for item in items:
        outcomes.setdefault(item.requirement, {})[item.conversation] = item.outcome
    facts = RunFacts(
        suite_version="0",
        edition="0",
        profile="standard",
        target="http://127.0.0.1:1/v1",
        model="large",
        started_at=0.0,
        seconds=1.0,
        outcomes=outcomes,
    )
    ids = frozenset(catalogue)
    report = assemble(items, catalogue=catalogue, levels={}, edition=ids, selected=ids, gate="conformant", run=facts)
    path.write_text(as_html.render(report, {str(one.key): one for one in exchanges}), "utf-8")


def _item(name: str, key: ExchangeKey, *, failed: bool) -> ItemResult:
    if not failed:
        return ItemResult(name, key.conversation, Outcome.PASSED)
    finding = Finding("out-of-order", f"{name} is violated here.", "one", "another", Place(event=3)).at(key)
    judged = JudgedFinding(finding, (), load_catalogue()[name].level)
    return ItemResult(name, key.conversation, Outcome.FAILED, (judged,))


def _exchange(number: int) -> Exchange:
    uri = f"data:image/png;base64,{base64.b64encode(_picture(number)).decode()}"
    content = [{"type": "text", "text": f"What is it, {number}?"}, {"type": "image_url", "image_url": {"url": uri}}]
    body = json.dumps({"model": "large", "stream": True, "messages": [{"role": "user", "content": content}]}).encode()
    times = count(1)
    pieces = [(0.01 * next(times), _HEAD), *((0.01 * next(times), _event(number, event)) for event in range(_EVENTS))]
    transcript = Transcript(recording=Recording.of(*pieces), ending=Ending.COMPLETE, seconds=0.6)
    return Exchange(ExchangeKey(f"picture {number} streamed"), Request(body=body), transcript)


def _picture(number: int) -> bytes:
    """Return pictures of several sizes, few alike, as a run sends them."""
    return noise_png(8 + number % 80)


def _event(number: int, event: int) -> bytes:
    choice = {"index": 0, "delta": {"content": f"word {number}-{event} "}, "finish_reason": None}
    chunk = {"id": f"chatcmpl-{number}", "object": "chat.completion.chunk", "created": 1, "model": "large"}
    return b"data: %b\n\n" % json.dumps({**chunk, "choices": [choice]}).encode()

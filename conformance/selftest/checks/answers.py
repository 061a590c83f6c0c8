"""Builds one exchange from its bytes, and lists what the checks of one requirement say about it."""

from __future__ import annotations

import json
from typing import Any

import conformance.checks
from conformance.checks.registry import load
from conformance.model.finding import Finding
from conformance.model.request import ExchangeKey, Expectation, Request
from conformance.model.settings import Limits, Terms
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.selftest.proof.proven import malformed
from conformance.wire.exchange import Exchange

STREAMED = {"stream": True}
EVENTS = {"Content-Type": "text/event-stream"}
DONE = b"data: [DONE]\n\n"
Said = tuple[str, str, str]
"""Kind, actual and place of a finding; outcome, reason and "" of a remark."""


def answered(
    status: int = 200,
    body: Any = b"",
    *,
    headers: dict[str, str] | None = None,
    asked: dict[str, Any] | None = None,
    sent_headers: tuple[tuple[str, str], ...] = (),
    subject: str = "",
    method: str = "POST",
    expectation: Expectation = Expectation.ACCEPTED,
    limits: Limits | None = None,
    ending: Ending = Ending.COMPLETE,
    detail: str = "",
    started_at: float = 0.0,
    seconds: float = 0.0,
    times: tuple[float, ...] = (),
) -> Exchange:
    """Build an exchange; the body is bytes, or what becomes JSON, or a list of pieces that arrive at `times`."""
    pieces = body if isinstance(body, list) else [body if isinstance(body, bytes) else json.dumps(body).encode()]
    fields = {"Content-Type": "application/json", "Content-Length": str(sum(map(len, pieces))), **(headers or {})}
    head = f"HTTP/1.1 {status} Any\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items() if v) + "\r\n"
    arrivals = times or tuple(0.1 * at for at in range(len(pieces)))
    recording = Recording.of((0.0, head.encode("latin-1")), *zip(arrivals, pieces, strict=True))
    transcript = Transcript(
        recording=recording, ending=ending, detail=detail, started_at=started_at, seconds=seconds or arrivals[-1]
    )
    request = Request(
        body=json.dumps({"model": "m", "messages": [], **(asked or {})}).encode(),
        method=method,
        headers=sent_headers,
        subject=subject,
        expectation=expectation,
    )
    return Exchange(ExchangeKey("test"), request, transcript, limits or Limits())


def refused(status: int, body: Any, **how: Any) -> Exchange:
    """Build the answer to a mistake."""
    return answered(status, body, expectation=Expectation.REJECTED, **how)


def streamed(body: Any, *, asked: dict[str, Any] | None = None, **how: Any) -> Exchange:
    """Build a stream that was asked for; without a length, as streams are."""
    headers = {**EVENTS, "Content-Length": "", **how.pop("headers", {})}
    return answered(200, body, headers=headers, asked={**STREAMED, **(asked or {})}, **how)


def event(value: Any) -> bytes:
    """Write an event of a stream."""
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def chunk(*choices: dict[str, Any], **members: Any) -> bytes:
    """Write a chunk as an event."""
    known = {"id": "c", "object": "chat.completion.chunk", "created": 1_800_000_000, "model": "m"}
    return event({**known, "choices": list(choices), **members})


def choice(content: str | None = None, *, index: int = 0, finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """Build a choice of a chunk."""
    said = {**delta, **({} if content is None else {"content": content})}
    return {"index": index, "delta": said, "finish_reason": finish}


def judged(requirement: str, exchange: Exchange, terms: Terms | None = None) -> list[Said]:
    """Return what the checks of a requirement that apply say, in order."""
    found: list[Said] = []
    for check in load(conformance.checks)[0]:
        if check.requirement == requirement and check.applies(exchange):
            for said in check.function(exchange, terms or Terms()):
                if isinstance(said, Finding):
                    assert not malformed(said)
                    found.append((said.kind, said.actual, str(said.place)))
                else:
                    found.append((said.outcome.value, said.reason, ""))
    return found

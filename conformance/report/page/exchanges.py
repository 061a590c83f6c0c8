"""Exchanges as a page shows them: what was asked, what came when, and where something was noticed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from conformance.model.report import JudgedFinding, Report, RequirementResult
from conformance.report.digest import findings_by_exchange
from conformance.report.escaping import shorten
from conformance.report.page.pictures import Album
from conformance.resources import fixtures_directory
from conformance.wire.choices import text_in
from conformance.wire.exchange import Exchange
from conformance.wire.sse import SseReader

_LONGEST_REQUEST = 8_000
_HEAD, _TAIL = 20_000, 4_000
"""Bytes of an answer that are shown, where it is longer than both."""
_LONGEST_FIELD = 400
_MOST_FIELDS = 60
_MOST_EVENTS = 600
_MOST_ODDITIES = 40
_MOST_ARRIVALS = 600
_LONGEST_TEXT = 2_000


def shown(report: Report, exchanges: Mapping[str, Exchange]) -> dict[str, Any]:
    """Return all exchanges of a run, and the pictures that they sent, as JSON for the script of a page.

    Args:
        report: says which findings an exchange shows.
        exchanges: by the text of their key.
    """
    album, findings = Album(), findings_by_exchange(report)
    told = {
        name: _exchange(one, album, [_mark(name, *found) for found in findings.get(name, ())])
        for name, one in exchanges.items()
    }
    return {"exchanges": told, "pictures": album.pictures}


def _mark(name: str, result: RequirementResult, judged: JudgedFinding) -> dict[str, Any]:
    """Return what a page says of a finding beside an exchange; its place is in the first exchange that it names."""
    finding = judged.finding
    mark: dict[str, Any] = {"id": result.requirement.id, "kind": finding.kind}
    if name != str(finding.exchanges[0]):
        return mark
    return mark | {"message": shorten(finding.message, _LONGEST_FIELD), **asdict(finding.place)}


def _exchange(exchange: Exchange, album: Album, marks: list[dict[str, Any]]) -> dict[str, Any]:
    transcript = exchange.transcript
    return {
        "request": _request(exchange, album),
        "status": exchange.status,
        "reason": exchange.http.reason if exchange.status else "",
        "fields": _fields(exchange.http.headers if exchange.status else ()),
        "ending": transcript.ending,
        "detail": transcript.detail,
        "sent": round(transcript.sent_seconds, 4),
        "seconds": round(transcript.seconds, 4),
        "marks": marks,
        **(_body(exchange) if exchange.status else {"body": "", "length": 0}),
    }


def _request(exchange: Exchange, album: Album) -> dict[str, Any]:
    request = exchange.request
    body, pictures = album.shortened(_anywhere(request.body.decode("utf-8", "backslashreplace")))
    return {
        "line": f"{request.method} {request.path}",
        "fields": _fields(request.headers),
        "credential": request.credential,
        "body": shorten(body, _LONGEST_REQUEST),
        "pictures": list(dict.fromkeys(pictures)),
        "expects": request.expectation,
    }


def _anywhere(body: str) -> str:
    """Leave out where the suite is installed, which requests for local files name: a page is handed on."""
    return body.replace(json.dumps(str(fixtures_directory().absolute()))[1:-1], "[fixtures of the suite]")


def _fields(fields: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[name, shorten(value, _LONGEST_FIELD)] for name, value in list(fields)[:_MOST_FIELDS]]


def _body(exchange: Exchange) -> dict[str, Any]:
    """Return the body as it arrived; of a long one its beginning and its end."""
    reader, length, head, tail = SseReader(exchange.limits), 0, bytearray(), b""
    events: list[list[float]] = []
    arrivals: list[list[float]] = []
    streamed = exchange.is_event_stream
    for seconds, piece in exchange.http.body_pieces():
        length += len(piece)
        head += piece[: max(_HEAD + _TAIL - len(head), 0)]
        tail = (tail + piece)[-_TAIL:]
        if len(arrivals) < _MOST_ARRIVALS:
            arrivals.append([round(seconds, 4), length])
        if streamed and len(events) < _MOST_EVENTS:
            events += [[event.offset, event.end, round(seconds, 4)] for event in reader.feed(piece)]
    cut = length > len(head)
    told = {
        "body": base64.b64encode(bytes(head[:_HEAD]) if cut else bytes(head)).decode(),
        "tail": base64.b64encode(tail).decode() if cut else "",
        "length": length,
        "arrivals": arrivals,
        "text": shorten(text_in(exchange), _LONGEST_TEXT),
    }
    return told | (_stream(exchange, events[:_MOST_EVENTS]) if streamed else {})


def _stream(exchange: Exchange, events: list[list[float]]) -> dict[str, Any]:
    stream = exchange.stream
    noticed = [
        {"kind": one.kind, "message": one.message, "byte": one.place.byte, "event": one.place.event}
        for one in stream.oddities[:_MOST_ODDITIES]
    ]
    return {"events": events, "total": stream.events, "done": stream.done_seconds, "oddities": noticed}

"""Whether an HTTP message brings its body whole, and which requirement has the finding where it does not.

What cannot be read because the message around it is broken is not judged again: whoever would say that the
body is no JSON, or that the end of a stream is missing, is blocked by the requirement that has the cause.
"""

from __future__ import annotations

from conformance.model.finding import Outcome, Remark
from conformance.model.transcript import Ending
from conformance.wire.exchange import Exchange
from conformance.wire.http_reader import Framing, HttpKind

_JUDGED_BY = {
    HttpKind.MALFORMED_STATUS_LINE: "HTTP-005",
    HttpKind.MALFORMED_HEADER: "HTTP-005",
    HttpKind.CHUNK_MALFORMED: "HTTP-005",
    HttpKind.CONFLICTING_LENGTHS: "HTTP-006",
    HttpKind.LENGTH_AND_CHUNKED: "HTTP-006",
    HttpKind.BODY_SHORT: "HTTP-007",
    HttpKind.SURPLUS_BYTES: "HTTP-007",
    HttpKind.LAST_CHUNK_MISSING: "HTTP-008",
    HttpKind.CONTENT_UNDECODABLE: "HTTP-010",
}
_OUR_DOING = frozenset({Ending.CANCELLED, Ending.LIMIT})


def broken_message(exchange: Exchange) -> Remark | None:
    """Return why the body of an answer may not be what the target meant to say, or None where it is."""
    ending = exchange.transcript.ending
    if ending is Ending.SILENT or ending in _OUR_DOING:
        detail = exchange.transcript.detail or str(ending)
        return Remark(Outcome.INCONCLUSIVE, f"the answer did not come to its end: {detail}")
    for oddity in exchange.http.oddities:
        if oddity.kind in _JUDGED_BY:
            requirement = _JUDGED_BY[HttpKind(oddity.kind)]
            return Remark(Outcome.BLOCKED, f"the HTTP message is broken (see {requirement})")
    if ending is Ending.GARBLED:
        return Remark(Outcome.BLOCKED, "the answer is no HTTP message (see HTTP-005)")
    return None


def unreadable_stream(exchange: Exchange) -> Remark | None:
    """Return why nothing can be said about the events of a stream: its chunks or its coding hide them."""
    kinds = {oddity.kind for oddity in exchange.http.oddities}
    lost = HttpKind.CHUNK_MALFORMED in kinds and not exchange.http.body_complete
    return broken_message(exchange) if lost or HttpKind.CONTENT_UNDECODABLE in kinds else None


def never_ends(exchange: Exchange) -> bool:
    """Tell whether only the end of the connection could end the body, which has come, and the peer keeps it open."""
    open_end = exchange.http.framing is Framing.CLOSE and exchange.transcript.ending is Ending.SILENT
    return open_end and is_whole_json(exchange)


def is_whole_json(exchange: Exchange) -> bool:
    """Tell whether a JSON object has come whole, whatever the message says about its end."""
    return exchange.value is not None and not exchange.is_event_stream

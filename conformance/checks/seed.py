"""The fingerprint beside the seed, within one stream."""

from __future__ import annotations

from conformance.checks.findings import in_stream
from conformance.checks.registry import Judged, Reads, check
from conformance.wire.exchange import Exchange
from conformance.wire.stream_grammar import StreamKind


@check("SEED-009", Reads.EVENTS)
def one_fingerprint(exchange: Exchange) -> Judged:
    """Who repeats a run compares it; one that changes within an answer is no statement about it."""
    yield from in_stream(exchange, StreamKind.FINGERPRINT_CHANGED)

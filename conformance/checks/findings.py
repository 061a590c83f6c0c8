"""Turns facts of the readers into findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.model.finding import Finding, Oddity
from conformance.wire.exchange import Exchange


def findings(oddities: Iterable[Oddity], *kinds: str) -> Iterator[Finding]:
    """Yield a finding for the first oddity of each of the kinds; the count of the others says nothing new."""
    seen: set[str] = set()
    for oddity in oddities:
        if oddity.kind in kinds and oddity.kind not in seen:
            seen.add(oddity.kind)
            yield Finding.from_oddity(oddity)


def in_stream(exchange: Exchange, *kinds: str) -> Iterator[Finding]:
    """Yield findings for oddities of an event stream."""
    return findings(exchange.stream.oddities, *kinds)


def in_http(exchange: Exchange, *kinds: str) -> Iterator[Finding]:
    """Yield findings for oddities of the HTTP message."""
    return findings(exchange.http.oddities, *kinds)


def in_json(exchange: Exchange, *kinds: str) -> Iterator[Finding]:
    """Yield findings for oddities of a JSON body."""
    return findings(exchange.json.oddities, *kinds)

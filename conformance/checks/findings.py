"""Turns facts of the readers into findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.model.finding import Finding, Oddity, shown
from conformance.wire.exchange import Exchange

_EXCERPT = 120


def findings(oddities: Iterable[Oddity], *kinds: str) -> Iterator[Finding]:
    """Yield a finding for the first oddity of each of the kinds; the count of the others says nothing new."""
    # Readers have words in common (a byte order mark of the stream, one of an event's JSON): so the reader counts, too.
    wanted = {(type(kind), kind) for kind in kinds}
    for oddity in oddities:
        name = (type(oddity.kind), oddity.kind)
        if name in wanted:
            wanted.remove(name)
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


def excerpt(exchange: Exchange) -> str:
    """Return how a body begins, short enough for a line or two of a report."""
    body = exchange.http.body(_EXCERPT + 1)
    return shown(body[:_EXCERPT]) + (" ..." if len(body) > _EXCERPT else "")

"""Token usage in streams: asked for, it comes once, at the end, on a chunk of its own."""

from __future__ import annotations

import re

from conformance.checks.findings import in_stream
from conformance.checks.registry import Judged, Reads, check, named
from conformance.checks.resp import wrong_sum
from conformance.checks.sse import owed
from conformance.conversations.usage import UNPADDED
from conformance.model.finding import Finding, Outcome, Remark
from conformance.wire.exchange import Exchange
from conformance.wire.stream_grammar import StreamKind

_OBFUSCATION = re.compile(rb'(?<!\\)"obfuscation"\s*:\s*"')
"""The member, and not a text that speaks of it, whose quotes are escaped."""
_PEEK = 1 << 20


def _asked(exchange: Exchange) -> bool:
    return exchange.asked.include_usage


@check("USAGE-001", Reads.EVENTS, applies=_asked)
def usage_comes_once(exchange: Exchange) -> Judged:
    """Billing and context compaction run on it; missing it they count nothing, twice they count double."""
    yield from in_stream(exchange, StreamKind.USAGE_REPEATED)
    yield from owed(exchange, StreamKind.USAGE_MISSING)


@check("USAGE-002", Reads.EVENTS, applies=_asked)
def usage_on_its_own_chunk(exchange: Exchange) -> Judged:
    """Clients look for it on the last chunk, behind every finish_reason; elsewhere they miss it or break off early."""
    yield from in_stream(exchange, StreamKind.USAGE_ON_CHOICE_CHUNK)
    misplaced = tuple(in_stream(exchange, StreamKind.USAGE_EARLY, StreamKind.USAGE_NOT_LAST))
    if misplaced and any(in_stream(exchange, StreamKind.USAGE_REPEATED)):
        yield Remark(Outcome.BLOCKED, "usage comes more than once (see USAGE-001)")
    else:
        yield from misplaced


@check("USAGE-003", Reads.EVENTS, applies=lambda exchange: not _asked(exchange))
def no_usage_unasked(exchange: Exchange) -> Judged:
    """A chunk without choices that nobody asked for raises IndexError in loops over `choices[0]`."""
    yield from in_stream(exchange, StreamKind.USAGE_NOT_ASKED)


@check("USAGE-004", Reads.EVENTS, applies=_asked)
def usage_only_at_the_end(exchange: Exchange) -> Judged:
    """Clients that add up usage of all chunks count the prompt once a token."""
    yield from in_stream(exchange, StreamKind.USAGE_CONTINUOUS)


@check("USAGE-006", Reads.EVENTS, applies=lambda exchange: bool(exchange.stream.usages))
def streamed_usage_adds_up(exchange: Exchange) -> Judged:
    """A total that is not the sum makes every bill and every context budget wrong."""
    yield from wrong_sum(exchange.stream.usages[-1])


@check("USAGE-012", Reads.EVENTS, covers=named(UNPADDED))
def no_padding(exchange: Exchange) -> Judged:
    """Who turns the padding off pays for its bytes on a slow line, and gets it all the same."""
    if _OBFUSCATION.search(exchange.http.body(_PEEK)):
        yield Finding("obfuscated", "Chunks are padded although that was turned off.", "no obfuscation", "obfuscation")

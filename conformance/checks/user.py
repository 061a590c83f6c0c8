"""Who the end user is stays between the client and the operator."""

from __future__ import annotations

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, Reads, check, named
from conformance.conversations.user import NAMED, NAMED_STREAMED, SOMEBODY
from conformance.model.finding import Finding
from conformance.wire.exchange import LONGEST_DOCUMENT, Exchange

_EXPECTED = "an answer that does not know who asked"


@check("USER-003", Reads.SUCCESS, covers=named(NAMED, NAMED_STREAMED))
def user_is_not_repeated(exchange: Exchange) -> Judged:
    """Answers are logged, cached and shown where names of end users must not be."""
    if SOMEBODY.encode() in exchange.http.body(LONGEST_DOCUMENT):
        yield Finding("in-body", "The answer holds the name of the end user.", _EXPECTED, excerpt(exchange))
    holding = [f"{name}: {value}" for name, value in exchange.http.headers if SOMEBODY in value]
    if holding:
        yield Finding("in-headers", "A header holds the name of the end user.", _EXPECTED, holding[0])

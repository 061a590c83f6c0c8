"""What browsers ask before a page of another origin may send a request."""

from __future__ import annotations

from conformance.checks.registry import Judged, Reads, check, named
from conformance.checks.statuses import SUCCESSES
from conformance.conversations.http import ORIGIN, PREFLIGHT, PRIVATE_NETWORK, PRIVATE_PREFLIGHT
from conformance.model.finding import Finding, Outcome, Remark, shown
from conformance.wire.exchange import Exchange

_KEY_STATUSES = frozenset({401, 403})
_FIELDS = frozenset({"authorization", "content-type"})


def _allows_origin(exchange: Exchange) -> bool:
    return (exchange.http.header("access-control-allow-origin") or "").strip() in {"*", ORIGIN}


def _allowed_fields(exchange: Exchange) -> frozenset[str]:
    value = exchange.http.header("access-control-allow-headers") or ""
    return frozenset(name.strip().lower() for name in value.split(","))


@check("HTTP-037", Reads.HTTP, covers=named(PREFLIGHT))
def preflight_is_allowed(exchange: Exchange) -> Judged:
    """A web page reports `Failed to fetch` and nothing else, and its user takes the server for dead."""
    if exchange.status in _KEY_STATUSES:
        yield Finding("key-asked-for", "A preflight without a key was refused.", "2xx", str(exchange.status))
    elif exchange.status not in SUCCESSES:
        yield Finding("refused", "A preflight was refused.", "2xx", str(exchange.status))
    elif not _allows_origin(exchange):
        actual = shown(exchange.http.header("access-control-allow-origin") or "no such header")
        yield Finding("origin-not-allowed", "The origin of the page is not allowed.", f"* or {ORIGIN}", actual)
    elif not _allowed_fields(exchange) >= _FIELDS:
        # The asterisk does not stand for Authorization (Fetch, CORS non-wildcard request-header name).
        actual = shown(exchange.http.header("access-control-allow-headers") or "no such header")
        yield Finding(
            "fields-not-allowed", "The fields that a request needs are not allowed.", str(sorted(_FIELDS)), actual
        )


@check("HTTP-038", Reads.HTTP, covers=named(PRIVATE_PREFLIGHT))
def private_network_is_allowed(exchange: Exchange) -> Judged:
    """A page on the web cannot reach the server on the user's own machine, though the server lets every origin in."""
    value = exchange.http.header("access-control-allow-private-network")
    if not any(name == PRIVATE_NETWORK for name, _ in exchange.request.headers):
        yield Remark(Outcome.NOT_APPLICABLE, "the target is not on a private network, as far as we know")
    elif exchange.status not in SUCCESSES or not _allows_origin(exchange):
        yield Remark(Outcome.BLOCKED, "preflights are not allowed at all (see HTTP-037)")
    elif (value or "").strip().lower() != "true":
        expected = "Access-Control-Allow-Private-Network: true"
        yield Finding("not-allowed", "A private network may not be asked.", expected, shown(value or "no such header"))

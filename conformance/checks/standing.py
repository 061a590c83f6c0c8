"""Whether an exchange has what a check reads, and if not, what that comes to.

One cause is one finding: where a stream was answered 500, the requirement that streams are answered has the
finding, and everything that would have read the stream is blocked by it.
"""

from __future__ import annotations

from conformance.checks.message import broken_message, never_ends, unreadable_stream
from conformance.checks.refusal import honest_refusal
from conformance.checks.registry import Reads
from conformance.checks.statuses import CLIENT_ERRORS
from conformance.model.finding import Outcome, Remark
from conformance.model.request import Expectation
from conformance.model.settings import Capability
from conformance.wire.exchange import SUCCESS, Exchange

PUSHBACK = frozenset({429, 503, 529})
"""Says "not now" whenever it comes."""
UNDER_LOAD = frozenset({502, 504})
"""Says "not now" when something else was under way; alone, a finding."""
ENDED_AT_ONCE = Remark(Outcome.INCONCLUSIVE, "what was asked for may end a text before it begins")


def pushed_back(exchange: Exchange) -> bool:
    """Tell whether the target asked us to come back later, which is no verdict about it."""
    return exchange.status in PUSHBACK or (exchange.status in UNDER_LOAD and exchange.key.attempt > 0)


def succeeded(exchange: Exchange) -> bool:
    """Tell whether a valid request was answered with a completion that can be read."""
    return exchange.completion is not None and not never_ends(exchange)


def asks(exchange: Exchange, reads: Reads) -> bool:
    """Tell whether the request is one whose answer has this reading when all goes well; HTTP/2 has one of its own."""
    if exchange.request.over_http2:
        return False
    if reads in {Reads.WIRE, Reads.HTTP}:
        return True
    if reads is Reads.REFUSAL:
        return exchange.request.expectation is Expectation.REJECTED
    if exchange.request.expectation is not Expectation.ACCEPTED or not exchange.asked.is_chat:
        return False
    return {Reads.COMPLETION: not exchange.asked.stream, Reads.EVENTS: exchange.asked.stream}.get(reads, True)


def no_answer(exchange: Exchange) -> Remark:
    """Return the remark that there is nothing to read."""
    return Remark(Outcome.BLOCKED, f"no HTTP answer: {exchange.transcript.detail or exchange.transcript.ending}")


def obstacle(exchange: Exchange, reads: Reads, capability: Capability) -> Remark | None:
    """Return why the reading does not exist in this exchange, or None when it does."""
    if reads is Reads.WIRE:
        return None
    if exchange.status is None:
        return no_answer(exchange)
    if reads is Reads.HTTP:
        return None
    if pushed_back(exchange):
        return Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {exchange.status}")
    return _missing_refusal(exchange) if reads is Reads.REFUSAL else _missing_success(exchange, reads, capability)


def _missing_refusal(exchange: Exchange) -> Remark | None:
    if exchange.status in CLIENT_ERRORS:
        return None
    if exchange.status is not None and exchange.status < CLIENT_ERRORS.start:
        return Remark(Outcome.NOT_APPLICABLE, f"there is no error to read: answered {exchange.status}")
    return Remark(Outcome.BLOCKED, f"the mistake was answered {exchange.status} (see ERR-001)")


def _missing_success(exchange: Exchange, reads: Reads, capability: Capability) -> Remark | None:
    refusal = honest_refusal(exchange, capability)
    if refusal:
        return Remark(Outcome.UNSUPPORTED, refusal)
    if exchange.status != SUCCESS:
        return Remark(Outcome.BLOCKED, f"the valid request was answered {exchange.status}")
    if reads is Reads.COMPLETION and (exchange.is_event_stream or exchange.value is None):
        return broken_message(exchange) or Remark(Outcome.BLOCKED, "the answer is no JSON object")
    if reads is Reads.COMPLETION and exchange.error:
        return Remark(Outcome.BLOCKED, "the 200 holds an error")
    if reads is Reads.EVENTS and not exchange.is_event_stream:
        return Remark(Outcome.BLOCKED, "the answer is no event stream")
    return unreadable_stream(exchange) if reads is Reads.EVENTS else None

"""Client mistakes and the server's composure."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import succeeded
from conformance.checks.statuses import SERVER_ERRORS
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.request import Expectation
from conformance.relations.composure import lost_composure, no_verdict
from conformance.wire.exchange import Exchange

_EXPECTED = "400 or 422"


def _a_mistake(conversation: Conversation) -> bool:
    return Trait.INVALID in conversation.traits


@relation("ERR-001", _a_mistake)
def composed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """SDKs retry a 5xx twice with back-off before the user learns of a typo; some inputs kill the process."""
    remark = no_verdict(controls)
    if remark:
        yield remark
        return
    exchange = _mistake(played)
    if exchange is None:
        yield Remark(Outcome.INCONCLUSIVE, "the mistake was not sent, since what came before it was not answered")
    elif exchange.status is None and _dead_afterwards(played):
        yield Remark(Outcome.BLOCKED, "nothing was answered afterwards, either (see SIZE-005)")
    else:
        yield from lost_composure(exchange, f"A fault in {exchange.request.subject}", _EXPECTED)


def _mistake(played: Played) -> Exchange | None:
    """Return the first step that is a mistake; a text may come before it to show that the target is alive."""
    return next((one for one in played.exchanges if one.request.expectation is Expectation.REJECTED), None)


def _dead_afterwards(played: Played) -> bool:
    return any(one.request.label == "liveness" and not succeeded(one) for one in played.exchanges)


@relation("ERR-013", named("the same mistake twice"))
def same_mistake_same_status(played: Played, _: Mapping[str, Played]) -> Judged:
    """A mistake that is refused today and served tomorrow cannot be found."""
    statuses = [exchange.status for exchange in played.exchanges]
    if None in statuses or any(status in SERVER_ERRORS for status in statuses):
        yield Remark(Outcome.BLOCKED, "the mistake was not answered (see ERR-001)")
    elif len(set(statuses)) > 1:
        expected = f"{statuses[0]} again"
        yield Finding("other-status", "The same request got another status.", expected, str(statuses[-1]))

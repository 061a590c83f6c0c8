"""Client mistakes and the server's composure."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.checks.statuses import SERVER_ERRORS
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.model.finding import Finding, Outcome, Remark
from conformance.relations.composure import lost_composure
from conformance.relations.controls import failed_control

_EXPECTED = "400 or 422"


def _a_mistake(conversation: Conversation) -> bool:
    return Trait.INVALID in conversation.traits


@relation("ERR-001", _a_mistake)
def composed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """SDKs retry a 5xx twice with back-off before the user learns of a typo; some inputs kill the process."""
    remark = failed_control(controls, Outcome.INCONCLUSIVE)
    if remark:
        yield remark
        return
    exchange = played.exchanges[0]
    yield from lost_composure(exchange, f"A fault in {exchange.request.subject}", _EXPECTED)


@relation("ERR-013", named("the same mistake twice"))
def same_mistake_same_status(played: Played, _: Mapping[str, Played]) -> Judged:
    """A mistake that is refused today and served tomorrow cannot be found."""
    statuses = [exchange.status for exchange in played.exchanges]
    if None in statuses or any(status in SERVER_ERRORS for status in statuses):
        yield Remark(Outcome.BLOCKED, "the mistake was not answered (see ERR-001)")
    elif len(set(statuses)) > 1:
        expected = f"{statuses[0]} again"
        yield Finding("other-status", "The same request got another status.", expected, str(statuses[-1]))

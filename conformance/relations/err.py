"""Client mistakes and the server's composure."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.err import envelope
from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import pushed_back, succeeded
from conformance.checks.statuses import SERVER_ERRORS
from conformance.conversations.building import A_MISTAKE, A_MISTAKE_STREAMED
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.conversations.size import LARGE_TWICE, TWICE
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.request import Expectation
from conformance.relations.composure import is_mistake, lost_composure, no_verdict
from conformance.wire.exchange import Exchange

_EXPECTED = "400 or 422"
_SPEAKS_OF_BODY = frozenset({400, 422})
"""Other refusals of odd requests come from layers in front: of the label, the length, the size."""


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


def _may_be_refused(conversation: Conversation) -> bool:
    return Trait.ALONE in conversation.traits and bool({A_MISTAKE, A_MISTAKE_STREAMED} & set(conversation.controls))


@relation("ERR-021", _may_be_refused)
def refused_in_the_envelope(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A gateway refuses what it does not know by a path of its own, whose errors no SDK can read."""
    remark = no_verdict(controls)
    refused = [one for one in played.exchanges if one.status in _SPEAKS_OF_BODY and one.asked.is_chat]
    ordinary = [one.exchanges[0] for one in controls.values() if is_mistake(one) and one.exchanges]
    if remark or not refused:
        yield remark or Remark(Outcome.NOT_APPLICABLE, "nothing was refused for its body")
    elif any(list(envelope(exchange)) for exchange in ordinary):
        yield Remark(Outcome.BLOCKED, "mistakes are refused so at large (see ERR-003)")
    else:
        for exchange in refused:
            yield from (one.at(exchange.key) if isinstance(one, Finding) else one for one in envelope(exchange))


@relation("ERR-022", named(LARGE_TWICE))
def same_size_same_status(played: Played, _: Mapping[str, Played]) -> Judged:
    """Who is told of a failing upstream does not think of making the picture smaller."""
    statuses = [exchange.status for exchange in played.exchanges if not pushed_back(exchange)]
    if len(statuses) < TWICE or any(status is None or status in SERVER_ERRORS for status in statuses):
        yield Remark(Outcome.INCONCLUSIVE, "the picture was not answered twice")
    elif len(set(statuses)) > 1:
        expected = f"{statuses[0]} again"
        yield Finding("other-status", "The same large picture got another status.", expected, str(statuses[-1]))


@relation("ERR-013", named("the same mistake twice"))
def same_mistake_same_status(played: Played, _: Mapping[str, Played]) -> Judged:
    """A mistake that is refused today and served tomorrow cannot be found."""
    statuses = [exchange.status for exchange in played.exchanges]
    if None in statuses or any(status in SERVER_ERRORS for status in statuses):
        yield Remark(Outcome.BLOCKED, "the mistake was not answered (see ERR-001)")
    elif len(set(statuses)) > 1:
        expected = f"{statuses[0]} again"
        yield Finding("other-status", "The same request got another status.", expected, str(statuses[-1]))

"""Combinations of features that work alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from conformance.checks.refusal import honest_refusal
from conformance.checks.registry import Judged, relation
from conformance.checks.standing import pushed_back, succeeded
from conformance.conversations.comb import AGAIN, refused_members
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.model.finding import Finding, Outcome, Remark
from conformance.relations.acceptance import judge_acceptance
from conformance.relations.controls import failed_control
from conformance.wire.exchange import SUCCESS

_COMPOSURE_LOST = frozenset({"server-error", "no-answer"})


def _is_combination(conversation: Conversation) -> bool:
    return Trait.COMBINATION in conversation.traits


def _failed_alone(controls: Mapping[str, Played]) -> Remark | None:
    """Return a remark about a feature that fails by itself; one that is refused by name is dropped on the way."""
    for name, control in controls.items():
        exchange = next(iter(control.exchanges), None)
        if exchange is None or pushed_back(exchange):
            return Remark(Outcome.INCONCLUSIVE, f"the control '{name}' was not answered")
        streams_not = exchange.asked.stream and exchange.status == SUCCESS and not exchange.is_event_stream
        refused = honest_refusal(exchange, control.conversation.capability)
        if streams_not or (not succeeded(exchange) and not refused):
            return Remark(Outcome.BLOCKED, f"'{name}' fails alone")
        if refused and not refused_members(exchange):
            return Remark(Outcome.UNSUPPORTED, refused)
    return None


def _judge(played: Played, controls: Mapping[str, Played]) -> Iterator[Finding | Remark]:
    again = AGAIN in played.conversation.name
    remark = _failed_alone(controls) if again else failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    due = played.exchanges[-1:] if again else played.exchanges
    decides = next((one for one in due if not succeeded(one)), due[-1])
    if refused_members(decides) and honest_refusal(decides, played.conversation.capability):
        yield Remark(Outcome.UNSUPPORTED, honest_refusal(decides, played.conversation.capability))
        return
    yield from judge_acceptance(replace(played, exchanges=(decides,)), {}, frozenset())


def _only(judged: Judged, wanted: Callable[[str], bool]) -> Judged:
    return (said for said in judged if isinstance(said, Remark) or wanted(said.kind))


@relation("COMB-001", _is_combination)
def combination_keeps_composure(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Applications use features together; where two of them meet in code that nobody ran, the server falls over."""
    return _only(_judge(played, controls), lambda kind: kind in _COMPOSURE_LOST)


@relation("COMB-002", _is_combination)
def combination_is_served(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A client that may use each of two features has no way to know that it may not use both."""
    return _only(_judge(played, controls), lambda kind: kind not in _COMPOSURE_LOST)

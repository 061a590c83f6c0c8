"""The same request twice, plain and streamed: an example of both, or a conversation beside its control."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.refusal import honest_refusal
from conformance.checks.registry import Judged, relation
from conformance.checks.standing import succeeded
from conformance.checks.statuses import SERVER_ERRORS
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.model.finding import Finding, Outcome, Remark
from conformance.relations.acceptance import unanswered
from conformance.relations.controls import failed_control
from conformance.wire.exchange import SUCCESS, Exchange


def is_twin(conversation: Conversation) -> bool:
    """Select what sends a plain request and the same streamed."""
    return Trait.TWIN in conversation.traits


def plain_and_streamed(played: Played, controls: Mapping[str, Played], plain: str) -> tuple[Exchange, Exchange] | None:
    """Return both exchanges, or None where one is missing.

    Args:
        played: the example with both, or the conversation that streams.
        controls: its controls.
        plain: the control that is not streamed; no matter where the example has both.
    """
    both = played.exchanges if is_twin(played.conversation) else (*controls[plain].exchanges[:1], *played.exchanges[:1])
    return (both[0], both[1]) if len(both) > 1 else None


def _is_plain_twin(conversation: Conversation) -> bool:
    """Select twins that use no features together; whether those are served, streamed or not, is COMB's."""
    return is_twin(conversation) and Trait.COMBINATION not in conversation.traits


@relation("STREAM-001", _is_plain_twin)
def twin_is_streamed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A path of its own for streams reads less than the other: who turns streaming on loses what worked without it."""
    remark = failed_control(controls, Outcome.BLOCKED)
    both = plain_and_streamed(played, controls, "")
    if remark or both is None:
        yield remark or Remark(Outcome.INCONCLUSIVE, "one of the twins was not sent")
        return
    plain, streamed = both
    if not succeeded(plain):
        yield Remark(Outcome.BLOCKED, "the same is not served without a stream (see HTTP-001)")
    elif refusal := honest_refusal(streamed, played.conversation.capability):
        yield Remark(Outcome.UNSUPPORTED, refusal)
    else:
        yield from (said.at(streamed.key) if isinstance(said, Finding) else said for said in _not_streamed(streamed))


def _not_streamed(exchange: Exchange) -> Judged:
    if exchange.status is None:
        yield unanswered(exchange)
    elif exchange.status != SUCCESS:
        kind = "server-error" if exchange.status in SERVER_ERRORS else "refused"
        actual = f"{exchange.status} {excerpt(exchange)}"
        yield Finding(kind, "What is served plain is not served as a stream.", "200 and an event stream", actual)
    elif not exchange.is_event_stream:
        actual = excerpt(exchange)
        yield Finding("not-a-stream", "A stream was asked for, and the answer is none.", "an event stream", actual)

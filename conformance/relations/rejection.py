"""A request with one fault is refused: the relation of every requirement that something is rejected.

Only a 4xx that speaks about the request counts as a refusal. The control, the same request without the fault,
was answered; otherwise nothing is known. A control with a mistake is the same mistake in a plainer form: where that is
accepted already, this says nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged
from conformance.checks.standing import pushed_back
from conformance.checks.statuses import SERVER_ERRORS, SUCCESSES
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Remark
from conformance.relations.composure import is_mistake, no_verdict
from conformance.wire.exchange import Exchange

_SAYS_NOTHING = frozenset({401, 403, 404, 405, 408})
"""Refusals of the key, the path or the method say nothing about the fault in the body."""


def judge_rejection(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Judge whether the first exchange of a conversation was rejected.

    Args:
        played: the conversation, whose request has one fault.
        controls: its twin without the fault, and the same fault in a plainer form.
    """
    remark = no_verdict(controls)
    if remark:
        yield remark
        return
    yield from judge_beside(controls, played.exchanges[0], played.conversation.also_refused_by)


def judge_beside(
    controls: Mapping[str, Played], exchange: Exchange, also_refused_by: frozenset[int] = frozenset()
) -> Judged:
    """Judge whether one request with a fault was refused, by a target that refuses the plainer mistakes.

    Args:
        controls: the mistakes among them are the plainer ones.
        exchange: the request and its answer.
        also_refused_by: as for `judge_refusal`.
    """
    said = list(judge_refusal(exchange, also_refused_by))
    plainer = _accepted_mistake(controls)
    if plainer and _findings(said):
        yield Remark(Outcome.BLOCKED, f"the mistake is accepted in a plainer form, too (see {plainer})")
    else:
        yield from said


def _accepted_mistake(controls: Mapping[str, Played]) -> str:
    """Return the requirement of the first mistake among the controls that was accepted, or ""."""
    mistakes = (one for one in controls.values() if is_mistake(one) and one.exchanges)
    return next((one.conversation.proves for one in mistakes if _findings(judge_refusal(one.exchanges[0]))), "")


def _findings(judged: Iterable[Finding | Remark]) -> list[Finding]:
    return [one for one in judged if isinstance(one, Finding)]


def judge_refusal(exchange: Exchange, also_refused_by: frozenset[int] = frozenset()) -> Judged:
    """Judge whether one request with a fault was refused.

    Args:
        exchange: the request and its answer.
        also_refused_by: statuses that refuse it though elsewhere they say nothing about the request.
    """
    status = exchange.status
    if status is None:
        yield Remark(Outcome.BLOCKED, "the mistake got no answer (see ERR-001)")
    elif pushed_back(exchange):
        yield Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {status}")
    elif status in SERVER_ERRORS:
        yield Remark(Outcome.BLOCKED, f"the mistake was answered {status} (see ERR-001)")
    elif status in SUCCESSES:
        yield from _judge_success(exchange)
    elif status in _SAYS_NOTHING - also_refused_by or status < 400:  # noqa: PLR2004 (the first client error)
        yield Remark(Outcome.INCONCLUSIVE, f"{status} does not say that the request was at fault")


def _judge_success(exchange: Exchange) -> Judged:
    if holds_error(exchange):
        requirement = "ERR-011" if exchange.asked.stream else "ERR-002"
        yield Remark(Outcome.BLOCKED, f"the mistake was answered 200 with an error in the body (see {requirement})")
        return
    subject = exchange.request.subject
    expected = f"400 or 422, with an error that names {subject}"
    body = excerpt(exchange)
    yield Finding("accepted", f"A fault in {subject} was accepted.", expected, f"{exchange.status} {body}")


def holds_error(exchange: Exchange) -> bool:
    """Tell whether a success holds an error: as member of the object, or as event of the stream."""
    if exchange.is_event_stream:
        return exchange.stream.error is not None
    return bool(exchange.error)

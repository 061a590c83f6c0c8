"""Whether a server kept its composure over a request that it may refuse: no 5xx, no silence, no dropped connection."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged
from conformance.checks.standing import pushed_back
from conformance.checks.statuses import SERVER_ERRORS, SUCCESSES
from conformance.conversations.conversation import Played, Trait
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.transcript import Ending
from conformance.relations.controls import failed_control
from conformance.wire.exchange import Exchange

_OUR_DOING = frozenset({Ending.CANCELLED, Ending.LIMIT, Ending.DISCONNECTED})


def lost_composure(exchange: Exchange, what: str, expected: str) -> Judged:
    """Yield a finding where a request was answered as the server's own failure, or not at all.

    Args:
        exchange: the request and what came.
        what: what was sent, as the subject of a sentence: `A fault in stop`.
        expected: what would have been an answer.
    """
    transcript = exchange.transcript
    if exchange.status is None and transcript.ending in _OUR_DOING:
        yield Remark(Outcome.INCONCLUSIVE, f"no answer came: {transcript.detail or transcript.ending}")
    elif exchange.status is None and transcript.ending is Ending.SILENT:
        yield Finding("silent", f"{what} was met with silence.", expected, transcript.detail)
    elif exchange.status is None and transcript.ending is Ending.GARBLED:
        yield Remark(Outcome.BLOCKED, "the answer is no HTTP message (see HTTP-005)")
    elif exchange.status is None:
        actual = transcript.detail or str(transcript.ending)
        yield Finding("no-answer", f"{what} got no HTTP answer.", expected, actual)
    elif exchange.status in SERVER_ERRORS and not pushed_back(exchange):
        actual = f"{exchange.status} {excerpt(exchange)}"
        yield Finding("server-error", f"{what} was answered as the server's own.", expected, actual)


def served_or_refused(played: Played, controls: Mapping[str, Played], what: str) -> Judged:
    """Judge a request of `building.either`: both a 200 and a 4xx are fair, and which it was is worth knowing.

    Controls that are mistakes say how the target takes those: where one is answered as badly, this says nothing new.
    """
    remark = no_verdict(controls)
    if remark:
        yield remark
        return
    mistakes, exchange = [one for one in controls.values() if is_mistake(one)], played.exchanges[-1]
    found = list(lost_composure(exchange, what, "200, 400 or 422"))
    if found and any(any(lost_composure(one.exchanges[0], "", "")) for one in mistakes if one.exchanges):
        yield Remark(Outcome.BLOCKED, "mistakes are answered so at large (see ERR-001)")
        return
    yield from found
    if not found:
        said = "served" if exchange.status in SUCCESSES else "refused"
        yield Remark(Outcome.PASSED, f"{what} was {said}: {exchange.status}")


def no_verdict(controls: Mapping[str, Played]) -> Remark | None:
    """Return why nothing is known about a request that may be refused: its control without a fault was not served."""
    ordinary = {name: control for name, control in controls.items() if not is_mistake(control)}
    return failed_control(ordinary, Outcome.INCONCLUSIVE)


def is_mistake(control: Played) -> bool:
    """Tell whether a control is a request with a fault, whose refusal is in order."""
    return Trait.INVALID in control.conversation.traits

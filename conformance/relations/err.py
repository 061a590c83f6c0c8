"""Client mistakes and the server's composure."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import pushed_back
from conformance.checks.statuses import SERVER_ERRORS
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.transcript import Ending
from conformance.relations.controls import failed_control

_EXPECTED = "400 or 422"
_OUR_DOING = frozenset({Ending.CANCELLED, Ending.LIMIT, Ending.DISCONNECTED})


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
    subject, transcript = exchange.request.subject, exchange.transcript
    if exchange.status is None and transcript.ending in _OUR_DOING:
        yield Remark(Outcome.INCONCLUSIVE, f"no answer came: {transcript.detail or transcript.ending}")
    elif exchange.status is None and transcript.ending is Ending.SILENT:
        yield Finding("silent", f"A fault in {subject} was met with silence.", _EXPECTED, transcript.detail)
    elif exchange.status is None and transcript.ending is Ending.GARBLED:
        yield Remark(Outcome.BLOCKED, "the answer is no HTTP message (see HTTP-005)")
    elif exchange.status is None:
        actual = transcript.detail or str(transcript.ending)
        yield Finding("no-answer", f"A fault in {subject} got no HTTP answer.", _EXPECTED, actual)
    elif exchange.status in SERVER_ERRORS and not pushed_back(exchange):
        actual = f"{exchange.status} {excerpt(exchange)}"
        yield Finding("server-error", f"A fault in {subject} was answered as the server's own.", _EXPECTED, actual)


@relation("ERR-013", named("the same mistake twice"))
def same_mistake_same_status(played: Played, _: Mapping[str, Played]) -> Judged:
    """A mistake that is refused today and served tomorrow cannot be found."""
    statuses = [exchange.status for exchange in played.exchanges]
    if None in statuses or any(status in SERVER_ERRORS for status in statuses):
        yield Remark(Outcome.BLOCKED, "the mistake was not answered (see ERR-001)")
    elif len(set(statuses)) > 1:
        expected = f"{statuses[0]} again"
        yield Finding("other-status", "The same request got another status.", expected, str(statuses[-1]))

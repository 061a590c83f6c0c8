"""Streams that fall silent, shown beside a text that was answered."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.checks.sse import was_cut
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Place
from conformance.model.transcript import Ending
from conformance.relations.controls import failed_control


@relation("SSE-018", named("text streamed"))
def does_not_fall_silent(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The user waits for the client's time-out, and then holds half an answer."""
    exchange = played.exchanges[0]
    if exchange.transcript.ending is not Ending.SILENT or not exchange.status or not was_cut(exchange):
        return
    remark = failed_control(controls, Outcome.INCONCLUSIVE)
    if remark:
        yield remark
        return
    place = Place(event=exchange.stream.events)
    actual = exchange.transcript.detail or "silence"
    yield Finding(
        "silent", "The stream fell silent and was not ended.", "the whole stream, ended by [DONE]", actual, place
    )

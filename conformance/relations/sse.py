"""Streams that fall silent, shown beside a text that was answered."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.checks.sse import was_cut
from conformance.checks.standing import succeeded
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.model.transcript import Ending


@relation("SSE-018", named("text streamed"))
def does_not_fall_silent(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The user waits for the client's time-out, and then holds half an answer."""
    exchange = played.exchanges[0]
    if exchange.transcript.ending is not Ending.SILENT or not exchange.status or not was_cut(exchange):
        return
    if not all(control.exchanges and succeeded(control.exchanges[0]) for control in controls.values()):
        yield Remark(Outcome.INCONCLUSIVE, "the stream fell silent, and so did the text without a stream")
        return
    place = Place(event=exchange.stream.events)
    actual = exchange.transcript.detail or "silence"
    yield Finding(
        "silent", "The stream fell silent and was not ended.", "the whole stream, ended by [DONE]", actual, place
    )

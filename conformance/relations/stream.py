"""Streams beside plain answers: what a stream does to a text shows in a copy, and nobody gets one unasked."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.stream import COPIED_STREAMED, SCRIPTS
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import text_of
from conformance.relations.controls import failed_control
from conformance.relations.texts import is_replaced, unreadable, without_blanks
from conformance.wire.exchange import SUCCESS

_PLACE = Place(pointer="/choices/0/delta/content")


@relation("STREAM-032", named(COPIED_STREAMED, f"{SCRIPTS}, streamed"))
def text_is_undamaged(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Handlers that decode or trim each token by itself break emoji, lose blanks, or send the whole text twice."""
    remark = failed_control(controls, Outcome.BLOCKED)
    remark = remark or unreadable(played.exchanges[0])
    if remark:
        yield remark
        return
    plain, text = text_of(controls[played.conversation.controls[0]]).strip(), text_of(played).strip()
    found = damage(text, plain, _words_to_copy(controls[played.conversation.controls[0]]))
    if found:
        kind, message = found
        yield Finding(kind, message, shown(plain), shown(text), _PLACE)
    elif text != plain:
        yield Remark(Outcome.INCONCLUSIVE, "the model wrote another text when it was streamed")


def _words_to_copy(control: Played) -> str:
    payload = control.exchanges[0].asked.payload or {}
    return str(payload["messages"][-1]["content"]).partition(": ")[2]


def damage(text: str, plain: str, told: str) -> tuple[str, str] | None:
    """Tell what was done to a text, if the rest of it is as it should be: then it is no other text of the model's.

    Args:
        text: as it was streamed.
        plain: as it came without a stream.
        told: what the model was told to copy; one that did not may well say the same once and then twice.
    """
    if not text or text == plain:
        return None
    if is_replaced(text, plain):
        return "character-replaced", "Characters of more than one byte came as U+FFFD."
    if without_blanks(text) == without_blanks(plain) and len(text.split()) < len(plain.split()):
        return "blanks-lost", "Blanks between the words were lost."
    if without_blanks(told) in without_blanks(plain) and without_blanks(text) == without_blanks(plain) * 2:
        return "text-repeated", "The text came twice."
    return None


@relation("STREAM-031", named("stream false"))
@relation("STREAM-033", named("stream null"))
def no_stream_unasked(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Clients that send every member with its default cannot parse the events that they did not ask for."""
    remark = failed_control(controls, Outcome.BLOCKED)
    exchange = played.exchanges[0]
    if remark:
        yield remark
    elif any(control.exchanges[0].is_event_stream for control in controls.values()):
        yield Remark(Outcome.BLOCKED, "the answer is a stream without the member, too (see RESP-018)")
    elif exchange.status == SUCCESS and exchange.is_event_stream:
        body = excerpt(exchange)
        yield Finding("event-stream", "stream was not true, and the answer is a stream.", "a JSON object", body)

"""What a stop sequence does to a text that would hold it; a model that never writes it proves nothing."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.stop import TWO_COUNTS
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import first_choice, text_of, unready
from conformance.relations.composure import served_or_refused
from conformance.wire.choices import texts_in

_STOPPED = named("short count, stopped", "short count, stopped, streamed")
_STOPPED_AT_TWO = named("short count, stopped at two digits, streamed")
_OF_SEVERAL = named("short count, two stops", "short count, two stops, streamed")
_OF_ONE = named("short count, one stop in an array")


def _covers(conversation: Conversation) -> bool:
    return any(covers(conversation) for covers in (_STOPPED, _STOPPED_AT_TWO, _OF_SEVERAL, _OF_ONE))


def _stops(played: Played) -> list[str]:
    given = played.exchanges[0].asked.member("stop")
    return [str(one) for one in given] if isinstance(given, list) else [str(given)]


def _due(played: Played, controls: Mapping[str, Played]) -> str:
    """Return the sequence that the text comes to first."""
    return min(_stops(played), key=text_of(controls["short count"]).find)


def _unready(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    remark = unready(played, controls)
    if remark is None and not all(stop in text_of(controls["short count"]) for stop in _stops(played)):
        remark = Remark(Outcome.INCONCLUSIVE, "the model does not write the stop sequence even without stop")
    return remark


def _passed_over(played: Played, controls: Mapping[str, Played]) -> bool:
    """Tell whether the text goes on behind the sequence that was due, and ends before another one."""
    text, (_, due, rest) = text_of(played), text_of(played).partition(_due(played, controls))
    return bool(due and rest.strip()) and not all(stop in text for stop in _stops(played))


@relation("STOP-005", _covers)
def stop_not_in_text(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Prompts use stop sequences as delimiters: one that leaks ends up in the user's data."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    text, stop = text_of(played), _due(played, controls)
    if _passed_over(played, controls):
        yield Remark(Outcome.BLOCKED, "another sequence than the first ended the text (see STOP-010)")
    elif stop in text:
        place = Place(pointer="/choices/0/message/content")
        expected = f"text before {stop!r}"
        yield Finding("stop-in-text", "The text holds the stop sequence.", expected, shown(text), place)


@relation("STOP-005", named(TWO_COUNTS))
def stop_in_no_choice(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Where only the first of several choices is stopped, the others leak the delimiter, and are paid for."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    (stop,), first = _stops(played), text_of(controls["short count, stopped"])
    for at, text in enumerate(texts_in(played.exchanges[0])):
        if stop in text and stop in first:
            yield Remark(Outcome.BLOCKED, "a single choice is not stopped, either")
        elif stop in text:
            place = Place(pointer=f"/choices/{at}/message/content")
            expected = f"text before {stop!r}"
            yield Finding("stop-in-text", "The text of a choice holds the stop sequence.", expected, shown(text), place)


@relation("STOP-010", _OF_SEVERAL)
def first_of_several_ends_the_text(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A prompt with two delimiters runs over the one that comes first, into text that nobody asked for."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    stop = _due(played, controls)
    if _passed_over(played, controls):
        place = Place(pointer="/choices/0/message/content")
        expected = f"text before {stop!r}"
        yield Finding(
            "later-sequence", "The text ends at a sequence that comes later.", expected, shown(text_of(played)), place
        )
    elif stop in text_of(played):
        yield Remark(Outcome.BLOCKED, "the stop sequence was ignored (see STOP-005)")


@relation("STOP-011", named("stop of no letter", "stop of no letter in a stream", "stop of no letter in an array"))
def empty_stop_is_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """An empty field of a form is sent as it is; a loop that looks for nothing never ends."""
    return served_or_refused(played, controls, "A stop string without a letter")


@relation("STOP-006", _covers)
def stop_is_the_reason(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Agents that read `length` ask for more, and get the part that was to be left out."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    reason = first_choice(played).get("finish_reason")
    if not isinstance(reason, str) or not reason:
        yield Remark(Outcome.BLOCKED, "there is no finish_reason (see RESP-005 and STREAM-019)")
    elif _due(played, controls) in text_of(played):
        yield Remark(Outcome.BLOCKED, "the stop sequence was ignored (see STOP-005)")
    elif reason == "length":
        place = Place(pointer="/choices/0/finish_reason")
        yield Finding(
            "other-reason", "A stop sequence ended the text, and finish_reason denies it.", "stop", shown(reason), place
        )


@relation("STOP-008", _STOPPED_AT_TWO)
def stop_held_back(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A stream that sends each token at once has sent half a delimiter when the other half comes."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    text, stop = text_of(played).lstrip(), _due(played, controls)
    due = text_of(controls["short count"]).lstrip().partition(stop)[0]
    begun = text.removeprefix(due)
    if stop in text:
        yield Remark(Outcome.BLOCKED, "the stop sequence was ignored (see STOP-005)")
    elif not text.startswith(due.rstrip()) or first_choice(played).get("finish_reason") != "stop":
        yield Remark(Outcome.INCONCLUSIVE, "the text is not the one that came without stop")
    elif begun != text and (part := begun.strip()) and (stop.startswith(part) or stop.endswith(part)):
        place = Place(pointer="/choices/0/message/content")
        kind, end = ("stop-begun", "beginning") if stop.startswith(part) else ("stop-ended", "end")
        message = f"The text ends with the {end} of the stop sequence."
        yield Finding(kind, message, f"text before {stop!r}", shown(text), place)

"""What a stop sequence does to a text that would hold it; a model that never writes it proves nothing."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Conversation, Played
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import first_choice, text_of, unready

_STOPPED = named("short count, stopped", "short count, stopped, streamed")
_STOPPED_AT_TWO = named("short count, stopped at two digits, streamed")


def _covers(conversation: Conversation) -> bool:
    return _STOPPED(conversation) or _STOPPED_AT_TWO(conversation)


def _stop(played: Played) -> str:
    return str(played.exchanges[0].asked.member("stop"))


def _unready(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    remark = unready(played, controls)
    if remark is None and _stop(played) not in text_of(controls["short count"]):
        remark = Remark(Outcome.INCONCLUSIVE, "the model does not write the stop sequence even without stop")
    return remark


@relation("STOP-005", _covers)
def stop_not_in_text(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Prompts use stop sequences as delimiters: one that leaks ends up in the user's data."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    text, stop = text_of(played), _stop(played)
    if stop in text:
        place = Place(pointer="/choices/0/message/content")
        expected = f"text before {stop!r}"
        yield Finding("stop-in-text", "The text holds the stop sequence.", expected, shown(text), place)


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
    elif _stop(played) in text_of(played):
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
    text, stop = text_of(played).lstrip(), _stop(played)
    due = text_of(controls["short count"]).lstrip().partition(stop)[0]
    begun = text.removeprefix(due)
    if stop in text:
        yield Remark(Outcome.BLOCKED, "the stop sequence was ignored (see STOP-005)")
    elif not text.startswith(due.rstrip()) or first_choice(played).get("finish_reason") != "stop":
        yield Remark(Outcome.INCONCLUSIVE, "the text is not the one that came without stop")
    elif begun != text and begun.strip() and stop.startswith(begun.strip()):
        place = Place(pointer="/choices/0/message/content")
        expected = f"text before {stop!r}"
        yield Finding(
            "stop-begun", "The text ends with the beginning of the stop sequence.", expected, shown(text), place
        )

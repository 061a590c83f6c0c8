"""Whether a picture is seen, by what swapping it does to the answer: the model need not be able to name anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from conformance.conversations.conversation import Played
from conformance.conversations.seen import AGAIN, BLUE, NONE, OTHER_WORD, RED, SWAPPED, YELLOW
from conformance.model.finding import Outcome, Remark
from conformance.relations.answers import Answer, answers
from conformance.relations.colours import names_only
from conformance.relations.controls import failed_control
from conformance.relations.yardstick import Comparison, Effect, Yardstick

_LABELS = (RED, BLUE, AGAIN, YELLOW, NONE, OTHER_WORD)
_COLOURS = (RED, BLUE, YELLOW)
_ENOUGH = 2


class Verdict(StrEnum):
    """What the swap shows."""

    SEEN = "seen"
    NOT_SEEN = "not seen"
    REUSED = "reused"
    """A picture of another size changes the answer, one of the same size does not: the earlier one stands in for it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sighting:
    """What swapping a picture showed.

    Attributes:
        verdict: what it shows.
        words: why, as a sentence without its capital and full stop.
        yardstick: for further comparisons; None where not every request was answered.
        reads: whether the model names most of the colours rightly.
    """

    verdict: Verdict
    words: str
    yardstick: Yardstick | None = None
    reads: bool = False


def sighting(played: Played) -> Sighting:
    """Judge the conversation `picture swapped`."""
    found = answers(played)
    if missing := [label for label in _LABELS if label not in found]:
        return Sighting(Verdict.UNKNOWN, f"there is no answer to compare for '{missing[0]}'")
    yardstick = Yardstick.of(found[RED], found[AGAIN], found[OTHER_WORD])
    right = [colour for colour in _COLOURS if _names_rightly(found, colour)]
    reads = len(right) >= _ENOUGH
    same_size, other_size = (yardstick.compare(found[RED], found[label]) for label in (BLUE, YELLOW))
    verdict, words = _by_odds(same_size, other_size)
    if verdict is Verdict.UNKNOWN and reads:
        words = f"the answers name the right colour for {len(right)} of {len(_COLOURS)} pictures"
        verdict = Verdict.SEEN
    if verdict is Verdict.UNKNOWN and not same_size.by_odds:
        verdict, words = _by_text(found, same_size, yardstick)
    return Sighting(verdict, words, yardstick, reads)


def _names_rightly(found: Mapping[str, Answer], colour: str) -> bool:
    """Tell whether a colour is named where it is shown, and not where there is no picture."""
    return names_only(found[colour].text, colour) and not names_only(found[NONE].text, colour)


def _by_odds(same_size: Comparison, other_size: Comparison) -> tuple[Verdict, str]:
    if same_size.by_odds and same_size.effect is Effect.CHANGED:
        return Verdict.SEEN, f"with another picture {same_size.words}"
    if same_size.by_odds and same_size.effect is Effect.UNCHANGED and other_size.by_odds:
        if other_size.effect is Effect.UNCHANGED:
            return Verdict.NOT_SEEN, f"with another picture {same_size.words}"
        if other_size.effect is Effect.CHANGED:
            return Verdict.REUSED, f"with another picture of the same length in bytes {same_size.words}"
    return Verdict.UNKNOWN, f"with another picture {same_size.words}"


def _by_text(found: Mapping[str, Answer], swap: Comparison, yardstick: Yardstick) -> tuple[Verdict, str]:
    """Judge by texts: they show that a picture is seen where all differ, and hardly ever that it is not.

    A model that says the same of every picture may be blind or merely dull. That it says so without a picture as well,
    and that no picture costs a token, are two facts more; together they leave no room for a model that looked.
    """
    texts = [found[colour].text for colour in _COLOURS]
    if not yardstick.steady or swap.effect is Effect.UNCLEAR:
        return Verdict.UNKNOWN, swap.words
    if len(set(texts)) == len(texts):
        return Verdict.SEEN, f"three pictures have three answers: {swap.words}"
    counts = {found[label].prompt_tokens for label in (*_COLOURS, NONE)}
    silent = {*texts, found[NONE].text} == {texts[0]} and found[OTHER_WORD].text != texts[0]
    if silent and len(counts) == 1 and None not in counts:
        return Verdict.NOT_SEEN, "three pictures and none have the same answer and the same number of prompt tokens"
    return (
        Verdict.UNKNOWN,
        "the model says too little about pictures to tell, and there are no log probabilities that follow its prompt",
    )


def sure_of_sight(controls: Mapping[str, Played], but: Verdict = Verdict.SEEN) -> Sighting | Remark:
    """Return what the swap of an ordinary picture showed, or why that says nothing about anything else.

    Args:
        controls: the controls, the swap among them.
        but: a verdict that is wanted beside SEEN.
    """
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        return remark
    found = sighting(controls[SWAPPED])
    if found.verdict in {Verdict.SEEN, but}:
        return found
    if found.verdict is Verdict.NOT_SEEN:
        return Remark(Outcome.BLOCKED, "no picture is seen at all (see SEEN-001)")
    if found.verdict is Verdict.REUSED:
        return Remark(Outcome.BLOCKED, "an earlier picture stands in for the one sent (see MULTI-009)")
    return Remark(Outcome.INCONCLUSIVE, found.words)

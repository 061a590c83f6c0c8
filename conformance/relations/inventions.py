"""What the answers to a question without a right answer show about sampling: which of them are alike.

Whether a parameter was heeded can only be told where the model can repeat itself (at temperature 0) and can do
otherwise (at 1). Everything else is no finding: the model may be random, know one answer only, or write
little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.checks.registry import Judged
from conformance.checks.standing import succeeded
from conformance.conversations.conversation import Played
from conformance.conversations.temp import INVENTED, INVENTED_COLD
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import unready
from conformance.wire.choices import text_in, thinks

SPEAKING = 120
"""Characters by which texts are compared: long enough to differ, short enough not to meet a rounding on the way."""
_REPEATED_WORDS = 16
_PLACE = Place(pointer="/choices/0/message/content")


def beginning(text: str) -> str:
    """Return how a text begins, blanks aside."""
    return " ".join(text.split())[:SPEAKING]


def repeated_words(text: str) -> int:
    """Count the words of a text that it has used before."""
    words = text.lower().split()
    return len(words) - len(set(words))


def inventions_of(played: Played) -> tuple[str, ...]:
    """Return the text of the first choice of every answer that is a completion."""
    answered = [exchange for exchange in played.exchanges if succeeded(exchange)]
    return tuple(text_in(exchange).strip() for exchange in answered)


def incomparable(*conversations: Played) -> Remark | None:
    """Return why the inventions of conversations say nothing about sampling, or None."""
    for played in conversations:
        if any(thinks(exchange) for exchange in played.exchanges):
            return Remark(Outcome.INCONCLUSIVE, "the model thinks before it writes")
        texts = inventions_of(played)
        if not texts or any(len(beginning(text)) < SPEAKING for text in texts):
            return Remark(Outcome.INCONCLUSIVE, "the model writes too little to be compared")
    return None


@dataclass(frozen=True)
class Moods:
    """How inventions begin at temperature 1, at 0, and with a tiny top_p."""

    lively: tuple[str, ...]
    sober: tuple[str, ...]
    narrow: tuple[str, ...]


def moods(played: Played, controls: Mapping[str, Played]) -> Moods | Remark:
    """Return how the inventions with a tiny top_p begin beside the others, or why nothing can be compared."""
    compared = (controls[INVENTED], controls[INVENTED_COLD], played)
    remark = unready(played, controls) or incomparable(*compared)
    if remark:
        return remark
    return Moods(*(tuple(map(beginning, inventions_of(one))) for one in compared))


def judge_penalty(played: Played, controls: Mapping[str, Played], member: str) -> Judged:
    """Judge whether a penalty changes what is written at temperature 0.

    Args:
        played: one invention at temperature 0 with the penalty.
        controls: inventions at temperature 0 without it, and one at 1.
        member: the name of the penalty.
    """
    remark = unready(played, controls) or incomparable(*controls.values())
    if remark:
        yield remark
        return
    (text,), cold = inventions_of(played), inventions_of(controls[INVENTED_COLD])
    (hot,) = inventions_of(controls[INVENTED])
    if len(cold) < 2 or len(set(cold)) > 1:  # noqa: PLR2004 (two answers to the same request)
        yield Remark(Outcome.INCONCLUSIVE, "the same request at temperature 0 is not answered the same")
    elif hot == cold[0]:
        yield Remark(Outcome.INCONCLUSIVE, "the model writes the same at temperature 1")
    elif repeated_words(cold[0]) < _REPEATED_WORDS:
        yield Remark(Outcome.INCONCLUSIVE, "the text hardly repeats a word")
    elif text == cold[0]:
        expected = "another text than without the penalty"
        yield Finding("no-effect", f"{member} changes nothing.", expected, shown(text), _PLACE)
    else:
        yield Remark(Outcome.PASSED, f"with {member} another text came than twice without it")

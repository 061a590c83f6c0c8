"""What a frequency_penalty does to a text, and to a word that is to be repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.freq import INVENTED_WITH_PENALTY, REPEATED, TIMES, WORD
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.completions import unready
from conformance.relations.inventions import inventions_of, judge_penalty

_ENOUGH = TIMES // 2
_WORD = re.compile(rf"\b{WORD}\b", re.IGNORECASE)


@relation("FREQ-004", named(INVENTED_WITH_PENALTY))
def frequency_penalty_matters(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A dial that is connected to nothing: users turn it, read the same text, and blame the model."""
    yield from judge_penalty(played, controls, "frequency_penalty")


@relation("FREQ-004", named(REPEATED))
def repeated_word_is_penalised(played: Played, controls: Mapping[str, Played]) -> Judged:
    """It is set to break a model out of its loops, and the loops go on."""
    remark = unready(played, controls)
    counts = [len(_WORD.findall(text)) for text in inventions_of(played)]
    if remark or len(counts) < len(played.exchanges):
        yield remark or Remark(Outcome.BLOCKED, "there are no two texts to compare")
        return
    with_penalty, without = counts
    if without < _ENOUGH:
        yield Remark(Outcome.INCONCLUSIVE, f"the model repeats the word {without} times even without the penalty")
    elif with_penalty >= without:
        place = Place(pointer="/choices/0/message/content")
        expected = f"the word fewer times than the {without} without the penalty"
        yield Finding("no-fewer", "A word comes as often with the penalty.", expected, f"{with_penalty} times", place)
    elif with_penalty > _ENOUGH:
        yield Remark(Outcome.INCONCLUSIVE, f"{with_penalty} times with the penalty and {without} without are not apart")
    else:
        yield Remark(Outcome.PASSED, f"the word came {with_penalty} times with the penalty and {without} without")

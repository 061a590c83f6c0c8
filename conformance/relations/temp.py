"""What the temperature does to answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.temp import INVENTED_COLD_OFTEN
from conformance.conversations.topp import INVENTED_NARROW
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.completions import unready
from conformance.relations.inventions import beginning, incomparable, inventions_of, moods

_PLACE = Place(pointer="/choices/0/message/content")
_TRIALS = 5


@relation("TEMP-007", named(INVENTED_COLD_OFTEN))
def cold_answers_repeat(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Tests and evaluations that ask at temperature 0 expect the same text tomorrow."""
    remark = unready(played, controls) or incomparable(played)
    texts = [beginning(text) for text in inventions_of(played)]
    if remark or len(texts) < _TRIALS:
        yield remark or Remark(Outcome.BLOCKED, "not every request at temperature 0 was answered (see TEMP-008)")
        return
    (_, most), *_ = Counter(texts).most_common()
    if most == 1:
        yield Remark(Outcome.INCONCLUSIVE, "no two answers begin alike: the model, or the temperature is ignored")
    elif most < _TRIALS - 1:
        actual = f"{most} of {_TRIALS}"
        yield Finding("varied", "Answers at temperature 0 differ.", f"{_TRIALS - 1} of {_TRIALS} alike", actual, _PLACE)
    else:
        yield Remark(Outcome.PASSED, f"{most} of {_TRIALS} answers at temperature 0 begin alike")


@relation("TEMP-009", named(INVENTED_NARROW))
def temperature_matters(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Who asks for one reliable answer, or for many ideas, gets the other and is not told."""
    found = moods(played, controls)
    if isinstance(found, Remark):
        yield found
        return
    sober = found.sober
    if len(sober) < 2:  # noqa: PLR2004 (two answers to the same request)
        yield Remark(Outcome.BLOCKED, "not every request at temperature 0 was answered (see TEMP-008)")
    elif len(set(sober)) > 1:
        yield from _restless(sober, found.narrow)
    elif found.lively[0] == sober[0]:
        yield Remark(Outcome.INCONCLUSIVE, "the model writes the same at temperature 1 as at 0")
    else:
        yield Remark(Outcome.PASSED, "two answers at temperature 0 begin alike, and one at 1 does not")


def _restless(sober: tuple[str, ...], narrow: tuple[str, ...]) -> Judged:
    """Judge answers at temperature 0 that differ: the model's doing, unless a tiny top_p makes it repeat itself."""
    if len(narrow) > 1 and len(set(narrow)) == 1 and narrow[0] not in sober:
        expected = "answers that begin alike, as they do with a tiny top_p"
        actual = f"{sober[0]!r} and {sober[1]!r}"
        yield Finding("no-effect", "Answers at temperature 0 differ.", expected, actual, _PLACE)
    else:
        yield Remark(Outcome.INCONCLUSIVE, "the answers at temperature 0 differ, and nothing shows that they need not")

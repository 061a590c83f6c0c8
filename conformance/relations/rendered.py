"""Pictures that are read wrongly: as without their alpha channel, before their turn, at half of their size.

No model needs to describe them. A picture that is answered as the file is that a careless reader makes of it, and
otherwise than its twin, was read without care; two that a half of their size makes alike were halved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.rendered import (
    AUTO,
    CHECKS,
    FINE,
    HIGH,
    MEAN,
    MEANT,
    MISREAD,
    SHOWN,
    TRANSPARENT,
    TURNED,
    UNSAID,
    fine,
)
from conformance.model.finding import Finding, Outcome, Remark
from conformance.relations.answers import Answer, answers
from conformance.relations.sighting import Sighting, sure_of_sight
from conformance.relations.yardstick import Comparison, Effect, Yardstick


@relation("SEEN-006", named(TRANSPARENT))
def transparent_pixels_are_not_shown(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Encoders leave anything under transparent pixels: without alpha a logo stands in stripes of old memory."""
    message = "A picture was answered as if it had no alpha channel."
    return _judge_twins(played, controls, Finding("alpha-dropped", message, "what its opaque pixels show"))


@relation("SEEN-007", named(TURNED))
def turned_as_exif_says(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Telephones save every photo in one way and note how it was held: without the note, half of them lie."""
    message = "A picture was answered as if its EXIF block asked for no turn."
    return _judge_twins(played, controls, Finding("not-turned", message, "the picture after its turn"))


def _judge_twins(played: Played, controls: Mapping[str, Played], finding: Finding) -> Judged:
    sight = _sight(played, controls, SHOWN, MEANT, MISREAD)
    if isinstance(sight, Remark):
        yield sight
        return
    base, yardstick, found = sight
    like_misread = yardstick.compare(found[SHOWN], found[MISREAD])
    like_meant = yardstick.compare(found[SHOWN], found[MEANT])
    words = f"beside what a careless reader makes of it {like_misread.words}"
    if like_misread.effect is Effect.CHANGED:
        yield Remark(Outcome.PASSED, f"The picture is read as it is meant: {words}.")
    elif _is_still(like_misread, base) and like_meant.effect is Effect.CHANGED:
        yield Finding(finding.kind, finding.message, finding.expected, words)
    else:
        yield Remark(Outcome.INCONCLUSIVE, f"{words}; beside what it is meant to be {like_meant.words}")


@relation("PART-013", named(FINE))
def fine_detail_is_kept(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Who says nothing about detail means auto, and auto that halves every picture makes small print unreadable."""
    labels = (fine(detail, pattern) for detail in (HIGH, UNSAID, AUTO) for pattern in (CHECKS, MEAN))
    sight = _sight(played, controls, *labels)
    if isinstance(sight, Remark):
        yield sight
        return
    base, yardstick, found = sight
    swaps = {detail: yardstick.compare(*_pair(found, detail)) for detail in (HIGH, UNSAID, AUTO)}
    if swaps[HIGH].effect is not Effect.CHANGED:
        yield Remark(Outcome.INCONCLUSIVE, f"with detail high, too, {swaps[HIGH].words}")
        return
    lost = list(_lost(swaps, base))
    yield from lost
    if not lost:
        yield Remark(Outcome.PASSED, f"Detail is not lost without detail high: {swaps[UNSAID].words}.")


def _pair(found: Mapping[str, Answer], detail: str) -> tuple[Answer, Answer]:
    return found[fine(detail, CHECKS)], found[fine(detail, MEAN)]


def _lost(swaps: Mapping[str, Comparison], base: Sighting) -> Iterator[Finding]:
    for detail, kind in ((UNSAID, "lost-unless-said"), (AUTO, "lost-with-auto")):
        if _is_still(swaps[detail], base):
            message = f"With {detail} a picture of 1024 pixels on each side is seen at less than half of them."
            expected = "an answer that changes with its pixels, as with detail high"
            yield Finding(kind, message, expected, swaps[detail].words)


def _is_still(comparison: Comparison, base: Sighting) -> bool:
    """Tell whether two answers are the same in a way that a dull model does not explain."""
    return comparison.effect is Effect.UNCHANGED and (comparison.by_odds or base.reads)


def _sight(
    played: Played, controls: Mapping[str, Played], *labels: str
) -> tuple[Sighting, Yardstick, dict[str, Answer]] | Remark:
    """Return what an ordinary swap showed, and the answers of these labels, or why there is nothing to compare."""
    base = sure_of_sight(controls)
    if isinstance(base, Remark):
        return base
    found = answers(played)
    if base.yardstick is None or not found.keys() >= {*labels}:
        return Remark(Outcome.BLOCKED, "the requests were not all answered with a completion")
    return base, base.yardstick, found

"""Whether a seed makes an answer come again, and whether the fingerprint stays what it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.seed import REPEATED, TRIALS
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import unready
from conformance.wire.choices import text_in
from conformance.wire.exchange import Exchange

_ENOUGH = 3
_TEXT = Place(pointer="/choices/0/message/content")


def _labelled(played: Played, label: str) -> list[Exchange]:
    return [exchange for exchange in played.exchanges if exchange.request.label == label]


def _unready(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    remark = unready(played, controls)
    if remark is None and not all(text_in(exchange) for exchange in played.exchanges):
        remark = Remark(Outcome.INCONCLUSIVE, "some of the answers have no text")
    return remark


def _fingerprint(exchange: Exchange) -> str:
    value = (exchange.completion or {}).get("system_fingerprint")
    return value if isinstance(value, str) else ""


@relation("SEED-006", named(REPEATED))
def the_same_again(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Evaluations that are to be repeated send a seed; ignored, each run measures something else."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    same = _labelled(played, "same seed")
    text, times = Counter(text_in(exchange) for exchange in same).most_common(1)[0]
    if len({text_in(exchange) for exchange in played.exchanges}) == 1:
        yield Remark(Outcome.INCONCLUSIVE, "the model writes one text whatever the seed")
    elif times >= _ENOUGH:
        yield Remark(Outcome.PASSED, f"{times} of {TRIALS} times {shown(text)}")
    elif len({_fingerprint(exchange) for exchange in same}) > 1:
        yield Remark(Outcome.INCONCLUSIVE, "the fingerprint changed between the answers")
    else:
        actual = f"{len({text_in(exchange) for exchange in same})} texts in {TRIALS} answers"
        expected = f"one text at least {_ENOUGH} times"
        yield Finding("not-repeated", "The same seed did not give the same text.", expected, actual, _TEXT)


@relation("SEED-007", named(REPEATED))
def seeds_differ(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Who samples with ten seeds and gets one text ten times has paid for nine in vain."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    others = {text_in(exchange) for exchange in _labelled(played, "other seed")}
    free = {text_in(exchange) for exchange in _labelled(played, "no seed")}
    if len(others) > 1:
        yield Remark(Outcome.PASSED, f"{len(others)} texts of {TRIALS} seeds")
    elif len(free) == 1:
        yield Remark(Outcome.INCONCLUSIVE, "the model writes one text without a seed, too")
    else:
        expected = f"more than one text, as the {len(free)} without a seed"
        yield Finding("seeds-alike", "All seeds give the same text.", expected, shown(min(others)), _TEXT)


@relation("SEED-008", named("text again"))
def one_fingerprint(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Callers who compare runs take a change of it for a change of the model."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    before, now = (_fingerprint(one.exchanges[0]) for one in (controls["text"], played))
    if not before or not now:
        yield Remark(Outcome.NOT_APPLICABLE, "there are no two fingerprints to compare")
    elif before != now:
        place = Place(pointer="/system_fingerprint")
        yield Finding("fingerprint-changed", "Two answers have two fingerprints.", shown(before), shown(now), place)


@relation("SEED-010", named(REPEATED))
def drawn_anew_without_a_seed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Who asks five times for ideas gets the first one five times, and takes the model for dull."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    others = {text_in(exchange) for exchange in _labelled(played, "other seed")}
    free = {text_in(exchange) for exchange in _labelled(played, "no seed")}
    if len(free) > 1:
        yield Remark(Outcome.PASSED, f"{len(free)} texts of {TRIALS} answers")
    elif len(others) < _ENOUGH:
        yield Remark(Outcome.INCONCLUSIVE, "the model writes few texts with other seeds, too")
    else:
        expected = f"more than one text, as the {len(others)} of {TRIALS} seeds"
        yield Finding("always-alike", "Without a seed all answers are the same.", expected, shown(min(free)), _TEXT)

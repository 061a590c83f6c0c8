"""Several pictures: each of them is seen, in the order in which they were sent, and each is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.checks.statuses import CLIENT_ERRORS
from conformance.conversations.conversation import Played
from conformance.conversations.multi import ARRANGED, BLUE_RED, IN_ORDER, RED_BLUE, RED_RED, TWO
from conformance.conversations.swapping import COMPARABLE
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.answers import Answer, answers
from conformance.relations.colours import colours_in
from conformance.relations.controls import failed_control
from conformance.relations.sighting import Sighting, sure_of_sight
from conformance.relations.yardstick import Comparison, Effect

_TRIALS = 2
"""Trials of three that must agree."""


def _two(played: Played, controls: Mapping[str, Played]) -> tuple[Sighting, dict[str, Answer]] | Remark:
    base = sure_of_sight(controls)
    if isinstance(base, Remark):
        return base
    found = answers(played)
    if base.yardstick is None or found.keys() < {RED_BLUE, BLUE_RED, RED_RED}:
        return Remark(Outcome.BLOCKED, "the requests were not all answered with a completion (see MULTI-001)")
    return base, found


def _swapped(base: Sighting, one: Answer, other: Answer) -> Comparison:
    if base.yardstick is None:
        return Comparison(Effect.UNCLEAR, by_odds=False, words=base.words)
    return base.yardstick.compare(one, other)


def _is_still(comparison: Comparison) -> bool:
    return comparison.by_odds and comparison.effect is Effect.UNCHANGED


@relation("MULTI-002", named(TWO))
def each_picture_is_seen(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A server that keeps one picture of several compares a document with itself, or with nothing."""
    two = _two(played, controls)
    if isinstance(two, Remark):
        yield two
        return
    base, found = two
    swaps = {
        "first": _swapped(base, found[BLUE_RED], found[RED_RED]),
        "last": _swapped(base, found[RED_BLUE], found[RED_RED]),
    }
    for which, swap in swaps.items():
        if _is_still(swap):
            message = f"The {which} of two pictures was accepted and not seen."
            yield Finding(f"{which}-not-seen", message, "an answer that changes with either picture", swap.words)
    if any(_is_still(swap) for swap in swaps.values()):
        return
    if all(swap.effect is Effect.CHANGED for swap in swaps.values()):
        yield Remark(Outcome.PASSED, f"Each of two pictures changes the answer: {swaps['first'].words}.")
    else:
        yield Remark(Outcome.INCONCLUSIVE, "; ".join(f"for the {which}, {swap.words}" for which, swap in swaps.items()))


@relation("MULTI-003", named(TWO))
def order_of_two(played: Played, controls: Mapping[str, Played]) -> Judged:
    """'What changed from the first picture to the second' has no answer where their order is lost."""
    two = _two(played, controls)
    if isinstance(two, Remark):
        yield two
        return
    base, found = two
    swap = _swapped(base, found[RED_BLUE], found[BLUE_RED])
    if _is_still(swap) and _is_still(_swapped(base, found[RED_BLUE], found[RED_RED])):
        yield Remark(Outcome.BLOCKED, "pictures of several are not seen (see MULTI-002)")
    elif _is_still(swap):
        message = "Two pictures that changed places were answered as before."
        yield Finding("order-lost", message, "an answer that changes with the order", swap.words)
    elif swap.effect is Effect.CHANGED:
        yield Remark(Outcome.PASSED, f"Another order of two pictures changes the answer: {swap.words}.")
    else:
        yield Remark(Outcome.INCONCLUSIVE, swap.words)


@relation("MULTI-003", named(*IN_ORDER))
def order_of_more(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Two pictures hide it: from three on some servers sort or shuffle them.

    Only a model that names every colour and no other tells; one that has a favourite order is wrong in another way at
    each trial.
    """
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    trials = [(label.split(", "), answer.text) for label, answer in answers(played).items()]
    orders = Counter(_order(sent, text) for sent, text in trials)
    read = [order for order in orders.elements() if order]
    order, count = Counter(read).most_common(1)[0] if read else ((), 0)
    if count < _TRIALS:
        yield Remark(Outcome.INCONCLUSIVE, "the model does not name the colours of several pictures")
    elif order == tuple(sorted(order)):
        yield Remark(Outcome.PASSED, f"{len(order)} pictures were named in order in {count} of {len(trials)} trials.")
    else:
        sent, text = next(trial for trial in trials if _order(*trial) == order)
        message = f"{len(order)} pictures were named in another order than they were sent, twice the same one."
        yield Finding("permuted", message, ", ".join(sent), shown(text))


def _order(sent: list[str], text: str) -> tuple[int, ...]:
    """Return the places in the request of the colours as they are named, () unless each is named once."""
    said = colours_in(text)
    return tuple(map(sent.index, said)) if sorted(said) == sorted(sent) else ()


@relation("MULTI-005", named(ARRANGED))
def text_stays_between(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Captions are read as those of another picture once all pictures stand in front."""
    base = sure_of_sight(controls)
    found = list(answers(played).values())
    if isinstance(base, Remark):
        yield base
    elif len(found) != len(("before", "behind")):
        yield Remark(Outcome.BLOCKED, "the requests were not all answered with a completion (see MULTI-004)")
    else:
        swap = _swapped(base, *found)
        if _is_still(swap):
            message = "Whether texts stand before or behind their pictures made no difference."
            yield Finding("hoisted", message, "an answer that changes with the arrangement", swap.words)
        elif swap.effect is Effect.CHANGED:
            yield Remark(Outcome.PASSED, f"Another arrangement of texts and pictures changes the answer: {swap.words}.")
        else:
            yield Remark(Outcome.INCONCLUSIVE, swap.words)


@relation("MULTI-010", named(TWO))
def limit_is_told_in_an_error(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A limit on pictures is met by chance, with the third photo: its reason must reach the user."""
    remark = failed_control(controls, Outcome.BLOCKED)
    # What is refused with a temperature beside it may be refused for that; then it is asked again without.
    bare = [one for one in played.exchanges if not any(one.asked.member(name) is not None for name in COMPARABLE)]
    refused = [exchange for exchange in bare if exchange.status in CLIENT_ERRORS]
    if remark:
        yield remark
    elif not refused:
        yield Remark(Outcome.NOT_APPLICABLE, "nothing was refused")
    elif not isinstance(refused[-1].error, dict):
        place = Place(pointer="/error")
        message = "The refusal of several pictures has no error object."
        yield Finding("no-error-object", message, "an error object", excerpt(refused[-1]), place)


@relation("MULTI-006", named(TWO))
def each_picture_is_counted(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Who pays by the token wants the count to be what the model was shown; a picture shown twice is two."""
    two = _two(played, controls)
    if isinstance(two, Remark):
        yield two
        return
    different, same = (two[1][label].prompt_tokens for label in (RED_BLUE, RED_RED))
    if different is None or same is None:
        yield Remark(Outcome.BLOCKED, "there are no two counts to compare (see RESP-010)")
    elif same < different:
        place = Place(pointer="/usage/prompt_tokens")
        actual = f"{same} for a picture twice, {different} for two of that size"
        yield Finding("counted-once", "A picture that was sent twice was counted once.", f"{different}", actual, place)
    else:
        yield Remark(Outcome.PASSED, f"A picture twice counts {same} prompt tokens, two of its size {different}.")

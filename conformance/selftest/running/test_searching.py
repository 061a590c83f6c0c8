from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from conformance.model.report import ItemResult
from conformance.properties.example import Example
from conformance.running.searching import SHRINKING, Cause, choose, smallest
from conformance.selftest.running.examples import REQUIREMENT, draw, example, number_in, violation

ACCEPTED = Cause(REQUIREMENT, "accepted")


def judged(one: Example) -> Sequence[ItemResult]:
    return [violation("x")] if number_in(one) >= 1_000 else []


def test_a_pool_is_drawn_once_and_holds_no_example_twice() -> None:
    pool = draw().pool()
    assert pool == draw().pool()
    assert len(pool) == len(set(pool)) > 100
    assert pool != draw(seed=2).pool()


@pytest.mark.parametrize("count", [1, 5, 20])
def test_examples_are_chosen_evenly_over_the_strata(count: int) -> None:
    pool = [example(number) for number in (*range(0, 100, 2), 1, 3, 5, 7, 9, 11, 13)]
    chosen = choose(pool, draw(count))
    assert len(chosen) == len(set(chosen)) == count
    strata = Counter(one.stratum for one in chosen)
    assert strata["odd"] == min(7, strata["odd"])
    assert abs(strata["odd"] - strata["even"]) <= (1 if count < 14 else 6)
    assert chosen == choose(pool, draw(count))


def test_all_are_chosen_where_there_are_fewer() -> None:
    pool = [example(1), example(2)]
    assert set(choose(pool, draw(20))) == set(pool)
    assert choose([], draw(20)) == []


def test_the_smallest_example_of_a_cause_is_found() -> None:
    chosen = choose(draw().pool(), draw())
    outcomes = {one: judged(one) for one in chosen}
    sent: list[Example] = []

    def attempt(one: Example) -> Sequence[ItemResult]:
        sent.append(one)
        return judged(one)

    found = smallest(ACCEPTED, draw(), outcomes, attempt)
    assert found == example(1_000)
    assert len(sent) == len(set(sent)) <= SHRINKING
    assert not set(sent) & set(chosen)


def test_no_more_is_sent_than_allowed_and_what_is_not_sent_does_not_fail() -> None:
    chosen = choose(draw().pool(), draw())
    outcomes = {one: judged(one) for one in chosen}
    found = smallest(ACCEPTED, draw(), outcomes, lambda _: None)
    assert found in {one for one in chosen if judged(one)}


def test_another_cause_is_not_shrunk_into_this_one() -> None:
    outcomes = {one: judged(one) for one in choose(draw().pool(), draw())}
    assert smallest(Cause(REQUIREMENT, "other"), draw(), outcomes, lambda _: [violation("x", "other")]) is None

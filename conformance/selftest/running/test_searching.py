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
    pool = draw(80).pool
    assert pool == draw(80).pool
    assert len(pool) == len(set(pool)) > 40
    assert pool != draw(seed=2).pool


@pytest.mark.parametrize(("count", "of_each"), [(1, 1), (5, 1), (10, 1), (40, 1), (80, 2), (200, 5)])
def test_examples_are_chosen_evenly_over_the_strata(count: int, of_each: int) -> None:
    pool = [example(number) for number in (*range(1_000), *range(0, 100_000, 10))]
    chosen = choose(pool, draw(count))
    assert len(chosen) == len(set(chosen)) == min(count, 10 * of_each)
    strata = Counter(one.stratum for one in chosen)
    assert max(strata.values()) - min(strata.values()) == 0
    assert max(strata.values()) == of_each
    assert chosen == choose(pool, draw(count)) != choose(pool, draw(count, seed=2))


def test_a_property_of_one_stratum_sends_few() -> None:
    assert len(choose([example(10), example(20), example(30)], draw(40))) == 1
    assert choose([], draw(20)) == []


def test_the_smallest_example_of_a_cause_is_found() -> None:
    chosen = choose(draw(80).pool, draw(80))
    outcomes = {one: judged(one) for one in chosen}
    sent: list[Example] = []

    def attempt(one: Example) -> Sequence[ItemResult]:
        sent.append(one)
        return judged(one)

    found = smallest(ACCEPTED, draw(80), outcomes, attempt)
    assert found == example(1_000)
    assert len(sent) == len(set(sent)) <= SHRINKING
    assert not set(sent) & set(chosen)


def test_no_more_is_sent_than_allowed_and_what_is_not_sent_does_not_fail() -> None:
    chosen = choose(draw(80).pool, draw(80))
    outcomes = {one: judged(one) for one in chosen}
    found = smallest(ACCEPTED, draw(80), outcomes, lambda _: None)
    assert found in {one for one in chosen if judged(one)}


def test_another_cause_is_not_shrunk_into_this_one() -> None:
    outcomes = {one: judged(one) for one in choose(draw(80).pool, draw(80))}
    assert smallest(Cause(REQUIREMENT, "other"), draw(80), outcomes, lambda _: [violation("x", "other")]) is None

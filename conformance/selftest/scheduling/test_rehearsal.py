from __future__ import annotations

from hypothesis import strategies as st

from conformance.scheduling.rehearsal import rehearse, shrink

NUMBERS = st.integers(0, 10**6)
LISTS = st.lists(st.text(max_size=5), max_size=5).map(tuple)


def test_the_same_seed_draws_the_same() -> None:
    assert rehearse(LISTS, seed="1", count=50) == rehearse(LISTS, seed="1", count=50)
    assert rehearse(LISTS, seed="1", count=50) != rehearse(LISTS, seed="2", count=50)
    assert len(rehearse(NUMBERS, seed="1", count=50)) == 50


def test_fewer_are_drawn_where_there_are_fewer() -> None:
    assert sorted(rehearse(st.sampled_from("abc"), seed="1", count=50)) == ["a", "b", "c"]


def test_the_real_run_draws_what_was_rehearsed_until_one_fails() -> None:
    rehearsed = rehearse(NUMBERS, seed="x", count=80)
    asked: list[int] = []

    def fails(number: int) -> bool:
        asked.append(number)
        return number == rehearsed[30]

    assert shrink(NUMBERS, fails, seed="x", count=80) == rehearsed[30]
    assert asked[:31] == rehearsed[:31]


def test_what_failed_is_shrunk() -> None:
    assert shrink(NUMBERS, lambda number: number >= 1_000, seed="1", count=50) == 1_000
    assert shrink(LISTS, lambda texts: any(len(text) > 1 for text in texts), seed="1", count=50) == ("00",)


def test_nothing_is_shrunk_where_nothing_fails() -> None:
    assert shrink(NUMBERS, lambda _: False, seed="1", count=50) is None


def test_a_run_that_may_ask_no_more_ends_with_the_smallest_so_far() -> None:
    asked: list[int] = []

    def fails(number: int) -> bool:
        if number not in asked and len([one for one in asked if one >= 1_000]) > 3:
            return False
        asked.append(number)
        return number >= 1_000

    found = shrink(NUMBERS, fails, seed="1", count=50)
    assert found is not None
    assert found == min(number for number in asked if number >= 1_000)

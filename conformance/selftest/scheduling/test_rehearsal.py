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
    assert set(rehearse(st.sampled_from("abc"), seed="1", count=50)) == {"a", "b", "c"}
    assert len(rehearse(st.sampled_from("abc"), seed="1", count=50)) <= 6


def test_the_real_run_draws_what_was_rehearsed_until_one_fails() -> None:
    rehearsed = rehearse(NUMBERS, seed="x", count=80)
    at = next(at for at, number in enumerate(rehearsed) if at > 30 and number not in rehearsed[:at])
    asked: list[int] = []

    def failed(number: int) -> bool:
        asked.append(number)
        return number == rehearsed[at]

    assert shrink(NUMBERS, failed, failed, seed="x", count=80) == rehearsed[at]
    assert asked[: at + 1] == rehearsed[: at + 1]


def everything(number: int) -> bool:
    return number >= 1_000


def test_what_failed_is_shrunk() -> None:
    assert shrink(NUMBERS, everything, everything, seed="1", count=50) == 1_000


def test_texts_are_shrunk() -> None:
    def fails(texts: tuple[str, ...]) -> bool:
        return any(len(text) > 1 for text in texts)

    assert shrink(LISTS, fails, fails, seed="1", count=50) == ("00",)


def test_what_was_drawn_and_not_sent_is_free_to_fail_when_it_is() -> None:
    rehearsed = rehearse(NUMBERS, seed="1", count=50)
    sent = max(rehearsed)
    assert any(1_000 <= number < sent for number in rehearsed)
    assert shrink(NUMBERS, lambda number: number == sent, everything, seed="1", count=50) == 1_000


def test_nothing_is_shrunk_where_nothing_failed() -> None:
    assert shrink(NUMBERS, lambda _: False, everything, seed="1", count=50) is None


def test_a_run_that_may_ask_no_more_ends_with_the_smallest_so_far() -> None:
    known: dict[int, bool] = {}

    def fails(number: int) -> bool:
        if number not in known:
            known[number] = everything(number) and len(known) < 5
        return known[number]

    found = shrink(NUMBERS, everything, fails, seed="1", count=50)
    assert found == min(number for number, failed in known.items() if failed)

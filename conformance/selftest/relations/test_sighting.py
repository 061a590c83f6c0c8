"""Odds, texts and colours of made-up models: what may be claimed of each."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.conversations.building import ABSENT
from conformance.conversations.multi import IN_ORDER
from conformance.conversations.pictures import picture
from conformance.conversations.swapping import COMPARABLE, without_refused
from conformance.relations.answers import Answer, Position, answer_of, distance
from conformance.relations.colours import colours_in, names_only
from conformance.relations.yardstick import Effect, Yardstick
from conformance.selftest.checks.test_refusal import refusal, said

ODDS = st.dictionaries(st.sampled_from("abcde"), st.floats(-20, 0), min_size=1)
ANSWERS = st.lists(st.builds(Position, st.sampled_from("ab"), ODDS), min_size=1, max_size=4).map(
    lambda positions: Answer("x", tuple(positions))
)


@given(ANSWERS)
def test_an_answer_is_at_no_distance_from_itself(answer: Answer) -> None:
    assert distance(answer, answer) == 0


@given(ANSWERS, ANSWERS)
def test_distance_is_the_same_both_ways_and_never_negative(one: Answer, other: Answer) -> None:
    gap = distance(one, other)
    assert gap == distance(other, one)
    assert gap is not None
    assert gap >= 0


def test_without_odds_there_is_no_distance() -> None:
    assert distance(Answer("red"), Answer("blue")) is None


def _completion(text: str, *odds: float) -> dict[str, Any]:
    entries = [{"token": text, "logprob": odd, "top_logprobs": []} for odd in odds]
    return {"choices": [{"message": {"content": text}, "logprobs": {"content": entries}}]}


@pytest.mark.parametrize(("odds", "read"), [((-0.5,), 1), ((0.0, 0.0), 0), ((-9999.0,), 0), ((0.0, -0.5), 2), ((), 0)])
def test_odds_that_are_certain_say_nothing(odds: tuple[float, ...], read: int) -> None:
    answer = answer_of(_completion("red", *odds))
    assert answer is not None
    assert len(answer.positions) == read


@pytest.mark.parametrize("broken", [{}, {"choices": []}, {"choices": [7]}, {"choices": {}}])
def test_what_is_no_completion_is_no_answer(broken: dict[str, Any]) -> None:
    assert answer_of(broken) is None


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.just({"token": 1})))
def test_log_probabilities_of_any_form_can_be_read(logprobs: Any) -> None:
    for value in (logprobs, {"content": logprobs}, {"content": [{"logprob": logprobs, "top_logprobs": logprobs}]}):
        assert answer_of({"choices": [{"message": {}, "logprobs": value}]}) is not None


def _with_odds(odd: float, text: str = "red") -> Answer:
    return Answer(text, (Position(text, {text: odd, "x": -5.0}),))


@pytest.mark.parametrize(
    ("noise", "swap", "word", "effect"),
    [
        (0.0, 0.0, 1.0, Effect.UNCHANGED),
        (0.0, 0.2, 1.0, Effect.CHANGED),
        (0.0, 0.0001, 1.0, Effect.UNCLEAR),
        (0.001, 0.002, 1.0, Effect.UNCHANGED),
        (0.001, 0.005, 1.0, Effect.UNCLEAR),
        (0.001, 0.02, 1.0, Effect.CHANGED),
    ],
)
def test_only_what_is_above_the_noise_is_a_change(noise: float, swap: float, word: float, effect: Effect) -> None:
    yardstick = Yardstick(noise=noise, word=word, steady=True)
    comparison = yardstick.compare(_with_odds(-1.0), _with_odds(-1.0 - swap))
    assert (comparison.effect, comparison.by_odds) == (effect, True)


@pytest.mark.parametrize(("noise", "word"), [(0.0, 0.0), (0.1, 1.0), (None, None)])
def test_odds_that_no_word_moves_measure_nothing(noise: float | None, word: float | None) -> None:
    comparison = Yardstick(noise=noise, word=word, steady=True).compare(_with_odds(-1.0), _with_odds(-1.0))
    assert (comparison.effect, comparison.by_odds) == (Effect.UNCHANGED, False)


def test_texts_that_change_by_themselves_measure_nothing() -> None:
    assert Yardstick(None, None, steady=False).compare(Answer("a"), Answer("b")).effect is Effect.UNCLEAR


def test_colours_are_whole_words() -> None:
    assert colours_in("Red, blue-ish; covered, GREY") == ("red", "blue", "grey")
    assert names_only("It is red. Red!", "red")
    assert not names_only("red or blue", "red")


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("'logprobs' is not supported with image inputs.", {"temperature", "seed"}),
        ("top_logprobs: Extra inputs are not permitted", {"temperature", "seed"}),
        ("Unknown parameter: seed", {"temperature", "logprobs", "top_logprobs"}),
        ("Unsupported value: 'temperature' does not support 0 with this model.", set()),
        ("Unsupported parameter: 'logprobs' is not supported with this model.", set()),
        ("Bad request", set()),
    ],
)
def test_what_a_refusal_names_is_left_out(message: str, kept: set[str]) -> None:
    members = without_refused(refusal(400, said(message)))
    assert {name for name, value in members.items() if value is not ABSENT} == kept
    assert members.keys() == COMPARABLE.keys()


def test_each_trial_has_another_order_and_no_favourite_order_fits_two() -> None:
    for orders in IN_ORDER.values():
        for favourite in permutations(orders[0]):
            places = [tuple(order.index(colour) for colour in favourite) for order in orders]
            assert len(set(places)) == len(orders)


def test_the_swapped_pictures_have_one_length_and_the_third_has_another() -> None:
    red, blue, yellow = (len(picture(f"{colour}.png")) for colour in ("red", "blue", "yellow"))
    assert red == blue != yellow

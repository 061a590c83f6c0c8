from __future__ import annotations

import json
import re
import struct
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.decimal_numbers import Closeness, Side, fractions_beyond, integers_beyond, number_texts

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
"""The grammar of RFC 8259, section 6."""
DISTANCES: dict[Any, dict[Closeness, tuple[str, str]]] = {
    fractions_beyond: {
        Closeness.JUST: ("1e-15", "1e-6"),
        Closeness.NEAR: ("1e-5", "0.5"),
        Closeness.FAR: ("1", "1e300"),
    },
    integers_beyond: {Closeness.JUST: ("1", "8"), Closeness.NEAR: ("9", "1000"), Closeness.FAR: ("1e4", "1e25")},
}
CASES = [(strategy, closeness) for strategy, distances in DISTANCES.items() for closeness in distances]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(("strategy", "closeness"), CASES)
def test_a_number_is_beyond_its_bound_by_as_much_as_it_says(strategy: Any, closeness: Closeness, side: Side) -> None:
    least, most = map(Decimal, DISTANCES[strategy][closeness])
    for number in sample(strategy(2, side, closeness), 80):
        distance = 2 - number if side is Side.BELOW else number - 2
        assert least <= distance <= most
        assert number == number.to_integral_value() or strategy is fractions_beyond


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("bound", [-2, 0, 1, 2])
def test_a_number_just_beyond_is_beyond_it_in_64_bits_and_at_times_not_in_32(bound: int, side: Side) -> None:
    numbers = [float(number) for number in sample(fractions_beyond(bound, side, Closeness.JUST), 120)]
    narrow = [struct.unpack("f", struct.pack("f", number))[0] for number in numbers]
    for told in (numbers, [number for number in narrow if number != bound]):
        assert told
        assert all(number < bound if side is Side.BELOW else number > bound for number in told)
    assert bound in narrow or not bound


@given(
    st.decimals(-(10**30), 10**30, allow_nan=False, places=6) | st.integers(-(10**60), 10**60).map(Decimal), st.data()
)
def test_every_text_of_a_number_is_legal_and_says_it(number: Decimal, data: Any) -> None:
    text = data.draw(number_texts(number))
    assert NUMBER.fullmatch(text)
    assert Decimal(text) == number
    assert json.loads(text) == pytest.approx(float(number))


def test_texts_are_plain_and_otherwise() -> None:
    assert set(sample(number_texts(Decimal("-2.5")), 200)) == {"-2.5", "-2.50", "-25E-1", "-2.5e0", "-0.025E2"}
    assert set(sample(number_texts(Decimal(0)), 200)) == {"0", "0.0", "0E+0", "0.0e0", "0.00E2"}
    assert all(len(text) < 350 for text in sample(number_texts(Decimal(10) ** 300)))

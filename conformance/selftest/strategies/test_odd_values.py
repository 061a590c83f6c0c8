from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample
from conformance.selftest.strategies.test_decimal_numbers import NUMBER
from conformance.strategies.odd_values import (
    DEEPEST,
    OddNumber,
    OddSign,
    nested_values,
    odd_number_texts,
    odd_texts,
)

CATEGORIES = {
    OddSign.HALF_PAIR: {"Cs"},
    OddSign.NUL: {"Cc"},
    OddSign.CONTROL: {"Cc"},
    OddSign.NONCHARACTER: {"Cn", "Co"},
    OddSign.NO_WIDTH: {"Cf", "Zl"},
    OddSign.COMBINING: {"Mn"},
}


@pytest.mark.parametrize("kind", OddNumber)
def test_numbers_are_legal_and_odd(kind: OddNumber) -> None:
    drawn = set(sample(odd_number_texts(kind), 120))
    assert len(drawn) > 4
    for text in drawn:
        assert NUMBER.fullmatch(text)
        if kind is OddNumber.INTEGER_WITH_POINT:
            assert Decimal(text) == 1
        elif kind is OddNumber.SIGNED_ZERO:
            assert Decimal(text) == 0
        else:
            assert len(text) >= 20 or "e" in text.lower()


@pytest.mark.parametrize("kind", OddSign)
def test_texts_are_legal_and_hold_the_sign(kind: OddSign) -> None:
    for text in set(sample(odd_texts(kind), 120)):
        read = json.loads(f'"{text}"')
        assert {unicodedata.category(sign) for sign in read} & CATEGORIES[kind]


def _depth(value: Any) -> int:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + _depth(inner[0])


def test_values_are_nested_in_every_way_as_deep_as_is_said() -> None:
    drawn = sample(nested_values(), 200)
    assert {_depth(value) for value in drawn} <= set(range(2, DEEPEST + 1))
    assert max(map(_depth, drawn)) > DEEPEST / 2
    ways = {(type(value), type(next(iter(value.values())) if isinstance(value, dict) else value[0])) for value in drawn}
    assert {(list, list), (dict, dict), (list, dict)} <= ways


def test_depths_are_checked_at_once() -> None:
    with pytest.raises(InvalidArgument):
        nested_values(least=5, most=4)

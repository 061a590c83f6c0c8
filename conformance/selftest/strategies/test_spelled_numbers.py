from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.spelled_numbers import Spelled, spelled_numbers, written


def numbers(least: int | str, most: int | str) -> list[str]:
    return [one.digits for one in sample(spelled_numbers(least=Decimal(least), most=Decimal(most)), 400)]


@pytest.mark.parametrize(("least", "most"), [(-2, 2), (0, 0), ("0.01", 1), ("0.01", 2)])
def test_numbers_are_json_within_the_range_and_both_ends_occur(least: int | str, most: int | str) -> None:
    read = [json.loads(digits, parse_float=Decimal, parse_int=Decimal) for digits in numbers(least, most)]
    assert all(Decimal(least) <= number <= Decimal(most) for number in read)
    assert {Decimal(least), Decimal(most)} <= set(read)


def test_one_number_is_spelled_in_several_ways() -> None:
    drawn = numbers(-2, 2)
    assert {digits for digits in drawn if float(digits) == 2} >= {"2", "2.0", "2E+0"}
    assert {"e" in digits.lower() for digits in drawn} == {True, False}
    assert any(len(digits) > 10 for digits in drawn)


def test_zero_has_no_sign_and_nothing_else_is_nearer_to_it_than_a_hundredth() -> None:
    drawn = numbers(-2, 2)
    assert all(not digits.startswith("-") for digits in drawn if float(digits) == 0)
    assert min(abs(float(digits)) for digits in drawn if float(digits)) >= 0.01


def test_an_object_holds_the_digits_as_they_are() -> None:
    assert (
        written({"b": Spelled("1e0"), "a": ["\N{SLIGHTLY SMILING FACE}", None]}) == '{"b":1e0,"a":["🙂",null]}'.encode()
    )
    assert written({}) == b"{}"


@pytest.mark.parametrize("bounds", [{"least": 1, "most": 0}, {"least": "0.001", "most": 1}])
def test_arguments_are_checked_at_once(bounds: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        spelled_numbers(**{name: Decimal(bound) for name, bound in bounds.items()})

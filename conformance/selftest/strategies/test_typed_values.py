from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.typed_values import JsonType, values_of_other_types, values_of_type, values_of_types

PYTHON = {
    JsonType.STRING: str,
    JsonType.INTEGER: int,
    JsonType.FRACTION: float,
    JsonType.BOOLEAN: bool,
    JsonType.NULL: type(None),
    JsonType.ARRAY: list,
    JsonType.OBJECT: dict,
}


@pytest.mark.parametrize("like", [1, "x", True, [1], {"type": "x"}])
@pytest.mark.parametrize("type_", JsonType)
def test_values_have_the_type_that_is_asked_for(type_: JsonType, like: Any) -> None:
    drawn = sample(values_of_type(type_, like=like), 120)
    assert {type(value) for value in drawn} == {PYTHON[type_]}
    assert type_ is not JsonType.FRACTION or not any(value.is_integer() for value in drawn)
    assert type_ in {JsonType.NULL, JsonType.FRACTION} or any(not value for value in drawn)


def test_the_simplest_comes_closest_to_what_is_wanted() -> None:
    assert sample(values_of_type(JsonType.ARRAY, like=7), 1) == [[7]]
    assert sample(values_of_type(JsonType.STRING, like=7), 1) == ["7"]
    assert json.loads(sample(values_of_type(JsonType.STRING, like={"a": 1}), 1)[0]) == {"a": 1}
    assert {"false", "no", "off", "0"} <= set(sample(values_of_type(JsonType.STRING, like=True), 120))


def test_several_types_are_drawn_and_all_but_some() -> None:
    two = (JsonType.STRING, JsonType.NULL)
    assert {type(value) for value in sample(values_of_types(*two))} == {str, type(None)}
    assert {type(value) for value in sample(values_of_other_types(*two))} == {int, float, bool, list, dict}
    with pytest.raises(InvalidArgument):
        values_of_types()
    with pytest.raises(InvalidArgument):
        values_of_other_types(*JsonType)

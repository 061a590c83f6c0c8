from __future__ import annotations

from typing import Any

import pytest
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.json_types import JsonType, values_of, values_of_others
from conformance.strategies.words import near_words, unknown_words

PYTHON_TYPES = {
    bool: JsonType.BOOLEAN,
    int: JsonType.NUMBER,
    float: JsonType.NUMBER,
    str: JsonType.STRING,
    list: JsonType.ARRAY,
    dict: JsonType.OBJECT,
    type(None): JsonType.NULL,
}


def test_unknown_words_begin_with_the_simplest_and_vary() -> None:
    words = sample(unknown_words(known=["user"], simplest="robot"))
    assert words[0] == "robot"
    assert len(set(words)) > 50
    assert "user" not in words
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)


def test_every_slip_is_drawn_and_none_that_is_known() -> None:
    slips = {"users", "use", "ser", "userr", "usre"}
    assert set(sample(near_words(["user"]), 100)) == slips
    assert set(sample(near_words(["user"], known=["users", "ser"]), 100)) == slips - {"users", "ser"}
    assert {"json-object", "jsonobject"} <= set(sample(near_words(["json_object"]), 100))
    assert "tool" not in sample(near_words(["tools", "tool"]), 100)


@pytest.mark.parametrize("kind", JsonType)
def test_values_have_their_type_and_what_counts_as_false_is_among_them(kind: JsonType) -> None:
    values = sample(values_of(kind))
    assert {PYTHON_TYPES[type(value)] for value in values} == {kind}
    assert any(not value for value in values)


def test_every_other_type_is_drawn() -> None:
    others = set(JsonType) - {JsonType.STRING, JsonType.NULL}
    drawn = spread(values_of_others(JsonType.STRING, JsonType.NULL), lambda value: [PYTHON_TYPES[type(value)]], others)
    assert drawn == others


def test_arguments_are_checked_at_once() -> None:
    wrong: Any
    for wrong in (
        lambda: unknown_words(known=["robot"], simplest="robot"),
        lambda: near_words([]),
        values_of,
        lambda: values_of_others(*JsonType),
    ):
        with pytest.raises(InvalidArgument):
            wrong()

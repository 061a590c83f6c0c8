from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.relations.texts import is_doubled, is_part, is_replaced, is_within, without_blanks


@pytest.mark.parametrize(
    ("text", "plain", "expected"),
    [
        ("one \ufffd\ufffd two", "one 🙂 two", True),
        ("one \ufffd\ufffd two", "one 🙂 three", False),
        ("one 🙂 two", "one 🙂 two", False),
        ("\ufffd", "漢字", True),
        ("a.b\ufffd", "aXb!", False),
    ],
)
def test_replaced_characters_and_nothing_else(text: str, plain: str, *, expected: bool) -> None:
    assert is_replaced(text, plain) is expected


@pytest.mark.parametrize(
    ("text", "whole", "within", "part"),
    [
        ("one three four", "one two three four", True, True),
        ("four", "one two three four", True, False),
        ("one two three four", "one two three four", True, False),
        ("three one", "one two three four", False, False),
        ("one two too three", "one two three four", False, False),
        ("", "one", True, False),
    ],
)
def test_a_part_lacks_something_and_at_least_half_of_it_is_there(
    text: str, whole: str, *, within: bool, part: bool
) -> None:
    assert is_within(text, whole) is within
    assert is_part(text, whole) is part


@given(st.text())
def test_blanks_are_all_that_goes(text: str) -> None:
    assert without_blanks(text) == "".join(sign for sign in text if not sign.isspace())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}{}", True),
        ("{} {}\n", True),
        ("{}", False),
        ("", False),
        ("a", False),
        ("ab ab ab", False),
        ("ab aba", False),
    ],
)
def test_doubled_texts(text: str, *, expected: bool) -> None:
    assert is_doubled(text) is expected

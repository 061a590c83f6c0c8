from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.relations.texts import is_doubled, is_replaced, without_blanks


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

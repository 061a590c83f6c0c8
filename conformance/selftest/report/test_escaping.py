from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conformance.report.escaping import brief, columns, printable, shorten, wrap
from conformance.strategies.unruly_texts import unruly_texts

ANYTHING = unruly_texts()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[31m\x07\x7f\x9b", "\\x1b[31m\\x07\\x7f\\x9b"),
        ("a\u202eb\u2066\u200b\ufeff", "a\\u202eb\\u2066\\u200b\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041\ufe0f\u3164", "\\U000e0041\\ufe0f\\u3164"),
        ("gr\u00fcn \u65e5\u672c", "gr\u00fcn \u65e5\u672c"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(ANYTHING)
def test_nothing_that_acts_gets_through(text: str) -> None:
    shown = printable(text)
    assert not any(unicodedata.category(character).startswith("C") for character in shown)
    assert shown.isprintable()
    assert printable(shown) == shown


@given(ANYTHING, st.integers(30, 80))
def test_brief_is_brief(text: str, limit: int) -> None:
    assert len(brief(text, limit)) <= limit + 2
    assert brief(text, limit).isprintable()


def test_shorten_keeps_both_ends() -> None:
    short = shorten("a" * 1000 + "z" * 1000, 60)
    assert (len(short), short[0], short[-1]) == (60, "a", "z")
    assert "[1940 more]" in short
    assert shorten("short", 60) == "short"


def test_blanks_at_the_ends_are_made_visible() -> None:
    assert brief(" [DONE]", 60) == "' [DONE]'"


@pytest.mark.parametrize(("text", "count"), [("abc", 3), ("\u65e5\u672c", 4), ("e\u0301", 1)])
def test_columns(text: str, count: int) -> None:
    assert columns(text) == count


@example(" \x1f", 2)
@given(ANYTHING, st.integers(2, 60))
def test_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    safe = printable(text)
    lines = wrap(safe, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == safe.replace(" ", "")


def test_words_stay_whole_where_they_can() -> None:
    assert wrap("the quick  brown fox", 10) == ["the quick", "brown fox"]
    assert wrap("a  b", 10) == ["a  b"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap("", 10) == [""]

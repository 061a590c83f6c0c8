from __future__ import annotations

import unicodedata

import pytest

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.texts import ODD_TEXTS, odd_texts

_MARKS = {
    "signs of three bytes": lambda text: max(map(ord, text)) in range(0x800, 0x10000),
    "emoji": lambda text: max(map(ord, text)) in range(0x1F600, 0x1F650),
    "signs of plane 2": lambda text: max(map(ord, text)) >= 0x20000,
    "joined emoji": lambda text: "\N{ZERO WIDTH JOINER}" in text,
    "emoji by a variation selector": lambda text: "\N{VARIATION SELECTOR-16}" in text,
    "letters with combining marks": lambda text: any(map(unicodedata.combining, text)),
    "letters of compatibility": lambda text: unicodedata.normalize("NFKC", text) != text,
    "written from right to left": lambda text: any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text),
    "runs of blanks": lambda text: "  " in text,
    "tabs": lambda text: "\t" in text,
    "rare ends of lines": lambda text: len(text.splitlines()) > 1 and "\n" not in text,
    "markup": lambda text: bool(set(text) & set("<&")),
    "an event that is the end mark": lambda text: "\n\ndata: [DONE]\n\n" in text,
    "the end mark in a line": lambda text: "[DONE]" in text,
}
"""What a text of a kind must have, by a reading of its own."""


@pytest.mark.parametrize("kind", ODD_TEXTS)
def test_texts_are_unicode_without_controls_between_words(kind: str) -> None:
    drawn = sample(odd_texts([kind]), 80)
    for text in drawn:
        assert text.encode("utf-8").decode("utf-8") == text == text.strip()
        assert text.startswith("alpha")
        assert text.endswith("omega")
        assert not any(unicodedata.category(sign) == "Cc" for sign in text if sign not in "\t\n")
    assert len(drawn[0]) <= (250 if kind == "many words" else 60)
    assert max(map(len, drawn)) <= (260 if kind == "many words" else 100)


@pytest.mark.parametrize("kind", _MARKS)
def test_a_text_has_what_its_kind_says(kind: str) -> None:
    assert all(map(_MARKS[kind], sample(odd_texts([kind]), 40)))


def test_what_is_odd_touches_the_words_or_not() -> None:
    drawn = sample(odd_texts(["emoji"]), 80)
    around = {(text.startswith("alpha "), text.endswith(" omega")) for text in drawn}
    assert around == {(True, True), (True, False), (False, True), (False, False)}


def test_several_oddities_stand_in_one_text() -> None:
    for text in sample(odd_texts(["tabs", "signs of plane 2"]), 20):
        assert text.count("omega") == 2
        assert text.index("\t") < text.index("omega") < text.rindex("omega")

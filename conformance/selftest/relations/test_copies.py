from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.relations.copies import damage, replaced
from conformance.strategies.texts import ODD_TEXTS, odd_texts

PLAIN = "alpha \n\ndata: [DONE]\n\n omega  \ta<b e\u0301 \u2764\ufe0f\U00020000 \\n omega"
TEXTS = st.lists(st.sampled_from(tuple(ODD_TEXTS)), min_size=1, max_size=3).flatmap(odd_texts)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PLAIN.partition("data: [DONE]")[0], "STREAM-034 cut-at-mark"),
        (PLAIN.replace("data: [DONE]", ""), "STREAM-034 mark-lost"),
        (PLAIN.replace("\n\n", "\n"), "STREAM-034 line-breaks-lost"),
        (PLAIN.replace("\t", ""), "STREAM-032 blanks-lost"),
        (PLAIN.replace("  ", " "), "STREAM-032 blanks-lost"),
        (PLAIN * 2, "STREAM-032 text-repeated"),
        (html.escape(PLAIN), "STREAM-032 characters-changed"),
        (unicodedata.normalize("NFC", PLAIN), "STREAM-032 characters-changed"),
        (PLAIN.replace("\ufe0f", ""), "STREAM-032 characters-lost"),
        (PLAIN.replace("\\", ""), "STREAM-032 characters-lost"),
        (PLAIN[:-10], "STREAM-032 characters-lost"),
    ],
)
def test_damage_is_told_by_its_kind(text: str, kind: str) -> None:
    found = damage(text, PLAIN)
    assert found is not None
    assert f"{found.requirement} {found.kind}" == kind


@pytest.mark.parametrize("text", ["", "alp", PLAIN.replace("alpha", "Alpha"), f"{PLAIN}!", "I cannot say that."])
def test_another_text_is_no_damage(text: str) -> None:
    assert damage(text, PLAIN) is None


def test_what_came_as_a_replacement_character_is_told_and_nothing_else() -> None:
    found = replaced(PLAIN.replace("\U00020000", "\N{REPLACEMENT CHARACTER}"), PLAIN)
    assert found is not None
    assert found.kind == "character-replaced"
    assert replaced(PLAIN[:-5], PLAIN) is None
    assert replaced("\N{REPLACEMENT CHARACTER} beta", PLAIN) is None


@given(TEXTS)
def test_any_text_without_some_of_its_signs_is_damaged(text: str) -> None:
    without = text.replace("l", "")
    found = damage(without, text)
    assert found is not None
    assert (found.requirement, found.kind) == ("STREAM-032", "characters-lost")

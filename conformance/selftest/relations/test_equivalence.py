from __future__ import annotations

import pytest

from conformance.relations.equivalence import _is_damaged, damage_at_mark

PLAIN = "alpha\n\ndata: [DONE]\n\nomega"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PLAIN, ""),
        ("alpha", "cut-at-mark"),
        ("alpha\n\ndata: ", "cut-at-mark"),
        ("alpha\n\ndata: [DONE]", "cut-at-mark"),
        ("alpha\n\nomega", "mark-lost"),
        ("alpha\n\ndata: \n\nomega", "mark-lost"),
        ("alpha\ndata: [DONE]\nomega", "line-breaks-lost"),
        ("alphadata: [DONE]omega", "line-breaks-lost"),
        ("a", ""),
        ("", ""),
        ("alpha\n\ndata: [DONE]\n\nomega and more", ""),
        ("I cannot repeat that.", ""),
    ],
)
def test_what_was_done_to_a_text_with_a_mark(text: str, kind: str) -> None:
    damage = damage_at_mark(text.strip(), PLAIN)
    assert (damage[0] if damage else "") == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three 🙂 漢字 ďábel four five", False),
        ("one two three ?? ?? ??bel four five", True),
        ("one two three ? 漢字 ďábel four five", False),
        ("one two four five", False),
        ("five four three two one", False),
        ("", False),
    ],
)
def test_only_characters_beyond_ascii_are_lost(text: str, *, expected: bool) -> None:
    assert _is_damaged(text) is expected

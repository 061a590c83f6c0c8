from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.relations.token_texts import Spelling, joined_bytes, spelling

TEXT = "one 🙂 ďábel two"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: bool(text.strip()))


def entry(token: str, given: list[int] | None = None) -> dict[str, Any]:
    return {"token": token, "logprob": -0.1, "bytes": given, "top_logprobs": []}


def entries(*tokens: str) -> list[dict[str, Any]]:
    return [entry(token, list(token.encode())) for token in tokens]


@given(text=WORDS, cuts=st.lists(st.integers(0, 50)))
def test_bytes_cut_anywhere_spell_the_text(text: str, cuts: list[int]) -> None:
    data = text.encode()
    bounds = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    parts = [data[start:end] for start, end in pairwise(bounds)]
    found = [entry(part.decode("utf-8", "replace"), list(part)) for part in parts]
    assert joined_bytes(found) == data
    assert spelling(found, text) is Spelling.WHOLE


@given(text=WORDS, before=st.text(), behind=st.text())
def test_entries_for_more_than_the_text_are_fine(text: str, before: str, behind: str) -> None:
    found = [entry(token) for token in (before, text, behind)]
    assert spelling(found, text) is Spelling.WHOLE


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (("one", " \ufffd", "\ufffd", " ďábel", " two", "<|im_end|>"), Spelling.CHARACTERS_LOST),
        (("one", "🙂", "ďábel", "two"), Spelling.BLANKS_LOST),
        (("one", "Ġ", "ðŁ", "ĻĤ", "ĠÄı", "Ã¡bel", "Ġtwo"), Spelling.RAW_PIECES),
        (("▁one", "▁🙂", "▁ďábel", "▁two"), Spelling.RAW_PIECES),
        (("one", " 🙂", " two"), Spelling.OTHER_TEXT),
        (("Hello",), Spelling.OTHER_TEXT),
    ],
)
def test_tokens_that_do_not_spell_the_text(tokens: tuple[str, ...], expected: Spelling) -> None:
    assert spelling(entries(*tokens), TEXT) is expected


@given(tokens=st.lists(st.text()), text=WORDS)
def test_nothing_is_raised(tokens: list[str], text: str) -> None:
    assert spelling([entry(token) for token in tokens], text) in Spelling

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.unruly_texts import ACTING, unruly_texts


@given(st.data(), st.integers(0, 9))
def test_texts_are_no_longer_than_asked(data: st.DataObject, most: int) -> None:
    assert len(data.draw(unruly_texts(max_size=most))) <= most


def test_every_acting_text_occurs_and_so_do_controls_and_lone_surrogates() -> None:
    drawn = sample(unruly_texts(), 300)
    assert set(ACTING) <= set(drawn)
    categories = {unicodedata.category(character) for text in drawn if text not in ACTING for character in text}
    assert {"Cc", "Cs", "Lu", "Ll"} <= categories


def test_acting_texts_that_are_too_long_are_left_out() -> None:
    assert set(sample(unruly_texts(max_size=5), 300)) & set(ACTING) == {text for text in ACTING if len(text) <= 5}


def test_arguments_are_checked_at_once() -> None:
    with pytest.raises(InvalidArgument):
        unruly_texts(max_size=-1)

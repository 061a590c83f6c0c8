from __future__ import annotations

from typing import Any

import pytest
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.words import near_words, unknown_words


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


def test_arguments_are_checked_at_once() -> None:
    wrong: Any
    for wrong in (
        lambda: unknown_words(known=["robot"], simplest="robot"),
        lambda: near_words([]),
    ):
        with pytest.raises(InvalidArgument):
            wrong()

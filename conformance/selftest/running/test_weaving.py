"""A buyer's challenge stands in prompts, whole and nowhere else, and is found there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.conversations.building import chat
from conformance.conversations.challenge import ALLOWED, carries, woven
from conformance.model.settings import Dialect
from conformance.running.options import SettingsError, read_options

DIALECT = Dialect(model="any")
CHALLENGES = st.from_regex(ALLOWED, fullmatch=True)


@given(CHALLENGES)
def test_only_the_prompt_is_another(challenge: str) -> None:
    body = chat()(DIALECT)
    before, after = json.loads(body), json.loads(woven(body, challenge))
    prompt = after["messages"][0].pop("content")
    assert prompt == f"Reference: {challenge}. {before['messages'][0].pop('content')}"
    assert after == before


@given(CHALLENGES, CHALLENGES)
def test_a_challenge_is_found_and_no_other(challenge: str, other: str) -> None:
    body = woven(chat()(DIALECT), challenge)
    assert carries(body, challenge) is True
    assert carries(body, other) is (challenge == other)
    assert carries(chat()(DIALECT), challenge) is False


@pytest.mark.parametrize("body", [b"", b"{", chat("Count from 1 to 60.")(DIALECT)])
def test_a_body_without_a_place_for_it_stays(body: bytes) -> None:
    assert woven(body, "abc") == body
    assert carries(body, "abc") is None


@pytest.mark.parametrize("text", ['a"b', "a\\b", "é", " a", "a ", "a" * 65, "a\n", "<b>"])
def test_what_would_need_an_escape_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="must be 1 to 64 letters"):
        read_options({"target_challenge": text}, {}, None)

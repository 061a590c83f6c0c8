"""Choices and texts as a client finds them, in answers of every form."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.selftest.checks.answers import DONE, answered, choice, chunk, streamed
from conformance.wire.choices import choice_in, choices_in, finish_reason_in, text_in, texts_in, thinks


def answer(*choices: Any, **members: Any) -> dict[str, Any]:
    return {"choices": list(choices), **members}


@pytest.mark.parametrize(
    ("body", "choices", "texts"),
    [
        (answer({"message": {"content": "a"}}, {"message": {"content": "b"}}), 2, ("a", "b")),
        (answer(3, {"message": 3}, {"message": {"content": 3}}, {}), 4, ("", "", "", "")),
        ({"choices": {"0": {}}}, 0, ()),
        ({}, 0, ()),
        (b"[]", 0, ()),
        (answer(), 0, ()),
    ],
)
def test_choices_and_texts(body: Any, choices: int, texts: tuple[str, ...]) -> None:
    exchange = answered(200, body)
    assert (len(choices_in(exchange)), texts_in(exchange)) == (choices, texts)
    assert text_in(exchange) == (texts[0] if texts else "")
    assert choice_in(exchange) == (choices_in(exchange)[0] if choices else {})
    assert all(isinstance(one, dict) for one in choices_in(exchange))


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ([{"finish_reason": "stop"}, {"finish_reason": "length"}], "stop"),
        ([{"finish_reason": ""}], None),
        ([{"finish_reason": 3}], None),
        ([{}], None),
        ([], None),
    ],
)
def test_the_reason_is_that_of_the_first(choices: list[Any], reason: str | None) -> None:
    assert finish_reason_in(answered(200, answer(*choices))) == reason


@pytest.mark.parametrize(
    ("body", "thought"),
    [
        (answer({"message": {"content": "a"}}), False),
        (answer({"message": {"reasoning": "a"}}), True),
        (answer({"message": {}}, {"message": {"reasoning_content": "a"}}), True),
        (answer({"message": {"reasoning": "", "reasoning_content": None}}), False),
        (answer({"message": 3}), False),
        (answer(usage={"completion_tokens_details": {"reasoning_tokens": 1}}), True),
        (answer(usage={"completion_tokens_details": {"reasoning_tokens": 0}}), False),
        (answer(usage={"completion_tokens_details": 3}), False),
        (answer(usage=3), False),
    ],
)
def test_thoughts(body: dict[str, Any], thought: bool) -> None:  # noqa: FBT001 - a parameter
    assert thinks(answered(200, body)) is thought


def test_streams_are_read_alike() -> None:
    exchange = streamed(chunk(choice("a")) + chunk(choice("b", finish="stop")) + DONE)
    assert (text_in(exchange), finish_reason_in(exchange), thinks(exchange)) == ("ab", "stop", False)


def test_an_error_is_no_answer() -> None:
    assert choices_in(answered(200, answer({"message": {}}, error={"message": "no"}))) == []
    assert choices_in(answered(400, answer({"message": {}}))) == []

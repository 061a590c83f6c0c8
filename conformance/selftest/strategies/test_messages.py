from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.selftest.endpoints.asking import MODEL, ask
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.messages import Message, message_lists, message_lookalikes, picture_parts
from conformance.wire.body_schema import SchemaName, is_valid
from conformance.wire.data_uri import read_data_uri


def valid(messages: list[Message]) -> bool:
    return is_valid(SchemaName.REQUEST, {"model": MODEL, "messages": messages})


def parts(drawn: list[list[Message]]) -> list[dict[str, Any]]:
    contents = [message.get("content") for messages in drawn for message in messages]
    return [part for content in contents if isinstance(content, list) for part in content]


def typed(message: Message) -> list[dict[str, Any]]:
    return [part for part in parts([[message]]) if isinstance(part, dict) and "type" in part]


def forms(messages: list[Message]) -> list[Any]:
    """Return role, number of calls and, where there are calls, content of each message."""
    return [
        (message["role"], len(message.get("tool_calls", ())), message.get("content", "absent"))
        if "tool_calls" in message
        else (message["role"], 0, "")
        for message in messages
    ]


@settings(deadline=None)
@given(message_lists())
def test_messages_are_legal_by_schema_and_accepted(messages: list[Message]) -> None:
    assert valid(messages)
    assert ask(messages=messages).status == 200


@given(picture_parts())
def test_a_picture_part_carries_a_legal_data_uri(part: dict[str, Any]) -> None:
    reading = read_data_uri(part["image_url"]["url"])
    assert (reading.oddities, reading.is_base64) == ((), True)


def test_every_role_content_and_part_occurs() -> None:
    drawn = sample(message_lists(), 300)
    assert {part["type"] for part in parts(drawn)} == {"text", "image_url"}
    assert {part["image_url"].get("detail") for part in parts(drawn) if "image_url" in part} == {
        None,
        "auto",
        "low",
        "high",
    }
    assert any("refusal" in message for messages in drawn for message in messages)
    assert {1, 3, 5} <= {len(messages) for messages in drawn}


def test_every_role_and_every_form_of_a_call_occurs() -> None:
    roles = {(role, 0, "") for role in ("system", "developer", "user", "tool")} | {("assistant", 0, "")}
    calls = {("assistant", count, content) for count in (1, 2) for content in ("absent", None, "Let me see.")}
    expected: set[Any] = roles | calls
    assert spread(message_lists(), forms, expected) == expected


def test_media_types_differ() -> None:
    urls = [part["image_url"]["url"] for part in sample(picture_parts())]
    assert {url.partition(";")[0] for url in urls} == {"data:image/png", "data:image/jpeg"}


def test_what_is_not_allowed_does_not_occur() -> None:
    drawn = sample(message_lists(max_turns=1, allow_pictures=False, allow_tools=False))
    assert {part["type"] for part in parts(drawn)} == {"text"}
    assert {message["role"] for messages in drawn for message in messages} == {
        "system",
        "developer",
        "user",
        "assistant",
    }
    assert max(map(len, drawn)) == 4


def test_pictures_can_be_given() -> None:
    shown = picture_parts(urls=st.just("data:image/png;base64,AAAA"))
    urls = {part["image_url"]["url"] for part in parts(sample(message_lists(pictures=shown))) if "image_url" in part}
    assert urls == {"data:image/png;base64,AAAA"}


def test_lookalikes_are_sometimes_legal_and_mostly_not() -> None:
    verdicts = [valid([message]) for message in sample(message_lookalikes(), 400)]
    assert sum(verdicts) < len(verdicts) / 2
    assert spread(message_lookalikes(), lambda message: [valid([message])], {True, False}) == {True, False}
    types = {"text", "image_url", "refusal", "x"}
    assert spread(message_lookalikes(), lambda message: [str(part["type"]) for part in typed(message)], types) >= types


def test_arguments_are_checked_at_once() -> None:
    with pytest.raises(InvalidArgument):
        message_lists(max_turns=-1)

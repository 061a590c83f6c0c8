"""The stream of the reference against its plain twin."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.endpoints.reference.endpoint import make_reference
from conformance.model.script import Script, Send
from conformance.selftest.endpoints.asking import WEATHER, ask, chat_body, data_uri, picture, post, said, show, user
from conformance.wire.body_schema import SchemaName, extra_members, is_valid

_USAGE = {"include_usage": True}
_CASES: list[dict[str, Any]] = [
    {},
    {"n": 3},
    {"messages": user("Hello")},
    {"messages": user("Count from 1 to 40"), "max_tokens": 7},
    {"messages": user("Count from 1 to 9"), "stop": "4 5"},
    {"messages": user("Weather in Paris and in Rome"), "tools": [WEATHER]},
    {"logprobs": True, "top_logprobs": 2},
    {"messages": user("JSON"), "response_format": {"type": "json_object"}},
]


def _fold(chunks: list[Any], index: int) -> dict[str, Any]:
    folded: dict[str, Any] = {"content": "", "calls": {}, "finish": []}
    for part in (part for chunk in chunks for part in chunk["choices"] if part["index"] == index):
        folded["content"] += part["delta"].get("content") or ""
        for call in part["delta"].get("tool_calls", ()):
            folded["calls"].setdefault(call["index"], "")
            folded["calls"][call["index"]] += call["function"]["arguments"]
        folded["finish"] += [part["finish_reason"]] if part["finish_reason"] else []
    return folded


@pytest.mark.parametrize("members", _CASES, ids=str)
def test_a_stream_says_what_the_plain_answer_says(members: dict[str, Any]) -> None:
    plain, chunks = ask(**members).value, ask(**members, stream=True, stream_options=_USAGE).chunks
    for choice in plain["choices"]:
        folded, message = _fold(chunks, choice["index"]), choice["message"]
        assert folded["content"] == (message["content"] or "")
        assert folded["finish"] == [choice["finish_reason"]]
        calls = [call["function"]["arguments"] for call in message.get("tool_calls", ())]
        assert list(folded["calls"].values()) == calls
    assert chunks[-1]["usage"] == plain["usage"]


@pytest.mark.parametrize("members", _CASES, ids=str)
def test_the_order_of_a_stream_is_the_documented_one(members: dict[str, Any]) -> None:
    *chunks, usage = ask(**members, stream=True, stream_options=_USAGE).chunks
    assert usage["choices"] == []
    assert all("usage" not in chunk and len(chunk["choices"]) == 1 for chunk in chunks)
    assert (
        len(
            {json.dumps([chunk[name] for name in ("id", "created", "model", "system_fingerprint")]) for chunk in chunks}
        )
        == 1
    )
    assert chunks[0]["choices"][0]["index"] == 0
    for index in range(members.get("n", 1)):
        own = [part for chunk in chunks for part in chunk["choices"] if part["index"] == index]
        assert own[0]["delta"]["role"] == "assistant"
        assert not own[0]["delta"]["content"]
        assert all("role" not in part["delta"] and part["finish_reason"] is None for part in own[1:-1])
        assert own[-1]["delta"] == {}


@pytest.mark.parametrize("members", _CASES, ids=str)
def test_every_chunk_fits_the_schema_without_extra_members(members: dict[str, Any]) -> None:
    for chunk in ask(**members, stream=True, stream_options=_USAGE).chunks:
        assert is_valid(SchemaName.CHUNK, chunk)
        assert extra_members(SchemaName.CHUNK, chunk) == ()


def test_usage_is_sent_only_when_asked() -> None:
    assert not any("usage" in chunk for chunk in ask(stream=True).chunks)
    assert not any("usage" in chunk for chunk in ask(stream=True, stream_options={"include_usage": False}).chunks)


def test_tool_calls_open_with_their_name_and_go_on_with_arguments_only() -> None:
    chunks = ask(tools=[WEATHER], tool_choice="required", stream=True).chunks
    calls = [call for chunk in chunks for part in chunk["choices"] for call in part["delta"].get("tool_calls", ())]
    assert set(calls[0]) == {"index", "id", "type", "function"}
    assert len(calls) > 2
    assert all(set(call) == {"index", "function"} and set(call["function"]) == {"arguments"} for call in calls[1:])


def test_each_event_is_one_http_chunk_in_one_step() -> None:
    script: Script = make_reference()(post(chat_body(stream=True)))
    head, *events, last = [step.data for step in script.steps if isinstance(step, Send)]
    assert b"Transfer-Encoding: chunked" in head
    assert b"Content-Length" not in head
    assert b"Cache-Control: no-cache" in head
    assert last == b"0\r\n\r\n"
    assert all(event.count(b"data: ") == 1 for event in events)


def test_pictures_are_streamed_too() -> None:
    url = data_uri(picture("blue"))
    chunks = show(url, stream=True).chunks
    assert _fold(chunks, 0)["content"] == show(url).text


def test_a_text_arrives_token_by_token() -> None:
    chunks = ask(messages=user("Count from 1 to 9"), stream=True).chunks
    assert len(chunks) == len(said("Count from 1 to 9").text.split()) + 2

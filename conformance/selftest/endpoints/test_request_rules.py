"""Every parameter at both ends, just outside, of the wrong type, and null."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from conformance.endpoints.reference.endpoint import make_reference
from conformance.selftest.endpoints.asking import WEATHER, ask, post, read, user

_64 = 1 << 63
_TOOLS = {"tools": [WEATHER]}
_NAMED = {"type": "function", "function": {"name": "get_weather"}}
_JSON_USER = {"messages": user("Answer in JSON.")}

ACCEPTED: list[dict[str, Any]] = [
    *({"temperature": value} for value in (0, 2, 1.0, 1e0, None)),
    *({"top_p": value} for value in (0, 1, 0.5, None)),
    *({"n": value} for value in (1, 128, 2.0, None)),
    *({"stop": value} for value in ("x", ["x"], ["1", "2", "3", "4"], None)),
    *({name: value} for name in ("max_tokens", "max_completion_tokens") for value in (1, 10**9, None)),
    *({name: value} for name in ("presence_penalty", "frequency_penalty") for value in (-2, 0, 2, None)),
    *({"logit_bias": value} for value in ({}, {"1734": -100, "1000": 100}, None)),
    *({"user": value} for value in ("", "é" * 512)),
    *({"seed": value} for value in (0, -1, _64 - 1, -_64, None)),
    *({"stream": value} for value in (False, None)),
    {"stream_options": None},
    *({"logprobs": True, "top_logprobs": value} for value in (0, 20, None)),
    *({"metadata": value} for value in (None, {}, {"a" * 64: "b" * 512}, {str(at): "" for at in range(16)})),
    *({"store": value} for value in (True, None)),
    {"response_format": {"type": "text"}},
    {"response_format": {"type": "json_object"}, **_JSON_USER},
    {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}},
    *({**_TOOLS, "tool_choice": value} for value in ("none", "auto", "required", _NAMED)),
    {**_TOOLS, "parallel_tool_calls": False},
    {"tools": [{"type": "function", "function": {"name": "n" * 64}}]},
    {"reasoning_effort": "low", "verbosity": "high", "service_tier": "auto", "modalities": ["text"]},
    {"safety_identifier": "s" * 64, "prompt_cache_key": "k", "prompt_cache_retention": "24h"},
    {"prediction": {"type": "content", "content": "x"}, "web_search_options": {}},
    {"functions": [{"name": "f"}], "function_call": "auto"},
]


def _each(name: str, values: Iterable[Any], code: str) -> list[tuple[dict[str, Any], str, str]]:
    return [({name: value}, name, code) for value in values]


REJECTED: list[tuple[dict[str, Any], str, str]] = [
    *_each("temperature", (-0.01, -1), "decimal_below_min_value"),
    *_each("temperature", (2.01, 200), "decimal_above_max_value"),
    *_each("temperature", ("1", True, [1], {}), "invalid_type"),
    ({"top_p": -0.1}, "top_p", "decimal_below_min_value"),
    ({"top_p": 1.1}, "top_p", "decimal_above_max_value"),
    ({"top_p": "0.5"}, "top_p", "invalid_type"),
    ({"n": 0}, "n", "integer_below_min_value"),
    ({"n": 129}, "n", "integer_above_max_value"),
    *_each("n", (1.5, "2", True), "invalid_type"),
    ({"stop": ["1", "2", "3", "4", "5"]}, "stop", "array_above_max_length"),
    ({"stop": []}, "stop", "empty_array"),
    *_each("stop", (7, {}), "invalid_type"),
    ({"stop": [1]}, "stop[0]", "invalid_type"),
    *(
        ({name: value}, name, "integer_below_min_value")
        for name in ("max_tokens", "max_completion_tokens")
        for value in (0, -1)
    ),
    *_each("max_tokens", ("10", 1.5, []), "invalid_type"),
    *(({name: -2.01}, name, "decimal_below_min_value") for name in ("presence_penalty", "frequency_penalty")),
    *(({name: 2.01}, name, "decimal_above_max_value") for name in ("presence_penalty", "frequency_penalty")),
    *(({name: "0"}, name, "invalid_type") for name in ("presence_penalty", "frequency_penalty")),
    ({"logit_bias": {"1": 101}}, "logit_bias.1", "integer_above_max_value"),
    ({"logit_bias": {"1": -101}}, "logit_bias.1", "integer_below_min_value"),
    *(({"logit_bias": {"1": value}}, "logit_bias.1", "invalid_type") for value in ("x", 1.5)),
    ({"logit_bias": {"abc": 1}}, "logit_bias", "invalid_value"),
    *_each("logit_bias", ([], "x"), "invalid_type"),
    *_each("user", ({}, 7, None), "invalid_type"),
    ({"seed": _64}, "seed", "integer_above_max_value"),
    ({"seed": -_64 - 1}, "seed", "integer_below_min_value"),
    *_each("seed", (1.5, "1"), "invalid_type"),
    *_each("stream", ("true", 1, []), "invalid_type"),
    ({"stream_options": {"include_usage": True}}, "stream_options", "invalid_value"),
    ({"stream": True, "stream_options": "x"}, "stream_options", "invalid_type"),
    ({"stream": True, "stream_options": {"bogus": 1}}, "stream_options.bogus", "unknown_parameter"),
    ({"top_logprobs": 2}, "top_logprobs", "invalid_value"),
    ({"logprobs": True, "top_logprobs": 21}, "top_logprobs", "integer_above_max_value"),
    ({"logprobs": True, "top_logprobs": -1}, "top_logprobs", "integer_below_min_value"),
    ({"logprobs": "x"}, "logprobs", "invalid_type"),
    ({"metadata": {str(at): "" for at in range(17)}}, "metadata", "object_above_max_properties"),
    ({"metadata": {"a" * 65: ""}}, "metadata", "property_name_above_max_length"),
    ({"metadata": {"a": "b" * 513}}, "metadata.a", "string_above_max_length"),
    ({"response_format": "json"}, "response_format", "invalid_type"),
    ({"response_format": {}}, "response_format.type", "missing_required_parameter"),
    ({"response_format": {"type": "yaml"}}, "response_format.type", "invalid_value"),
    ({"response_format": {"type": "json_schema"}}, "response_format.json_schema", "missing_required_parameter"),
    (
        {"response_format": {"type": "json_schema", "json_schema": {}}},
        "response_format.json_schema.name",
        "missing_required_parameter",
    ),
    ({"response_format": {"type": "json_object"}}, "messages", "invalid_value"),
    ({"tools": "none"}, "tools", "invalid_type"),
    ({"tools": []}, "tools", "empty_array"),
    ({"tools": [WEATHER] * 129}, "tools", "array_above_max_length"),
    ({"tools": [{"type": "x"}]}, "tools[0].type", "invalid_value"),
    ({"tools": [{"type": "function"}]}, "tools[0].function", "missing_required_parameter"),
    ({"tools": [{"type": "function", "function": {}}]}, "tools[0].function.name", "missing_required_parameter"),
    *(
        ({"tools": [{"type": "function", "function": {"name": name}}]}, "tools[0].function.name", code)
        for name, code in (("a b", "invalid_value"), ("n" * 65, "invalid_value"), ("", "empty_string"))
    ),
    *_each("tool_choice", ("auto", "none", _NAMED), "invalid_value"),
    ({**_TOOLS, "tool_choice": "bogus"}, "tool_choice", "invalid_value"),
    (
        {**_TOOLS, "tool_choice": {"type": "function", "function": {"name": "other"}}},
        "tool_choice",
        "invalid_value",
    ),
    ({**_TOOLS, "parallel_tool_calls": "x"}, "parallel_tool_calls", "invalid_type"),
    ({"model": ""}, "model", "empty_string"),
    *_each("model", (None, 7), "invalid_type"),
    ({"zzz_unknown": 1}, "zzz_unknown", "unknown_parameter"),
    ({"modalities": ["audio"]}, "modalities", "unsupported_value"),
    ({"service_tier": "gold"}, "service_tier", "invalid_value"),
    ({"messages": []}, "messages", "empty_array"),
    *_each("messages", ("x", {}, None), "invalid_type"),
]

HISTORY: list[dict[str, Any]] = [
    {"role": "user", "content": "Weather?"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}],
    },
    {"role": "tool", "tool_call_id": "c1", "content": "nonce-4711"},
]
_NO_CONTENT: tuple[Any, ...] = (None, 7, True, {})
_TEXT = {"type": "text", "text": "x"}
_IMAGE: dict[str, Any] = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}

GOOD_MESSAGES: list[list[Any]] = [
    [{"role": "system", "content": "x"}, {"role": "developer", "content": [_TEXT, _TEXT]}, *user([_TEXT, _TEXT])],
    [*user(""), {"role": "assistant", "content": "x", "name": "bot"}, *user("y")],
    HISTORY,
    [*HISTORY, *user("And now?")],
    [HISTORY[0], {name: value for name, value in HISTORY[1].items() if name != "content"}, HISTORY[2]],
    [*user("x"), {"role": "assistant", "content": [{"type": "refusal", "refusal": "no"}]}, *user("y")],
    [*user("x"), {"role": "assistant", "content": "y", "tool_calls": None, "refusal": None}, *user("z")],
]

BAD_MESSAGES: list[tuple[list[Any], str, str]] = [
    (["hi"], "messages[0]", "invalid_type"),
    ([{"content": "x"}], "messages[0].role", "missing_required_parameter"),
    ([{"role": "robot", "content": "x"}], "messages[0].role", "invalid_value"),
    ([{"role": "User", "content": "x"}], "messages[0].role", "invalid_value"),
    ([{"role": "user"}], "messages[0].content", "missing_required_parameter"),
    *((user(value), "messages[0].content", "invalid_type") for value in _NO_CONTENT),
    (user([]), "messages[0].content", "empty_array"),
    (user(["hi"]), "messages[0].content[0]", "invalid_type"),
    (user([{"text": "x"}]), "messages[0].content[0].type", "missing_required_parameter"),
    (user([{"type": "image"}]), "messages[0].content[0].type", "invalid_value"),
    (user([{"type": "text"}]), "messages[0].content[0].text", "missing_required_parameter"),
    (user([{"type": "text", "text": 7}]), "messages[0].content[0].text", "invalid_type"),
    (user([_TEXT, {"type": "input_audio"}]), "messages[0].content[1].type", "unsupported_value"),
    (user([{"type": "image_url"}]), "messages[0].content[0].image_url", "missing_required_parameter"),
    (user([{"type": "image_url", "image_url": "data:"}]), "messages[0].content[0].image_url", "invalid_type"),
    (
        user([{"type": "image_url", "image_url": {}}]),
        "messages[0].content[0].image_url.url",
        "missing_required_parameter",
    ),
    (user([{"type": "image_url", "image_url": {"url": 7}}]), "messages[0].content[0].image_url.url", "invalid_type"),
    (user([{"type": "image_url", "image_url": {"url": ""}}]), "messages[0].content[0].image_url.url", "empty_string"),
    (
        user([{"type": "image_url", "image_url": {**_IMAGE["image_url"], "detail": "ultra"}}]),
        "messages[0].content[0].image_url.detail",
        "invalid_value",
    ),
    *(
        ([{"role": role, "content": [_IMAGE]}], "messages[0].content[0].type", "invalid_value")
        for role in ("system", "assistant")
    ),
    ([{"role": "assistant"}], "messages[0].content", "missing_required_parameter"),
    ([{"role": "tool", "content": "x"}], "messages[0].tool_call_id", "missing_required_parameter"),
    (
        [*user("x"), {"role": "tool", "content": "x", "tool_call_id": "c1"}],
        "messages[1].tool_call_id",
        "invalid_value",
    ),
    (HISTORY[:2], "messages[1].tool_calls", "invalid_value"),
    ([*HISTORY[:2], *user("x")], "messages[1].tool_calls", "invalid_value"),
    ([{"role": "assistant", "tool_calls": []}], "messages[0].tool_calls", "empty_array"),
]


@pytest.mark.parametrize("members", ACCEPTED, ids=str)
def test_legal_values_are_accepted(members: dict[str, Any]) -> None:
    assert ask(**members).status == 200


@pytest.mark.parametrize(("members", "param", "code"), REJECTED, ids=lambda value: str(value)[:80])
@pytest.mark.parametrize("stream", [False, True])
def test_illegal_values_are_refused_by_name(members: dict[str, Any], param: str, code: str, stream: bool) -> None:  # noqa: FBT001 - a parameter of the matrix
    wanted = {"stream": True} if stream and "stream_options" not in members else {}
    answer = ask(**(wanted | members))
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, param, code)
    assert answer.error["type"] == "invalid_request_error"
    assert answer.error["message"]
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("messages", GOOD_MESSAGES)
def test_legal_messages_are_accepted(messages: list[Any]) -> None:
    assert ask(messages=messages).status == 200


@pytest.mark.parametrize(("messages", "param", "code"), BAD_MESSAGES, ids=lambda value: str(value)[:80])
def test_illegal_messages_are_refused_by_place(messages: list[Any], param: str, code: str) -> None:
    answer = ask(messages=messages)
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, param, code)


@pytest.mark.parametrize("name", ["model", "messages"])
def test_required_members_are_missed(name: str) -> None:
    body = b'{"model":"eyechart-reference"}' if name == "messages" else b'{"messages":[]}'
    answer = read(make_reference()(post(body)))
    assert (answer.status, answer.error["param"]) == (400, name)


def test_an_unknown_model_is_not_found() -> None:
    answer = ask(model="other")
    assert (answer.status, answer.error["param"], answer.error["code"]) == (404, "model", "model_not_found")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"model":',
        b"[]",
        b'"x"',
        b"1",
        b"null",
        b'\xef\xbb\xbf{"model":"eyechart-reference"}',
        b'{"model":"\xff"}',
        b'{"seed":' + b"9" * 20_000 + b"}",
        b"[" * 100_000,
        b'{"x":' * 500 + b"1" + b"}" * 500,
        b'{"model":"\\ud800","messages":[]}',
    ],
    ids=lambda body: repr(body[:20]),
)
def test_bodies_that_are_no_strict_json_object_are_refused(body: bytes) -> None:
    answer = read(make_reference()(post(body)))
    assert answer.status == 400
    assert set(answer.error) == {"message", "type", "param", "code"}


@pytest.mark.parametrize("literal", [b"NaN", b"Infinity", b"-Infinity", b"1e400"])
def test_what_is_no_json_number_is_named(literal: bytes) -> None:
    body = b'{"model":"eyechart-reference","messages":[{"role":"user","content":"NaN"}],"temperature":%b}' % literal
    answer = read(make_reference()(post(body)))
    assert (answer.status, answer.error["param"]) == (400, "temperature")


def test_the_word_nan_in_a_text_is_no_number() -> None:
    assert ask(messages=user("NaN")).status == 200

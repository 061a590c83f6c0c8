"""Verdicts about requests that people would look up, whatever the schema says inside."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.selftest.schemas.bodies import PLAIN_REQUEST
from conformance.wire.body_schema import SchemaName, is_valid

FUNCTION = {"type": "function", "function": {"name": "f"}}
PNG = "data:image/png;base64,iVBORw0KGgo="


def each(name: str, *values: Any) -> list[dict[str, Any]]:
    return [{name: value} for value in values]


def picture(**image_url: Any) -> dict[str, Any]:
    return said([{"type": "image_url", "image_url": image_url}])


def said(content: Any, role: str = "user") -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content}]}


def tools(count: int = 1, name: str = "f") -> dict[str, Any]:
    return {"tools": [{"type": "function", "function": {"name": name}}] * count}


VALID: list[dict[str, Any]] = [
    {},
    *each("temperature", 0, 1, 2, 1.999, None),
    *each("top_p", 0, 1, None),
    *each("n", 1, 128, 1.0, None),
    *each("stop", "", "a", ["a"], ["a"] * 4, None),
    {"stream": True},
    {"stream": False},
    {"stream": None},
    *each("max_tokens", 1, 10**9, None),
    *({"presence_penalty": value, "frequency_penalty": -value} for value in (-2, 0, 2)),
    *each("logit_bias", {}, {"0": 100, "50256": -100}, None),
    *each("seed", 0, -(2**63), 2**63 - 1, None),
    {"not_a_parameter": {"at": "all"}},
    {"stream": True, "stream_options": {"include_usage": True}},
    {"stream_options": None},
    {"logprobs": True, "top_logprobs": 20},
    {"top_logprobs": None},
    tools(128),
    {**tools(), "tool_choice": "auto"},
    {**tools(), "tool_choice": FUNCTION},
    {"response_format": {"type": "json_object"}, **said("answer in Json")},
    {"response_format": {"type": "json_object"}, **said([{"type": "text", "text": "as JSON"}])},
    picture(url=PNG),
    picture(url="DATA:IMAGE/PNG;charset=utf-8;BASE64,iVBORw0KGgo="),
    picture(url="https://example.com/a.png", detail="high"),
    picture(url=PNG, detail="original"),
    said("", "assistant"),
    {
        "messages": [
            {"role": "assistant", "tool_calls": [{"id": "1", **FUNCTION, "function": {"name": "f", "arguments": ""}}]}
        ]
    },
    {"messages": [{"role": "tool", "tool_call_id": "1", "content": "x"}]},
    {"metadata": {"k" * 64: "v" * 512}},
]
INVALID: list[dict[str, Any]] = [
    *each("model", "", None, 5),
    *each("messages", [], "hello", None, {}, [5], [{}], [{"role": "user"}]),
    *each("temperature", 2.01, -0.01, "1", [1]),
    {"temperature": True},
    *each("top_p", 1.01, -0.01, "1"),
    *each("n", 0, 129, 1.5, "1"),
    *each("stop", [], ["a"] * 5, 5, [5], {}),
    *each("stream", "true", 1, []),
    *each("max_tokens", 0, -1, 1.5, "5"),
    *each("max_completion_tokens", 0, -1, 1.5, "5"),
    *each("presence_penalty", -2.01, 2.01, "0"),
    *each("frequency_penalty", -2.01, 2.01, "0"),
    *each("logit_bias", {"1": 101}, {"1": -101}, {"1": 1.5}, {"x": 1}, [], {"1": None}),
    *each("seed", 2**63, -(2**63) - 1, 1.5, "1"),
    *each("user", 5, {}, None),
    {"stream_options": {"include_usage": True}, "stream": False},
    {"stream_options": {"include_usage": True}, "stream": None},
    {"stream": True, "stream_options": {"include_usage": "yes"}},
    {"top_logprobs": 2, "logprobs": False},
    {"top_logprobs": 2, "logprobs": None},
    *({"top_logprobs": value, "logprobs": True} for value in (-1, 21)),
    *each("tool_choice", "auto", "none", FUNCTION),
    *({**tools(), **choice} for choice in each("tool_choice", "bogus", {}, {"type": "x"}, {"type": "function"})),
    tools(129),
    *(tools(name=name) for name in ("", "two words", "x" * 65, "f\n", "ä")),
    *each("tools", "none", [{}], [{"type": "x"}], [{"type": "function"}]),
    *each("response_format", {}, {"type": "x"}, "json_object", {"type": "json_schema"}),
    {"response_format": {"type": "json_object"}},
    *(picture(url=PNG, detail=value) for value in ("ultra", "", 1)),
    *(
        picture(url=url)
        for url in ("", "iVBORw0KGgo=", "data:image/png;base64,", "data:image/png,abc", "file:///a.png", 5)
    ),
    *(picture(url=f"data:image/{subtype};base64,AAAA") for subtype in ("bmp", "svg+xml", "", "png2")),
    *(picture(url=f"data:image/png;base64,{text}") for text in ("A===", "AA_-", "AA\nAA", "AAAA\n", "äAAA")),
    said([{"type": "image_url", "image_url": PNG}]),
    said([{"type": "image_url", "image_url": {}}]),
    said([{"type": "image_url", "image_url": {"url": PNG}}], "system"),
    said([{"type": "image_url", "image_url": {"url": PNG}}], "assistant"),
    said([{"type": "video_url", "video_url": {"url": PNG}}]),
    said(None),
    said(5),
    said([]),
    said([5]),
    said([{}]),
    said(["hello"]),
    said("hello", "userr"),
    said(None, "assistant"),
    {"messages": [{"role": "tool", "content": "x"}]},
    *each("metadata", {"k": 5}, {"k" * 65: "v"}, {"k": "v" * 513}, {str(n): "" for n in range(17)}),
]


@pytest.mark.parametrize("members", VALID, ids=lambda members: str(members)[:60])
def test_valid(members: dict[str, Any]) -> None:
    assert is_valid(SchemaName.REQUEST, {**PLAIN_REQUEST, **members})


@pytest.mark.parametrize("members", INVALID, ids=lambda members: str(members)[:60])
def test_invalid(members: dict[str, Any]) -> None:
    assert not is_valid(SchemaName.REQUEST, {**PLAIN_REQUEST, **members})


@pytest.mark.parametrize("name", ["model", "messages"])
def test_required(name: str) -> None:
    assert not is_valid(SchemaName.REQUEST, {key: value for key, value in PLAIN_REQUEST.items() if key != name})

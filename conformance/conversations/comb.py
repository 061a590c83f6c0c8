"""Features together: a pairwise covering array of legal requests, since many a feature fails beside one other only.

In exhaustive runs, a target that refuses a feature by name gets the same request once more without what it named, so
that the rest of the combination is still judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from conformance.conversations.building import READY, chat_payload, encode, picture_part
from conformance.conversations.comb_controls import shown_elsewhere
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.pictures import data_uri
from conformance.model.request import Request
from conformance.model.settings import Depth, Dialect
from conformance.resources import fixtures_directory
from conformance.wire.exchange import Exchange

Row = Mapping[str, str]
Members = dict[str, Any]

NAME = "combination"
AGAIN = ", as far as it is supported"
_REFUSALS = frozenset({400, 422, 501})
_BUDGET = 48
_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather of a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
_NAMED = {"type": "function", "function": {"name": "get_weather"}}
_CALL = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Oslo"}'}}
_OF_TOOLS = ("tools", "tool_choice")
_OF_LOGPROBS = ("logprobs", "top_logprobs")
_BELONGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_OF_TOOLS, _OF_TOOLS),
    **dict.fromkeys(_OF_LOGPROBS, _OF_LOGPROBS),
}
"""Members that make no sense without each other."""
_OPTIONAL = (
    *("stream_options", "n", "temperature", "top_p", "presence_penalty", "frequency_penalty", "seed", "stop"),
    *("response_format", "logprobs", "top_logprobs", "tools", "tool_choice", "user"),
)


def _picture(name: str) -> dict[str, Any]:
    return picture_part(data_uri(name))


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def _question(row: Row) -> str:
    if row["output"] == "JSON":
        return "Answer with a JSON object that has the key colour and the name of a colour."
    return READY if row["tools"] == "none" else "What is the weather in Paris?"


def _content(row: Row) -> Any:
    question = _question(row)
    return {
        "text": question,
        "text parts": [_text("Be brief."), _text(question)],
        "picture": [_text(question), _picture("red.png")],
        "two pictures": [_picture("red.png"), _text(question), _picture("blue.png")],
    }[row["content"]]


def _history(row: Row) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = [
        {"role": "user", "content": [_text("Look."), _picture("green.png")]},
        {"role": "assistant", "content": "Green."},
    ]
    called: list[dict[str, Any]] = [
        {"role": "user", "content": "What is the weather in Oslo?"},
        {"role": "assistant", "content": None, "tool_calls": [_CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Rain."},
        {"role": "assistant", "content": "It rains in Oslo."},
    ]
    return {
        "none": [],
        "system message": [{"role": "system", "content": "You answer in English."}],
        "earlier picture": seen,
        "tool result": called,
    }[row["history"]]


_MEMBERS: Mapping[str, Mapping[str, Members]] = {
    "answer": {
        "streamed": {"stream": True},
        "streamed with usage": {"stream": True, "stream_options": {"include_usage": True}},
    },
    "choices": {"two": {"n": 2}},
    "sampling": {
        "temperature": {"temperature": 0},
        "dials": {"presence_penalty": 0.5, "frequency_penalty": 0.5, "seed": 7, "top_p": 0.9, "user": "user-1"},
        "nulls": dict.fromkeys(("temperature", "top_p", "presence_penalty", "frequency_penalty", "seed", "logit_bias")),
    },
    "bounds": {"stop": {"stop": "q1"}, "four stops": {"stop": ["q1", "q2", "q3", "q4"]}},
    "output": {
        "JSON": {"response_format": {"type": "json_object"}},
        "logprobs": {"logprobs": True, "top_logprobs": 2},
    },
    "tools": {
        "auto": {"tools": [_TOOL], "tool_choice": "auto"},
        "named": {"tools": [_TOOL], "tool_choice": _NAMED},
    },
}


def _members(row: Row) -> Members:
    members: Members = {"max_tokens": _BUDGET}
    for feature, values in _MEMBERS.items():
        members |= values.get(row[feature], {})
    return members


def refused_members(exchange: Exchange) -> frozenset[str]:
    """Return the optional members of a request that a refusal names, with those that belong to them."""
    if exchange.status not in _REFUSALS:
        return frozenset()
    error = exchange.error if isinstance(exchange.error, dict) else {}
    words = re.split(r"[^a-z_]+", f"{error.get('param')} {error.get('message')}")
    named = (name for name in _OPTIONAL if name in words and exchange.asked.member(name) is not None)
    return frozenset(member for name in named for member in _BELONGS.get(name, (name,)))


def _steps(row: Row, *, again: bool) -> Callable[[Dialect], Steps]:
    def steps(dialect: Dialect) -> Steps:
        members = _members(row)
        messages = [*_history(row), {"role": "user", "content": _content(row)}]
        exchange = yield _request(dialect, messages, members)
        refused = refused_members(exchange)
        if refused and again:
            kept = {name: value for name, value in members.items() if name not in refused}
            own = messages if "tools" not in refused else messages[-1:]
            yield _request(dialect, own, kept)

    return steps


def _request(dialect: Dialect, messages: list[dict[str, Any]], members: Members) -> Request:
    return Request(body=encode(chat_payload(dialect, messages=messages, **members)))


def _traits(row: Row) -> frozenset[Trait]:
    if row["answer"] == "whole":
        return frozenset({Trait.COMBINATION, Trait.PLAIN})
    usage = {Trait.USAGE} if row["answer"] == "streamed with usage" else set[Trait]()
    return frozenset({Trait.COMBINATION, Trait.STREAM, *usage})


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows of the covering array."""
    return tuple(json.loads((fixtures_directory() / "combinations" / "rows.json").read_bytes()))


def _conversation(number: int, row: Row, *, again: bool) -> Conversation:
    features = ", ".join(value for value in row.values() if value not in {"whole", "none", "one", "default"})
    name = f"{NAME} {number}{AGAIN if again else ''}"
    return Conversation(
        name=f"{name}: {features}",
        steps=_steps(row, again=again),
        traits=_traits(row),
        controls=("text", *shown_elsewhere(frozenset(row.items()))),
        depth=Depth.EXHAUSTIVE if again else Depth.STANDARD,
        requests=2 if again else 1,
    )


CONVERSATIONS = tuple(
    _conversation(number, row, again=again) for again in (False, True) for number, row in enumerate(rows(), 1)
)

"""Lists of chat messages: legal ones with texts, pictures and tool calls, and ones that are nearly so."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.pictures import catalogue, data_uri
from conformance.model.request import Expectation
from conformance.model.settings import Capability
from conformance.strategies.arguments import check_size
from conformance.strategies.json_values import json_values

Message = dict[str, Any]
_TEXTS = st.text(max_size=12)
_TEXT_PARTS = st.fixed_dictionaries({"type": st.just("text"), "text": _TEXTS})
_CALL = {"type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Oslo"}'}}


def picture_parts(*, urls: SearchStrategy[str] | None = None) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for content parts of type `image_url`, with any `detail` or none.

    Args:
        urls: what `url` says; data URIs of our small pictures that every server must read unless given.
    """
    shown = st.deferred(_readable_pictures) if urls is None else urls
    details = st.sampled_from(["auto", "low", "high"])
    picture = st.fixed_dictionaries({"url": shown}, optional={"detail": details})
    return st.fixed_dictionaries({"type": st.just("image_url"), "image_url": picture})


def message_lists(
    *,
    max_turns: int = 2,
    pictures: SearchStrategy[dict[str, Any]] | None = None,
    allow_pictures: bool = True,
    allow_tools: bool = True,
) -> SearchStrategy[list[Message]]:
    """Return a strategy for legal lists of messages: instructions or none, earlier turns, and a user's message.

    A turn is a user's message with an answer to it, or with a call of a tool and what the tool said.

    Args:
        max_turns: at most so many earlier turns.
        pictures: the picture parts of users' messages; `picture_parts()` unless given.
        allow_pictures: whether users' messages may have pictures.
        allow_tools: whether earlier turns may call a tool.

    Raises:
        InvalidArgument: `max_turns` is no integer or negative.
    """
    check_size("max_turns", max_turns)
    shown = picture_parts() if pictures is None else pictures
    return _message_lists(_users(shown if allow_pictures else None), max_turns, allow_tools=allow_tools)


def message_lookalikes() -> SearchStrategy[Message]:
    """Return a strategy for objects with the members of messages and parts, whose values may be anything."""
    anything = json_values(allow_nan=True, max_size=3, max_leaves=8)
    part = st.fixed_dictionaries(
        {"type": st.sampled_from(["text", "image_url", "refusal", "x"])},
        optional={
            "text": _TEXTS | anything,
            "image_url": st.fixed_dictionaries({"url": st.text(max_size=30) | anything}),
            "refusal": anything,
        },
    )
    others: dict[str, SearchStrategy[Any]] = dict.fromkeys(("tool_calls", "tool_call_id", "name"), anything)
    return st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "system", "assistant", "tool", "function"])},
        optional={"content": _TEXTS | st.lists(part, max_size=3) | anything, **others},
    )


def _readable_pictures() -> SearchStrategy[str]:
    facts = catalogue()
    names = (
        name
        for name in sorted(facts)
        if facts[name].server is Expectation.ACCEPTED and facts[name].needs is Capability.IMAGES
    )
    return st.sampled_from([data_uri(name) for name in names])


def _users(pictures: SearchStrategy[dict[str, Any]] | None) -> SearchStrategy[Message]:
    parts = _TEXT_PARTS if pictures is None else _TEXT_PARTS | pictures
    content = _TEXTS | st.lists(parts, min_size=1, max_size=3)
    named = {"name": st.just("someone")}
    return st.fixed_dictionaries({"role": st.just("user"), "content": content}, optional=named)


@st.composite
def _message_lists(draw: DrawFn, users: SearchStrategy[Message], max_turns: int, *, allow_tools: bool) -> list[Message]:
    instructions = st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "developer"]),
            "content": _TEXTS | st.lists(_TEXT_PARTS, min_size=1, max_size=2),
        }
    )
    messages = draw(st.lists(instructions, max_size=1))
    answers = _answers() | _calls() if allow_tools else _answers()
    for _ in range(draw(st.integers(0, max_turns))):
        messages += [draw(users), *draw(answers)]
    return [*messages, draw(users)]


def _answers() -> SearchStrategy[list[Message]]:
    text = st.fixed_dictionaries({"role": st.just("assistant"), "content": _TEXTS})
    refusal = st.just({"role": "assistant", "content": None, "refusal": "no"})
    return (text | refusal).map(lambda message: [message])


@st.composite
def _calls(draw: DrawFn) -> list[Message]:
    """Draw one or two calls with the tool's answer to each, in any order."""
    ids = draw(st.sampled_from([("call_1",), ("call_1", "call_2")]))
    begin = {"role": "assistant", "tool_calls": [{"id": name, **_CALL} for name in ids]}
    content: dict[str, Any] = draw(st.sampled_from([{}, {"content": None}, {"content": "Let me see."}]))
    told = [{"role": "tool", "tool_call_id": name, "content": draw(_TEXTS)} for name in draw(st.permutations(ids))]
    return [{**begin, **content}, *told]

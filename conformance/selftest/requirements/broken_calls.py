"""Tool calls for each kind of finding that the catalogue says to break openai-python, and some that do no harm."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from conformance.selftest.requirements.broken_answers import COMPLETION, Json, chunk, events, message, plain

ARGUMENTS = '{"city": "Oslo"}'
CALL = ("call_a", "get_weather", {"city": "Oslo"})
"""What a reader of a healthy answer has: id, name and parsed arguments."""


def _fragment(index: int, **members: Any) -> Json:
    return chunk({"tool_calls": [{"index": index, **members}]})


def _call(index: int, id_: str) -> tuple[Json, Json, Json]:
    """A call in three fragments: the first names it, the others bring the arguments."""
    first = _fragment(index, id=id_, type="function", function={"name": "get_weather", "arguments": ""})
    halves = (ARGUMENTS[:8], ARGUMENTS[8:])
    return first, *(_fragment(index, function={"arguments": half}) for half in halves)  # type: ignore[return-value]


_BEGIN, _END = chunk({"role": "assistant", "content": None}), chunk({}, "tool_calls")


def _stream(change: Callable[[int, Json], object], *fragments: Json) -> bytes:
    """A stream with the same change to every fragment, which is given its number, too."""
    changed = deepcopy(fragments or _call(0, "call_a"))
    for at, fragment in enumerate(changed):
        change(at, fragment["choices"][0]["delta"]["tool_calls"][0])
    return message(events(_BEGIN, *changed, _END))


def _first(**members: Any) -> bytes:
    return _stream(lambda at, call: at or call.update(members))


def _later(function: Json | None = None, **members: Any) -> bytes:
    return _stream(lambda at, call: at and (call.update(members), call["function"].update(function or {})))


def _completion(change: Callable[[Json], object]) -> bytes:
    call: Json = {"id": "call_a", "type": "function", "function": {"name": "get_weather", "arguments": ARGUMENTS}}
    change(call)
    value = deepcopy(COMPLETION)
    value["choices"][0].update(finish_reason="tool_calls")
    value["choices"][0]["message"].update(content=None, tool_calls=[call])
    return plain(value)


HEALTHY_CALL = _completion(lambda _: None)
HEALTHY_CALL_STREAM = _stream(lambda *_: None)

CALLS: dict[tuple[str, str], bytes] = {
    ("TOOL-013", "no-function"): _completion(lambda call: call.pop("function")),
    ("TOOL-015", "wrong-type"): _completion(lambda call: call["function"].update(arguments={"city": "Oslo"})),
}
"""Answers to a request with tools and without stream, whose call nobody can run."""

CALL_STREAMS: dict[tuple[str, str], bytes] = {
    ("TOOL-012", "index-shared"): _stream(lambda *_: None, *_call(0, "call_a"), *_call(0, "call_b")),
    ("TOOL-015", "wrong-type"): _stream(
        lambda *_: None,
        _fragment(0, id="call_a", type="function", function={"name": "get_weather", "arguments": {"city": "Oslo"}}),
    ),
    ("TOOL-019", "missing"): _stream(lambda _, call: call.pop("index")),
    ("TOOL-019", "null"): _stream(lambda _, call: call.update(index=None)),
    ("TOOL-019", "index-gap"): _stream(lambda _, call: call.update(index=1)),
    ("TOOL-021", "name-repeated"): _later({"name": "get_weather"}),
    ("TOOL-021", "type-nulled"): _later(type=None),
}
"""Answers to a request with tools and stream, from which the helper should have made the call."""

HARMLESS_CALL_STREAMS: dict[tuple[str, str], bytes] = {
    ("TOOL-019", "wrong-type"): _stream(lambda _, call: call.update(index="0")),
    ("TOOL-020", "type-missing"): _first(type=None),
    ("TOOL-021", "blank"): _later({"name": ""}, id=""),
}
"""Streams with a fault that openai-python does not mind."""

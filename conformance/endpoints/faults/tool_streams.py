"""Faults of tool calls in streams: indexes, first fragments, and what comes again in later ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Event, Reply

Fragment = dict[str, Any]


def _fragments(reply: Reply) -> Iterator[Fragment]:
    for delta in reply.messages():
        yield from delta.get("tool_calls") or ()


def _first(reply: Reply) -> Iterator[Fragment]:
    return (fragment for fragment in _fragments(reply) if "id" in fragment)


def _later(reply: Reply) -> Iterator[Fragment]:
    return (fragment for fragment in _fragments(reply) if "id" not in fragment)


def _parsed(arguments: str) -> Any:
    """Parse arguments; those that were cut at the token limit stay a text."""
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments


@fault(trips=("TOOL-019",), on=On.STREAM)
def fragment_without_index(reply: Reply) -> None:
    """Fragments of calls have no index."""
    for fragment in _fragments(reply):
        del fragment["index"]


@fault(trips=("TOOL-019",), on=On.STREAM)
def fragment_index_null(reply: Reply) -> None:
    """The index of every fragment is null."""
    for fragment in _fragments(reply):
        fragment["index"] = None


@fault(trips=("TOOL-019",), on=On.STREAM)
def fragment_index_in_text(reply: Reply) -> None:
    """The index of every fragment is a string of digits."""
    for fragment in _fragments(reply):
        fragment["index"] = str(fragment["index"])


@fault(trips=("TOOL-019",), on=On.STREAM)
def fragment_index_from_one(reply: Reply) -> None:
    """Calls are counted from 1."""
    for fragment in _fragments(reply):
        fragment["index"] += 1


@fault(trips=("TOOL-012",), on=On.STREAM)
def fragment_index_always_zero(reply: Reply) -> None:
    """Every call of an answer has the index 0."""
    for fragment in _fragments(reply):
        fragment["index"] = 0


@fault(trips=("TOOL-020",), on=On.STREAM)
def first_fragment_without_id(reply: Reply) -> None:
    """Streamed calls have no id."""
    for fragment in list(_first(reply)):
        fragment["id"] = None


@fault(trips=("TOOL-020",), on=On.STREAM)
def first_fragment_without_type(reply: Reply) -> None:
    """Streamed calls have no type."""
    for fragment in _first(reply):
        del fragment["type"]


@fault(trips=("TOOL-020",), on=On.STREAM)
def arguments_before_the_name(reply: Reply) -> None:
    """The name comes with the second fragment of a call, and is empty in the first."""
    names: dict[int, str] = {}
    for fragment in _fragments(reply):
        function, index = fragment["function"], fragment["index"]
        if "id" in fragment:
            names[index], function["name"] = function["name"], ""
        elif index in names:
            function["name"] = names.pop(index)


@fault(trips=("TOOL-020",), on=On.STREAM)
def first_fragment_with_an_empty_name(reply: Reply) -> None:
    """Streamed calls never get a name."""
    for fragment in _first(reply):
        fragment["function"]["name"] = ""


@fault(trips=("TOOL-021",), on=On.STREAM)
def id_in_every_fragment(reply: Reply) -> None:
    """Every fragment of a call repeats its id."""
    ids = {fragment["index"]: fragment["id"] for fragment in _first(reply)}
    for fragment in _fragments(reply):
        fragment["id"] = ids[fragment["index"]]


@fault(trips=("TOOL-021",), on=On.STREAM)
def name_in_every_fragment(reply: Reply) -> None:
    """Every fragment of a call repeats the name of its function."""
    names = {fragment["index"]: fragment["function"]["name"] for fragment in _first(reply)}
    for fragment in _fragments(reply):
        fragment["function"]["name"] = names[fragment["index"]]


@fault(trips=("TOOL-021",), on=On.STREAM)
def empty_id_in_later_fragments(reply: Reply) -> None:
    """Later fragments have an empty id and an empty name."""
    for fragment in list(_later(reply)):
        fragment["id"] = fragment["function"]["name"] = ""


@fault(trips=("TOOL-021",), on=On.STREAM)
def nulls_in_later_fragments(reply: Reply) -> None:
    """Later fragments have null for id, type and name."""
    for fragment in list(_later(reply)):
        fragment.update(id=None, type=None)
        fragment["function"]["name"] = None


@fault(trips=("TOOL-015",), on=On.STREAM)
def arguments_an_object_in_streams(reply: Reply) -> None:
    """Streamed, the arguments of a call come whole, as an object."""
    for fragment in list(_first(reply)):
        later = [one for one in _later(reply) if one["index"] == fragment["index"]]
        fragment["function"]["arguments"] = _parsed("".join(one["function"]["arguments"] for one in later))
    for delta in reply.messages():
        if any("id" not in fragment for fragment in delta.get("tool_calls") or ()):
            del delta["tool_calls"]


@fault(trips=("TOOL-015",), on=On.STREAM)
def arguments_with_markup_in_streams(reply: Reply) -> None:
    """Streamed, a token of the model's markup gets into the arguments."""
    for fragment in _first(reply):
        fragment["function"]["arguments"] = "[ARGS]"


@fault(trips=("TOOL-015",), on=On.STREAM)
def arguments_twice_in_streams(reply: Reply) -> None:
    """Streamed, the arguments come in pieces and then whole."""
    for event in [event for event in reply.chunk_events if any(c.get("finish_reason") for c in event.data["choices"])]:
        at = reply.stream.index(event)
        for fragment in list(_first(reply)):
            later = [one for one in _later(reply) if one["index"] == fragment["index"]]
            text = "".join(one["function"]["arguments"] for one in later)
            delta = {"tool_calls": [{"index": fragment["index"], "function": {"arguments": text}}]}
            choice = {**event.data["choices"][0], "delta": delta, "finish_reason": None}
            reply.stream.insert(at, Event({**event.data, "choices": [choice]}))


@fault(trips=("TOOL-018",), on=On.STREAM)
def markup_streamed_before_the_call(reply: Reply) -> None:
    """The markup of a call is streamed as text until the parser understands what it is."""
    if any(_fragments(reply)):
        for delta in reply.messages():
            if "role" in delta:
                delta["content"] = '<tool_call>{"name": "'


@fault(trips=("TOOL-008",), on=On.STREAM)
def calls_become_text_in_streams(reply: Reply) -> None:
    """Streamed, nobody parses the markup: the call is text, and the answer ends with stop."""
    name = next((fragment["function"]["name"] for fragment in _fragments(reply)), "")
    for delta in reply.messages():
        if name and "role" in delta:
            delta["content"] = f"I call {name}."
        delta.pop("tool_calls", None)
    for choice in reply.finals() if name else ():
        choice["finish_reason"] = "stop"

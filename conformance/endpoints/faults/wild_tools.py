"""Faults of tool calls as single servers were reported to have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply, error_reply


def _fragments(reply: Reply) -> Iterator[dict[str, Any]]:
    for delta in reply.messages():
        yield from delta.get("tool_calls") or ()


def _spelled(reply: Reply) -> str:
    """Return the first call of a stream as the model wrote it, "" where nothing is called."""
    first = [one["function"] for one in _fragments(reply) if one["index"] == 0]
    name = next((one["name"] for one in first if "name" in one), "")
    arguments = "".join(one.get("arguments") or "" for one in first)
    return f'{{"name": "{name}", "arguments": {arguments}}}' if name else ""


def _say(reply: Reply, text: str) -> None:
    for delta in reply.messages():
        if "role" in delta:
            delta["content"] = text


@fault(trips=("TOOL-008", "TOOL-018"), also=("STREAM-028",), on=On.STREAM)
def markup_in_place_of_the_call_in_streams(reply: Reply) -> None:
    """Streamed, the markup of a call comes as text, the answer ends with stop, and there is no call.

    Seen on LocalAI: https://github.com/mudler/LocalAI/pull/10346
    """
    if call := _spelled(reply):
        _say(reply, f"<tool_call>{call}</tool_call>")
        for delta in reply.messages():
            delta.pop("tool_calls", None)
        for choice in reply.finals():
            choice["finish_reason"] = choice["finish_reason"].replace("tool_calls", "stop")


@fault(trips=("TOOL-018",), also=("STREAM-028",), on=On.STREAM)
def json_of_the_call_streamed_in_front_of_it(reply: Reply) -> None:
    """Streamed, the JSON of a call comes as text, and then as a call.

    Seen on SGLang: https://github.com/sgl-project/sglang/issues/3387
    """
    if call := _spelled(reply):
        _say(reply, call)


@fault(trips=("TOOL-015", "TOOL-020"), also=("TOOL-008",), on=On.STREAM)
def call_cut_at_the_wrong_places_in_streams(reply: Reply) -> None:
    """Streamed, markup is cut at the wrong places: the name is `"}`, the arguments begin with [ARGS], the id is empty.

    Seen on Rapid-MLX: https://github.com/raullenchai/Rapid-MLX/pull/580
    """
    for fragment in _fragments(reply):
        if "id" in fragment:
            fragment["id"] = ""
            fragment["function"] = {"name": '"}', "arguments": '[ARGS]{"'}


def _names_a_function(asked: Asked) -> bool:
    return isinstance(asked.body.get("tool_choice"), dict)


@fault(trips=("TOOL-002",), when=_names_a_function)
def tool_choice_object_called_an_invalid_type(_: Reply) -> Reply:
    """A tool_choice that is an object is refused with a list of the words that are known.

    Seen on LM Studio: https://github.com/567-labs/instructor/pull/2051
    """
    return error_reply(400, "Invalid tool_choice type: 'object'. Supported string values: none, auto, required")

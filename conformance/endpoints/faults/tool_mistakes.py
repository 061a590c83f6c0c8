"""Faults of servers that do not look at what is wrong about tools, tool_choice and tool messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conformance.endpoints.fault import body_fault

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WORDS = ("none", "auto", "required")
_MOST = 128


def _messages(body: dict[str, Any]) -> list[dict[str, Any]]:
    messages = body.get("messages")
    return [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []


def _tools(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    tools = body.get("tools")
    yield from (tool for tool in tools if isinstance(tool, dict)) if isinstance(tools, list) else ()


def _asked_for(body: dict[str, Any]) -> list[str]:
    return [call["id"] for message in _messages(body) for call in message.get("tool_calls") or ()]


@body_fault(trips=("TOOL-030",))
def results_go_by_position(body: dict[str, Any]) -> None:
    """A tool message without tool_call_id answers the last call."""
    for message in _messages(body):
        if message.get("role") == "tool" and "tool_call_id" not in message:
            message["tool_call_id"] = _asked_for(body)[-1]


@body_fault(trips=("TOOL-031",))
def result_ids_unchecked(body: dict[str, Any]) -> None:
    """Nobody looks whether the id of a tool message was asked for."""
    for message in _messages(body):
        if message.get("role") == "tool" and isinstance(message.get("tool_call_id"), str) and (ids := _asked_for(body)):
            message["tool_call_id"] = message["tool_call_id"] if message["tool_call_id"] in ids else ids[0]


@body_fault(trips=("TOOL-031",))
def result_without_a_call_taken_for_text(body: dict[str, Any]) -> None:
    """A tool message that stands alone is shown to the model like any other."""
    for message in _messages(body):
        if message.get("role") == "tool" and not _asked_for(body):
            message["role"] = "user"
            message.pop("tool_call_id", None)


@body_fault(trips=("TOOL-032",))
def tool_choice_without_tools_dropped(body: dict[str, Any]) -> None:
    """Without tools nobody looks at tool_choice."""
    if "tools" not in body:
        body.pop("tool_choice", None)


@body_fault(trips=("TOOL-033",))
def unknown_tool_choice_is_auto(body: dict[str, Any]) -> None:
    """An unknown word for tool_choice is taken for auto."""
    if isinstance(body.get("tool_choice"), str) and body["tool_choice"] not in _WORDS:
        body["tool_choice"] = "auto"


@body_fault(trips=("TOOL-033",))
def tool_choice_of_another_type_is_auto(body: dict[str, Any]) -> None:
    """A tool_choice that is neither a word nor names a function is taken for auto."""
    choice = body.get("tool_choice", "auto")
    if not isinstance(choice, str) and not (isinstance(choice, dict) and choice):
        body["tool_choice"] = "auto"


@body_fault(trips=("TOOL-034",))
def undeclared_function_is_auto(body: dict[str, Any]) -> None:
    """A tool_choice that names an undeclared function is taken for auto."""
    choice, functions = body.get("tool_choice"), [tool.get("function") for tool in _tools(body)]
    names = [function.get("name") for function in functions if isinstance(function, dict)]
    function = choice.get("function") if isinstance(choice, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    if names and isinstance(name, str) and name not in names:
        body["tool_choice"] = "auto"


@body_fault(trips=("TOOL-035",))
def tools_of_another_type_dropped(body: dict[str, Any]) -> None:
    """What is no array of tools is dropped without a word."""
    if not isinstance(body.get("tools", []), list):
        del body["tools"]


@body_fault(trips=("TOOL-035",))
def tools_by_name(body: dict[str, Any]) -> None:
    """A tool that is a string is looked up among those of the server."""
    if isinstance(body.get("tools"), list) and any(isinstance(tool, str) for tool in body["tools"]):
        del body["tools"]


@body_fault(trips=("TOOL-036",))
def tools_without_a_function_dropped(body: dict[str, Any]) -> None:
    """Tools without a function, or with a function without name, are dropped without a word."""
    for tool in _tools(body):
        function = tool.get("function")
        if not isinstance(function, dict) or "name" not in function:
            tool["function"] = {"name": "unnamed"}


@body_fault(trips=("TOOL-036",))
def parameters_of_another_type_dropped(body: dict[str, Any]) -> None:
    """Parameters that are no object are dropped without a word."""
    for tool in _tools(body):
        function = tool.get("function")
        if isinstance(function, dict) and not isinstance(function.get("parameters", {}), dict):
            del function["parameters"]


@body_fault(trips=("TOOL-037",))
def function_names_unchecked(body: dict[str, Any]) -> None:
    """The names of functions may be anything."""
    for tool in _tools(body):
        function = tool.get("function")
        if isinstance(function, dict) and not _NAME.fullmatch(str(function.get("name", "absent"))):
            function["name"] = "renamed" if isinstance(function["name"], str) else function["name"]


@body_fault(trips=("TOOL-038",))
def tool_types_unchecked(body: dict[str, Any]) -> None:
    """Every tool is taken for a function, whatever its type."""
    for tool in _tools(body):
        tool["type"] = "function"


@body_fault(trips=("TOOL-041",))
def tools_cut_at_the_limit(body: dict[str, Any]) -> None:
    """Tools behind the limit are dropped without a word."""
    if isinstance(body.get("tools"), list):
        body["tools"] = body["tools"][:_MOST]


@body_fault(trips=("TOOL-042",))
def parallel_tool_calls_cast(body: dict[str, Any]) -> None:
    """parallel_tool_calls is cast to a boolean."""
    if "parallel_tool_calls" in body:
        body["parallel_tool_calls"] = bool(body["parallel_tool_calls"])

"""Faults of what tool_choice and parallel_tool_calls do, and of what becomes of a tool's result."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reply import Reply


def _names(body: dict[str, Any]) -> list[Any]:
    functions = [tool.get("function") for tool in body["tools"] if isinstance(tool, dict)]
    return [function.get("name") for function in functions if isinstance(function, dict)]


def _names_a_tool(body: dict[str, Any]) -> bool:
    if not isinstance(body.get("tools"), list) or not isinstance(body.get("tool_choice"), dict):
        return False
    function, type_ = body["tool_choice"].get("function"), body["tool_choice"].get("type")
    return (
        type_ == "function"
        and isinstance(function, dict)
        and isinstance(function.get("name"), str)
        and function["name"] in _names(body)
    )


@body_fault(trips=("TOOL-008",), also=("TOOL-009", "TOOL-010", "TOOL-032", "TOOL-033", "TOOL-034"))
def tool_choice_ignored(body: dict[str, Any]) -> None:
    """The member tool_choice is never looked at."""
    body.pop("tool_choice", None)


@body_fault(trips=("TOOL-008",), also=("TOOL-033", "TOOL-034"))
def named_choice_acts_as_auto(body: dict[str, Any]) -> None:
    """A tool_choice that is an object is taken for auto."""
    if body.get("tools") and isinstance(body.get("tool_choice"), dict):
        body["tool_choice"] = "auto"


@body_fault(trips=("TOOL-008",))
def named_choice_acts_as_none(body: dict[str, Any]) -> None:
    """A tool_choice that names a function makes the template leave all tools out."""
    if _names_a_tool(body):
        body["tool_choice"] = "none"


@body_fault(trips=("TOOL-008",))
def named_choice_forgotten_in_streams(body: dict[str, Any]) -> None:
    """Streamed, a tool_choice that names a function is forgotten, and a text comes."""
    if _names_a_tool(body) and body.get("stream") is True:
        body["tool_choice"] = "none"


@body_fault(trips=("TOOL-008",))
def first_tool_is_forced(body: dict[str, Any]) -> None:
    """A tool_choice that names a function forces the first of all."""
    if _names_a_tool(body):
        body["tool_choice"]["function"]["name"] = _names(body)[0]


@body_fault(trips=("TOOL-009",))
def required_acts_as_auto(body: dict[str, Any]) -> None:
    """tool_choice required is taken for auto."""
    if body.get("tool_choice") == "required":
        body["tool_choice"] = "auto"


@body_fault(trips=("TOOL-010",))
def none_acts_as_auto(body: dict[str, Any]) -> None:
    """tool_choice none is taken for auto."""
    if body.get("tool_choice") == "none":
        body["tool_choice"] = "auto"


@body_fault(trips=("TOOL-011",), also=("TOOL-042",))
def parallel_tool_calls_ignored(body: dict[str, Any]) -> None:
    """The member parallel_tool_calls is never looked at."""
    body.pop("parallel_tool_calls", None)


@body_fault(trips=("TOOL-023",))
def auto_acts_as_required(body: dict[str, Any]) -> None:
    """tool_choice auto always calls a tool."""
    if body.get("tool_choice", "auto") != "auto" or not body.get("tools"):
        return
    if body["messages"][-1]["role"] == "user":
        body["tool_choice"] = "required"


@body_fault(trips=("TOOL-028",))
def tool_results_dropped(body: dict[str, Any]) -> None:
    """The template does not know messages of role tool, and leaves out what they say."""
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and message.get("role") == "tool" and isinstance(message.get("content"), str):
            message["content"] = ""


@fault(trips=("TOOL-018",), on=On.STREAM, when=lambda asked: "tools" in asked.body)
def python_tag_in_streams(reply: Reply) -> None:
    """Streamed texts beside tools begin with a token of the model's markup, which is not taken for a special one."""
    for delta in reply.text_deltas()[:1]:
        delta["content"] = "<|python_tag|>" + delta["content"]

"""tools and tool_choice with one fault each."""

from __future__ import annotations

from typing import Any

from conformance.conversations.building import Body, chat, either, exhaustive, rejected
from conformance.conversations.conversation import Conversation
from conformance.conversations.tool import NAMED, OFFERED, ONE_CALL
from conformance.conversations.tools import OBJECT, chat_with_tools, choose, function, many_functions
from conformance.model.settings import Capability

EMPTY = "tools empty"
_NAME, _TYPE = "tools[0].function.name", "tools[0].type"
_WITHOUT = "tool_choice without tools"


def _tool(name: str, proves: str, tool: Any, subject: str) -> Conversation:
    body = chat_with_tools(tools=[tool])
    return rejected(name, proves, body, subject=subject, control=OFFERED, capability=Capability.TOOLS)


def _tools(name: str, proves: str, value: Any) -> Conversation:
    body = chat_with_tools(tools=value)
    return rejected(name, proves, body, subject="tools", control=OFFERED, capability=Capability.TOOLS)


def _choice(name: str, proves: str, body: Body, subject: str = "tool_choice") -> Conversation:
    return rejected(name, proves, body, subject=subject, control=NAMED, capability=Capability.TOOL_CHOICE)


def _parallel(name: str, value: Any) -> Conversation:
    return rejected(
        name,
        "TOOL-042",
        chat_with_tools(parallel_tool_calls=value),
        subject="parallel_tool_calls",
        control=ONE_CALL,
        capability=Capability.PARALLEL_TOOL_CALLS,
    )


def _named(name: str) -> dict[str, Any]:
    return function(name, description="Tells the weather of a city.")


CONVERSATIONS = (
    _choice(_WITHOUT, "TOOL-032", chat(tool_choice="auto")),
    _choice("tool_choice bogus", "TOOL-033", chat_with_tools(tool_choice="bogus")),
    _choice("tool_choice of an undeclared function", "TOOL-034", chat_with_tools(tool_choice=choose("get_horoscope"))),
    _tools("tools a string", "TOOL-035", "none"),
    _tool("tool without function", "TOOL-036", {"type": "function"}, "tools[0].function"),
    _tool("function name with a space", "TOOL-037", _named("get weather"), _NAME),
    _tool("tool of an unknown type", "TOOL-038", {**function(), "type": "x"}, _TYPE),
    _parallel('parallel_tool_calls "no"', "no"),
    *exhaustive(
        (
            _choice("named tool_choice without tools", "TOOL-032", chat(tool_choice=choose("get_weather"))),
            _choice("tool_choice 7", "TOOL-033", chat_with_tools(tool_choice=7)),
            _choice("tool_choice an array", "TOOL-033", chat_with_tools(tool_choice=["get_weather"])),
            _choice("tool_choice empty", "TOOL-033", chat_with_tools(tool_choice={}), "tool_choice.type"),
            _tools("tools an object", "TOOL-035", {"get_weather": {"parameters": OBJECT}}),
            _tools("tools a number", "TOOL-035", 7),
            _tools("tools of strings", "TOOL-035", ["get_weather"]),
            _tool(
                "function without name",
                "TOOL-036",
                {"type": "function", "function": {"description": "Tells the weather.", "parameters": OBJECT}},
                _NAME,
            ),
            _tool(
                "function a string", "TOOL-036", {"type": "function", "function": "get_weather"}, "tools[0].function"
            ),
            _tool(
                "function's parameters a string",
                "TOOL-036",
                function(parameters="city"),
                "tools[0].function.parameters",
            ),
            _tool("function name of 65 characters", "TOOL-037", _named("get_weather_" + "x" * 53), _NAME),
            _tool("function name empty", "TOOL-037", _named(""), _NAME),
            _tool("tool without type", "TOOL-038", {"function": function()["function"]}, _TYPE),
            _tools("tools, 129 of them", "TOOL-041", many_functions(129)),
            _parallel("parallel_tool_calls 1", 1),
            either(EMPTY, chat_with_tools(tools=[]), subject="tools", control=OFFERED, capability=Capability.TOOLS),
        )
    ),
)

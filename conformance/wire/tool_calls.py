"""The tool calls of an answer, streamed or not, as a client finds them: those of the first choice."""

from __future__ import annotations

import json
from typing import Any

from conformance.wire.choices import choice_in, message_of
from conformance.wire.exchange import Exchange


def tool_calls_of(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the tool calls of the first choice that are objects; [] where there are none."""
    calls = message_of(choice_in(exchange)).get("tool_calls")
    return [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []


def function_of(call: dict[str, Any]) -> dict[str, Any]:
    """Return the function of a tool call, {} where it is no object."""
    function = call.get("function")
    return function if isinstance(function, dict) else {}


def arguments_of(call: dict[str, Any]) -> dict[str, Any] | None:
    """Return the arguments of a tool call as an object, None where they are no JSON text of one."""
    try:
        arguments = json.loads(function_of(call).get("arguments", ""))
    except (TypeError, ValueError, RecursionError):
        return None
    return arguments if isinstance(arguments, dict) else None


def is_whole(call: dict[str, Any]) -> bool:
    """Tell whether a tool call has all that it takes to run it and to hand it back: id, type, name and arguments."""
    words = (call.get("id"), function_of(call).get("name"))
    named = all(isinstance(word, str) and word for word in words)
    return named and call.get("type") == "function" and arguments_of(call) is not None


def is_forced(exchange: Exchange) -> bool:
    """Tell whether the request demands a call: of a named function, or of any."""
    choice = exchange.asked.member("tool_choice")
    return choice == "required" or names_a_function(exchange)


def names_a_function(exchange: Exchange) -> bool:
    """Tell whether the request demands the call of a named function."""
    return isinstance(exchange.asked.member("tool_choice"), dict)

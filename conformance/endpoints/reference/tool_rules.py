"""What tools, the choice among them and calls in a history must look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from conformance.endpoints.reference.chat_request import Tool
from conformance.endpoints.reference.mistakes import RequestError, missing, wrong_type
from conformance.endpoints.reference.value_rules import boolean, mapping, nullable, one_of, string

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MODES = ("none", "auto", "required")


def function_name(value: Any, param: str) -> str:
    """Accept names of letters, digits, underscores and hyphens, 64 at most (prose of `FunctionObject.name`)."""
    name = str(string(empty=False)(value, param))
    if not _NAME.fullmatch(name):
        message = f"'{param}' must consist of 1 to 64 letters, digits, underscores or hyphens."
        raise RequestError(message, param, "invalid_value")
    return name


def read_tool(value: Any, param: str) -> Tool:
    """Validate one item of `tools`; only functions are supported."""
    mapping(value, param)
    if "type" not in value:
        raise missing(f"{param}.type")
    one_of("function")(value["type"], f"{param}.type")
    if "function" not in value:
        raise missing(f"{param}.function")
    return read_function(value["function"], f"{param}.function")


def read_function(value: Any, param: str) -> Tool:
    """Validate the description of a function."""
    mapping(value, param)
    if "name" not in value:
        raise missing(f"{param}.name")
    name = function_name(value["name"], f"{param}.name")
    if "description" in value:
        string()(value["description"], f"{param}.description")
    if "strict" in value:
        nullable(boolean)(value["strict"], f"{param}.strict")
    return Tool(name, mapping(value.get("parameters", {}), f"{param}.parameters"))


def read_call(value: Any, param: str) -> str:
    """Validate a tool call in an assistant message and return its id."""
    mapping(value, param)
    for name in ("id", "type", "function"):
        if name not in value:
            raise missing(f"{param}.{name}")
    one_of("function")(value["type"], f"{param}.type")
    function = mapping(value["function"], f"{param}.function")
    for name in ("name", "arguments"):
        if name not in function:
            raise missing(f"{param}.function.{name}")
        string(empty=name != "name")(function[name], f"{param}.function.{name}")
    return str(string(empty=False)(value["id"], f"{param}.id"))


def tool_choice(value: Any, param: str) -> str:
    """Accept a mode, or an object that names a function; the latter is returned as `=NAME`."""
    if isinstance(value, str):
        return str(one_of(*_MODES)(value, param))
    if not isinstance(value, dict):
        raise wrong_type(param, "a string or an object", value)
    if "type" not in value:
        raise missing(f"{param}.type")
    one_of("function")(value["type"], f"{param}.type")
    if "function" not in value:
        raise missing(f"{param}.function")
    function = mapping(value["function"], f"{param}.function")
    if "name" not in function:
        raise missing(f"{param}.function.name")
    return f"={string(empty=False)(function['name'], f'{param}.function.name')}"


def refuse_undeclared(choice: str, tools: Sequence[Tool]) -> None:
    """Refuse the choice of a function that `tools` does not declare.

    Raises:
        RequestError: the named function is not there.
    """
    if choice.startswith("=") and choice[1:] not in {tool.name for tool in tools}:
        message = "'tool_choice' names a function that 'tools' does not declare."
        raise RequestError(message, "tool_choice", "invalid_value")

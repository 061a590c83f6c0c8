"""Faults around requests with tools that should be served: offers, choices and schemas."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, Script

_MANY = 100


def _offers(asked: Asked) -> bool:
    return "tools" in asked.body


def _chooses(word: str, asked: Asked) -> bool:
    return asked.body.get("tool_choice") == word


def _free(asked: Asked) -> bool:
    return _chooses("auto", asked)


def _required(asked: Asked) -> bool:
    return _chooses("required", asked)


def _forbids(asked: Asked) -> bool:
    return _chooses("none", asked)


def _named(asked: Asked) -> bool:
    return isinstance(asked.body.get("tool_choice"), dict)


def _parameters(asked: Asked) -> list[Any]:
    tools = asked.body.get("tools")
    functions = (tool.get("function") for tool in tools if isinstance(tool, dict)) if isinstance(tools, list) else ()
    return [function.get("parameters") for function in functions if isinstance(function, dict)]


def _without_parameters(asked: Asked) -> bool:
    return None in _parameters(asked)


def _nests(asked: Asked) -> bool:
    schemas = (schema.get("properties") for schema in _parameters(asked) if isinstance(schema, dict))
    return any(
        "properties" in member for members in schemas if isinstance(members, dict) for member in members.values()
    )


def _parallel(asked: Asked) -> bool:
    return "parallel_tool_calls" in asked.body


def _many(asked: Asked) -> bool:
    return len(_parameters(asked)) > _MANY


def _empty(asked: Asked) -> bool:
    return asked.is_chat and asked.body.get("tools") == []


@fault(trips=("TOOL-001",), also=("SEEN-004",), when=_offers)
def tools_refused(_: Reply) -> Reply:
    """A request with tools is refused, and not by name."""
    return error_reply(400, "Bad request.")


@fault(trips=("TOOL-001",), also=("SEEN-004",), when=_offers)
def tools_fail(_: Reply) -> Reply:
    """The template has no place for tools, and the answer is 500."""
    return internal_error("'tools' is undefined")


@fault(trips=("TOOL-001",), also=("SEEN-004",), when=_offers)
def tools_kill_the_worker(_: Reply) -> Script:
    """Tools kill the worker."""
    return hang_up()


@fault(trips=("TOOL-001",), when=_free)
def tool_choice_auto_refused(_: Reply) -> Reply:
    """A server that takes tools knows the words none and required, and takes auto for a mistake."""
    return error_reply(
        400, "tool_choice: 'auto' is not a valid value, expected 'none' or 'required'", param="tool_choice"
    )


@fault(trips=("TOOL-002",), when=_named)
def tool_choice_object_refused(_: Reply) -> Reply:
    """Of tool_choice only the words are understood."""
    message = "Invalid tool_choice type: 'object'. Supported string values: none, auto, required"
    return error_reply(400, message, param="tool_choice")


@fault(trips=("TOOL-002",), when=_named)
def tool_choice_object_fails(_: Reply) -> Reply:
    """A tool_choice that is an object is looked up as a string, and the answer is 500."""
    return internal_error("unhashable type: 'dict'")


@fault(trips=("TOOL-002",), on=On.STREAM, when=_named)
def tool_choice_object_kills_the_stream(_: Reply) -> Script:
    """Streamed, a tool_choice that is an object kills the worker."""
    return hang_up()


@fault(trips=("TOOL-003",), when=_required)
def tool_choice_required_refused(_: Reply) -> Reply:
    """tool_choice is none or auto, says a validator."""
    return unprocessable("Input should be 'none' or 'auto'", "tool_choice", given="required")


@fault(trips=("TOOL-003",), when=_required)
def tool_choice_required_fails(_: Reply) -> Reply:
    """The grammar of required cannot be built, and the answer is 500."""
    return internal_error("failed to parse grammar")


@fault(trips=("TOOL-003",), when=_required)
def tool_choice_required_kills_the_worker(_: Reply) -> Script:
    """The grammar of required kills the worker."""
    return hang_up()


@fault(trips=("TOOL-004",), also=("SEEN-004",), when=_forbids)
def tool_choice_none_refused(_: Reply) -> Reply:
    """tool_choice none beside tools is taken for a mistake."""
    return error_reply(400, "tool_choice is 'none', but tools are given", param="tool_choice")


@fault(trips=("TOOL-004",), also=("SEEN-004",), when=_forbids)
def tool_choice_none_fails(_: Reply) -> Reply:
    """tool_choice none is looked up among the functions, and the answer is 500."""
    return internal_error("KeyError: 'none'")


@fault(trips=("TOOL-004",), also=("SEEN-004",), when=_forbids)
def tool_choice_none_kills_the_worker(_: Reply) -> Script:
    """tool_choice none kills the worker."""
    return hang_up()


@fault(trips=("TOOL-005",), when=_without_parameters)
def parameters_demanded(_: Reply) -> Reply:
    """A function has to have parameters."""
    return unprocessable("Field required", "tools", "0", "function", "parameters")


@fault(trips=("TOOL-005",), when=_without_parameters)
def absent_parameters_fail(_: Reply) -> Reply:
    """The template looks into parameters that are not there, and the answer is 500."""
    return internal_error("'dict object' has no attribute 'parameters'")


@fault(trips=("TOOL-005",), when=_without_parameters)
def absent_parameters_kill_the_worker(_: Reply) -> Script:
    """Parameters that are not there kill the worker."""
    return hang_up()


@fault(trips=("TOOL-006",), when=_nests)
def nested_parameters_refused(_: Reply) -> Reply:
    """Parameters are of simple types only."""
    return error_reply(400, "Invalid JSON payload received. Unknown name \"properties\" at 'place'")


@fault(trips=("TOOL-006",), when=_nests)
def nested_parameters_fail(_: Reply) -> Reply:
    """Parameters are read as a map of strings, and the answer is 500."""
    return internal_error("cannot unmarshal object into Go struct field of type string")


@fault(trips=("TOOL-006",), when=_nests)
def nested_parameters_kill_the_worker(_: Reply) -> Script:
    """The grammar of nested parameters kills the worker."""
    return hang_up()


@fault(trips=("TOOL-007",), when=_parallel)
def parallel_tool_calls_refused(_: Reply) -> Reply:
    """parallel_tool_calls is refused, and not by name."""
    return error_reply(400, "Bad request.")


@fault(trips=("TOOL-007",), when=_parallel)
def parallel_tool_calls_fail(_: Reply) -> Reply:
    """parallel_tool_calls reaches an engine that does not know it, and the answer is 500."""
    return internal_error("generate() got an unexpected keyword argument")


@fault(trips=("TOOL-007",), when=_parallel)
def parallel_tool_calls_kill_the_worker(_: Reply) -> Script:
    """parallel_tool_calls kills the worker."""
    return hang_up()


@fault(trips=("TOOL-040",), when=_many)
def many_tools_refused(_: Reply) -> Reply:
    """A hundred tools are too many."""
    return error_reply(400, "At most 64 functions are possible.", param="tools")


@fault(trips=("TOOL-040",), when=_many)
def many_tools_fail(_: Reply) -> Reply:
    """The grammar of a hundred tools has too many rules, and the answer is 500."""
    return internal_error("too many rules")


@fault(trips=("TOOL-040",), when=_many)
def many_tools_kill_the_worker(_: Reply) -> Script:
    """The grammar of a hundred tools kills the worker."""
    return hang_up()


@fault(trips=("TOOL-039",), on=On.ANY, when=_empty)
def empty_tools_fail(_: Reply) -> Reply:
    """The first of no tools is looked at, and the answer is 500."""
    return internal_error("list index out of range")


@fault(trips=("TOOL-039",), on=On.ANY, when=_empty)
def empty_tools_kill_the_worker(_: Reply) -> Script:
    """A grammar of no alternatives kills the worker."""
    return hang_up()


@fault(trips=("TOOL-039",), on=On.ANY, when=_empty)
def empty_tools_hang(_: Reply) -> Script:
    """A grammar of no alternatives is sampled for ever."""
    return raw_script(finish=Finish.HANG)

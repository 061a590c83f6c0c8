"""Faults of validators that look at some messages, parts and tools, and not at all of them."""

from __future__ import annotations

import re
from typing import Any

from conformance.endpoints.fault import body_fault

_ROLES = frozenset({"developer", "system", "user", "assistant", "tool", "function"})
_PARTS = ("text", "image_url", "input_audio", "file", "refusal")
_DOTTED = re.compile(r"[A-Za-z][\w-]*(?:[.:][\w-]+)+")
_BY_FIRST_LETTER = {"u": "user", "a": "assistant", "s": "system"}
_MODES = ("none", "auto", "required")


def _messages(body: dict[str, Any]) -> list[dict[str, Any]]:
    messages = body.get("messages")
    return [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []


def _lists_of_parts(body: dict[str, Any]) -> list[list[Any]]:
    return [one["content"] for one in _messages(body) if isinstance(one.get("content"), list)]


@body_fault(trips=("MSG-016",), only_drawn=True)
def content_of_earlier_messages_printed(body: dict[str, Any]) -> None:
    """Only the last message is validated; what earlier ones hold is printed into the prompt."""
    for message in _messages(body)[:-1]:
        if isinstance(message.get("content"), bool | int | float | dict):
            message["content"] = str(message["content"])


@body_fault(trips=("MSG-009", "MSG-010"), only_drawn=True)
def earlier_messages_of_unknown_role_skipped(body: dict[str, Any]) -> None:
    """The template has branches for known roles, and checks the last one only."""
    messages = body.get("messages")
    if isinstance(messages, list) and len(messages) > 1:
        last = len(messages) - 1
        body["messages"] = [one for at, one in enumerate(messages) if at == last or not _has_unknown_role(one)]


def _has_unknown_role(message: Any) -> bool:
    return isinstance(message, dict) and isinstance(message.get("role"), str) and message["role"] not in _ROLES


@body_fault(trips=("MSG-009",), only_drawn=True)
def roles_told_by_their_first_letter(body: dict[str, Any]) -> None:
    """The template branches on the first letter of a role, of which three are known."""
    for message in _messages(body):
        role = message.get("role")
        if isinstance(role, str) and role not in _ROLES:
            message["role"] = _BY_FIRST_LETTER.get(role[:1], role)


@body_fault(trips=("MSG-004",), only_drawn=True)
def earlier_messages_that_are_no_objects_skipped(body: dict[str, Any]) -> None:
    """What is no object is left out, unless it is the last message."""
    messages = body.get("messages")
    if isinstance(messages, list) and messages:
        body["messages"] = [one for one in messages[:-1] if isinstance(one, dict)] + messages[-1:]


@body_fault(trips=("MSG-020",), only_drawn=True)
def parts_of_unknown_type_behind_the_first_skipped(body: dict[str, Any]) -> None:
    """The type of the first part is checked, and later parts are picked by it."""
    for parts in _lists_of_parts(body):
        parts[1:] = [part for part in parts[1:] if not _has_unknown_type(part)]


def _has_unknown_type(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") not in _PARTS


@body_fault(trips=("MSG-022",), only_drawn=True)
def bare_strings_among_parts_accepted(body: dict[str, Any]) -> None:
    """A string among parts is text, if the first part is an object."""
    for parts in _lists_of_parts(body):
        if parts and isinstance(parts[0], dict):
            parts[:] = [{"type": "text", "text": part} if isinstance(part, str) else part for part in parts]


@body_fault(trips=("MSG-021",), only_drawn=True)
def text_of_later_parts_printed(body: dict[str, Any]) -> None:
    """The texts of all parts are joined, and only the first is checked."""
    for parts in _lists_of_parts(body):
        for part in parts[1:]:
            if isinstance(part, dict) and part.get("type") == "text" and not isinstance(part.get("text"), str):
                part["text"] = str(part.get("text", ""))


@body_fault(trips=("PART-004",), only_drawn=True)
def url_of_a_structure_skipped(body: dict[str, Any]) -> None:
    """A url of another type is a reference to an upload, and the part is left out; most numbers are refused."""
    for parts in _lists_of_parts(body):
        parts[:] = [part for part in parts if not _has_structured_url(part)]


def _has_structured_url(part: Any) -> bool:
    image = part.get("image_url") if isinstance(part, dict) else None
    url = image.get("url") if isinstance(image, dict) else None
    return isinstance(url, dict | bool | float) or url == 0 or (isinstance(url, list) and not _holds_one_text(url))


def _holds_one_text(url: list[Any]) -> bool:
    return len(url) == 1 and isinstance(url[0], str)


@body_fault(trips=("TOOL-037",), only_drawn=True)
def paths_as_function_names_accepted(body: dict[str, Any]) -> None:
    """The name of a function may be a path with dots and colons, as in the server's language."""
    for function in _functions(body):
        if isinstance(function.get("name"), str) and _DOTTED.fullmatch(function["name"]):
            function["name"] = re.sub(r"[.:]", "_", function["name"])[:64]


@body_fault(trips=("TOOL-035", "TOOL-036"), only_drawn=True)
def tools_behind_the_first_skipped(body: dict[str, Any]) -> None:
    """The first tool is validated, and later ones without a name are passed over."""
    tools = body.get("tools")
    if isinstance(tools, list):
        tools[1:] = [tool for tool in tools[1:] if _is_named(tool)]


def _functions(body: dict[str, Any]) -> list[dict[str, Any]]:
    tools = body.get("tools")
    functions = [one.get("function") for one in tools if isinstance(one, dict)] if isinstance(tools, list) else []
    return [one for one in functions if isinstance(one, dict)]


def _is_named(tool: Any) -> bool:
    function = tool.get("function") if isinstance(tool, dict) else None
    return isinstance(function, dict) and isinstance(function.get("name"), str)


@body_fault(trips=("TOOL-036",), only_drawn=True)
def parameters_of_other_types_left_out(body: dict[str, Any]) -> None:
    """Parameters that are no object count as none, but for a text, which is parsed as JSON."""
    for function in _functions(body):
        if not isinstance(function.get("parameters", {}), dict | str):
            del function["parameters"]


@body_fault(trips=("TOOL-033",), only_drawn=True)
def tool_choice_in_capitals_accepted(body: dict[str, Any]) -> None:
    """The words of tool_choice are read in any case, and with blanks around them."""
    choice = body.get("tool_choice")
    if isinstance(choice, str) and choice.strip().lower() in _MODES:
        body["tool_choice"] = choice.strip().lower()


@body_fault(trips=("JSON-007",), only_drawn=True)
def format_types_in_capitals_accepted(body: dict[str, Any]) -> None:
    """The types of response_format are read in any case."""
    wanted = body.get("response_format")
    if isinstance(wanted, dict) and isinstance(wanted.get("type"), str):
        wanted["type"] = wanted["type"].lower()


@body_fault(trips=("JSON-012",), only_drawn=True)
def schema_with_a_name_of_another_type_accepted(body: dict[str, Any]) -> None:
    """The name of a schema is printed, whatever it is; only one that is absent is refused."""
    wanted = body.get("response_format")
    schema = wanted.get("json_schema") if isinstance(wanted, dict) else None
    if isinstance(schema, dict) and "name" in schema and not isinstance(schema["name"], str):
        schema["name"] = "schema"


@body_fault(trips=("STREAM-037",), only_drawn=True)
def stream_in_words_accepted(body: dict[str, Any]) -> None:
    """A text for stream is true only if it says so, which is refused like an empty one; any other is false."""
    if isinstance(body.get("stream"), str) and body["stream"] not in ("", "true"):
        body["stream"] = False

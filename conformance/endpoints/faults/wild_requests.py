"""Faults on legal requests as certain clients write them: escapes, schemas of classes, calls without arguments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, say_nothing
from conformance.endpoints.fault import fault
from conformance.endpoints.faults.msg import messages_of
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script


def _escapes_signs(asked: Asked) -> bool:
    return asked.has_pictures and rb"\u002B" in asked.request.body


@fault(trips=("HTTP-036",), when=_escapes_signs)
def escaped_signs_of_a_picture_refused(_: Reply) -> Reply:
    """Pictures are cut out of the raw body by a pattern, before anything is unescaped."""
    return error_reply(400, "The picture is not Base64.", param="messages", code="invalid_image")


@fault(trips=("HTTP-036",), when=_escapes_signs)
def escaped_signs_of_a_picture_fail(_: Reply) -> Reply:
    """A payload with a backslash in it raises in the decoder."""
    return internal_error("Non-base64 digit found")


@fault(trips=("HTTP-036",), when=_escapes_signs)
def escaped_signs_of_a_picture_kill_the_worker(_: Reply) -> Script:
    """A decoder of its own writes behind its buffer where it meets an escape."""
    return hang_up()


def _refers(asked: Asked) -> bool:
    return '"$ref"' in json.dumps(asked.body.get("tools"))


def _functions(asked: Asked) -> Iterator[dict[str, Any]]:
    tools = asked.body.get("tools")
    for tool in tools if isinstance(tools, list) else ():
        if isinstance(tool, dict) and isinstance(tool.get("function"), dict):
            yield tool["function"]


@fault(trips=("TOOL-006",), when=_refers)
def references_in_schemas_followed_for_ever(_: Reply) -> Script:
    """A grammar follows references until there are none."""
    return say_nothing()


def _is_bare(function: dict[str, Any]) -> bool:
    """Tell whether a function has a schema that has no properties."""
    schema = function.get("parameters")
    return isinstance(schema, dict) and bool(schema) and not schema.get("properties")


@fault(trips=("TOOL-006",), when=_refers)
def references_in_schemas_fail(_: Reply) -> Reply:
    """The template looks for a type in every property, and a reference has none."""
    return internal_error("'type'")


@fault(trips=("TOOL-005",), when=lambda asked: any(map(_is_bare, _functions(asked))))
def schema_without_properties_fails(_: Reply) -> Reply:
    """The grammar of an object of no properties cannot be built."""
    return internal_error("empty grammar")


@fault(trips=("TOOL-005",), when=lambda asked: any(one.get("parameters") == {} for one in _functions(asked)))
def empty_schema_fails(_: Reply) -> Reply:
    """An empty schema has no type."""
    return internal_error("'type'")


def _arguments(asked: Asked) -> Iterator[str]:
    for message in messages_of(asked.body):
        for call in message.get("tool_calls") or ():
            yield call["function"]["arguments"]


def _is_cut(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def _has_cut_arguments(asked: Asked) -> bool:
    return any(map(_is_cut, _arguments(asked)))


@fault(trips=("TOOL-024",), when=lambda asked: "{}" in _arguments(asked))
def calls_without_arguments_in_history_fail(_: Reply) -> Reply:
    """The template takes empty arguments for none, and asks them for their items."""
    return internal_error("'NoneType' object has no attribute 'items'")


@fault(trips=("TOOL-024",), when=_has_cut_arguments)
def cut_arguments_in_history_fail(_: Reply) -> Reply:
    """Arguments of the history are parsed for the template, and what a model left unfinished raises."""
    return internal_error("Unterminated string starting at: line 1 column 10 (char 9)")


@fault(trips=("TOOL-024",), when=_has_cut_arguments)
def cut_arguments_in_history_waited_for(_: Reply) -> Script:
    """A reader of JSON waits for the rest of the arguments."""
    return say_nothing()

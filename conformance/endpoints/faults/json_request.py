"""Faults in how `response_format` is taken: refusals, failures, forms that should have been refused."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_TYPES = ("text", "json_object", "json_schema")
_SYSTEM = {"role": "system", "content": "Answer in JSON."}


def _type(body: dict[str, Any]) -> Any:
    value = body.get("response_format")
    return value.get("type") if isinstance(value, dict) else None


def _text(asked: Asked) -> bool:
    return bool(_type(asked.body) == "text")


def _object(asked: Asked) -> bool:
    return bool(_type(asked.body) == "json_object")


def _schema(asked: Asked) -> bool:
    return bool(_type(asked.body) == "json_schema")


def _null(asked: Asked) -> bool:
    return asked.body.get("response_format", ...) is None


def _beside_a_picture(asked: Asked) -> bool:
    return _object(asked) and asked.has_pictures


@fault(trips=("JSON-001",), when=_text)
def format_text_refused(_: Reply) -> Reply:
    """The type text is refused: only JSON is a format."""
    return unprocessable("Input should be 'json_object' or 'json_schema'", "response_format", "type", given="text")


@fault(trips=("JSON-001",), when=_text)
def format_text_fails(_: Reply) -> Reply:
    """The grammar of the type text is looked up, and the answer is 500."""
    return internal_error("KeyError: 'text'")


@fault(trips=("JSON-001",), when=_text)
def format_text_kills_the_handler(_: Reply) -> Script:
    """The type text kills the handler, and the connection is closed."""
    return hang_up()


@fault(trips=("JSON-002",), when=_object)
def json_mode_refused_without_a_name(_: Reply) -> Reply:
    """JSON mode is refused, and the error does not say why."""
    return error_reply(400, "Validation: the request body is malformed")


@fault(trips=("JSON-002",), when=_object)
def json_mode_fails(_: Reply) -> Reply:
    """The grammar of JSON mode does not compile for this vocabulary, and the answer is 500."""
    return internal_error("grammar: cannot convert token 128009 to a string")


@fault(trips=("JSON-002",), on=On.STREAM, when=_object)
def json_mode_streamed_kills_the_worker(_: Reply) -> Script:
    """Streamed, the first token of JSON mode kills the worker."""
    return hang_up()


@body_fault(trips=("JSON-005", "JSON-006", "JSON-007", "JSON-008", "JSON-011", "JSON-012"))
def response_format_ignored(body: dict[str, Any]) -> None:
    """The member response_format is never looked at."""
    body.pop("response_format", None)


@body_fault(trips=("JSON-005",))
def json_mode_left_to_the_prompt(body: dict[str, Any]) -> None:
    """JSON mode is checked as it should be, and then nothing enforces it."""
    if _type(body) == "json_object" and "json" in str(body.get("messages")).lower():
        body["response_format"] = {"type": "text"}


@body_fault(trips=("JSON-006",))
def word_json_put_into_the_prompt(body: dict[str, Any]) -> None:
    """A system message that asks for JSON is added, so that no prompt lacks the word."""
    if _type(body) == "json_object":
        body["messages"].insert(0, _SYSTEM)


@body_fault(trips=("JSON-007",))
def unknown_format_taken_for_text(body: dict[str, Any]) -> None:
    """A type that nobody knows is no format at all."""
    if isinstance(_type(body), str) and _type(body) not in _TYPES:
        del body["response_format"]


@body_fault(trips=("JSON-007",))
def unknown_format_accepted_in_streams(body: dict[str, Any]) -> None:
    """The streaming path does not validate the type."""
    if body.get("stream") is True and _type(body) not in _TYPES:
        body.pop("response_format", None)


@body_fault(trips=("JSON-008",))
def format_without_type_accepted(body: dict[str, Any]) -> None:
    """A format without a type is text, since that is the default."""
    if body.get("response_format") in ({}, {"type": ""}):
        del body["response_format"]


@body_fault(trips=("JSON-008",))
def format_as_a_string_accepted(body: dict[str, Any]) -> None:
    """A string is taken for the type."""
    if isinstance(body.get("response_format"), str):
        body["response_format"] = {"type": body["response_format"]}


@body_fault(trips=("JSON-008",))
def format_of_any_type_accepted(body: dict[str, Any]) -> None:
    """A format that is no object is passed over."""
    if isinstance(body.get("response_format"), int | list):
        del body["response_format"]


@fault(trips=("JSON-009",), when=_null)
def format_null_refused(_: Reply) -> Reply:
    """A response_format of null is refused: an object is asked for."""
    return error_reply(400, "response_format: expected an object, got null", param="response_format")


@fault(trips=("JSON-009",), when=_null)
def format_null_fails(_: Reply) -> Reply:
    """The type of null is read, and the answer is 500."""
    return internal_error("'NoneType' object has no attribute 'type'")


@fault(trips=("JSON-009",), when=_null)
def format_null_kills_the_handler(_: Reply) -> Script:
    """A response_format of null kills the handler."""
    return hang_up()


@fault(trips=("JSON-010",), when=_schema)
def json_schema_refused(_: Reply) -> Reply:
    """The keyword enum in a schema is refused as if it were a mistake."""
    return error_reply(400, "Invalid schema for response_format 'ball': enum", param="response_format")


@fault(trips=("JSON-010",), when=_schema)
def json_schema_fails(_: Reply) -> Reply:
    """The schema is handed to a library that is not installed."""
    return internal_error("No module named 'xgrammar'")


@fault(trips=("JSON-010",), when=_schema)
def json_schema_kills_the_worker(_: Reply) -> Script:
    """The compiler of grammars takes the worker with it."""
    return hang_up()


@body_fault(trips=("JSON-012",))
def json_schema_named_by_the_server(body: dict[str, Any]) -> None:
    """A schema without a name is given one."""
    if isinstance(body.get("response_format"), dict) and isinstance(body["response_format"].get("json_schema"), dict):
        body["response_format"]["json_schema"].setdefault("name", "response")


@body_fault(trips=("JSON-012",))
def json_schema_absent_is_json_mode(body: dict[str, Any]) -> None:
    """The type json_schema without a schema is JSON mode."""
    if _type(body) == "json_schema" and "json_schema" not in body["response_format"]:
        body["response_format"] = {"type": "json_object"}


@fault(trips=("JSON-015",), when=_beside_a_picture)
def json_mode_refused_beside_a_picture(_: Reply) -> Reply:
    """JSON mode and pictures are refused together, though each is fine alone."""
    return error_reply(400, "Invalid combination of content and format", param="messages")


@fault(trips=("JSON-015",), when=_beside_a_picture)
def json_mode_fails_beside_a_picture(_: Reply) -> Reply:
    """The path for pictures has no grammar to take over."""
    return internal_error("'VisionRequest' object has no attribute 'grammar'")


@fault(trips=("JSON-015",), when=_beside_a_picture)
def json_mode_beside_a_picture_kills_the_worker(_: Reply) -> Script:
    """The tokens of the picture are held against the grammar, and the worker dies."""
    return hang_up()

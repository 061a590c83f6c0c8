"""What a schema asks for and what stood there instead, in words for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from conformance.model.finding import shown

Schema = Mapping[str, Any]

_TYPES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
    "null": "null",
}
_LONG = 160
_SEQUENCE = 20


class FaultKind(StrEnum):
    """In which way a member is not what its schema asks for."""

    MISSING = "missing"
    NULL = "null"
    EMPTY = "empty"
    """An empty string, array or object where something is asked for."""
    WRONG_TYPE = "wrong-type"
    UNKNOWN_VALUE = "unknown-value"
    """The right type, but none of the values that the schema lists."""
    OUT_OF_RANGE = "out-of-range"
    """Too small, too large, too short, too long, too few or too many."""
    MALFORMED = "malformed"
    """Anything else: a pattern, a rule across members, a value that cannot be examined."""


_RANGES = {f"{bound}{what}" for bound in ("min", "max") for what in ("imum", "Length", "Items", "Properties")}


def json_type(value: Any) -> str:
    """Return the JSON name of the value's type; a float without fraction is an integer, as JSON Schema has it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    names = ((float, "number"), (str, "string"), (list, "array"), (dict, "object"))
    return next((name for kind, name in names if isinstance(value, kind)), type(value).__name__)


def fault_kind(keyword: str, asked: Any, value: Any) -> FaultKind:
    """Classify a violation of `keyword: asked` by the value that stood there."""
    if keyword == "required":
        return FaultKind.MISSING
    if value is None and keyword in ("type", "enum", "const"):
        return FaultKind.NULL
    if keyword == "type":
        return FaultKind.WRONG_TYPE
    if keyword in ("enum", "const"):
        return _unlisted([asked] if keyword == "const" else asked, value)
    if keyword in _RANGES:
        return FaultKind.EMPTY if value in ("", [], {}) else FaultKind.OUT_OF_RANGE
    return FaultKind.MALFORMED


def _unlisted(known: list[Any], value: Any) -> FaultKind:
    if json_type(value) not in {json_type(one) for one in known}:
        return FaultKind.WRONG_TYPE
    return FaultKind.EMPTY if value == "" else FaultKind.UNKNOWN_VALUE


def expectation(schema: Schema) -> str:
    """Say what a schema (references resolved) asks for; "" where it asks for nothing that has a word."""
    if "$comment" in schema and "$id" not in schema:  # that of a whole document speaks of the document
        return str(schema["$comment"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return _one_of(schema["enum"])
    types = schema.get("type", [])
    words = [_typed(name, schema) for name in ([types] if isinstance(types, str) else types)]
    return " or ".join(sorted(words, key="null".__eq__))


def _one_of(values: list[Any]) -> str:
    words = [value if isinstance(value, str) else json.dumps(value) for value in values]
    if len(words) == 1:
        return words[0]
    if values[-1] is None:
        return f"one of {', '.join(words[:-1])}, or null"
    return f"one of {', '.join(words)}"


def _typed(name: str, schema: Schema) -> str:
    """Name a type with its bounds: `a string of at most 64 characters`."""
    if name in ("integer", "number"):
        return _TYPES[name] + _bounds(schema.get("minimum"), schema.get("maximum"), "")
    if name == "string":
        word = "a non-empty string" if schema.get("minLength") == 1 else _TYPES[name]
        return word + _bounds(None, schema.get("maxLength"), " characters")
    if name == "array":
        word = "a non-empty array" if schema.get("minItems") == 1 else _TYPES[name]
        return word + _bounds(None, schema.get("maxItems"), " items")
    if name == "object":
        return _TYPES[name] + _bounds(None, schema.get("maxProperties"), " members")
    return _TYPES[name]


def _bounds(low: Any, high: Any, unit: str) -> str:
    if low is not None and high is not None:
        return f" from {low} to {high}{unit}"
    if low is not None:
        return f" of at least {low}{unit}"
    return f" of at most {high}{unit}" if high is not None else ""


def appearance(value: Any) -> str:
    """Show the value that stood there as JSON, shortened; large ones by type and size."""
    if isinstance(value, str) and len(value) > _LONG:
        return f"{json.dumps(value[:_LONG])} and so on, {len(value)} characters in all"
    if isinstance(value, (list, dict)) and len(value) > _SEQUENCE:
        return f"{_TYPES[json_type(value)]} of {len(value)} {'items' if isinstance(value, list) else 'members'}"
    try:
        return shown(json.dumps(value))
    except (TypeError, ValueError, RecursionError):
        return _TYPES.get(json_type(value), "a value") + " that cannot be shown"

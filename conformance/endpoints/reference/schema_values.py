"""The smallest value that a JSON Schema asks for: arguments of tool calls and structured answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_DEEPEST = 24
_DEEP = 2

Fill = Callable[[str], str]
"""Returns the string for a member of this name."""


def fitting_value(schema: Any, fill: Fill, name: str = "", depth: int = 0) -> Any:
    """Return a value with the required members only, whose strings come from `fill`.

    Understands const, enum, default, type, properties, required, items, minItems, minimum, minLength, and the
    first schema of anyOf, oneOf and allOf.
    """
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return fill(name)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    for key in ("enum", "anyOf", "oneOf", "allOf"):
        options = schema.get(key)
        if isinstance(options, list) and options:
            return options[0] if key == "enum" else fitting_value(options[0], fill, name, depth + 1)
    return _by_type(schema, fill, name, depth)


def _by_type(schema: Mapping[str, Any], fill: Fill, name: str, depth: int) -> Any:
    kind = schema.get("type", "object" if "properties" in schema or not name else "string")
    if isinstance(kind, list):
        kind = next((entry for entry in kind if entry != "null"), "null")
    if kind == "object":
        return _object(schema, fill, depth)
    if kind == "array":
        return [fitting_value(schema.get("items"), fill, name, depth + 1) for _ in range(_length(schema, depth))]
    if kind in ("integer", "number"):
        return schema.get("minimum", schema.get("maximum", 1))
    if kind in ("boolean", "null"):
        return True if kind == "boolean" else None
    return fill(name).ljust(_size(schema, "minLength"), "x")


def _object(schema: Mapping[str, Any], fill: Fill, depth: int) -> dict[str, Any]:
    properties, required = schema.get("properties"), schema.get("required")
    properties = properties if isinstance(properties, Mapping) else {}
    names = [name for name in required if isinstance(name, str)] if isinstance(required, list) else []
    return {name: fitting_value(properties.get(name), fill, name, depth + 1) for name in names}


def _size(schema: Mapping[str, Any], key: str) -> int:
    size = schema.get(key, 0)
    return min(size, 64) if isinstance(size, int) and size > 0 else 0


def _length(schema: Mapping[str, Any], depth: int) -> int:
    """Deep arrays get one item at most: nested minItems would multiply without end."""
    return min(_size(schema, "minItems"), 64 if depth < _DEEP else 1)

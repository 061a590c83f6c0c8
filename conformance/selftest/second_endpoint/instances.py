"""A JSON value that is valid by a JSON Schema, of the kind that tools and response formats have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Hint = Callable[[str], str]
"""Member name -> the text to put there."""
_DEEPEST = 12


def instance_of(schema: Any, hint: Hint, name: str = "", depth: int = 0) -> Any:
    """Return a small valid value: required members, least lengths, first of what may be chosen."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return {}
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return _of_enum(schema["enum"], hint(name))
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return instance_of(schema[choice][0], hint, name, depth + 1)
    return _of_type(schema, hint, name, depth)


def _of_enum(values: list[Any], wanted: str) -> Any:
    return wanted if wanted in values else values[0]


def _of_type(schema: Mapping[str, Any], hint: Hint, name: str, depth: int) -> Any:
    kind = schema.get("type", "object" if depth == 0 or "properties" in schema else "string")
    if isinstance(kind, list):
        kind = kind[0] if kind else "null"
    if kind == "object":
        return _object(schema, hint, depth)
    if kind == "array":
        items = schema.get("items", {"type": "string"})
        return [instance_of(items, hint, name, depth + 1) for _ in range(max(1, schema.get("minItems", 1)))]
    if kind in {"integer", "number"}:
        return max(schema.get("minimum", 3), min(3, schema.get("maximum", 3)))
    return {"string": hint(name), "boolean": True}.get(str(kind))


def _object(schema: Mapping[str, Any], hint: Hint, depth: int) -> dict[str, Any]:
    properties = schema.get("properties")
    known = properties if isinstance(properties, Mapping) else {}
    required = schema.get("required")
    names = dict.fromkeys((*known, *(required if isinstance(required, list) else ())))
    return {name: instance_of(known.get(name, {"type": "string"}), hint, name, depth + 1) for name in names}

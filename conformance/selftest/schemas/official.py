"""The official document made readable for a 2020-12 validator by the shortest road, independent of derive.py."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs

from schemas import derive


def official_components(root: str) -> dict[str, Any]:
    """Return what a component refers to, itself included, and to what that refers."""
    names, due = set[str](), {root}
    while due:
        names |= due
        due = {inner for name in due for inner in derive.references(derive.official_schemas()[name])} - names
    return {name: with_null(derive.official_schemas()[name]) for name in names}


def with_null(value: Any) -> Any:
    """Turn every `nullable: true` into an alternative, and drop formats, which JSON Schema only annotates."""
    if isinstance(value, list):
        return [with_null(item) for item in value]
    if not isinstance(value, dict):
        return value
    rest = {key: with_null(member) for key, member in value.items() if key not in ("nullable", "format")}
    return {"anyOf": [rest, {"type": "null"}]} if value.get("nullable") is True else rest


@cache
def official_validator(stem: str) -> jsonschema_rs.Draft202012Validator:
    root = derive.ROOTS[stem]
    components = {"schemas": official_components(root)}
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{root}", "components": components})


@cache
def bare_schema(stem: str) -> dict[str, Any]:
    """Return our schema before the overlay."""
    return derive.bare_schema(stem, derive.Normaliser(derive.official_schemas()))


@cache
def validator(stem: str, *, rules: int | None = None, without: str = "") -> jsonschema_rs.Draft202012Validator:
    """Compile our schema with the first so many rules of the overlay (None: all), or all but one."""
    chosen = [rule for rule in derive.overlay_rules()[:rules] if rule["name"] != without]
    return jsonschema_rs.Draft202012Validator(derive.apply_overlay(bare_schema(stem), stem, chosen))

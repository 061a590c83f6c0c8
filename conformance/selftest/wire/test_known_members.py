"""Which members a schema knows: over all its branches, and no deeper than it goes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.strategies.json_values import json_values
from conformance.wire.known_members import escaped, member_tree

Schema = dict[str, Any]
A: Schema = {"properties": {"a": {}}}
B: Schema = {"properties": {"b": {}}}
C: Schema = {"properties": {"c": {}}}


def unknown(schema: Schema, value: Any) -> list[str]:
    return member_tree(schema, "s#").unknown(value)


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_members_of_every_alternative_are_known(keyword: str) -> None:
    assert unknown({**A, keyword: [B, C]}, {"a": 1, "b": 1, "c": 1, "d": 1}) == ["s#/d"]


@pytest.mark.parametrize("keyword", ["if", "then", "else"])
def test_members_under_a_condition_are_known(keyword: str) -> None:
    assert unknown({**A, keyword: B}, {"a": 1, "b": 1, "c": 1}) == ["s#/c"]


@pytest.mark.parametrize("schema", [{}, {"type": "object"}, {**A, "additionalProperties": {}}])
def test_a_map_and_a_place_without_declared_members_know_all(schema: Schema) -> None:
    assert unknown(schema, {"a": 1, "b": 1}) == []


@pytest.mark.parametrize("others", [True, False])
def test_other_members_are_unknown_whether_they_are_allowed_or_not(others: bool) -> None:  # noqa: FBT001 - a case
    assert unknown({**A, "additionalProperties": others}, {"b": 1}) == ["s#/b"]


def test_one_branch_that_declares_members_closes_a_place() -> None:
    assert unknown({"allOf": [{**A, "additionalProperties": {}}, B]}, {"a": 1, "b": 1, "c": 1}) == ["s#/c"]


def test_a_member_declared_in_two_branches_knows_what_both_say() -> None:
    schema = {"allOf": [{"properties": {"x": A}}, {"properties": {"x": B}}]}
    assert unknown(schema, {"x": {"a": 1, "b": 1, "c": 1}}) == ["s#/x/c"]


def test_items_declared_in_two_branches_know_what_both_say() -> None:
    schema = {"allOf": [{"items": A}, {"items": B}]}
    assert unknown(schema, [{"a": 1}, {"b": 1}, {"c": 1}, 7]) == ["s#/*/c"]


@pytest.mark.parametrize("items", [True, False])
def test_items_of_any_kind_hold_nothing_unknown(items: bool) -> None:  # noqa: FBT001 - a case
    assert unknown({**A, "items": items}, [{"b": 1}]) == []


def test_unknown_members_are_found_under_known_ones_and_behind_them() -> None:
    schema = {"properties": {"plain": {"type": "string"}, "list": {"items": {"items": A}}, "x": A, "y": B}}
    value = {"plain": {"z": 1}, "list": [[{"a": 1}], [{"q": 1}, {"r": 1}]], "y": {"a": 1, "b": 1}, "new": 1}
    assert unknown(schema, value) == ["s#/list/*/*/q", "s#/list/*/*/r", "s#/new", "s#/y/a"]


def test_what_is_no_object_where_one_is_declared_has_no_members() -> None:
    assert unknown({"properties": {"x": A}, "items": A}, "b") == []
    assert unknown({"properties": {"x": A}}, {"x": ["b"]}) == []


def test_references_are_followed_through_each_other() -> None:
    schema = {"$ref": "#/$defs/one", "$defs": {"one": {"$ref": "#/$defs/two"}, "two": A}}
    assert unknown(schema, {"a": 1, "b": 1}) == ["s#/b"]


def test_a_schema_that_contains_itself_is_known_once_on_every_way_to_it() -> None:
    node = {"properties": {"name": {}, "next": {"$ref": "#/$defs/node"}}}
    schema = {"properties": {"x": {"$ref": "#/$defs/node"}, "y": {"$ref": "#/$defs/node"}}, "$defs": {"node": node}}
    inner = {"name": 1, "next": {"name": 1, "odd": 1}}
    assert unknown(schema, {"x": {**inner, "odd": 1}, "y": {**inner, "odd": 1}}) == ["s#/x/odd", "s#/y/odd"]


@pytest.mark.parametrize(
    ("name", "pointer"), [("a/b", "a~1b"), ("a~b", "a~0b"), ("~1", "~01"), ("/~/", "~1~0~1"), ("", "")]
)
def test_names_are_escaped_as_in_a_json_pointer(name: str, pointer: str) -> None:
    assert escaped(name) == pointer
    assert unknown({"properties": {name: A}}, {name: {"b": 1}}) == [f"s#/{pointer}/b"]


@given(st.dictionaries(st.text(), json_values(max_leaves=5)), st.sets(st.text()))
def test_what_is_not_declared_is_named_once_and_in_order(value: dict[str, Any], declared: set[str]) -> None:
    schema: Schema = {"properties": {name: {} for name in declared}}
    assert unknown(schema, value) == sorted({f"s#/{escaped(name)}" for name in value.keys() - declared})

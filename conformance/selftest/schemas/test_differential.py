"""Ours and the official document judge alike, but for the rules that the overlay names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.selftest.schemas.bodies import ABSENT, BODIES, changed
from conformance.selftest.schemas.official import bare_schema, official_validator, validator
from schemas import derive

RULES = derive.overlay_rules()
NUMBERS = [0, 1, -1, 2, 1.0, 1.5, 101, 128, 129, 2**63, 1760000000]
WORDS = ["", "x", "none", "auto", "text", "user", "assistant", "tool", "function", "custom", "stop", "json_object"]
CONTAINERS = [[], {}, [None], ["a"] * 5, ["audio"], [{"type": "text", "text": "json"}], {"type": "text"}, {"id": "a"}]
EDGES = st.sampled_from([None, True, False, *NUMBERS, *WORDS, "image_url", "file", *CONTAINERS, ABSENT])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
VALUES = EDGES | st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=2), max_leaves=4)


def pointers(value: Any, names: list[str], pointer: str = "") -> Iterator[str]:
    """Yield the pointer of every member, and of members that could be added to every object."""
    if isinstance(value, dict):
        yield from (f"{pointer}/{name}" for name in names if name not in value)
        for name, member in value.items():
            yield f"{pointer}/{name}"
            yield from pointers(member, names, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield f"{pointer}/{index}"
            yield from pointers(item, names, f"{pointer}/{index}")


def declared(schema: Any) -> Iterator[str]:
    """Yield the names of all members that a schema declares anywhere."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for member in schema.values():
            yield from declared(member)
    elif isinstance(schema, list):
        for item in schema:
            yield from declared(item)


@st.composite
def bodies(draw: st.DrawFn, stem: str) -> Any:
    """Draw a complete body with up to three members changed, added or taken out."""
    body = draw(st.sampled_from(BODIES[stem]))
    names = sorted(set(declared(bare_schema(stem))))
    for _ in range(draw(st.integers(0, 3))):
        everywhere = list(pointers(body, names))
        pointer = draw(st.sampled_from(everywhere))
        value = draw(VALUES)
        if value != ABSENT or pointer in list(pointers(body, [])):
            body = changed(body, {pointer: value})
    return body


@pytest.mark.parametrize("stem", BODIES)
def test_normalising_changes_no_verdict(stem: str) -> None:
    @settings(max_examples=400, deadline=None, database=None)
    @given(bodies(stem))
    def judged_alike(body: Any) -> None:
        assert validator(stem, rules=0).is_valid(body) == official_validator(stem).is_valid(body)

    judged_alike()


@pytest.mark.parametrize("stem", BODIES)
def test_every_disagreement_has_a_rule_that_says_so(stem: str) -> None:
    @settings(max_examples=300, deadline=None, database=None)
    @given(bodies(stem))
    def explained(body: Any) -> None:
        verdict = official_validator(stem).is_valid(body)
        if verdict == validator(stem).is_valid(body):
            return
        for count, rule in enumerate(RULES, start=1):
            now = validator(stem, rules=count).is_valid(body)
            assert now == verdict or ("accepts" if now else "rejects") in rule, rule["name"]
            verdict = now

    explained()


@pytest.mark.parametrize("stem", BODIES)
def test_a_second_validator_agrees(stem: str) -> None:
    other = Draft202012Validator(derive.apply_overlay(bare_schema(stem), stem, RULES))

    @settings(max_examples=100, deadline=None, database=None)
    @given(bodies(stem))
    def agree(body: Any) -> None:
        assert validator(stem).is_valid(body) == other.is_valid(body)

    agree()

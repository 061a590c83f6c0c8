"""Every rule of the overlay is needed, does what it says, and is as strict or as lenient as it says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from conformance.selftest.schemas.bodies import BODIES, changed
from conformance.selftest.schemas.official import official_validator, validator
from schemas import derive

RULES = derive.overlay_rules()
EXAMPLES = [
    pytest.param(rule, stem, verdict, id=f"{rule['name']}-{stem}-{verdict}")
    for rule in RULES
    for stem in rule["schemas"]
    for verdict in ("rejects", "accepts")
    if verdict in rule
]


@pytest.mark.parametrize("stem", BODIES)
def test_complete_bodies_are_accepted_with_and_without_the_overlay(stem: str) -> None:
    for body in BODIES[stem]:
        assert official_validator(stem).is_valid(body)
        assert validator(stem).is_valid(body)


@pytest.mark.parametrize(("rule", "stem", "verdict"), EXAMPLES)
def test_the_verdict_turns_on_this_rule_alone(rule: dict[str, Any], stem: str, verdict: str) -> None:
    body = changed(BODIES[stem][0], rule[verdict])
    assert validator(stem).is_valid(body) == (verdict == "accepts")
    assert validator(stem, without=rule["name"]).is_valid(body) == (verdict == "rejects")


def test_every_rule_gives_an_example_and_a_reason() -> None:
    assert [rule["name"] for rule in RULES if not ("rejects" in rule or "accepts" in rule)] == []
    assert [rule["name"] for rule in RULES if not rule["reason"].endswith(".")] == []


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(rule["name"] for rule in RULES).items() if count > 1] == []

from __future__ import annotations

import json
import re
from collections import defaultdict

from conformance.properties.example import Example
from conformance.selftest.properties.drawing import MOST_STRATA, drawn, faults_of, status, strata
from conformance.selftest.strategies.test_broken_json import is_json

NAME = "broken bodies"


def _reading(body: bytes) -> str:
    """Return the requirement that a body breaks by Python's own reading."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "HTTP-019"
    if not is_json(text):
        return "HTTP-016 or HTTP-020"
    return "" if isinstance(json.loads(text), dict) else "HTTP-018"


def test_its_examples_are_in_order() -> None:
    assert list(faults_of(NAME)) == []
    assert strata(NAME, 2) == strata(NAME, 6)
    assert len(strata(NAME, 6)) <= MOST_STRATA


def test_a_body_breaks_what_it_says_and_the_reference_refuses_it() -> None:
    for example in drawn(NAME, 2):
        assert example.proves in _reading(example.bodies[0])
        assert status(example.bodies[0]) == 400


def test_mistakes_stand_in_many_places_and_in_streams() -> None:
    bodies = defaultdict(set)
    for example in drawn(NAME, 4):
        bodies[example.stratum].add(example.bodies[0])
    assert {stratum for stratum, several in bodies.items() if len(several) < 3} <= {
        "null for the object",
        "a boolean for the object",
    }
    assert any(b'"stream":true' in example.bodies[0] for example in drawn(NAME))
    infinite = [example for example in drawn(NAME, 4) if example.stratum == "Infinity"]
    members = ("temperature", "top_p", "seed", "max_tokens")
    assert all(any(_has(one, name) for one in infinite) for name in members)
    # A body that is no JSON has no member that a target could name (RFC 8259 section 6).
    assert {example.subject for example in infinite} == {"body"}


def _has(example: Example, name: str) -> bool:
    return re.search(rf'"{name}":\s*-?Infinity'.encode(), example.bodies[0]) is not None

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from conformance.properties.example import Example
from conformance.selftest.properties.drawing import MOST_STRATA, drawn, faults_of, status, strata
from conformance.wire.body_schema import SchemaName, faults

NAME = "numbers out of range"
RANGES = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "n": (1, 128),
    "max_tokens": (1, None),
    "max_completion_tokens": (1, None),
    "logit_bias": (-100, 100),
    "seed": (1 - (1 << 64), (1 << 64) - 1),
    "top_logprobs": (0, 20),
}
"""The ranges of the schema and of its prose; no integer of 64 bits is outside that of the seeds."""


def _number(example: Example) -> tuple[Decimal, dict[str, Any]]:
    body = json.loads(example.bodies[0], parse_float=Decimal, parse_int=Decimal)
    value = body.pop(example.subject)
    return (list(value.values())[-1] if isinstance(value, dict) else value), body


def test_its_examples_are_in_order() -> None:
    assert list(faults_of(NAME)) == []


def test_every_side_of_every_range_is_drawn_in_a_run_or_two() -> None:
    assert strata(NAME, 2) == strata(NAME, 8)
    assert len(strata(NAME, 8)) <= MOST_STRATA
    assert {example.subject for example in drawn(NAME)} == set(RANGES)


def test_the_number_is_outside_and_everything_else_is_legal() -> None:
    for example in drawn(NAME, 2):
        number, others = _number(example)
        least, most = RANGES[example.subject]
        assert number < least or (most is not None and number > most)
        assert not faults(SchemaName.REQUEST, json.loads(json.dumps(others, default=int)))
        assert status(example.bodies[0]) == 400


@pytest.mark.parametrize("member", ["temperature", "top_p", "presence_penalty", "frequency_penalty"])
def test_both_ends_are_left_by_a_little_and_by_far(member: str) -> None:
    numbers = [_number(example)[0] for example in drawn(NAME, 4) if example.subject == member]
    least, most = RANGES[member]
    assert most is not None
    for beyond in ([least - number for number in numbers], [number - most for number in numbers]):
        assert min(distance for distance in beyond if distance > 0) < Decimal("1e-6")
        assert max(beyond) > 1000


def test_it_stands_among_other_members_first_and_last_and_in_streams() -> None:
    bodies = [json.loads(example.bodies[0]) for example in drawn(NAME, 2)]
    assert {True, False} <= {body.get("stream") for body in bodies}
    leading = {next(iter(body)) for body in bodies}
    assert "model" in leading
    assert len(leading & set(RANGES)) > 3
    spelled = [example for example in drawn(NAME) if re.search(rb":-?[0-9.]+[eE]", example.bodies[0])]
    assert 5 < len(spelled) < len(drawn(NAME)) / 2

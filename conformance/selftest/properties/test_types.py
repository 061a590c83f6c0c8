from __future__ import annotations

import json
import re
from typing import Any

import pytest

from conformance.model.request import Expectation
from conformance.selftest.properties.drawing import MOST_STRATA, drawn, faults_of, status, strata
from conformance.wire.body_schema import SchemaName, faults

NAMES = ("numbers of a wrong type", "texts and switches of a wrong type", "objects and arrays of a wrong type")
TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "fraction": float,
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}


def _at(body: Any, subject: str) -> Any:
    for name in re.findall(r"[^.\[\]]+", subject):
        body = body[int(name)] if isinstance(body, list) else body[name]
    return body


@pytest.mark.parametrize("name", NAMES)
def test_its_examples_are_in_order(name: str) -> None:
    assert list(faults_of(name)) == []
    assert strata(name, 2) == strata(name, 6)
    assert len(strata(name, 6)) <= MOST_STRATA
    assert {example.expectation for example in drawn(name)} == {Expectation.REJECTED}


@pytest.mark.parametrize("name", NAMES)
def test_the_member_has_the_type_that_the_stratum_names_and_the_reference_refuses_it(name: str) -> None:
    for example in drawn(name, 2):
        subject, _, type_ = example.stratum.partition(": ")
        value = _at(json.loads(example.bodies[0]), example.subject)
        assert type_ not in TYPES or (type(value) is TYPES[type_] and subject == example.subject)
        assert status(example.bodies[0]) == 400


@pytest.mark.parametrize("name", NAMES)
def test_nothing_else_is_wrong_by_the_schema(name: str) -> None:
    for example in drawn(name):
        members = {fault.location.split("/")[1] for fault in faults(SchemaName.REQUEST, json.loads(example.bodies[0]))}
        assert members == {re.split(r"[.\[]", example.subject)[0]}

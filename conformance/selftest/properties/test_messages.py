from __future__ import annotations

import json

import pytest

from conformance.conversations.recall import IN_TURNS
from conformance.model.request import Expectation
from conformance.properties import (
    faulty_messages,
    faulty_parts,
    faulty_response_formats,
    faulty_tools,
    odd_messages,
)
from conformance.selftest.properties.drawing import MOST_STRATA, drawn, faults_of, status, strata

MODULES = (faulty_messages, faulty_parts, faulty_response_formats, faulty_tools, odd_messages)
NAMES = [one.name for module in MODULES for one in module.PROPERTIES]
FAR_FROM_SHORT = 900


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_in_order(name: str) -> None:
    assert list(faults_of(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_nearly_every_stratum_is_drawn_in_one_run(name: str) -> None:
    missing = strata(name, 2) - strata(name)
    assert len(missing) <= MOST_STRATA / 10
    assert len(strata(name, 2)) <= MOST_STRATA


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_answers_as_expected(name: str) -> None:
    for example in drawn(name, 2):
        expected = {400} if example.expectation is Expectation.REJECTED else {200, 400}
        assert status(example.bodies[0]) in expected, example


@pytest.mark.parametrize("name", NAMES)
def test_some_example_of_each_stratum_is_short(name: str) -> None:
    shortest: dict[str, int] = {}
    for example in drawn(name, 2):
        shortest[example.stratum] = min(len(example.bodies[0]), shortest.get(example.stratum, FAR_FROM_SHORT))
    assert max(shortest.values()) < FAR_FROM_SHORT


def test_pictures_are_sent_only_where_they_are_asked_for() -> None:
    for name in NAMES:
        for example in drawn(name):
            shows = any("picture" in control.lower() or "PNG" in control for control in example.controls)
            assert shows or b"data:" not in example.bodies[0]


def test_a_history_has_the_conversations_that_show_that_it_is_understood() -> None:
    for example in drawn("faulty messages", 2) + drawn("faulty content", 2):
        messages = json.loads(example.bodies[0])["messages"]
        assert (IN_TURNS in example.controls) == (len(messages) > 1)


def test_formats_are_refused_in_streams_as_well() -> None:
    streamed = {
        example.stratum for example in drawn("faulty response formats") if b'"stream":true' in example.bodies[0]
    }
    assert streamed == {"unknown type, streamed", "type misspelt, streamed", "type in another case, streamed"}

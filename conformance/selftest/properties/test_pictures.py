"""Properties of pictures: their strata, their controls, and what the reference and Pillow say to their examples."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from PIL import Image

from conformance.conversations.building import A_MISTAKE, NOISE
from conformance.conversations.registry import all_conversations
from conformance.model.request import Expectation
from conformance.model.settings import Depth
from conformance.properties.example import Example
from conformance.properties.property import all_properties
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.properties.drawing import drawn, faults_of, status, strata
from conformance.wire.body_schema import SchemaName, faults
from conformance.wire.data_uri import read_data_uri

SERVED = {
    "PNG pictures of 8-bit RGB": 10,
    "pictures of every kind": 24,
    "PNG pictures with an ancillary chunk": 13,
    "pictures with any Base64": 14,
    "pictures in any place": 20,
    "data URIs of every spelling": 19,
}
REFUSED = {
    "Base64 with an illegal character": 34,
    "Base64 that ends wrongly": 15,
    "Base64 with a fault, streamed": 49,
    "data URIs with a fault": 35,
    "broken pictures": 13,
}
EITHER = {
    "Base64 of other customs": 25,
    "data URIs of odd spellings": 26,
    "damaged pictures": 25,
    "small pictures": 24,
}
"""Property -> how many strata it has."""
LONGEST_BODY = 4000


def _urls(example: Example) -> Iterator[str]:
    for message in json.loads(example.bodies[0])["messages"]:
        parts = message["content"] if isinstance(message["content"], list) else []
        yield from (part["image_url"]["url"] for part in parts if part["type"] == "image_url")


@pytest.mark.parametrize(("name", "count"), [*SERVED.items(), *REFUSED.items(), *EITHER.items()])
def test_every_stratum_is_drawn(name: str, count: int) -> None:
    assert len(strata(name, 2)) == count


@pytest.mark.parametrize(
    "name", [*REFUSED, "Base64 of other customs", "data URIs of odd spellings", "damaged pictures"]
)
def test_examples_that_may_be_refused_are_in_order(name: str) -> None:
    assert list(faults_of(name)) == []


@pytest.mark.parametrize("name", SERVED)
def test_legal_examples_name_rows_and_controls_that_there_are(name: str) -> None:
    one, conversations, rows = all_properties()[name], all_conversations(), load_catalogue()
    examples = drawn(name, 2)
    assert {example.proves for example in examples} == one.proves
    assert {control for example in examples for control in example.controls} == one.controls
    assert all(conversations[control].depth is not Depth.EXHAUSTIVE for control in one.controls)
    assert all("refused" in rows[requirement].kinds for requirement in one.proves)


@pytest.mark.parametrize("name", SERVED)
def test_legal_examples_follow_the_schema_and_show_whole_pictures(name: str) -> None:
    for example in drawn(name, 2):
        assert example.expectation is Expectation.ACCEPTED
        # Our schema knows the registered names of media types only.
        assert "image/jpg" in example.stratum or not faults(SchemaName.REQUEST, json.loads(example.bodies[0]))
        for url in _urls(example):
            reading = read_data_uri(url)
            assert reading.payload is not None
            assert not reading.oddities
            with Image.open(io.BytesIO(reading.payload)) as image:
                image.load()
        assert status(example.bodies[0]) == 200


@pytest.mark.parametrize("name", REFUSED)
def test_faulty_examples_are_refused_by_the_reference_and_have_a_plainer_mistake(name: str) -> None:
    for example in drawn(name, 2):
        assert example.expectation is Expectation.REJECTED
        assert status(example.bodies[0]) == 400, example.stratum
        assert NOISE in example.controls
        assert len(example.bodies[0]) < LONGEST_BODY


@pytest.mark.parametrize("name", EITHER)
def test_odd_examples_are_answered_either_way(name: str) -> None:
    examples = drawn(name, 2)
    assert {status(example.bodies[0]) for example in examples} <= {200, 400}
    assert all(example.expectation is Expectation.EITHER and A_MISTAKE in example.controls for example in examples)

from __future__ import annotations

import json

from conformance.conversations.conversation import Trait
from conformance.conversations.registry import all_conversations
from conformance.endpoints.reference.endpoint import make_reference
from conformance.model.settings import Depth
from conformance.properties.property import all_properties
from conformance.properties.texts import PROPERTIES
from conformance.selftest.endpoints.asking import MODEL, post, read
from conformance.selftest.properties.drawing import MOST_STRATA, drawn, status, strata
from conformance.strategies.texts import ODD_TEXTS

NAME = PROPERTIES[0].name


def test_every_kind_of_text_is_a_stratum_and_there_are_not_too_many() -> None:
    assert strata(NAME, 3) == set(ODD_TEXTS)
    assert len(ODD_TEXTS) <= MOST_STRATA


def test_examples_are_twins_that_ask_for_a_copy() -> None:
    for example in drawn(NAME):
        plain, streamed = map(json.loads, example.bodies)
        assert streamed.pop("stream") is True
        assert (Trait.USAGE in example.traits) == (streamed.pop("stream_options", None) is not None)
        assert plain == streamed
        assert plain["temperature"] == 0
        assert example.traits >= {Trait.TWIN, Trait.COPY}
        assert set(example.controls) <= all_properties()[NAME].controls
    counted = [Trait.USAGE in example.traits for example in drawn(NAME)]
    assert len(counted) / 2 < sum(counted) < len(counted)


def test_controls_are_played_in_every_run() -> None:
    controls = all_properties()[NAME].controls
    assert all(all_conversations()[control].depth is not Depth.EXHAUSTIVE for control in controls)


def test_the_reference_copies_every_text() -> None:
    reference = make_reference(model=MODEL)
    for example in drawn(NAME):
        told = json.loads(example.bodies[0])["messages"][0]["content"].partition("\n")[2]
        said = read(reference(post(example.bodies[0])))
        choice = said.value["choices"][0]
        assert (choice["message"]["content"], choice["finish_reason"]) == (told, "stop")
        assert status(example.bodies[1]) == 200

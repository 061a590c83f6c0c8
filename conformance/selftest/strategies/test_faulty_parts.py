from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.errors import InvalidArgument

from conformance.selftest.endpoints.asking import MODEL, ask
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.faulty_parts import (
    PICTURE_FAULTS,
    TEXT_FAULTS,
    FaultyPart,
    PartFault,
    PartPlace,
    faulty_parts,
)
from conformance.wire.body_schema import SchemaName, is_valid

GOOD = {"type": "text", "text": "Hi."}


def mended(drawn: FaultyPart) -> dict[str, Any]:
    parts = [*drawn.parts[: drawn.at], GOOD, *drawn.parts[drawn.at + 1 :]]
    messages = drawn.legal.with_other({"role": "user", "content": parts})
    return {"model": MODEL, "messages": messages}


@settings(deadline=None)
@given(faulty_parts())
def test_one_part_is_at_fault_and_refused_by_its_member(drawn: FaultyPart) -> None:
    assert is_valid(SchemaName.REQUEST, mended(drawn))
    refused = ask(messages=drawn.messages)
    assert (refused.status, refused.error["param"]) == (400, drawn.subject)


@pytest.mark.parametrize("faults", [TEXT_FAULTS, PICTURE_FAULTS])
def test_every_fault_is_drawn_in_every_place(faults: tuple[PartFault, ...]) -> None:
    expected = {(fault, place) for fault in faults for place in PartPlace}
    assert spread(faulty_parts(faults=faults), lambda drawn: [(drawn.fault, drawn.place)], expected) == expected


def test_the_part_stands_where_its_place_says() -> None:
    for drawn in sample(faulty_parts(), 400):
        others = [part for at, part in enumerate(drawn.parts) if at != drawn.at]
        assert (drawn.place is PartPlace.EARLIER_MESSAGE) == (drawn.legal.at < len(drawn.legal.messages) - 1)
        assert (drawn.place is PartPlace.BESIDE_A_PICTURE) == any(part["type"] == "image_url" for part in others)
        assert drawn.at == 0 if drawn.place is PartPlace.FIRST else drawn.at > 0 or drawn.place is not PartPlace.LATER


def test_the_simplest_is_one_part_of_one_message() -> None:
    for fault in PartFault:
        drawn = sample(faulty_parts(faults=[fault]))[0]
        assert (len(drawn.parts), len(drawn.messages)) == (1, 1)


def test_faults_of_texts_and_of_pictures_are_told_apart() -> None:
    assert {*TEXT_FAULTS, *PICTURE_FAULTS} == set(PartFault)
    for drawn in sample(faulty_parts(faults=TEXT_FAULTS)):
        assert "image_url" not in str(drawn.parts[drawn.at])


def test_arguments_are_checked_at_once() -> None:
    with pytest.raises(InvalidArgument):
        faulty_parts(faults=[])

from __future__ import annotations

from hypothesis import given, settings

from conformance.selftest.endpoints.asking import MODEL, READY, ask
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.histories import Place
from conformance.strategies.odd_messages import (
    Emptiness,
    EmptyContent,
    OddParts,
    OddPicture,
    Stranger,
    StrangerPlace,
    empty_contents,
    odd_picture_parts,
    strangers,
)
from conformance.wire.body_schema import SchemaName, is_valid

SERVED_OR_REFUSED = {200, 400}


def valid(**members: object) -> bool:
    return is_valid(SchemaName.REQUEST, {"model": MODEL, "messages": READY, **members})


@settings(deadline=None)
@given(empty_contents())
def test_one_message_says_nothing_and_the_reference_keeps_its_composure(drawn: EmptyContent) -> None:
    assert valid(messages=list(drawn.legal.messages))
    changed = [at for at, one in enumerate(drawn.messages) if one != drawn.legal.messages[at]]
    assert changed == [drawn.legal.at]
    assert valid(messages=drawn.messages) == (drawn.emptiness is not Emptiness.NO_PARTS)
    assert ask(messages=drawn.messages).status in SERVED_OR_REFUSED


def test_every_emptiness_is_drawn_in_every_place() -> None:
    expected = {(emptiness, place) for emptiness in Emptiness for place in Place}
    assert spread(empty_contents(), lambda drawn: [(drawn.emptiness, drawn.place)], expected) == expected


def test_assistants_say_nothing_too() -> None:
    roles = spread(empty_contents(), lambda drawn: [drawn.legal.picked["role"]], {"user", "assistant", "system"})
    assert roles == {"user", "assistant", "system"}


@settings(deadline=None)
@given(strangers())
def test_one_object_has_an_unknown_member(drawn: Stranger) -> None:
    tools = {"tools": drawn.tools} if drawn.tools else {}
    assert valid(messages=drawn.messages, **tools)
    assert str({drawn.name: drawn.member[drawn.name]})[1:-1] in str([drawn.messages, drawn.tools])
    assert bool(drawn.tools) == (drawn.place in {StrangerPlace.TOOL, StrangerPlace.FUNCTION})


def test_unknown_members_are_drawn_in_every_object() -> None:
    assert spread(strangers(), lambda drawn: [drawn.place], set(StrangerPlace)) == set(StrangerPlace)
    drawn = sample(strangers(), 300)
    assert len({one.name for one in drawn}) == 9
    assert {type(value) for one in drawn for value in one.member.values()} >= {str, int, bool, list, dict, type(None)}


@settings(deadline=None)
@given(odd_picture_parts())
def test_odd_picture_parts_are_served_or_refused(drawn: OddParts) -> None:
    assert len(drawn.parts) == 2
    assert "image_url" in drawn.parts[int(drawn.path[1])]
    assert ask(messages=[{"role": "user", "content": drawn.parts}]).status in SERVED_OR_REFUSED


def test_every_odd_picture_is_drawn_in_both_places() -> None:
    expected = {(odd, at) for odd in OddPicture for at in "01"}
    assert spread(odd_picture_parts(), lambda drawn: [(drawn.odd, drawn.path[1])], expected) == expected

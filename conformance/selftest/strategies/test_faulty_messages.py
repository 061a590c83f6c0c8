from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis.errors import InvalidArgument

from conformance.selftest.endpoints.asking import MODEL, ask
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.faulty_messages import (
    FaultyMessages,
    ListFault,
    MessageFault,
    faulty_lists,
    faulty_messages,
)
from conformance.strategies.histories import History, Place, histories
from conformance.wire.body_schema import SchemaName, is_valid

PLACES: dict[Place, Callable[[History], bool]] = {
    Place.ALONE: lambda history: len(history.messages) == 1,
    Place.FIRST: lambda history: history.at == 0 and len(history.messages) > 1,
    Place.LAST: lambda history: 0 < history.at == len(history.messages) - 1,
    Place.EARLIER: lambda history: 0 < history.at < len(history.messages) - 1,
}


def valid(messages: object) -> bool:
    return is_valid(SchemaName.REQUEST, {"model": MODEL, "messages": messages})


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("users_only", [False, True])
def test_histories_are_legal_and_the_message_stands_where_it_should(place: Place, *, users_only: bool) -> None:
    for history in sample(histories(place=place, users_only=users_only), 100):
        assert PLACES[place](history)
        assert valid(list(history.messages))
        assert history.messages[-1]["role"] == "user"
        assert not users_only or history.picked["role"] == "user"


def test_histories_differ_in_length_and_in_the_role_that_is_picked() -> None:
    def traits(history: History) -> list[object]:
        return [len(history.messages), history.picked["role"]]

    expected: set[object] = {3, 4, 5, 6, 7, 8, "user", "assistant"}
    assert spread(histories(place=Place.EARLIER), traits, expected) == expected
    assert sample(histories(place=Place.EARLIER))[0].messages[0]["role"] == "user"


@settings(deadline=None)
@given(faulty_messages())
def test_one_message_is_at_fault_and_refused_by_its_member(drawn: FaultyMessages) -> None:
    legal = list(drawn.legal.messages)
    assert valid(legal)
    assert not valid(drawn.messages)
    assert [at for at, one in enumerate(drawn.messages) if one is not legal[at]] == [drawn.legal.at]
    refused = ask(messages=drawn.messages)
    assert (refused.status, refused.error["param"]) == (400, drawn.subject)


def test_every_fault_is_drawn_in_every_place() -> None:
    expected = {(fault, place) for fault in MessageFault for place in Place}
    assert spread(faulty_messages(), lambda drawn: [(drawn.fault, drawn.place)], expected) == expected


def test_the_simplest_is_one_message() -> None:
    for fault in MessageFault:
        assert len(sample(faulty_messages(faults=[fault]))[0].messages) == 1


def test_roles_at_fault_are_of_every_kind() -> None:
    unknown = {drawn.message["role"] for drawn in sample(faulty_messages(faults=[MessageFault.ROLE_UNKNOWN]))}
    assert {"robot", ""} < unknown
    misspelt = {drawn.message["role"] for drawn in sample(faulty_messages(faults=[MessageFault.ROLE_MISSPELT]), 400)}
    assert {"users", "assistan", "systems"} <= misspelt


@pytest.mark.parametrize("fault", ListFault)
def test_what_is_no_list_of_messages_is_refused(fault: ListFault) -> None:
    for value in sample(faulty_lists(fault=fault), 30):
        refused = ask(messages=value)
        assert (refused.status, refused.error["param"]) == (400, "messages")


def test_arguments_are_checked_at_once() -> None:
    with pytest.raises(InvalidArgument):
        faulty_messages(faults=[])

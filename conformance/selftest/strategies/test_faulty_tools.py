from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.errors import InvalidArgument

from conformance.selftest.endpoints.asking import MODEL, READY, ask
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.faulty_tool_choices import ChoiceFault, FaultyChoice, faulty_tool_choices
from conformance.strategies.faulty_tool_results import FaultyResult, ResultFault, ResultPlace, faulty_tool_results
from conformance.strategies.faulty_tools import (
    FaultyTools,
    NameFault,
    ToolFault,
    ToolPlace,
    declared,
    faulty_function_names,
    faulty_tools,
    tools_with_faulty_names,
)
from conformance.wire.body_schema import SchemaName, is_valid

LEGAL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
GOOD = declared("get_weather")


def valid(**members: Any) -> bool:
    return is_valid(SchemaName.REQUEST, {"model": MODEL, "messages": READY, **members})


def assert_refused(subject: str, **members: Any) -> None:
    refused = ask(**members)
    assert (refused.status, refused.error["param"]) == (400, subject)


@settings(deadline=None)
@given(faulty_tools() | tools_with_faulty_names())
def test_one_tool_is_at_fault_and_refused_by_its_member(drawn: FaultyTools) -> None:
    mended = [*drawn.tools[: drawn.at], GOOD, *drawn.tools[drawn.at + 1 :]]
    assert valid(tools=mended)
    assert isinstance(drawn.fault, NameFault) or not valid(tools=drawn.tools)
    assert_refused(drawn.subject, tools=drawn.tools)


def test_every_fault_of_a_tool_is_drawn_in_every_place() -> None:
    expected: set[tuple[Any, ToolPlace]] = {(fault, place) for fault in ToolFault for place in ToolPlace}
    assert spread(faulty_tools(), lambda drawn: [(drawn.fault, drawn.place)], expected) == expected
    names: set[tuple[Any, ToolPlace]] = {(fault, place) for fault in NameFault for place in ToolPlace}
    assert spread(tools_with_faulty_names(), lambda drawn: [(drawn.fault, drawn.place)], names) == names


def test_a_tool_stands_where_its_place_says() -> None:
    for drawn in sample(faulty_tools(), 300):
        assert (drawn.place is ToolPlace.ALONE) == (len(drawn.tools) == 1)
        assert (drawn.place is ToolPlace.LATER) == (drawn.at > 0)


@pytest.mark.parametrize("fault", NameFault)
def test_a_name_is_against_the_rule(fault: NameFault) -> None:
    names = sample(faulty_function_names(fault=fault), 60)
    assert not any(map(LEGAL_NAME.match, names))
    assert {len(name) > 64 for name in names} == {fault in {NameFault.OF_65_CHARACTERS, NameFault.FAR_TOO_LONG}}
    assert (fault is NameFault.EMPTY) == ("" in names)


@settings(deadline=None)
@given(faulty_tool_choices())
def test_a_choice_is_at_fault_beside_legal_tools(drawn: FaultyChoice) -> None:
    tools: dict[str, Any] = {"tools": drawn.tools} if drawn.tools else {}
    assert valid(**tools)
    refused = ask(tool_choice=drawn.choice, **tools)
    assert refused.status == 400
    assert refused.error["param"].partition(".")[0] == "tool_choice"


def test_only_choices_that_depend_on_the_tools_are_legal_by_schema() -> None:
    for fault in ChoiceFault:
        by_schema = {
            valid(tools=[GOOD], tool_choice=drawn.choice) for drawn in sample(faulty_tool_choices(faults=[fault]))
        }
        assert by_schema == {"UNDECLARED" in fault.name or "WITHOUT_TOOLS" in fault.name}


def test_every_fault_of_a_choice_is_drawn_beside_one_tool_and_several() -> None:
    without = {ChoiceFault.WORD_WITHOUT_TOOLS, ChoiceFault.NAMED_WITHOUT_TOOLS}
    expected = {(fault, count) for fault in ChoiceFault for count in ((0,) if fault in without else (1, 2, 3))}
    assert spread(faulty_tool_choices(), lambda drawn: [(drawn.fault, len(drawn.tools))], expected) == expected


@settings(deadline=None)
@given(faulty_tool_results())
def test_one_result_is_at_fault_and_refused(drawn: FaultyResult) -> None:
    assert drawn.messages[drawn.at]["role"] == "tool"
    without_id = drawn.fault in {ResultFault.ID_ABSENT, ResultFault.ID_NULL}
    assert valid(messages=drawn.messages) != without_id
    assert_refused(f"messages[{drawn.at}].tool_call_id", messages=drawn.messages)


def test_every_fault_of_a_result_is_drawn_in_every_place() -> None:
    expected = {(fault, place) for fault in ResultFault for place in ResultPlace}
    expected.remove((ResultFault.NO_CALL, ResultPlace.SECOND))
    assert spread(faulty_tool_results(), lambda drawn: [(drawn.fault, drawn.place)], expected) == expected


def test_other_results_answer_their_calls() -> None:
    for drawn in sample(faulty_tool_results(), 300):
        calls = [call["id"] for one in drawn.messages for call in one.get("tool_calls", ())]
        answered = [one.get("tool_call_id") for one in drawn.messages if one["role"] == "tool"]
        assert len(calls) == drawn.calls
        assert answered[:-1] == (calls if drawn.fault is ResultFault.ONE_TOO_MANY else calls[:-1])
        assert answered[-1] not in calls


def test_arguments_are_checked_at_once() -> None:
    strategy: Any
    for strategy in (faulty_tools, faulty_tool_choices, faulty_tool_results):
        with pytest.raises(InvalidArgument):
            strategy(faults=[])

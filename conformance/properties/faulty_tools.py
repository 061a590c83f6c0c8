"""Tools, choices among them and results of them with one fault are refused."""

from __future__ import annotations

from typing import Any

from hypothesis.strategies import SearchStrategy

from conformance.conversations.building import ABSENT, chat_payload
from conformance.conversations.tool import NAMED, OFFERED
from conformance.conversations.tool_history import SHORT
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import refused
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.strategies.faulty_tool_choices import ChoiceFault, FaultyChoice, faulty_tool_choices
from conformance.strategies.faulty_tool_results import FaultyResult, ResultFault, faulty_tool_results
from conformance.strategies.faulty_tools import (
    FaultyTools,
    NameFault,
    ToolFault,
    declared,
    faulty_tools,
    tools_with_faulty_names,
)

_TWO_CALLS = "tool history of two calls"
_TYPES = frozenset(
    {ToolFault.TYPE_UNKNOWN, ToolFault.TYPE_MISSPELT, ToolFault.TYPE_ABSENT, ToolFault.TYPE_NOT_A_STRING}
)
_UNDECLARED = frozenset({ChoiceFault.UNDECLARED, ChoiceFault.UNDECLARED_BY_A_LETTER, ChoiceFault.UNDECLARED_BY_CASE})
_WITHOUT_TOOLS = frozenset({ChoiceFault.WORD_WITHOUT_TOOLS, ChoiceFault.NAMED_WITHOUT_TOOLS})
_WITHOUT_ID = frozenset({ResultFault.ID_ABSENT, ResultFault.ID_NULL})


def _tool_rule(fault: ToolFault | NameFault) -> str:
    if isinstance(fault, NameFault):
        return "TOOL-037"
    if fault is ToolFault.NOT_AN_OBJECT:
        return "TOOL-035"
    return "TOOL-038" if fault in _TYPES else "TOOL-036"


def _choice_rule(fault: ChoiceFault) -> str:
    if fault in _WITHOUT_TOOLS:
        return "TOOL-032"
    return "TOOL-034" if fault in _UNDECLARED else "TOOL-033"


def _offered(dialect: Dialect, stratum: str, proves: str, tools: Any, subject: str) -> Example:
    payload = chat_payload(dialect, tools=tools)
    return refused(stratum, proves, payload, subject=subject, controls=("text", OFFERED), capability=Capability.TOOLS)


def _among(dialect: Dialect, lists: SearchStrategy[FaultyTools]) -> SearchStrategy[Example]:
    return lists.map(
        lambda drawn: _offered(
            dialect, f"{drawn.fault}, {drawn.place}", _tool_rule(drawn.fault), drawn.tools, drawn.subject
        )
    )


def _choice(dialect: Dialect, drawn: FaultyChoice) -> Example:
    return refused(
        f"{drawn.fault}{', several tools' if len(drawn.tools) > 1 else ''}",
        _choice_rule(drawn.fault),
        chat_payload(dialect, tools=drawn.tools or ABSENT, tool_choice=drawn.choice),
        subject="tool_choice",
        controls=("text", OFFERED, NAMED),
        capability=Capability.TOOL_CHOICE,
    )


def _result(dialect: Dialect, drawn: FaultyResult) -> Example:
    return refused(
        f"{drawn.fault}, {drawn.place}",
        "TOOL-030" if drawn.fault in _WITHOUT_ID else "TOOL-031",
        chat_payload(dialect, messages=drawn.messages, tools=[declared("get_weather")]),
        subject=f"messages[{drawn.at}].tool_call_id",
        controls=("text", SHORT, *((_TWO_CALLS,) if drawn.calls > 1 else ())),
        capability=Capability.TOOLS,
    )


PROPERTIES = (
    Property(
        name="faulty tools",
        examples=lambda dialect: _among(dialect, faulty_tools()),
        proves=frozenset(map(_tool_rule, ToolFault)),
        controls=frozenset({"text", OFFERED}),
    ),
    Property(
        name="faulty function names",
        examples=lambda dialect: _among(dialect, tools_with_faulty_names()),
        proves=frozenset(map(_tool_rule, NameFault)),
        controls=frozenset({"text", OFFERED}),
    ),
    Property(
        name="faulty tool choices",
        examples=lambda dialect: faulty_tool_choices().map(lambda drawn: _choice(dialect, drawn)),
        proves=frozenset(map(_choice_rule, ChoiceFault)),
        controls=frozenset({"text", OFFERED, NAMED}),
    ),
    Property(
        name="faulty tool results",
        examples=lambda dialect: faulty_tool_results().map(lambda drawn: _result(dialect, drawn)),
        proves=frozenset({"TOOL-030", "TOOL-031"}),
        controls=frozenset({"text", SHORT, _TWO_CALLS}),
    ),
)

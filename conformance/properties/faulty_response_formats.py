"""A response_format with one fault, and JSON mode that no message asks for, are refused."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations.building import chat_payload
from conformance.conversations.json_mode import BY_SCHEMA, MODE, STREAMED
from conformance.conversations.msg import BEHIND_SYSTEM
from conformance.conversations.recall import IN_TURNS
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import refused
from conformance.properties.example import Example
from conformance.properties.faulty_messages import history_controls
from conformance.properties.property import Property
from conformance.strategies.faulty_response_formats import (
    FaultyFormat,
    FormatFault,
    WordlessMessages,
    faulty_response_formats,
    messages_without_json,
)

_QUESTION = "Describe a ball as JSON."
_UNKNOWN = "response_format {'type': 'yaml'}"
"""Who takes any word for a type takes an empty one, too; who skips what is empty still refuses another word."""
_RULES: Final = {
    FormatFault.TYPE_UNKNOWN: "JSON-007",
    FormatFault.TYPE_MISSPELT: "JSON-007",
    FormatFault.TYPE_IN_ANOTHER_CASE: "JSON-007",
    FormatFault.A_STRING: "JSON-008",
    FormatFault.SCALAR: "JSON-008",
    FormatFault.ARRAY: "JSON-008",
    FormatFault.TYPE_ABSENT: "JSON-008",
    FormatFault.TYPE_NULL: "JSON-008",
    FormatFault.TYPE_EMPTY: "JSON-008",
    FormatFault.TYPE_NOT_A_STRING: "JSON-008",
    FormatFault.SCHEMA_ABSENT: "JSON-012",
    FormatFault.SCHEMA_NOT_AN_OBJECT: "JSON-012",
    FormatFault.NAME_ABSENT: "JSON-012",
    FormatFault.NAME_NOT_A_STRING: "JSON-012",
}
_ELSEWHERE: Final[dict[str, dict[str, Any]]] = {
    "": {},
    ", the word in user": {"user": "json"},
    ", the word in stop": {"stop": "json"},
}
"""Where the word may stand instead, for servers that search the whole body."""


def _format(dialect: Dialect, drawn: FaultyFormat, *, stream: bool) -> Example:
    proves = _RULES[drawn.fault]
    mode = BY_SCHEMA if proves == "JSON-012" else MODE
    plainer = (_UNKNOWN,) if drawn.fault is FormatFault.TYPE_EMPTY else ()
    members = {"stream": True} if stream else {}
    return refused(
        f"{drawn.fault}{', streamed' if stream else ''}",
        proves,
        chat_payload(dialect, _QUESTION, response_format=drawn.response_format, **members),
        subject="response_format",
        controls=("text", mode, *((STREAMED,) if stream else ()), *plainer),
        capability=Capability.RESPONSE_FORMAT,
    )


def _formats(dialect: Dialect) -> SearchStrategy[Example]:
    plain = faulty_response_formats().map(lambda drawn: _format(dialect, drawn, stream=False))
    unknown = [fault for fault, proves in _RULES.items() if proves == "JSON-007"]
    streamed = faulty_response_formats(faults=unknown).map(lambda drawn: _format(dialect, drawn, stream=True))
    return plain | streamed


def _wordless(dialect: Dialect, drawn: WordlessMessages, elsewhere: str) -> Example:
    return refused(
        f"{drawn.kind}{elsewhere}",
        "JSON-006",
        chat_payload(
            dialect, messages=drawn.messages, response_format={"type": "json_object"}, **_ELSEWHERE[elsewhere]
        ),
        subject="messages",
        controls=(*history_controls(drawn.messages), MODE),
        capability=Capability.RESPONSE_FORMAT,
    )


def _without_the_word(dialect: Dialect) -> SearchStrategy[Example]:
    elsewhere = st.sampled_from(tuple(_ELSEWHERE))
    return st.builds(lambda drawn, where: _wordless(dialect, drawn, where), messages_without_json(), elsewhere)


PROPERTIES = (
    Property(
        name="faulty response formats",
        examples=_formats,
        proves=frozenset(_RULES.values()),
        controls=frozenset({"text", MODE, STREAMED, BY_SCHEMA, _UNKNOWN}),
    ),
    Property(
        name="JSON mode without the word",
        examples=_without_the_word,
        proves=frozenset({"JSON-006"}),
        controls=frozenset({"text", BEHIND_SYSTEM, IN_TURNS, MODE}),
    ),
)

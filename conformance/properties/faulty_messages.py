"""Messages with one fault, in every place of the list, are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations.building import ABSENT, chat_payload
from conformance.conversations.msg import BEHIND_SYSTEM
from conformance.conversations.recall import IN_TURNS
from conformance.model.settings import Dialect
from conformance.properties.building import refused
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.strategies.faulty_messages import (
    FaultyMessages,
    ListFault,
    MessageFault,
    faulty_lists,
    faulty_messages,
)
from conformance.strategies.messages import Message

_CONTENT_FAULTS: Final = {
    MessageFault.CONTENT_NUMBER: "MSG-016",
    MessageFault.CONTENT_BOOLEAN: "MSG-016",
    MessageFault.CONTENT_OBJECT: "MSG-016",
    MessageFault.USER_CONTENT_NULL: "MSG-017",
    MessageFault.USER_CONTENT_ABSENT: "MSG-017",
}
_MESSAGE_FAULTS: Final = {
    MessageFault.NOT_AN_OBJECT: "MSG-004",
    MessageFault.ROLE_ABSENT: "MSG-009",
    MessageFault.ROLE_NULL: "MSG-009",
    MessageFault.ROLE_NOT_A_STRING: "MSG-009",
    MessageFault.ROLE_UNKNOWN: "MSG-009",
    MessageFault.ROLE_MISSPELT: "MSG-009",
    MessageFault.ROLE_WITH_BLANKS: "MSG-009",
    MessageFault.ROLE_IN_ANOTHER_CASE: "MSG-010",
}
_LIST_FAULTS: Final = {
    ListFault.NULL: "MSG-001",
    ListFault.EMPTY: "MSG-002",
    ListFault.STRING: "MSG-003",
    ListFault.OBJECT: "MSG-003",
    ListFault.SCALAR: "MSG-003",
}


def history_controls(messages: Iterable[Message]) -> tuple[str, ...]:
    """Return the fixed conversations that show that the roles of these legal messages are understood."""
    roles = {message["role"] for message in messages}
    return ("text", *((BEHIND_SYSTEM,) if "system" in roles else ()), *((IN_TURNS,) if "assistant" in roles else ()))


def _example(dialect: Dialect, drawn: FaultyMessages, proves: str) -> Example:
    return refused(
        f"{drawn.fault}, {drawn.place}",
        proves,
        chat_payload(dialect, messages=drawn.messages),
        subject=drawn.subject,
        controls=history_controls(drawn.legal.messages),
    )


def _list_example(dialect: Dialect, label: str, proves: str, messages: Any) -> Example:
    return refused(f"messages {label}", proves, chat_payload(dialect, messages=messages), subject="messages")


def _lists(dialect: Dialect) -> SearchStrategy[Example]:
    absent = st.just(_list_example(dialect, "absent", "MSG-001", ABSENT))
    return st.one_of(absent, *(faulty_lists(fault=fault).map(_in_list(dialect, fault)) for fault in ListFault))


def _in_list(dialect: Dialect, fault: ListFault) -> Callable[[Any], Example]:
    return lambda value: _list_example(dialect, fault, _LIST_FAULTS[fault], value)


def _messages(dialect: Dialect, faults: dict[MessageFault, str]) -> SearchStrategy[Example]:
    return faulty_messages(faults=faults).map(lambda drawn: _example(dialect, drawn, faults[drawn.fault]))


_CONTROLS: Final = frozenset({"text", BEHIND_SYSTEM, IN_TURNS})

PROPERTIES = (
    Property(
        name="faulty lists of messages",
        examples=_lists,
        proves=frozenset({"MSG-001", *_LIST_FAULTS.values()}),
        controls=frozenset({"text"}),
    ),
    Property(
        name="faulty messages",
        examples=lambda dialect: _messages(dialect, _MESSAGE_FAULTS),
        proves=frozenset(_MESSAGE_FAULTS.values()),
        controls=_CONTROLS,
    ),
    Property(
        name="faulty content",
        examples=lambda dialect: _messages(dialect, _CONTENT_FAULTS),
        proves=frozenset(_CONTENT_FAULTS.values()),
        controls=_CONTROLS,
    ),
)

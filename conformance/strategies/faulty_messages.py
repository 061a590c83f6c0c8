"""Lists of chat messages that are legal but for one rule, which is named: no list, no message, roles, content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.strategies.histories import History, Place, histories
from conformance.strategies.typed_values import JsonType, values_of_other_types, values_of_types
from conformance.strategies.words import near_words, unknown_words

KNOWN_ROLES: Final = ("developer", "system", "user", "assistant", "tool", "function")
_FOREIGN_ROLES: Final = ("ai", "human", "model", "bot", "ipython", "observation", "environment", "context", "critic")
"""Roles that some vendor's models have."""


class ListFault(StrEnum):
    """What stands in the place of the list of messages."""

    NULL = "null"
    EMPTY = "an empty array"
    STRING = "a string"
    OBJECT = "an object"
    SCALAR = "a number or boolean"


class MessageFault(StrEnum):
    """The rule that a message breaks; the clauses are those of `ChatCompletionRequestMessage`."""

    NOT_AN_OBJECT = "no object"
    ROLE_ABSENT = "without role"
    ROLE_NULL = "role null"
    ROLE_NOT_A_STRING = "role no string"
    ROLE_UNKNOWN = "unknown role"
    ROLE_MISSPELT = "role misspelt"
    ROLE_WITH_BLANKS = "blanks around the role"
    ROLE_IN_ANOTHER_CASE = "role in another case"
    CONTENT_NUMBER = "content a number"
    CONTENT_BOOLEAN = "content a boolean"
    CONTENT_OBJECT = "content an object"
    USER_CONTENT_NULL = "user content null"
    USER_CONTENT_ABSENT = "user content absent"


@dataclass(frozen=True)
class FaultyMessages:
    """A list with one message at fault.

    Attributes:
        fault: the rule that is broken.
        place: where the message stands.
        legal: the list without the fault.
        message: what stands in the place of the message that was picked.
        member: the member of it that is at fault, or "".
    """

    fault: MessageFault
    place: Place
    legal: History
    message: Any
    member: str = ""

    @property
    def messages(self) -> list[Any]:
        """The list with the fault."""
        return self.legal.with_other(self.message)

    @property
    def subject(self) -> str:
        """The member at fault as a dotted path."""
        return f"{self.legal.path}.{self.member}" if self.member else self.legal.path


def faulty_lists(*, fault: ListFault) -> SearchStrategy[Any]:
    """Return a strategy for what may not stand in the place of a list of messages."""
    return _LISTS[fault]


def faulty_messages(*, faults: Collection[MessageFault] | None = None) -> SearchStrategy[FaultyMessages]:
    """Return a strategy for lists with one message at fault, in every place.

    Args:
        faults: the faults to draw from; all unless given.

    Raises:
        InvalidArgument: no fault is left, or one is not known.
    """
    wanted = chosen("faults", faults, MessageFault)
    return _faulty_messages(st.sampled_from(wanted))


@st.composite
def _faulty_messages(draw: DrawFn, faults: SearchStrategy[MessageFault]) -> FaultyMessages:
    fault, place = draw(faults), draw(_PLACES)
    history = draw(_HISTORIES[place, fault in _OF_USERS])
    if fault is MessageFault.NOT_AN_OBJECT:
        others = draw(values_of_other_types(JsonType.OBJECT) | st.just([history.picked]))
        return FaultyMessages(fault, place, history, others)
    member = "role" if fault in _OF_ROLES else "content"
    rest = {name: value for name, value in history.picked.items() if name != member}
    message = rest if fault in _ABSENT else {**history.picked, member: draw(_value(fault, history))}
    return FaultyMessages(fault, place, history, message, member)


def _value(fault: MessageFault, history: History) -> SearchStrategy[Any]:
    if fault is MessageFault.ROLE_MISSPELT:
        return _MISSPELT[history.picked["role"]]
    role = history.picked["role"]
    if fault is MessageFault.ROLE_WITH_BLANKS:
        return st.sampled_from([f" {role}", f"{role} ", f"{role}\n", f"\t{role}"])
    if fault is MessageFault.ROLE_IN_ANOTHER_CASE:
        return st.sampled_from([role.title(), role.upper()])
    return _VALUES[fault]


_OF_USERS: Final = frozenset({MessageFault.USER_CONTENT_NULL, MessageFault.USER_CONTENT_ABSENT})
_ABSENT: Final = frozenset({MessageFault.ROLE_ABSENT, MessageFault.USER_CONTENT_ABSENT})
_OF_ROLES: Final = frozenset(
    {
        MessageFault.ROLE_ABSENT,
        MessageFault.ROLE_NULL,
        MessageFault.ROLE_NOT_A_STRING,
        MessageFault.ROLE_UNKNOWN,
        MessageFault.ROLE_MISSPELT,
        MessageFault.ROLE_WITH_BLANKS,
        MessageFault.ROLE_IN_ANOTHER_CASE,
    }
)
_PLACES: Final = st.sampled_from(Place)
_HISTORIES: Final = {
    (place, users_only): histories(place=place, users_only=users_only)
    for place in Place
    for users_only in (False, True)
}
_ROLES: Final = (*KNOWN_ROLES, *_FOREIGN_ROLES)
_MISSPELT: Final = {role: near_words([role], known=_ROLES) for role in ("user", "assistant", "system")}
_LISTS: Final[dict[ListFault, SearchStrategy[Any]]] = {
    ListFault.NULL: st.none(),
    ListFault.EMPTY: st.just([]),
    ListFault.STRING: st.sampled_from(["Say: ready", "", "[]", "user"]),
    ListFault.OBJECT: st.sampled_from(
        [
            {"role": "user", "content": "Say: ready"},
            {},
            {"0": {"role": "user", "content": "Say: ready"}},
            {"messages": [{"role": "user", "content": "Say: ready"}]},
        ]
    ),
    ListFault.SCALAR: values_of_types(JsonType.INTEGER, JsonType.FRACTION, JsonType.BOOLEAN),
}
_VALUES: Final[dict[MessageFault, SearchStrategy[Any]]] = {
    MessageFault.ROLE_NULL: st.none(),
    MessageFault.ROLE_NOT_A_STRING: values_of_other_types(JsonType.STRING, JsonType.NULL, like="user"),
    MessageFault.ROLE_UNKNOWN: unknown_words(known=_ROLES, simplest="robot") | st.just(""),
    MessageFault.CONTENT_NUMBER: values_of_types(JsonType.INTEGER, JsonType.FRACTION),
    MessageFault.CONTENT_BOOLEAN: values_of_types(JsonType.BOOLEAN),
    MessageFault.CONTENT_OBJECT: values_of_types(JsonType.OBJECT) | st.just({"type": "text", "text": "Say: ready"}),
    MessageFault.USER_CONTENT_NULL: st.none(),
}

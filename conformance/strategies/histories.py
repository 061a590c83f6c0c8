"""Legal lists of messages in which one message is picked out by its place, to be replaced by another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.messages import Message

_QUESTIONS = ("Hi.", "Name a colour.", "Is 7 prime?")
_ANSWERS = ("Hello.", "Red.", "Yes.")
_LAST = "Say: ready"
_MOST_TURNS = 3


class Place(StrEnum):
    """Where a message stands. Validators that look at the first or at the last message only tell them apart."""

    ALONE = "the only message"
    FIRST = "the first message"
    LAST = "the last message"
    EARLIER = "a message between others"


@dataclass(frozen=True)
class History:
    """A legal list of messages of texts, which ends with the user's.

    Attributes:
        messages: a system message or none, turns of user and assistant, and the user's message.
        at: the message that was picked.
    """

    messages: tuple[Message, ...]
    at: int

    @property
    def picked(self) -> Message:
        """The message that was picked."""
        return self.messages[self.at]

    @property
    def path(self) -> str:
        """The dotted path of the message that was picked."""
        return f"messages[{self.at}]"

    def with_other(self, message: Any) -> list[Any]:
        """Return the list with something else in the place of the message that was picked."""
        return [*self.messages[: self.at], message, *self.messages[self.at + 1 :]]


def histories(*, place: Place, users_only: bool = False) -> SearchStrategy[History]:
    """Return a strategy for lists of one to eight messages.

    Args:
        place: where the message stands that is picked.
        users_only: whether it must be the user's.
    """
    return _histories(place, users_only=users_only)


@st.composite
def _histories(draw: DrawFn, place: Place, *, users_only: bool) -> History:
    if place is Place.ALONE:
        return History((_message("user", _LAST),), 0)
    between = place is Place.EARLIER and users_only
    turns = draw(st.integers(1, _MOST_TURNS))
    instructed = draw(st.booleans()) and not (place is Place.FIRST and users_only)
    # A user's message between others needs something in front of it: instructions, or a turn.
    messages = [_message("system", "Be brief.")] if instructed or (between and turns == 1) else []
    for _ in range(turns):
        messages.append(_message("user", draw(st.sampled_from(_QUESTIONS))))
        messages.append(_message("assistant", draw(st.sampled_from(_ANSWERS))))
    messages.append(_message("user", _LAST))
    if place is not Place.EARLIER:
        return History(tuple(messages), 0 if place is Place.FIRST else len(messages) - 1)
    inner = [at for at in range(1, len(messages) - 1) if not users_only or messages[at]["role"] == "user"]
    return History(tuple(messages), draw(st.sampled_from(inner)))


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}

"""Histories in which one message of role tool answers no call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.strategies.messages import Message
from conformance.strategies.words import near_words

_IDS: Final = ("eYe1Chart", "eYe2Chart")
"""Nine letters and digits, which every template takes."""
_STRANGE: Final = "eYe9Chart"


class ResultPlace(StrEnum):
    """Where the message stands."""

    LAST = "the last message"
    SECOND = "the second of two results"
    EARLIER = "in an earlier turn"


class ResultFault(StrEnum):
    """The rule that a message of role tool breaks."""

    ID_ABSENT = "without tool_call_id"
    ID_NULL = "tool_call_id null"
    ID_UNKNOWN = "an id of no call"
    ID_MISSPELT = "an id misspelt"
    ID_IN_ANOTHER_CASE = "an id in another case"
    ID_EMPTY = "an empty id"
    ONE_TOO_MANY = "one result too many"
    NO_CALL = "a result without any call"


@dataclass(frozen=True)
class FaultyResult:
    """A list of messages with one result at fault.

    Attributes:
        fault: the rule that is broken.
        place: where the result stands.
        messages: the list.
        at: the message at fault.
        calls: how many calls were made.
    """

    fault: ResultFault
    place: ResultPlace
    messages: list[Message]
    at: int
    calls: int


def faulty_tool_results(*, faults: Collection[ResultFault] | None = None) -> SearchStrategy[FaultyResult]:
    """Return a strategy for histories in which one message of role tool is at fault.

    Args:
        faults: the faults to draw from; all unless given.

    Raises:
        InvalidArgument: no fault is left, or one is not known.
    """
    return _faulty_tool_results(st.sampled_from(chosen("faults", faults, ResultFault)))


@st.composite
def _faulty_tool_results(draw: DrawFn, faults: SearchStrategy[ResultFault]) -> FaultyResult:
    fault = draw(faults)
    place = draw(_PLACES if fault is not ResultFault.NO_CALL else _PLACES_WITHOUT_A_CALL)
    ids = () if fault is ResultFault.NO_CALL else _IDS[: 2 if place is ResultPlace.SECOND else 1]
    results = [_result(id_) for id_ in (ids or _IDS[:1])]
    if fault is ResultFault.ONE_TOO_MANY:
        results.append(_result(_STRANGE))
    elif fault is ResultFault.ID_ABSENT:
        del results[-1]["tool_call_id"]
    elif fault is not ResultFault.NO_CALL:
        results[-1]["tool_call_id"] = draw(_WRONG_IDS[fault, ids[-1]])
    asked = [_ASKED, *([_calling(*ids)] if ids else ()), *results]
    later = _LATER if place is ResultPlace.EARLIER else ()
    return FaultyResult(fault, place, [*asked, *later], len(asked) - 1, len(ids))


def _calling(*ids: str) -> Message:
    called = {"name": "get_weather", "arguments": "{}"}
    calls = [{"id": id_, "type": "function", "function": called} for id_ in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def _result(id_: str) -> Message:
    return {"role": "tool", "tool_call_id": id_, "content": "17 degrees"}


_ASKED: Final = {"role": "user", "content": "How warm is it?"}
_LATER: Final = (
    {"role": "assistant", "content": "It is 17 degrees."},
    {"role": "user", "content": "Say: ready"},
)
_PLACES: Final = st.sampled_from(ResultPlace)
_PLACES_WITHOUT_A_CALL: Final = st.sampled_from([ResultPlace.LAST, ResultPlace.EARLIER])
_WRONG_IDS: Final[dict[tuple[ResultFault, str], SearchStrategy[Any]]] = {
    (fault, id_): values
    for id_ in _IDS
    for fault, values in (
        (ResultFault.ID_NULL, st.none()),
        (ResultFault.ID_UNKNOWN, st.just(_STRANGE) | st.text("abc019", min_size=9, max_size=9)),
        (ResultFault.ID_MISSPELT, near_words([id_])),
        (ResultFault.ID_IN_ANOTHER_CASE, st.sampled_from([id_.lower(), id_.upper()])),
        (ResultFault.ID_EMPTY, st.just("")),
    )
}

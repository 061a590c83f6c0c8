"""Bodies of chat completion requests that are legal but for one rule, which is named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.strategies.bodies import Body, bodies


class BodyFault(StrEnum):
    """The rule that a body breaks; the clauses are those of `CreateChatCompletionRequest` in the OpenAPI document."""

    MODEL_ABSENT = "model-absent"
    MODEL_NULL = "model-null"
    MODEL_NOT_A_STRING = "model-not-a-string"
    MODEL_EMPTY = "model-empty"
    MODEL_UNKNOWN = "model-unknown"
    """A string like any model's name: no schema refuses it, but the server has no such model."""
    TEMPERATURE_NOT_A_NUMBER = "temperature-not-a-number"
    TEMPERATURE_NEGATIVE = "temperature-negative"
    TEMPERATURE_ABOVE_TWO = "temperature-above-two"
    MAX_TOKENS_NOT_AN_INTEGER = "max-tokens-not-an-integer"
    MAX_TOKENS_NOT_POSITIVE = "max-tokens-not-positive"
    MAX_COMPLETION_TOKENS_NOT_POSITIVE = "max-completion-tokens-not-positive"
    STOP_NOT_TEXT = "stop-not-text"
    """Neither a string nor an array."""
    STOP_WITHOUT_ITEMS = "stop-without-items"
    STOP_WITH_FIVE_OR_MORE = "stop-with-five-or-more"
    STOP_ITEM_NOT_A_STRING = "stop-item-not-a-string"


@dataclass(frozen=True)
class FaultyBody:
    """A body with one fault.

    Attributes:
        fault: the rule that it breaks.
        member: the member at fault.
        payload: the body.
    """

    fault: BodyFault
    member: str
    payload: Body


def faulty_bodies(
    *,
    model: str,
    faults: Collection[BodyFault] | None = None,
    legal: SearchStrategy[Body] | None = None,
) -> SearchStrategy[FaultyBody]:
    """Return a strategy for bodies with one fault.

    Args:
        model: a model that the server has.
        faults: the faults to draw from; all unless given.
        legal: the bodies to spoil; `bodies(model=model)` unless given.

    Raises:
        InvalidArgument: `model` is empty, no fault is left, or one is not known.
    """
    if not model:
        raise InvalidArgument("model must not be empty.")
    base = bodies(model=model) if legal is None else legal
    return st.sampled_from(chosen("faults", faults, BodyFault)).flatmap(lambda fault: _faulty(fault, model, base))


@st.composite
def _faulty(draw: DrawFn, fault: BodyFault, model: str, legal: SearchStrategy[Body]) -> FaultyBody:
    payload = draw(legal)
    if fault is BodyFault.MODEL_ABSENT:
        return FaultyBody(fault, "model", {name: value for name, value in payload.items() if name != "model"})
    if fault is BodyFault.MODEL_UNKNOWN:
        return FaultyBody(fault, "model", {**payload, "model": f"{model}-that-does-not-exist"})
    member, values = _WRONG[fault]
    return FaultyBody(fault, member, {**payload, member: draw(values)})


_BOOLEANS: Final = st.booleans()
_CONTAINERS: Final = st.sampled_from([[], {}, [1], {"value": 1}])
_FRACTIONS: Final = st.floats(0.25, 30).filter(lambda value: not value.is_integer())
_SMALL: Final = st.integers(-3, 3)
_SHORT: Final = st.text(max_size=4)
_WRONG: Final[dict[BodyFault, tuple[str, SearchStrategy[Any]]]] = {
    BodyFault.MODEL_NULL: ("model", st.none()),
    BodyFault.MODEL_NOT_A_STRING: ("model", _SMALL | _BOOLEANS | _CONTAINERS),
    BodyFault.MODEL_EMPTY: ("model", st.just("")),
    BodyFault.TEMPERATURE_NOT_A_NUMBER: ("temperature", st.sampled_from(["1", "", "hot"]) | _BOOLEANS | _CONTAINERS),
    BodyFault.TEMPERATURE_NEGATIVE: ("temperature", st.integers(-100, -1) | st.floats(-100, -0.001)),
    BodyFault.TEMPERATURE_ABOVE_TWO: ("temperature", st.integers(3, 1000) | st.floats(2.001, 1000)),
    BodyFault.MAX_TOKENS_NOT_AN_INTEGER: (
        "max_tokens",
        st.sampled_from(["10", ""]) | _FRACTIONS | _BOOLEANS | _CONTAINERS,
    ),
    BodyFault.MAX_TOKENS_NOT_POSITIVE: ("max_tokens", st.integers(-1000, 0)),
    BodyFault.MAX_COMPLETION_TOKENS_NOT_POSITIVE: ("max_completion_tokens", st.integers(-1000, 0)),
    BodyFault.STOP_NOT_TEXT: ("stop", _SMALL | _BOOLEANS | st.sampled_from([{}, {"stop": "x"}])),
    BodyFault.STOP_WITHOUT_ITEMS: ("stop", st.just([])),
    BodyFault.STOP_WITH_FIVE_OR_MORE: (
        "stop",
        st.lists(st.text(min_size=1, max_size=3), min_size=5, max_size=8, unique=True),
    ),
    BodyFault.STOP_ITEM_NOT_A_STRING: (
        "stop",
        st.lists(st.just("x"), max_size=2).flatmap(
            lambda items: st.sampled_from([1, True, None, [], {}]).map(lambda wrong: [*items, wrong])
        ),
    ),
}
"""Fault -> the member that it is in, and the values that make it."""

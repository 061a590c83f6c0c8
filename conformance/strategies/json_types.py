"""Small values of each JSON type, for members that ask for another one."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.strategies.arguments import chosen


class JsonType(StrEnum):
    """The types of RFC 8259, section 3; simple ones first."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    STRING = "string"
    NULL = "null"
    ARRAY = "array"
    OBJECT = "object"


def values_of(*types: JsonType) -> SearchStrategy[Any]:
    """Return a strategy for small values of these types; what counts as false in most languages is among them.

    Raises:
        InvalidArgument: there is no type, or one is not known.
    """
    return st.one_of(*(_VALUES[one] for one in chosen("types", types, JsonType)))


def values_of_others(*types: JsonType) -> SearchStrategy[Any]:
    """Return a strategy for small values of all types but these.

    Raises:
        InvalidArgument: no type is left.
    """
    return values_of(*(one for one in JsonType if one not in types))


_VALUES: Final[dict[JsonType, SearchStrategy[Any]]] = {
    JsonType.NUMBER: st.sampled_from([7, 0, 1, -1, 0.5]) | st.integers(2, 10_000),
    JsonType.BOOLEAN: st.sampled_from([True, False]),
    JsonType.STRING: st.sampled_from(["x", "", "null", "{}", "[]"]),
    JsonType.NULL: st.none(),
    JsonType.ARRAY: st.sampled_from([[], ["x"], [7], [{}], [None], [[]]]),
    JsonType.OBJECT: st.sampled_from([{}, {"x": 1}, {"0": "x"}]),
}

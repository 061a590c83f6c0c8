"""JSON values by their type, for members that want another one; the simplest of each comes first."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.strategies.arguments import chosen


class JsonType(StrEnum):
    """The types of JSON, with numbers that are integers and others told apart."""

    STRING = "string"
    INTEGER = "integer"
    FRACTION = "fraction"
    BOOLEAN = "boolean"
    NULL = "null"
    ARRAY = "array"
    OBJECT = "object"


def values_of_type(type_: JsonType, *, like: Any = 1) -> SearchStrategy[Any]:
    """Return a strategy for values of one type, the first of which comes closest to a value of another.

    Among them are what is false or nothing to a programming language, and containers of such.

    Args:
        type_: the type.
        like: a value of another type, which stands in strings as JSON text, and in arrays and objects as it is.
    """
    return st.sampled_from(_values(type_, like))


def values_of_types(*types: JsonType, like: Any = 1) -> SearchStrategy[Any]:
    """Return a strategy for values of several types; see `values_of_type`.

    Raises:
        InvalidArgument: there is no type, or one is not known.
    """
    return st.sampled_from([value for type_ in chosen("types", types, JsonType) for value in _values(type_, like)])


def values_of_other_types(*types: JsonType, like: Any = 1) -> SearchStrategy[Any]:
    """Return a strategy for values of every type but these; see `values_of_type`.

    Raises:
        InvalidArgument: no type is left.
    """
    return values_of_types(*(one for one in JsonType if one not in types), like=like)


def _values(type_: JsonType, like: Any) -> list[Any]:
    if type_ is JsonType.STRING:
        words = _SWITCHES if like is True else ["", "x", "null"]
        return [json.dumps(like), *words] if isinstance(like, bool | list | dict) else [f"{like}", *words, *_NUMBERS]
    if type_ is JsonType.ARRAY:
        return [[like], [], [None], [[]], [{}]]
    if type_ is JsonType.OBJECT:
        return [{}, {"value": like}, {"type": "x"}, {"": None}]
    return _SCALARS[type_]


_NUMBERS = [" 1", "1.0", "1e0"]
_SWITCHES = ["false", "yes", "no", "on", "off", "", "1", "0"]
_SCALARS: Final[dict[JsonType, list[Any]]] = {
    JsonType.INTEGER: [1, 0, -1, 7],
    JsonType.FRACTION: [1.5, 0.5, 1.1, 1.999],
    JsonType.BOOLEAN: [True, False],
    JsonType.NULL: [None],
}

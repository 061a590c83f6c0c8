"""JSON: values, the legal texts that say them, and bytes that are nearly JSON (RFC 8259)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.strategies.arguments import check_size

_WIDEST = 10**40
_BLANKS = st.text(st.sampled_from(" \t\n\r"), max_size=3)
_PIECES = (
    *("{", "}", "[", "]", ",", ":", '"a"', '"a', "\\", "1", "-", "NaN", "Infinity", "1e999", '"\\ud800"', "null"),
    *(" ", "\t"),
)


@dataclass(frozen=True)
class JsonDocument:
    """A value and one legal text that says it.

    Attributes:
        value: as Python reads it.
        data: UTF-8 without a byte order mark.
    """

    value: Any
    data: bytes


def json_scalars(*, allow_nan: bool = False, max_size: int = 8) -> SearchStrategy[Any]:
    """Return a strategy for null, booleans, numbers and strings, without lone surrogates.

    Args:
        allow_nan: whether NaN and the infinities may be drawn, which Python reads and writes and JSON has not.
        max_size: at most so many characters in a string.

    Raises:
        InvalidArgument: `max_size` is no integer or negative.
    """
    check_size("max_size", max_size)
    numbers = st.integers(-_WIDEST, _WIDEST) | st.floats(allow_nan=allow_nan, allow_infinity=allow_nan)
    return st.none() | st.booleans() | numbers | st.text(max_size=max_size)


def json_values(
    *,
    names: SearchStrategy[str] | None = None,
    allow_nan: bool = False,
    max_size: int = 4,
    max_leaves: int = 12,
) -> SearchStrategy[Any]:
    """Return a strategy for scalars, and for arrays and objects of them at any depth.

    Args:
        names: names of the members of objects; short texts unless given.
        allow_nan: as for `json_scalars`.
        max_size: at most so many items in an array and members in an object.
        max_leaves: at most so many scalars in a value, as `hypothesis.strategies.recursive` counts them.

    Raises:
        InvalidArgument: a size is no integer or too small.
    """
    check_size("max_size", max_size)
    check_size("max_leaves", max_leaves, least=1)
    keys = st.text(max_size=5) if names is None else names
    return st.recursive(
        json_scalars(allow_nan=allow_nan),
        lambda inner: st.lists(inner, max_size=max_size) | st.dictionaries(keys, inner, max_size=max_size),
        max_leaves=max_leaves,
    )


def json_documents(*, values: SearchStrategy[Any] | None = None) -> SearchStrategy[JsonDocument]:
    """Return a strategy for legal JSON texts: escaped or not, compact, spaced or indented, with blanks around.

    Args:
        values: what the texts say; `json_values()` unless given. NaN and infinities make the text illegal.
    """
    return st.builds(
        _document,
        json_values(max_leaves=20) if values is None else values,
        ascii_only=st.booleans(),
        indent=st.sampled_from([None, 0, 2]),
        separators=st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", "\n:")]),
        before=_BLANKS,
        behind=_BLANKS,
    )


def json_lookalikes() -> SearchStrategy[bytes]:
    """Return a strategy for any bytes, and for tokens of JSON in any order: sometimes legal, mostly nearly so."""
    pieces = st.lists(st.sampled_from(_PIECES), max_size=25).map(lambda parts: "".join(parts).encode())
    return st.binary(max_size=60) | pieces


def _document(
    value: Any, *, ascii_only: bool, indent: int | None, separators: tuple[str, str], before: str, behind: str
) -> JsonDocument:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators)
    return JsonDocument(value, f"{before}{text}{behind}".encode())

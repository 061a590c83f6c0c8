"""The same bytes in pieces, as a network may deliver them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from conformance.strategies.arguments import check_size, check_sizes

Pieces = tuple[bytes, ...]
"""Pieces in order; joined, they are the whole."""


def byte_splits(
    data: bytes | SearchStrategy[bytes], *, max_cuts: int = 12, allow_empty: bool = False
) -> SearchStrategy[Pieces]:
    """Return a strategy for pieces of `data`, cut anywhere; shrinks towards the uncut whole.

    Args:
        data: the bytes, or a strategy for them; join the pieces to have them back.
        max_cuts: at most so many cuts, which make at most one piece more.
        allow_empty: whether pieces may be empty. If not, empty bytes have no piece.

    Raises:
        InvalidArgument: `data` is neither, or `max_cuts` is no integer or negative.
    """
    check_size("max_cuts", max_cuts)
    return _checked(data).flatmap(lambda whole: _cuts(whole, max_cuts, allow_empty=allow_empty))


def equal_splits(
    data: bytes | SearchStrategy[bytes], *, min_size: int = 1, max_size: int = 50
) -> SearchStrategy[Pieces]:
    """Return a strategy for pieces of `data` that all have one size, but for the last; empty bytes have no piece.

    Args:
        data: the bytes, or a strategy for them.
        min_size: the least size of a piece, at least 1.
        max_size: the largest size of a piece.

    Raises:
        InvalidArgument: `data` is neither, or the sizes are no integers, below 1 or in the wrong order.
    """
    check_sizes("min_size", min_size, "max_size", max_size, least=1)
    return st.builds(_in_steps, _checked(data), st.integers(min_size, max_size))


def _checked(data: bytes | SearchStrategy[bytes]) -> SearchStrategy[bytes]:
    if isinstance(data, bytes):
        return st.just(data)
    if not isinstance(data, SearchStrategy):
        raise InvalidArgument(f"data={data!r} is neither bytes nor a strategy.")
    return data


def _cuts(whole: bytes, max_cuts: int, *, allow_empty: bool) -> SearchStrategy[Pieces]:
    if allow_empty:
        places = st.lists(st.integers(0, len(whole)), max_size=max_cuts)
    elif len(whole) > 1:
        places = st.lists(st.integers(1, len(whole) - 1), max_size=min(max_cuts, len(whole) - 1), unique=True)
    else:
        return st.just((whole,) if whole else ())
    return places.map(lambda drawn: _cut(whole, drawn))


def _cut(whole: bytes, places: list[int]) -> Pieces:
    return tuple(whole[start:end] for start, end in pairwise([0, *sorted(places), len(whole)]))


def _in_steps(whole: bytes, size: int) -> Pieces:
    return tuple(whole[at : at + size] for at in range(0, len(whole), size))

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.byte_splits import byte_splits, equal_splits

WHOLE = b"0123456789"


@given(st.data(), st.binary(max_size=30), st.integers(0, 6))
def test_pieces_join_to_the_whole_and_are_no_more_than_asked(data: st.DataObject, whole: bytes, cuts: int) -> None:
    full = data.draw(byte_splits(whole, max_cuts=cuts))
    assert (b"".join(full), all(full), len(full) <= cuts + 1) == (whole, True, True)
    holey = data.draw(byte_splits(whole, max_cuts=cuts, allow_empty=True))
    assert (b"".join(holey), 1 <= len(holey) <= cuts + 1) == (whole, True)


@given(st.data(), st.binary(max_size=30))
def test_equal_pieces_join_to_the_whole_and_are_equal(data: st.DataObject, whole: bytes) -> None:
    pieces = data.draw(equal_splits(st.just(whole), min_size=2, max_size=7))
    assert b"".join(pieces) == whole
    assert len({len(piece) for piece in pieces[:-1]} | {max(map(len, pieces), default=2)}) == 1
    assert all(len(piece) <= 7 for piece in pieces)


def test_every_place_is_cut_and_so_are_none_and_many() -> None:
    drawn = sample(byte_splits(WHOLE, max_cuts=9))
    ends = {len(b"".join(pieces[:count])) for pieces in drawn for count in range(1, len(pieces))}
    assert ends == set(range(1, 10))
    assert {1, 2, 10} <= {len(pieces) for pieces in drawn}


def test_empty_pieces_stand_at_both_ends_and_between_where_allowed() -> None:
    drawn = sample(byte_splits(WHOLE, allow_empty=True))
    assert any(not pieces[0] for pieces in drawn)
    assert any(not pieces[-1] for pieces in drawn)
    assert any(b"" in pieces[1:-1] for pieces in drawn)


def test_every_size_of_equal_pieces_occurs() -> None:
    drawn = sample(equal_splits(WHOLE, max_size=11))
    assert {len(pieces[0]) for pieces in drawn} == set(range(1, 11))


def test_empty_bytes_have_no_pieces_but_empty_ones() -> None:
    assert set(sample(byte_splits(b""))) == set(sample(equal_splits(b""))) == {()}
    assert set(sample(byte_splits(b"", max_cuts=1, allow_empty=True))) == {(b"",), (b"", b"")}


@pytest.mark.parametrize(
    ("strategy", "arguments"),
    [
        (byte_splits, {"data": "text"}),
        (byte_splits, {"data": b"", "max_cuts": -1}),
        (byte_splits, {"data": b"", "max_cuts": 1.5}),
        (equal_splits, {"data": b"", "min_size": 0}),
        (equal_splits, {"data": b"", "min_size": 3, "max_size": 2}),
    ],
)
def test_arguments_are_checked_at_once(strategy: Any, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        strategy(**arguments)

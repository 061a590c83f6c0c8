"""Bytes that are no UTF-8, by what is wrong with them (Unicode, section 3.9, table 3-7)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy


class IllFormed(StrEnum):
    """What is wrong with bytes in the place of a character."""

    CUT = "a character cut short"
    CONTINUATION = "a continuation of nothing"
    NEVER = "a byte that UTF-8 has not"
    OVERLONG = "a character in too many bytes"
    SURROGATE = "half a surrogate pair"
    BEYOND = "a character beyond the last"


def ill_formed_utf8(kind: IllFormed) -> SearchStrategy[bytes]:
    """Return a strategy for bytes with this mistake, to stand among ASCII."""
    return st.sampled_from(_BYTES[kind])


_BYTES: Final = {
    IllFormed.CUT: [b"\xc3", b"\xe2\x82", b"\xe2", b"\xf0\x9f\x98", b"\xf0\x9f", b"\xf0"],
    IllFormed.CONTINUATION: [b"\x80", b"\xbf", b"\x80\x80", b"\xc3\xa9\xa9"],
    IllFormed.NEVER: [b"\xff", b"\xfe", b"\xf5", b"\xff\xfe"],
    IllFormed.OVERLONG: [b"\xc0\x80", b"\xc1\xa1", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf"],
    IllFormed.SURROGATE: [b"\xed\xa0\xbd", b"\xed\xb8\x80", b"\xed\xa0\xbd\xed\xb8\x80"],
    IllFormed.BEYOND: [b"\xf4\x90\x80\x80", b"\xf7\xbf\xbf\xbf"],
}

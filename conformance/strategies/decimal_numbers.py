"""Numbers just beyond a bound, near it and far beyond, and every legal way to write a number (RFC 8259 section 6)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_LONGEST = 40
"""Digits that are still written out."""
_PLAIN = 4
"""So many texts in eight are plain."""


class Side(StrEnum):
    """On which side of a range a number is."""

    BELOW = "below"
    ABOVE = "above"


class Closeness(StrEnum):
    """How far beyond its bound a number is; the closest is told from the bound by 64 bits, and not by 32."""

    JUST = "just"
    NEAR = "near"
    FAR = "far"


def fractions_beyond(bound: int, side: Side, closeness: Closeness) -> SearchStrategy[Decimal]:
    """Return a strategy for numbers beyond a bound, most with a fraction.

    Args:
        bound: the last number that is allowed.
        side: below it or above.
        closeness: just: by a millionth at most; near: by a half at most; far: by 1 to 1e300.
    """
    return _FRACTIONS[closeness].map(lambda distance: _beyond(bound, side, distance))


def integers_beyond(bound: int, side: Side, closeness: Closeness) -> SearchStrategy[Decimal]:
    """Return a strategy for integers beyond a bound.

    Args:
        bound: the last integer that is allowed.
        side: below it or above.
        closeness: just: by 1, or by up to 8; near: by 9 to 1000; far: by 10 thousand at least.
    """
    return _INTEGERS[closeness].map(lambda distance: _beyond(bound, side, distance))


def number_texts(value: Decimal) -> SearchStrategy[str]:
    """Return a strategy for the JSON texts of a number: plain first and mostly, or with an exponent, or with zeros."""
    sign, digits, exponent = value.as_tuple()
    written = "".join(map(str, digits))
    minus = "-" if sign else ""
    shift = int(exponent) + len(written) - 1
    scientific = f"{minus}{written[0]}.{written[1:] or '0'}"
    plain = f"{value:f}"
    short = plain if len(plain) <= _LONGEST else f"{scientific}e{shift}"
    longer = [f"{short}0" if "." in short else f"{short}.0"] if short is plain else []
    shifted = [f"{minus}{written}E{int(exponent):+}", f"{scientific}e{shift}", f"{minus}0.0{written}E{shift + 2}"]
    return st.sampled_from([*[short] * _PLAIN, *longer, *shifted])


def _beyond(bound: int, side: Side, distance: Decimal) -> Decimal:
    return bound - distance if side is Side.BELOW else bound + distance


def _powers(least: int, most: int) -> SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda exponent: Decimal(10) ** exponent)


_FRACTIONS: Final = {
    Closeness.JUST: _powers(-15, -6),
    Closeness.NEAR: st.integers(1, 500).map(lambda parts: Decimal(parts) / 1000) | _powers(-5, -1),
    Closeness.FAR: st.integers(1, 1000).map(Decimal) | _powers(4, 300),
}
_INTEGERS: Final = {
    Closeness.JUST: st.just(Decimal(1)) | st.integers(2, 8).map(Decimal),
    Closeness.NEAR: st.integers(9, 1000).map(Decimal),
    Closeness.FAR: st.integers(10**4, 10**9).map(Decimal) | _powers(4, 25),
}

"""Legal JSON that few programs write: numbers, texts and structures that servers stumble over."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.strategies.arguments import check_sizes

DEEPEST = 100
"""A fifth of what the fixed list sends: it ends no parser, and meets the limits of templates and validators."""
_MANY = 400


class OddNumber(StrEnum):
    """What is odd about a number."""

    HUGE = "huge"
    TINY = "tiny"
    SIGNED_ZERO = "a zero with a sign"
    INTEGER_WITH_POINT = "an integer as a fraction"


class OddSign(StrEnum):
    """What is odd about a character in a text."""

    HALF_PAIR = "half a surrogate pair"
    NUL = "NUL"
    CONTROL = "control characters"
    NONCHARACTER = "noncharacters"
    NO_WIDTH = "signs without a width"
    COMBINING = "many combining signs"


def odd_number_texts(kind: OddNumber) -> SearchStrategy[str]:
    """Return a strategy for the JSON texts of odd numbers."""
    return _NUMBERS[kind]


def odd_texts(kind: OddSign) -> SearchStrategy[str]:
    """Return a strategy for what may stand inside the quotes of a JSON string: escapes, or the characters raw."""
    return _SIGNS[kind]


def nested_values(*, least: int = 2, most: int = DEEPEST) -> SearchStrategy[Any]:
    """Return a strategy for arrays and objects in each other, so many deep and with nothing beside them.

    Raises:
        InvalidArgument: the bounds are no integers, less than 1 or in the wrong order.
    """
    check_sizes("least", least, "most", most, least=1)
    shells = st.sampled_from(["arrays", "objects", "both"])
    return st.builds(_nested, shells, st.integers(least, most))


def _nested(shells: str, depth: int) -> Any:
    value: Any = 1
    for at in range(depth):
        value = [value] if shells == "arrays" or (shells == "both" and at % 2) else {"a": value}
    return value


def _signs(*signs: str) -> SearchStrategy[str]:
    return st.sampled_from(signs)


_NUMBERS: Final = {
    OddNumber.HUGE: st.one_of(
        st.integers(309, 5000).map(lambda exponent: f"1e{exponent}"),
        st.integers(309, 5000).map(lambda exponent: f"-1E+{exponent}"),
        st.integers(20, _MANY).map(lambda digits: "9" * digits),
        st.integers(20, _MANY).map(lambda digits: f"-1{'0' * digits}"),
        _signs("1" + "0" * _MANY + ".5"),
    ),
    OddNumber.TINY: st.one_of(
        st.integers(300, 5000).map(lambda exponent: f"1e-{exponent}"),
        st.integers(20, _MANY).map(lambda digits: f"0.{'0' * digits}1"),
        _signs("5e-324", "-1e-400", "0.1" + "0" * _MANY, "0.3333333333333333333333333333"),
    ),
    OddNumber.SIGNED_ZERO: _signs("-0", "-0.0", "-0e0", "-0.0E+5", "0e9999", "-0e-400"),
    OddNumber.INTEGER_WITH_POINT: _signs("1.0", "1e0", "10E-1", "1.000000000000000000000000", "0.1e1", "1E+0"),
}
_SIGNS: Final = {
    OddSign.HALF_PAIR: _signs(r"\ud83d", r"\ude00", r"\ude00\ud83d", r"\ud83d\ud83d\ude00", r"\uDFFF", r"\ud83dx"),
    OddSign.NUL: _signs(r"\u0000", r"\u0000\u0000", r"a\u0000b"),
    OddSign.CONTROL: _signs(r"\u0001", r"\b\f", r"\u001b[2J", r"\r\n\r", r"\u001f", "\x7f", "\x80\x9f", r"\u0085"),
    OddSign.NONCHARACTER: _signs("\uffff", "\ufffe", "\ufdd0", "\U0001ffff", "\U0010ffff", r"\udbff\udfff", "\ue000"),
    OddSign.NO_WIDTH: _signs("\u200b", "\u202e", "\ufeff", "\u2028", "\u2060\u200d", "\U000e0041", "\u00ad"),
    OddSign.COMBINING: st.integers(1, 200).map(lambda count: "e" + "\u0301" * count),
}

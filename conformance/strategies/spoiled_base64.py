"""Base64 of a picture with one fault in a named place: by RFC 4648 an error, and to forgiving readers as well.

Where it can be, the fault is such that a reader who passes over it gets the whole picture all the same, so that only
the fault itself is refused. A character is illegal to everybody: it is no white space, belongs to no other alphabet,
and neither a percent sign, a number sign, a question mark nor a comma, which mean something in a URL.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.data_uris import base64_of
from conformance.strategies.picture_payloads import pictures_with_padding
from conformance.wire.base64_reader import Base64Kind

_LETTERS = string.ascii_letters + string.digits + "+/"
_QUANTUM = 4
_PUNCTUATION = "!*.:~@$^|<>[]{}()`'\"\\;&"
_CONTROLS = "\0\1\2\3\4\5\6\7\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x7f"
_BEYOND = (
    "\N{LATIN SMALL LETTER E WITH ACUTE}\N{LATIN SMALL LETTER SHARP S}\N{GREEK SMALL LETTER ALPHA}"
    "\N{CYRILLIC SMALL LETTER A}\N{HIRAGANA LETTER A}\N{FULLWIDTH LATIN CAPITAL LETTER A}"
    "\N{ARABIC-INDIC DIGIT ONE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{GRINNING FACE}"
)
_SIGNS = {"sign": _PUNCTUATION, "control character": _CONTROLS, "character beyond ASCII": _BEYOND}
_SHORTEST = 64
"""Letters that every picture here has at least: half of them are its middle."""


@dataclass(frozen=True)
class SpoiledBase64:
    """A text with one fault.

    Attributes:
        stratum: the fault and where it is, in words.
        fault: the rule.
        code: the text.
        behind: whether it stands behind the padding, where readers that stop there never see it.
    """

    stratum: str
    fault: Base64Kind | None
    code: str
    behind: bool = False


Spoil = Callable[[DrawFn, str], str]
"""Takes the Base64 of a picture, and returns it with a fault."""


@dataclass(frozen=True)
class _Way:
    """A way to spoil Base64: what the padding of the picture must be, and whether the fault is behind it."""

    fault: Base64Kind | None
    spoil: Spoil
    paddings: tuple[int, ...] = (2, 1, 0)
    behind: bool = False


def illegal_base64() -> SearchStrategy[SpoiledBase64]:
    """Return a strategy for Base64 with a character outside the alphabet, or several (RFC 4648 section 3.3)."""
    return _drawn(_ILLEGAL)


def misended_base64() -> SearchStrategy[SpoiledBase64]:
    """Return a strategy for Base64 whose length or padding is wrong to every reader, and for none at all."""
    return _drawn(_MISENDED)


def _drawn(ways: dict[str, _Way]) -> SearchStrategy[SpoiledBase64]:
    return st.sampled_from(list(ways)).flatmap(lambda stratum: _spoiled(stratum, ways[stratum]))


@st.composite
def _spoiled(draw: DrawFn, stratum: str, way: _Way) -> SpoiledBase64:
    code = base64_of(draw(pictures_with_padding(draw(st.sampled_from(way.paddings)))))
    return SpoiledBase64(stratum, way.fault, way.spoil(draw, code), way.behind)


def _put(code: str, at: int, more: str, instead: int = 0) -> str:
    return code[:at] + more + code[at + instead :]


def _middle(draw: DrawFn, code: str, place: int) -> int:
    """Return a place in the middle that has so many letters of its quantum in front of it."""
    return _QUANTUM * draw(st.integers(2, len(code) // _QUANTUM - 3)) + place


def _letters(code: str) -> int:
    return len(code.rstrip("="))


Find = Callable[[DrawFn, str], int]


def _inserted(signs: str, find: Find, times: int = 1) -> Spoil:
    return lambda draw, code: _put(code, find(draw, code), draw(st.sampled_from(signs)) * times)


def _replaced(find: Find) -> Spoil:
    return lambda draw, code: _put(code, find(draw, code), draw(st.sampled_from(_PUNCTUATION)), 1)


def _scattered(draw: DrawFn, code: str) -> str:
    for _ in range(draw(st.integers(2, 6))):
        code = _put(code, draw(st.integers(0, len(code) - 3)), draw(st.sampled_from(_PUNCTUATION)))
    return code


def _in_last_quantum(draw: DrawFn, code: str) -> int:
    return draw(st.integers(len(code) - _QUANTUM + 1, _letters(code) - 1))


def _within(place: int) -> Find:
    return lambda draw, code: _middle(draw, code, place)


_PLACES: dict[str, tuple[Find, tuple[int, ...]]] = {
    "in front of a quantum": (_within(0), (2, 1, 0)),
    "behind the first letter of a quantum": (_within(1), (2, 1, 0)),
    "behind the second letter of a quantum": (_within(2), (2, 1, 0)),
    "behind the third letter of a quantum": (_within(3), (2, 1, 0)),
    "at the start": (lambda _, __: 0, (2, 1, 0)),
    "in the first quantum": (lambda draw, _: draw(st.integers(1, 3)), (2, 1, 0)),
    "in the last quantum": (_in_last_quantum, (2, 1, 0)),
    "in front of the padding": (lambda _, code: _letters(code), (2, 1)),
}
_ILLEGAL = {
    **{
        f"{label} {place}": _Way(Base64Kind.ILLEGAL_CHARACTER, _inserted(signs, find), paddings)
        for label, signs in _SIGNS.items()
        for place, (find, paddings) in _PLACES.items()
    },
    **{
        f"four signs {place}": _Way(Base64Kind.ILLEGAL_CHARACTER, _inserted(_PUNCTUATION, find, _QUANTUM), paddings)
        for place, (find, paddings) in list(_PLACES.items())[:4]
    },
    "signs in several places": _Way(Base64Kind.ILLEGAL_CHARACTER, _scattered),
    "sign between the padding": _Way(
        Base64Kind.ILLEGAL_CHARACTER, _inserted(_PUNCTUATION, lambda _, code: len(code) - 1), (2,)
    ),
    "sign behind the end": _Way(
        Base64Kind.ILLEGAL_CHARACTER, _inserted(_PUNCTUATION, lambda _, code: len(code)), (2, 1, 0), behind=True
    ),
    "sign in place of a letter of the last quantum": _Way(Base64Kind.ILLEGAL_CHARACTER, _replaced(_in_last_quantum)),
    "sign in place of a letter": _Way(
        Base64Kind.ILLEGAL_CHARACTER, _replaced(lambda draw, code: draw(st.integers(_SHORTEST, _letters(code) - 5)))
    ),
    "sign in place of padding": _Way(Base64Kind.ILLEGAL_CHARACTER, _replaced(lambda _, code: len(code) - 1), (2, 1)),
}


def _more_letters(fewest: int, most: int) -> Spoil:
    return lambda draw, code: code + draw(st.text(_LETTERS, min_size=fewest, max_size=most))


def _padding_within(count: int) -> Spoil:
    """Put padding behind a letter in the middle, and leave the padding at the end where it is."""
    return lambda draw, code: _put(code, _middle(draw, code, draw(st.integers(0, 3))), "=" * count)


_MISENDED = {
    "one letter too many": _Way(Base64Kind.IMPOSSIBLE_LENGTH, _more_letters(1, 1), (0,)),
    "one letter of the last quantum": _Way(Base64Kind.IMPOSSIBLE_LENGTH, lambda _, code: code[:-3], (0,)),
    "one letter behind the padding": _Way(Base64Kind.DATA_AFTER_PADDING, _more_letters(1, 1), (2, 1)),
    "two letters behind the padding": _Way(Base64Kind.DATA_AFTER_PADDING, _more_letters(2, 2), (2, 1)),
    "three letters behind the padding": _Way(Base64Kind.DATA_AFTER_PADDING, _more_letters(3, 3), (2, 1)),
    "a quantum behind the padding": _Way(Base64Kind.DATA_AFTER_PADDING, _more_letters(4, 4), (2, 1)),
    "many letters behind the padding": _Way(Base64Kind.DATA_AFTER_PADDING, _more_letters(5, 40), (2, 1)),
    "the whole picture twice": _Way(Base64Kind.DATA_AFTER_PADDING, lambda _, code: code * 2, (2, 1)),
    "an equal sign within": _Way(Base64Kind.DATA_AFTER_PADDING, _padding_within(1)),
    "two equal signs within": _Way(Base64Kind.DATA_AFTER_PADDING, _padding_within(2)),
    "four equal signs within": _Way(Base64Kind.DATA_AFTER_PADDING, _padding_within(4)),
    "an equal sign at the start": _Way(Base64Kind.DATA_AFTER_PADDING, lambda _, code: f"={code}"),
    "nothing": _Way(None, lambda _, __: ""),
    "padding alone": _Way(None, lambda draw, _: "=" * draw(st.integers(1, 8))),
    "half its padding": _Way(Base64Kind.INCOMPLETE_PADDING, lambda _, code: code[:-1], (2,)),
}

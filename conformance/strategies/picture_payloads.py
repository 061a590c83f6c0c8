"""Pictures whose Base64 has what is asked for: a length, or letters in their places.

An RGB square whose first pixels are stored as they are (RFC 1951 section 3.2.4), so that every byte of them is ours.
"""

from __future__ import annotations

import string
from base64 import b64decode
from collections.abc import Callable, Collection
from enum import StrEnum

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.png import png_chunk, png_file, png_header
from conformance.strategies.arguments import chosen
from conformance.strategies.drawn_pictures import SHORTEST
from conformance.strategies.png_pixels import Layout, begun_as_it_is, scanlines

_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_QUANTUM = 4
_BEFORE = 2
"""Bytes of pixels in front of the next quantum: signature, header and what else is there take 49."""
_LAYOUT = Layout(SHORTEST, SHORTEST)


class PayloadKind(StrEnum):
    """What is particular about the Base64 of a picture; the value says it in words."""

    NO_PADDING = "Base64 without padding"
    PADDING_1 = "Base64 with one equal sign"
    PADDING_2 = "Base64 with two equal signs"
    PLUS_1 = "plus sign in the first place of a quantum"
    PLUS_2 = "plus sign in the second place of a quantum"
    PLUS_3 = "plus sign in the third place of a quantum"
    PLUS_4 = "plus sign in the fourth place of a quantum"
    SLASH_1 = "slash in the first place of a quantum"
    SLASH_2 = "slash in the second place of a quantum"
    SLASH_3 = "slash in the third place of a quantum"
    SLASH_4 = "slash in the fourth place of a quantum"
    PLUSES = "run of plus signs"
    SLASHES = "run of slashes"
    LETTERS = "letters of the whole alphabet"


def picture_payloads(*, kinds: Collection[PayloadKind] | None = None) -> SearchStrategy[tuple[PayloadKind, bytes]]:
    """Return a strategy for kinds of Base64 and whole PNG pictures whose Base64 is of that kind.

    Args:
        kinds: the kinds to draw from; all unless given.

    Raises:
        InvalidArgument: no kind is left, or one is not known.
    """
    return st.sampled_from(chosen("kinds", kinds, PayloadKind)).flatmap(_payloads)


def pictures_with_padding(padding: int) -> SearchStrategy[bytes]:
    """Return a strategy for PNG pictures whose Base64 ends in so many equal signs: 0, 1 or 2."""
    return st.binary(min_size=1, max_size=12).map(lambda pattern: _picture(pattern, pattern, padding))


@st.composite
def _payloads(draw: DrawFn, kind: PayloadKind) -> tuple[PayloadKind, bytes]:
    if kind in _PADDINGS:
        return kind, draw(pictures_with_padding(_PADDINGS[kind]))
    letters = _LETTERS[kind](draw)
    return kind, _picture(bytes(_BEFORE) + b64decode(letters), b"\0", draw(st.sampled_from([0, 2])))


def _picture(beginning: bytes, pattern: bytes, padding: int) -> bytes:
    """Return a picture whose pixels begin so; markers that mean nothing bring its length about."""
    rows = scanlines(_LAYOUT, pattern)
    pixels = rows[:1] + beginning + rows[1 + len(beginning) :]
    for markers in range(3):
        data = begun_as_it_is(pixels, 1 + len(beginning), markers)
        file = png_file(png_header(SHORTEST, SHORTEST, 8, 2), png_chunk(b"IDAT", data))
        if -len(file) % 3 == padding:
            return file
    raise AssertionError("A marker has five bytes, so one of three lengths leaves the rest.")


def _placed(letter: str, place: int) -> Callable[[DrawFn], str]:
    def letters(draw: DrawFn) -> str:
        others = draw(st.text(_ALPHABET[:-2], min_size=_QUANTUM, max_size=_QUANTUM))
        return others[:place] + letter + others[place + 1 :]

    return letters


def _repeated(letter: str) -> Callable[[DrawFn], str]:
    return lambda draw: letter * (_QUANTUM * draw(st.integers(2, 24)))


def _any(draw: DrawFn) -> str:
    length = _QUANTUM * draw(st.integers(1, 40))
    return draw(st.text(_ALPHABET, min_size=length, max_size=length))


_PADDINGS = {PayloadKind.NO_PADDING: 0, PayloadKind.PADDING_1: 1, PayloadKind.PADDING_2: 2}
_LETTERS: dict[PayloadKind, Callable[[DrawFn], str]] = {
    PayloadKind.PLUS_1: _placed("+", 0),
    PayloadKind.PLUS_2: _placed("+", 1),
    PayloadKind.PLUS_3: _placed("+", 2),
    PayloadKind.PLUS_4: _placed("+", 3),
    PayloadKind.SLASH_1: _placed("/", 0),
    PayloadKind.SLASH_2: _placed("/", 1),
    PayloadKind.SLASH_3: _placed("/", 2),
    PayloadKind.SLASH_4: _placed("/", 3),
    PayloadKind.PLUSES: _repeated("+"),
    PayloadKind.SLASHES: _repeated("/"),
    PayloadKind.LETTERS: _any,
}

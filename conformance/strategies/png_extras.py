"""Ancillary chunks of PNG (W3C PNG, third edition, section 11.3) for an RGB picture of 8 bits."""

from __future__ import annotations

import string
import struct
import zlib
from enum import StrEnum

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations.png import png_chunk


class PngExtra(StrEnum):
    """What may stand beside the pixels."""

    TEXT = "a text"
    COMPRESSED_TEXT = "a compressed text"
    INTERNATIONAL_TEXT = "an international text"
    GAMMA = "a gamma"
    COLOUR_SPACE = "a colour space"
    CHROMATICITIES = "chromaticities"
    SIGNIFICANT_BITS = "significant bits"
    RESOLUTION = "a resolution"
    BACKGROUND = "a background"
    COLOUR_KEY = "a transparent colour"
    TIME = "a time"
    EXIF = "an orientation"
    PRIVATE = "a private chunk"


ANYWHERE = (PngExtra.TEXT, PngExtra.COMPRESSED_TEXT, PngExtra.INTERNATIONAL_TEXT, PngExtra.TIME, PngExtra.PRIVATE)
"""Those that may stand behind the pixels as well (section 5.6); the last is safe to copy by the case of its name."""
_KEYWORDS = st.text(string.ascii_letters, min_size=1, max_size=12).map(str.encode)
_CONTROLS = "".join(map(chr, range(0x7F, 0xA1)))
_PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters=_CONTROLS)
_LATIN_1 = st.text(_PRINTABLE, max_size=20).map(lambda text: text.encode("latin-1"))
_UTF_8 = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20).map(str.encode)
_COLOUR = st.tuples(*[st.integers(0, 255)] * 3).map(lambda samples: struct.pack(">HHH", *samples))
_SRGB = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
"""White, red, green and blue in hundred thousandths (section 11.3.2.1)."""


def png_extras(extra: PngExtra) -> SearchStrategy[bytes]:
    """Return a strategy for chunks of this kind."""
    return _CHUNKS[extra]


def _compressed_text(keyword: bytes, words: bytes) -> bytes:
    return png_chunk(b"zTXt", keyword + b"\0\0" + zlib.compress(words))


def _international_text(keyword: bytes, words: bytes, packed: bool) -> bytes:  # noqa: FBT001 - drawn by position
    said = zlib.compress(words) if packed else words
    return png_chunk(b"iTXt", keyword + bytes([0, packed, 0]) + b"en\0\0" + said)


def _resolution(across: int, down: int, unit: int) -> bytes:
    return png_chunk(b"pHYs", struct.pack(">IIB", across, down, unit))


def _time(year: int, month: int, day: int, second: int) -> bytes:
    minutes, seconds = divmod(second, 60)
    return png_chunk(b"tIME", struct.pack(">HBBBBB", year, month, day, minutes // 60, minutes % 60, seconds))


def _orientation(value: int) -> bytes:
    """Return EXIF with one entry: tag 0x0112, a short, once."""
    return png_chunk(b"eXIf", struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, value, 0, 0))


_CHUNKS: dict[PngExtra, SearchStrategy[bytes]] = {
    PngExtra.TEXT: st.builds(lambda keyword, words: png_chunk(b"tEXt", keyword + b"\0" + words), _KEYWORDS, _LATIN_1),
    PngExtra.COMPRESSED_TEXT: st.builds(_compressed_text, _KEYWORDS, _LATIN_1),
    PngExtra.INTERNATIONAL_TEXT: st.builds(_international_text, _KEYWORDS, _UTF_8, st.booleans()),
    PngExtra.GAMMA: st.integers(20_000, 200_000).map(lambda gamma: png_chunk(b"gAMA", struct.pack(">I", gamma))),
    PngExtra.COLOUR_SPACE: st.integers(0, 3).map(lambda intent: png_chunk(b"sRGB", bytes([intent]))),
    PngExtra.CHROMATICITIES: st.just(png_chunk(b"cHRM", struct.pack(">8I", *_SRGB))),
    PngExtra.SIGNIFICANT_BITS: st.integers(1, 8).map(lambda bits: png_chunk(b"sBIT", bytes([bits] * 3))),
    PngExtra.RESOLUTION: st.builds(_resolution, st.integers(1, 9999), st.integers(1, 9999), st.integers(0, 1)),
    PngExtra.BACKGROUND: _COLOUR.map(lambda colour: png_chunk(b"bKGD", colour)),
    PngExtra.COLOUR_KEY: _COLOUR.map(lambda colour: png_chunk(b"tRNS", colour)),
    PngExtra.TIME: st.builds(
        _time, st.integers(1990, 2026), st.integers(1, 12), st.integers(1, 28), st.integers(0, 86_399)
    ),
    PngExtra.EXIF: st.integers(1, 8).map(_orientation),
    PngExtra.PRIVATE: st.binary(max_size=20).map(lambda data: png_chunk(b"eyEc", data)),
}

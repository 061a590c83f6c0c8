"""Files that begin like a picture and are damaged in one way, in a drawn place, and files that are none."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.pictures import picture
from conformance.conversations.png import SIGNATURE, png_chunk, png_file, png_header
from conformance.strategies.drawn_pictures import SHORTEST
from conformance.strategies.png_pixels import Layout, compressed, scanlines

_RGB_8 = (8, 2)
_DATA = 41
"""Where the pixels of a PNG begin that has signature, header and IDAT in this order."""
_HEADER_ENDS = 29
"""Where the data of the header end; without all of them nobody knows what a pixel is."""
_END = 12
"""Bytes of IEND."""
_LEGAL_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_MAGIC = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"BM", b"II", b"MM", b"%PDF", b"\0\0", b"<", b"8BPS")


class Damage(StrEnum):
    """How sure it is that nobody can show the file."""

    NO_PICTURE = "no picture"
    """Not even its first bytes are those of a picture."""
    NO_PIXEL = "no pixel"
    """It ends before its first pixel, or has none."""
    HALF = "half a picture"
    """The second half of its bytes is missing, and most of its pixels with them."""
    FORGIVABLE = "forgivable"
    """A checksum or the end is wrong, which lenient decoders pass over."""
    OPEN = "open"
    """What a decoder makes of it is its own affair."""


@dataclass(frozen=True)
class DamagedPicture:
    """A file.

    Attributes:
        stratum: the damage, in words.
        damage: what it comes to.
        media_type: what the file claims to be.
        data: its bytes.
    """

    stratum: str
    damage: Damage
    media_type: str
    data: bytes


def broken_pictures() -> SearchStrategy[DamagedPicture]:
    """Return a strategy for files that must or should be refused, and such as lenient decoders forgive."""
    return _drawn({name: way for name, way in _WAYS.items() if way[0] is not Damage.OPEN})


def doubtful_pictures() -> SearchStrategy[DamagedPicture]:
    """Return a strategy for files of which decoders make what they like."""
    return _drawn({name: way for name, way in _WAYS.items() if way[0] is Damage.OPEN})


Write = Callable[[DrawFn], bytes]


def _drawn(ways: dict[str, tuple[Damage, str, Write]]) -> SearchStrategy[DamagedPicture]:
    @st.composite
    def damaged(draw: DrawFn) -> DamagedPicture:
        stratum = draw(st.sampled_from(list(ways)))
        damage, media_type, write = ways[stratum]
        return DamagedPicture(stratum, damage, media_type, write(draw))

    return damaged()


def _pixels(draw: DrawFn) -> bytes:
    return compressed(scanlines(Layout(SHORTEST, SHORTEST), draw(st.binary(min_size=3, max_size=12))))


def _file(draw: DrawFn, *, data: bytes | None = None, before: tuple[bytes, ...] = ()) -> bytes:
    pixels = _pixels(draw) if data is None else data
    return png_file(png_header(SHORTEST, SHORTEST, *_RGB_8), *before, png_chunk(b"IDAT", pixels))


def _other_byte(draw: DrawFn, data: bytes, at: int) -> bytes:
    changed = data[at] ^ draw(st.integers(1, 255))
    return data[:at] + bytes([changed]) + data[at + 1 :]


def _changed(first: int, last: int) -> Write:
    """Change a byte between these places, which are counted from the end where they are negative."""

    def write(draw: DrawFn) -> bytes:
        data = _file(draw)
        at = draw(st.integers(first, last))
        return _other_byte(draw, data, at % len(data))

    return write


def _noise(draw: DrawFn) -> bytes:
    return draw(st.binary(min_size=16, max_size=80).filter(lambda data: not data.startswith(_MAGIC)))


def _words(draw: DrawFn) -> bytes:
    text = st.text(st.characters(codec="ascii", categories=("L", "N", "Zs")), min_size=4, max_size=60)
    return draw(text.filter(lambda words: not words.encode().startswith(_MAGIC))).encode()


def _wrong_signature(draw: DrawFn) -> bytes:
    data = _file(draw)
    return _other_byte(draw, data, draw(st.integers(0, 3)))


def _mangled_signature(draw: DrawFn) -> bytes:
    """Return a PNG that went through a change of line ends, which the signature is there to show (section 5.2)."""
    signature = draw(st.sampled_from([SIGNATURE.replace(b"\r\n", b"\n"), SIGNATURE.replace(b"\n", b"\r\n")]))
    return signature + _file(draw)[len(SIGNATURE) :]


def _cut(first: int, last: int) -> Write:
    return lambda draw: _file(draw)[: draw(st.integers(first, last))]


def _no_side(draw: DrawFn) -> bytes:
    width, height = draw(st.sampled_from([(0, SHORTEST), (SHORTEST, 0), (0, 0)]))
    return png_file(png_header(width, height, *_RGB_8), png_chunk(b"IDAT", _pixels(draw)))


def _cut_jpeg(first: int) -> Write:
    """Cut a JPEG behind this many bytes at least, and in front of the size in its frame header."""
    data = picture("red.jpg")
    return lambda draw: data[: draw(st.integers(first, data.index(b"\xff\xc0") + 4))]


def _half(draw: DrawFn) -> bytes:
    """Cut a picture, whose pixels are alike, between two and five tenths."""
    file = picture("truncated.png")  # half of 256 by 256 pixels: what is left of it is less
    return file[: len(file) * draw(st.integers(4, 10)) // 10]


def _cut_late(draw: DrawFn) -> bytes:
    data = _file(draw)
    return data[: draw(st.integers((_DATA + len(data)) // 2, len(data) - _END))]


def _cut_at_the_end(draw: DrawFn) -> bytes:
    return _file(draw)[: -draw(st.integers(1, _END))]


def _without_pixels(draw: DrawFn) -> bytes:
    extra = draw(st.sampled_from([(), (png_chunk(b"tEXt", b"Title\0red"),)]))
    return png_file(png_header(SHORTEST, SHORTEST, *_RGB_8), *extra)


def _bad_checksum(at: int) -> Write:
    """Change a byte of the checksum whose first byte is there."""

    def write(draw: DrawFn) -> bytes:
        data = _file(draw)
        return _other_byte(draw, data, at % len(data) + draw(st.integers(0, 3)))

    return write


def _spoilt_stream(draw: DrawFn) -> bytes:
    data = _pixels(draw)
    return _file(draw, data=_other_byte(draw, data, draw(st.integers(0, len(data) - 1))))


def _short_stream(draw: DrawFn) -> bytes:
    data = _pixels(draw)
    return _file(draw, data=data[: draw(st.integers(0, len(data) - 1))])


def _invalid_block(draw: DrawFn) -> bytes:
    """Return pixels whose first Deflate block is of type 3, which there is not (RFC 1951 section 3.2.3)."""
    return _file(draw, data=b"\x78\x01\x07" + draw(st.binary(max_size=20)))


def _wrong_amount(draw: DrawFn) -> bytes:
    rows = draw(st.sampled_from([0, 1, SHORTEST // 2, SHORTEST - 1, SHORTEST + 1, 2 * SHORTEST]))
    return _file(draw, data=compressed((b"\0" + b"\xdc\x14\x14" * SHORTEST) * rows))


def _unknown_filter(draw: DrawFn) -> bytes:
    row = bytes([draw(st.integers(5, 255))]) + bytes(3 * SHORTEST)
    return _file(draw, data=compressed(row * SHORTEST))


def _impossible_type(draw: DrawFn) -> bytes:
    kinds = st.tuples(st.sampled_from([8, 16, 1, 2, 4, 3, 0, 32, 255]), st.sampled_from([2, 0, 3, 4, 6, 1, 5, 7, 255]))
    depth, kind = draw(kinds.filter(lambda one: one[0] not in _LEGAL_DEPTHS.get(one[1], ())))
    return png_file(png_header(SHORTEST, SHORTEST, depth, kind), png_chunk(b"IDAT", _pixels(draw)))


def _impossible_method(draw: DrawFn) -> bytes:
    methods = draw(st.sampled_from([(1, 0, 0), (0, 1, 0), (0, 0, 2), (255, 0, 0), (0, 64, 0), (0, 0, 255)]))
    header = struct.pack(">IIBBBBB", SHORTEST, SHORTEST, *_RGB_8, *methods)
    return png_file(png_chunk(b"IHDR", header), png_chunk(b"IDAT", _pixels(draw)))


def _wrong_length(*lengths: int) -> Write:
    """Give the header or the pixels a length of these."""

    def write(draw: DrawFn) -> bytes:
        data, at = _file(draw), draw(st.sampled_from([_DATA - 8, 8]))
        return data[:at] + struct.pack(">I", draw(st.sampled_from(lengths))) + data[at + 4 :]

    return write


def _palette_missing(draw: DrawFn) -> bytes:
    pixels = compressed(scanlines(Layout(SHORTEST, SHORTEST, 8, 3), draw(st.binary(min_size=1, max_size=4))))
    return png_file(png_header(SHORTEST, SHORTEST, 8, 3), png_chunk(b"IDAT", pixels))


def _palette_odd(draw: DrawFn) -> bytes:
    """Return a palette of no colours, of a third of one, or of too many; or pixels that name none of its colours."""
    palette = bytes(draw(st.sampled_from([0, 1, 4, 3, 771])))
    pixels = compressed(scanlines(Layout(SHORTEST, SHORTEST, 8, 3), b"\xff\1\2"))
    return png_file(png_header(SHORTEST, SHORTEST, 8, 3), png_chunk(b"PLTE", palette), png_chunk(b"IDAT", pixels))


def _out_of_order(draw: DrawFn) -> bytes:
    header, pixels = png_header(SHORTEST, SHORTEST, *_RGB_8), png_chunk(b"IDAT", _pixels(draw))
    text = png_chunk(b"tEXt", b"Title\0red")
    orders = [
        (pixels, header),
        (header, header, pixels),
        (text, header, pixels),
        (header, pixels, text, pixels),
        (pixels,),
    ]
    return png_file(*draw(st.sampled_from(orders)))


def _unknown_critical(draw: DrawFn) -> bytes:
    return _file(draw, before=(png_chunk(b"EYEC", draw(st.binary(max_size=8))),))


def _bad_extra(draw: DrawFn) -> bytes:
    broken = [
        png_chunk(b"gAMA", b""),
        png_chunk(b"tRNS", b"\0"),
        png_chunk(b"pHYs", bytes(3)),
        png_chunk(b"zTXt", b"Title\0\0" + b"no Deflate"),
        png_chunk(b"iCCP", b"name\0\0" + zlib.compress(b"no profile")),
        png_chunk(b"eXIf", b"II*\0\xff\xff\xff\xff"),
        png_chunk(b"cHRM", bytes(31)),
        png_chunk(b"acTL", bytes(8)),
    ]
    return _file(draw, before=(draw(st.sampled_from(broken)),))


def _of_file(name: str) -> Write:
    """Change a byte behind the first ones of a file."""
    data = picture(name)
    return lambda draw: _other_byte(draw, data, draw(st.integers(12, len(data) - 1)))


def _cut_file(name: str) -> Write:
    data = picture(name)
    return lambda draw: data[: draw(st.integers(len(data) * 3 // 4, len(data) - 1))]


_PNG, _JPEG, _GIF = "image/png", "image/jpeg", "image/gif"
_WAYS: dict[str, tuple[Damage, str, Write]] = {
    "noise": (Damage.NO_PICTURE, _PNG, _noise),
    "words": (Damage.NO_PICTURE, _PNG, _words),
    "noise called JPEG": (Damage.NO_PICTURE, _JPEG, _noise),
    "a wrong signature": (Damage.NO_PICTURE, _PNG, _wrong_signature),
    "a signature with other line ends": (Damage.NO_PICTURE, _PNG, _mangled_signature),
    "part of a signature": (Damage.NO_PICTURE, _PNG, _cut(1, 7)),
    "a header that is cut": (Damage.NO_PIXEL, _PNG, _cut(8, _HEADER_ENDS - 1)),
    "no width or no height": (Damage.NO_PIXEL, _PNG, _no_side),
    "JPEG cut in front of its size": (Damage.NO_PIXEL, _JPEG, _cut_jpeg(2)),
    "a half at most": (Damage.HALF, _PNG, _half),
    "a wrong checksum of the header": (Damage.FORGIVABLE, _PNG, _bad_checksum(_HEADER_ENDS)),
    "a wrong checksum of the pixels": (Damage.FORGIVABLE, _PNG, _bad_checksum(-_END - 4)),
    "no pixels": (Damage.FORGIVABLE, _PNG, _without_pixels),
    "cut late": (Damage.OPEN, _PNG, _cut_late),
    "cut at its end": (Damage.OPEN, _PNG, _cut_at_the_end),
    "a wrong checksum of the end": (Damage.OPEN, _PNG, _bad_checksum(-4)),
    "a changed byte in the header": (Damage.OPEN, _PNG, _changed(24, _HEADER_ENDS - 1)),
    "a changed byte of the pixels": (Damage.OPEN, _PNG, _changed(_DATA, _DATA + 12)),
    "a spoilt zlib stream": (Damage.OPEN, _PNG, _spoilt_stream),
    "a zlib stream that ends early": (Damage.OPEN, _PNG, _short_stream),
    "a Deflate block of no type": (Damage.OPEN, _PNG, _invalid_block),
    "too few or too many rows": (Damage.OPEN, _PNG, _wrong_amount),
    "an unknown filter": (Damage.OPEN, _PNG, _unknown_filter),
    "an impossible colour type or depth": (Damage.OPEN, _PNG, _impossible_type),
    "an unknown method": (Damage.OPEN, _PNG, _impossible_method),
    "a chunk that is longer than the file": (Damage.OPEN, _PNG, _wrong_length(1 << 10, 1 << 16, 1 << 20)),
    "a chunk of negative length": (Damage.OPEN, _PNG, _wrong_length((1 << 32) - 1, 1 << 31, (1 << 32) - 12)),
    "a chunk that is too short": (Damage.OPEN, _PNG, _wrong_length(0, 1, 12)),
    "no palette": (Damage.OPEN, _PNG, _palette_missing),
    "an odd palette": (Damage.OPEN, _PNG, _palette_odd),
    "chunks out of order": (Damage.OPEN, _PNG, _out_of_order),
    "an unknown critical chunk": (Damage.OPEN, _PNG, _unknown_critical),
    "a damaged ancillary chunk": (Damage.OPEN, _PNG, _bad_extra),
    "JPEG with a changed byte": (Damage.OPEN, _JPEG, _of_file("red.jpg")),
    "JPEG cut late": (Damage.OPEN, _JPEG, _cut_file("red.jpg")),
    "progressive JPEG with a changed byte": (Damage.OPEN, _JPEG, _of_file("progressive.jpg")),
    "GIF with a changed byte": (Damage.OPEN, _GIF, _of_file("red.gif")),
    "GIF cut late": (Damage.OPEN, _GIF, _cut_file("red.gif")),
}

"""Whole pictures of the documented formats, each of one named kind: PNG byte by byte, JPEG and GIF with additions.

No side is shorter than 64 pixels: what is smaller a server may refuse.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.pictures import picture
from conformance.conversations.png import png_chunk, png_file, png_header
from conformance.strategies.arguments import chosen
from conformance.strategies.png_extras import ANYWHERE, PngExtra, png_extras
from conformance.strategies.png_pixels import Layout, begun_as_it_is, compressed, scanlines

SHORTEST, LONGEST = 64, 96
"""Pixels of a side."""
_RGB, _GREY, _PALETTE, _GREY_ALPHA, _RGBA = 2, 0, 3, 4, 6
_BYTE = 8
_MOST_ENTRIES = 16
_SIDES = st.just(SHORTEST) | st.integers(SHORTEST, LONGEST)
_PATTERNS = st.binary(min_size=3, max_size=12)
_JPEGS = ("red.jpg", "progressive.jpg", "grey.jpg", "subsampled.jpg", "restart-markers.jpg")
_COMMENT, _APPLICATION = b"\xfe", range(0xE4, 0xED)
"""JPEG markers: COM, and APP4 to APP12, which nobody reads."""
_GIF_HEADER, _GIF_MOST = 13, 255


class PictureKind(StrEnum):
    """What is particular about a picture; the value says it in words."""

    UNFILTERED = "PNG without filters"
    SUB = "PNG with filter Sub"
    UP = "PNG with filter Up"
    AVERAGE = "PNG with filter Average"
    PAETH = "PNG with filter Paeth"
    FILTERED = "PNG with a filter for each row"
    OTHER_SIDES = "PNG with sides of its own"
    DIVIDED = "PNG in several IDAT chunks"
    BLOCKS = "PNG of several Deflate blocks"
    FIXED_CODES = "PNG of fixed Huffman codes"
    WINDOW = "PNG of a small Deflate window"
    GREY_1 = "PNG greyscale, 1 bit"
    GREY_2 = "PNG greyscale, 2 bits"
    GREY_4 = "PNG greyscale, 4 bits"
    GREY_8 = "PNG greyscale, 8 bits"
    GREY_16 = "PNG greyscale, 16 bits"
    RGB_16 = "PNG RGB, 16 bits"
    PALETTE_1 = "PNG with a palette, 1 bit"
    PALETTE_2 = "PNG with a palette, 2 bits"
    PALETTE_4 = "PNG with a palette, 4 bits"
    PALETTE_8 = "PNG with a palette, 8 bits"
    PALETTE_WHOLE = "PNG with a palette of 256 colours"
    PALETTE_ALPHA = "PNG with a transparent palette"
    GREY_ALPHA_8 = "PNG greyscale with alpha, 8 bits"
    GREY_ALPHA_16 = "PNG greyscale with alpha, 16 bits"
    RGBA_8 = "PNG RGB with alpha, 8 bits"
    RGBA_16 = "PNG RGB with alpha, 16 bits"
    INTERLACED = "PNG interlaced"
    INTERLACED_ALPHA = "PNG interlaced, with alpha"
    EXTRA = "PNG with an ancillary chunk"
    EXTRA_BEHIND = "PNG with an ancillary chunk behind its pixels"
    EXTRAS = "PNG with several ancillary chunks"
    JPEG_COMMENT = "JPEG with a comment"
    JPEG_APPLICATION = "JPEG with an application segment"
    GIF_COMMENT = "GIF with a comment"


@dataclass(frozen=True)
class DrawnPicture:
    """A file, what it is, and what is particular about it; `extra` is the ancillary chunk of a PNG, if it has one."""

    kind: PictureKind
    media_type: str
    data: bytes
    extra: PngExtra | None = None


def drawn_pictures(
    *, kinds: Collection[PictureKind] | None = None, extra: PngExtra | None = None
) -> SearchStrategy[DrawnPicture]:
    """Return a strategy for whole pictures.

    Args:
        kinds: the kinds to draw from; all unless given.
        extra: the ancillary chunk of kinds with one; any unless given.

    Raises:
        InvalidArgument: no kind is left, or one is not known.
    """
    return st.sampled_from(chosen("kinds", kinds, PictureKind)).flatmap(lambda kind: _picture(kind, extra))


def divided(data: bytes, cuts: Collection[int]) -> list[bytes]:
    """Return IDAT chunks of compressed pixels that are cut at these offsets."""
    places = [0, *sorted(set(cuts)), len(data)]
    return [png_chunk(b"IDAT", data[begin:end]) for begin, end in pairwise(places)]


@st.composite
def _picture(draw: DrawFn, kind: PictureKind, extra: PngExtra | None) -> DrawnPicture:
    if kind in _EXTRAS:
        possible = ANYWHERE if kind is PictureKind.EXTRA_BEHIND else tuple(PngExtra)
        named = draw(st.sampled_from(possible)) if extra is None else extra
        return DrawnPicture(kind, "image/png", _EXTRAS[kind](draw, named), named)
    media_type, make = _MAKERS[kind]
    return DrawnPicture(kind, media_type, make(draw))


Make = Callable[[DrawFn], bytes]


def _plain(draw: DrawFn, layout: Layout | None = None, filters: tuple[int, ...] = (0,)) -> bytes:
    return scanlines(layout or Layout(SHORTEST, SHORTEST), draw(_PATTERNS), filters)


def _framed(layout: Layout, *chunks: bytes) -> bytes:
    mode = int(layout.interlaced)
    return png_file(png_header(layout.width, layout.height, layout.depth, layout.colour_type, interlace=mode), *chunks)


def _rgb(data: bytes, *before: bytes, behind: tuple[bytes, ...] = ()) -> bytes:
    """Return an RGB square with these compressed pixels."""
    return _framed(Layout(SHORTEST, SHORTEST), *before, png_chunk(b"IDAT", data), *behind)


def _filtered(*filters: int) -> Make:
    return lambda draw: _rgb(compressed(_plain(draw, filters=filters)))


def _each_filtered(draw: DrawFn) -> bytes:
    filters = draw(st.lists(st.integers(0, 4), min_size=2, max_size=8))
    return _rgb(compressed(_plain(draw, filters=tuple(filters))))


def _of_sides(draw: DrawFn) -> bytes:
    layout = Layout(draw(st.integers(SHORTEST, LONGEST)), draw(st.integers(SHORTEST, LONGEST)))
    return _framed(layout, png_chunk(b"IDAT", compressed(_plain(draw, layout))))


def _divided(draw: DrawFn) -> bytes:
    data = compressed(_plain(draw))
    cuts = draw(st.lists(st.integers(1, len(data) - 1), min_size=1, max_size=7))
    return _framed(Layout(SHORTEST, SHORTEST), *divided(data, cuts))


def _blocks(draw: DrawFn) -> bytes:
    stored, markers = draw(st.integers(1, 60)), draw(st.integers(0, 3))
    return _rgb(begun_as_it_is(_plain(draw), stored, markers))


def _fixed(draw: DrawFn) -> bytes:
    return _rgb(compressed(_plain(draw), strategy=zlib.Z_FIXED))


def _small_window(draw: DrawFn) -> bytes:
    window = draw(st.integers(9, 14))
    return _rgb(compressed(_plain(draw), window=window))


def _of_type(colour_type: int, depth: int) -> Make:
    def make(draw: DrawFn) -> bytes:
        layout = Layout(draw(_SIDES), draw(_SIDES), depth, colour_type)
        filters = draw(st.sampled_from([(0,), (1,), (2,), (3,), (4,)]))
        return _framed(layout, png_chunk(b"IDAT", compressed(_plain(draw, layout, filters))))

    return make


def _with_palette(depth: int, *, transparent: bool = False) -> Make:
    def make(draw: DrawFn) -> bytes:
        entries = min(1 << depth, _MOST_ENTRIES)
        palette = draw(st.binary(min_size=3 * entries, max_size=3 * entries))
        layout = Layout(draw(_SIDES), draw(_SIDES), depth, _PALETTE)
        # Whatever the bits are, they are an entry; bytes may name one that is not there.
        pattern = draw(_PATTERNS) if depth < _BYTE else bytes(byte % entries for byte in draw(_PATTERNS))
        alpha = draw(st.binary(min_size=1, max_size=entries)) if transparent else b""
        chunks = [png_chunk(b"PLTE", palette), *([png_chunk(b"tRNS", alpha)] if transparent else [])]
        return _framed(layout, *chunks, png_chunk(b"IDAT", compressed(scanlines(layout, pattern))))

    return make


def _with_whole_palette(draw: DrawFn) -> bytes:
    steps = draw(st.tuples(*[st.integers(0, 255)] * 3))
    palette = bytes(step * entry % 256 for entry in range(256) for step in steps)
    layout = Layout(draw(_SIDES), draw(_SIDES), _BYTE, _PALETTE)
    pixels = png_chunk(b"IDAT", compressed(_plain(draw, layout)))
    return _framed(layout, png_chunk(b"PLTE", palette), pixels)


def _interlaced(colour_type: int) -> Make:
    def make(draw: DrawFn) -> bytes:
        layout = Layout(draw(_SIDES), draw(_SIDES), 8, colour_type, interlaced=True)
        return _framed(layout, png_chunk(b"IDAT", compressed(_plain(draw, layout))))

    return make


def _with_extra(draw: DrawFn, extra: PngExtra) -> bytes:
    return _rgb(compressed(_plain(draw)), draw(png_extras(extra)))


def _with_extra_behind(draw: DrawFn, extra: PngExtra) -> bytes:
    return _rgb(compressed(_plain(draw)), behind=(draw(png_extras(extra)),))


def _with_extras(draw: DrawFn, first: PngExtra) -> bytes:
    others = draw(st.lists(st.sampled_from([one for one in PngExtra if one is not first]), min_size=1, unique=True))
    before = [draw(png_extras(one)) for one in (first, *others)]
    behind = [draw(png_extras(one)) for one in draw(st.lists(st.sampled_from(_REPEATABLE), max_size=2))]
    return _rgb(compressed(_plain(draw)), *before, behind=tuple(behind))


_REPEATABLE = (PngExtra.TEXT, PngExtra.COMPRESSED_TEXT, PngExtra.INTERNATIONAL_TEXT, PngExtra.PRIVATE)
"""Those of which there may be several (section 5.6)."""
_EXTRAS: dict[PictureKind, Callable[[DrawFn, PngExtra], bytes]] = {
    PictureKind.EXTRA: _with_extra,
    PictureKind.EXTRA_BEHIND: _with_extra_behind,
    PictureKind.EXTRAS: _with_extras,
}


def _with_segment(draw: DrawFn, marker: bytes) -> bytes:
    """Put a segment of a JPEG behind its first one, which is JFIF's where there is one."""
    data, said = picture(draw(st.sampled_from(_JPEGS))), draw(st.binary(max_size=40))
    at = 4 + int.from_bytes(data[4:6], "big")
    return data[:at] + b"\xff" + marker + struct.pack(">H", 2 + len(said)) + said + data[at:]


def _with_application(draw: DrawFn) -> bytes:
    return _with_segment(draw, bytes([draw(st.sampled_from(_APPLICATION))]))


def _with_gif_comment(draw: DrawFn) -> bytes:
    """Put a comment in front of the picture of a GIF, which makes it a GIF89a (section 24)."""
    data, said = picture("red.gif"), draw(st.binary(min_size=1, max_size=40))
    at = _GIF_HEADER + 3 * (2 << (data[10] & 7))
    return b"GIF89a" + data[6:at] + b"!\xfe" + bytes([len(said)]) + said + b"\0" + data[at:]


_MAKERS: dict[PictureKind, tuple[str, Make]] = {
    PictureKind.UNFILTERED: ("image/png", _filtered(0)),
    PictureKind.SUB: ("image/png", _filtered(1)),
    PictureKind.UP: ("image/png", _filtered(2)),
    PictureKind.AVERAGE: ("image/png", _filtered(3)),
    PictureKind.PAETH: ("image/png", _filtered(4)),
    PictureKind.FILTERED: ("image/png", _each_filtered),
    PictureKind.OTHER_SIDES: ("image/png", _of_sides),
    PictureKind.DIVIDED: ("image/png", _divided),
    PictureKind.BLOCKS: ("image/png", _blocks),
    PictureKind.FIXED_CODES: ("image/png", _fixed),
    PictureKind.WINDOW: ("image/png", _small_window),
    PictureKind.GREY_1: ("image/png", _of_type(_GREY, 1)),
    PictureKind.GREY_2: ("image/png", _of_type(_GREY, 2)),
    PictureKind.GREY_4: ("image/png", _of_type(_GREY, 4)),
    PictureKind.GREY_8: ("image/png", _of_type(_GREY, 8)),
    PictureKind.GREY_16: ("image/png", _of_type(_GREY, 16)),
    PictureKind.RGB_16: ("image/png", _of_type(_RGB, 16)),
    PictureKind.PALETTE_1: ("image/png", _with_palette(1)),
    PictureKind.PALETTE_2: ("image/png", _with_palette(2)),
    PictureKind.PALETTE_4: ("image/png", _with_palette(4)),
    PictureKind.PALETTE_8: ("image/png", _with_palette(8)),
    PictureKind.PALETTE_WHOLE: ("image/png", _with_whole_palette),
    PictureKind.PALETTE_ALPHA: ("image/png", _with_palette(4, transparent=True)),
    PictureKind.GREY_ALPHA_8: ("image/png", _of_type(_GREY_ALPHA, 8)),
    PictureKind.GREY_ALPHA_16: ("image/png", _of_type(_GREY_ALPHA, 16)),
    PictureKind.RGBA_8: ("image/png", _of_type(_RGBA, 8)),
    PictureKind.RGBA_16: ("image/png", _of_type(_RGBA, 16)),
    PictureKind.INTERLACED: ("image/png", _interlaced(_RGB)),
    PictureKind.INTERLACED_ALPHA: ("image/png", _interlaced(_RGBA)),
    PictureKind.JPEG_COMMENT: ("image/jpeg", lambda draw: _with_segment(draw, _COMMENT)),
    PictureKind.JPEG_APPLICATION: ("image/jpeg", _with_application),
    PictureKind.GIF_COMMENT: ("image/gif", _with_gif_comment),
}

"""Whole PNG pictures with a side shorter than a patch of most models: some servers read them, others refuse."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from conformance.conversations.png import png_chunk, png_file, png_header
from conformance.strategies.drawn_pictures import LONGEST, SHORTEST
from conformance.strategies.png_pixels import Layout, compressed, scanlines

_RGB, _GREY, _RGBA = 2, 0, 6
_SIDES = {
    "from 28 pixels": st.tuples(*[st.integers(28, SHORTEST - 1)] * 2),
    "from 8 pixels": st.tuples(*[st.integers(8, 27)] * 2),
    "of a few pixels": st.tuples(*[st.integers(1, 7)] * 2),
    "low": st.tuples(st.integers(SHORTEST, LONGEST), st.integers(1, 27)),
    "narrow": st.tuples(st.integers(1, 27), st.integers(SHORTEST, LONGEST)),
    "of less than five pixels": st.tuples(*[st.integers(1, 4)] * 2),
}
_KINDS = {
    "RGB": (8, _RGB, False),
    "greyscale of 1 bit": (1, _GREY, False),
    "with alpha": (8, _RGBA, False),
    "interlaced": (8, _RGB, True),
}


@st.composite
def small_pictures(draw: DrawFn) -> tuple[str, bytes]:
    """Draw what is particular about a picture, in words, and its bytes."""
    size, kind = draw(st.sampled_from(list(_SIDES))), draw(st.sampled_from(list(_KINDS)))
    width, height = draw(_SIDES[size])
    depth, colour_type, interlaced = _KINDS[kind]
    layout = Layout(width, height, depth, colour_type, interlaced)
    pixels = compressed(scanlines(layout, draw(st.binary(min_size=1, max_size=4))))
    header = png_header(width, height, depth, colour_type, interlace=int(interlaced))
    return f"{kind}, {size}", png_file(header, png_chunk(b"IDAT", pixels))

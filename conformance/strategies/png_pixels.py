"""Pixels of a PNG as the bytes of its IDAT chunks: rows, filters, the order of Adam7, and ways to compress them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Colour type -> samples of a pixel (section 6.1)."""
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column and row, and steps across and down, of the seven passes (section 8.2)."""
_ZLIB_HEADER = b"\x78\x01"
_MARKER = b"\0\0\0\xff\xff"
"""A stored block of no bytes, which Z_SYNC_FLUSH writes: five bytes that mean nothing."""


@dataclass(frozen=True)
class Layout:
    """What the header of a PNG says about its pixels.

    Attributes:
        width: pixels in a row.
        height: rows.
        depth: bits of a sample.
        colour_type: 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha.
        interlaced: whether the pixels come in the seven passes of Adam7.
    """

    width: int
    height: int
    depth: int = 8
    colour_type: int = 2
    interlaced: bool = False

    def rows(self) -> Iterator[int]:
        """Yield the length of each row in bytes, the byte of its filter not counted."""
        for columns, rows in self._passes():
            yield from [-(-columns * _CHANNELS[self.colour_type] * self.depth // 8)] * rows

    def _passes(self) -> Iterator[tuple[int, int]]:
        if not self.interlaced:
            yield self.width, self.height
            return
        for left, top, across, down in _ADAM7:
            columns, rows = len(range(left, self.width, across)), len(range(top, self.height, down))
            if columns and rows:
                yield columns, rows


def scanlines(layout: Layout, pattern: bytes, filters: Sequence[int] = (0,)) -> bytes:
    """Return filtered rows that repeat a pattern.

    Filters work modulo 256, so whatever bytes stand behind a filter are some pixels: nothing is computed.

    Args:
        layout: the header.
        pattern: the bytes of a row, from its beginning and over again; not empty.
        filters: the filter types of the rows, in turn.
    """
    longest = max(layout.rows())
    row = bytes(islice(cycle(pattern), longest))
    return b"".join(bytes([kind]) + row[:size] for kind, size in zip(cycle(filters), layout.rows(), strict=False))


def compressed(data: bytes, *, window: int = 15, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """Compress as zlib does, with a window of so many bits and a strategy of its own."""
    packer = zlib.compressobj(9, zlib.DEFLATED, window, 9, strategy)
    return packer.compress(data) + packer.flush()


def begun_as_it_is(data: bytes, stored: int, markers: int = 0) -> bytes:
    """Compress all but the beginning, which is stored as it is (RFC 1951 section 3.2.4).

    Args:
        data: what to compress.
        stored: how many bytes are stored, at most 65,535.
        markers: how many empty blocks follow.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    rest = packer.compress(data[stored:]) + packer.flush()
    block = struct.pack("<BHH", 0, stored, stored ^ 0xFFFF) + data[:stored]
    return _ZLIB_HEADER + block + _MARKER * markers + rest + struct.pack(">I", zlib.adler32(data))

"""The frame of a PNG file (W3C PNG, third edition, section 5): signature, chunks, header."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_file(*chunks: bytes) -> bytes:
    """Return signature, the chunks, and IEND."""
    return b"".join((SIGNATURE, *chunks, png_chunk(b"IEND", b"")))


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk: length, type, data, CRC-32 over type and data (section 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def png_header(width: int, height: int, depth: int, colour_type: int, *, interlace: int = 0) -> bytes:
    """Return the IHDR chunk (section 11.2.1)."""
    return png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, interlace))

"""The pictures that conversations send, and what a conformant server makes of each."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

from conformance.conversations.png import png_chunk, png_file, png_header
from conformance.model.request import Expectation
from conformance.model.settings import Capability
from conformance.resources import fixtures_directory

_RGB_8, _GREY_1 = (8, 2), (1, 0)
_RGB_BYTES = 3
_NOISE_BLOCK = 1 << 16


@dataclass(frozen=True, kw_only=True)
class PictureFacts:
    """One entry of `fixtures/pictures/expectations.json`.

    Attributes:
        media_type: what the bytes are.
        width: pixels, as the header says; 0 where no decoder gets as far.
        height: pixels, likewise.
        colour: the one colour that it shows, in a word, or None.
        server: what a conformant server does with it.
        needs: the feature without which a refusal is honest.
        why: what the picture is for.
    """

    media_type: str
    width: int
    height: int
    colour: str | None
    server: Expectation
    needs: Capability
    why: str


@cache
def catalogue() -> MappingProxyType[str, PictureFacts]:
    """Return the facts about every picture, by file name."""
    entries = json.loads((fixtures_directory() / "pictures" / "expectations.json").read_bytes())
    return MappingProxyType({name: _facts(**entry) for name, entry in entries.items()})


def _facts(*, server: str, needs: str, **rest: Any) -> PictureFacts:
    return PictureFacts(server=Expectation(server), needs=Capability(needs), **rest)


@cache
def picture(name: str) -> bytes:
    """Return the bytes of a picture by its file name, `red.png`.

    Raises:
        FileNotFoundError: there is no such picture.
    """
    return picture_path(name).read_bytes()


def picture_path(name: str) -> Path:
    """Return where a picture lies on this machine."""
    return (fixtures_directory() / "pictures" / name).absolute()


@cache
def data_uri(name: str, media_type: str | None = None) -> str:
    """Return the picture as a `data:` URI in Base64 (RFC 2397, RFC 4648 section 4).

    Args:
        name: file name of the picture.
        media_type: the label to put before it; what the bytes are unless given.

    Raises:
        FileNotFoundError: there is no such picture.
        KeyError: it is not in the catalogue, and no label was given.
    """
    label = catalogue()[name].media_type if media_type is None else media_type
    return f"data:{label};base64,{b64encode(picture(name)).decode('ascii')}"


def noise_png(side: int) -> bytes:
    """Return a square RGB PNG of about `3 * side * side` bytes: noise, which cannot be compressed.

    Made anew each time it is due, since nobody should keep megabytes of noise.
    """
    row = 1 + _RGB_BYTES * side
    # Deflate looks back 32 KiB, so what repeats behind that is stored as it is.
    block = Random(side).randbytes(_NOISE_BLOCK)  # noqa: S311 - noise, no secret
    samples = bytearray((block * (row * side // _NOISE_BLOCK + 1))[: row * side])
    samples[::row] = bytes(side)
    return _png(side, _RGB_8, [zlib.compress(samples, 0)])


@cache
def flat_png(side: int, *, bits: int) -> bytes:
    """Return a square PNG of one colour, which takes a thousandth of its pixels: a bomb where the square is large.

    Args:
        side: pixels on each side, a multiple of 8.
        bits: 1 for black and white (it is white), 24 for RGB (it is grey).
    """
    row = b"\0" + (b"\xff" * (side // 8) if bits == 1 else b"\x80" * (_RGB_BYTES * side))
    packer = zlib.compressobj()
    return _png(side, _GREY_1 if bits == 1 else _RGB_8, [*(packer.compress(row) for _ in range(side)), packer.flush()])


def _png(side: int, depth_and_type: tuple[int, int], data: Iterable[bytes]) -> bytes:
    return png_file(png_header(side, side, *depth_and_type), png_chunk(b"IDAT", b"".join(data)))

"""Bytes as readable JSON: a list of segments whose concatenation is the bytes, exactly.

A segment is `{"text": ...}` (valid UTF-8), `{"base64": ...}` (anything else) or `{"picture": SHA-256}`, which
stands for the standard Base64 text of a file that is stored once.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Segment = dict[str, str]

_RUN = re.compile(rb"[A-Za-z0-9+/]{510,}={0,2}")
_SHORTEST_PICTURE = 512
_MOST_TEXT_PIECES = 32
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"%PDF-", "pdf"),
    (b"<svg", "svg"),
)


def extension(data: bytes) -> str:
    """Return the file name extension that the first bytes tell, `bin` where they tell nothing."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((name for magic, name in _MAGIC if data.startswith(magic)), "bin")


def to_segments(data: bytes, store: Callable[[str, bytes], None]) -> list[Segment]:
    """Cut bytes into segments.

    Args:
        data: the bytes.
        store: called with the SHA-256 (hexadecimal) and the decoded bytes of each long run of Base64.
    """
    segments: list[Segment] = []
    at = 0
    for run in _RUN.finditer(data):
        picture = _decoded(run[0])
        if picture is not None:
            digest = hashlib.sha256(picture).hexdigest()
            store(digest, picture)
            segments += [*_plain(data[at : run.start()]), {"picture": digest}]
            at = run.end()
    return [*segments, *_plain(data[at:])]


def from_segments(segments: Iterable[Any], picture: Callable[[str], bytes]) -> bytes:
    """Return the bytes that the segments stand for.

    Args:
        segments: parsed JSON, not trusted.
        picture: returns the file of a SHA-256.

    Raises:
        ValueError: something is no segment; the message says what.
    """
    return b"".join(_bytes_of(segment, picture) for segment in segments)


def _bytes_of(segment: Any, picture: Callable[[str], bytes]) -> bytes:
    match segment:
        case {"text": str(text), **rest} if not rest:
            return text.encode("utf-8")
        case {"base64": str(text), **rest} if not rest:
            return b64decode(text, validate=True)
        case {"picture": str(digest), **rest} if not rest:
            return b64encode(picture(digest))
    raise ValueError(f"{str(segment)[:80]} is not a segment of text, base64 or picture")


def _decoded(run: bytes) -> bytes | None:
    """Return what a run of Base64 stands for if encoding that again gives the very same run."""
    if len(run) < _SHORTEST_PICTURE or len(run) % 4:
        return None
    try:
        data = b64decode(run, validate=True)
    except Error:
        return None
    return data if b64encode(data) == run else None


def _plain(data: bytes) -> Iterator[Segment]:
    for _ in range(_MOST_TEXT_PIECES):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start:
                yield {"text": data[: error.start].decode("utf-8")}
            yield {"base64": b64encode(data[error.start : error.end]).decode("ascii")}
            data = data[error.end :]
        else:
            if text:
                yield {"text": text}
            return
    if data:
        yield {"base64": b64encode(data).decode("ascii")}

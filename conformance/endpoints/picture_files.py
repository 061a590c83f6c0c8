"""What faults and benign variants look for in a picture: the first bytes of its file."""

from __future__ import annotations

import binascii
import struct
from collections.abc import Callable
from dataclasses import dataclass

from conformance.endpoints.asked import Asked, image_urls
from conformance.endpoints.fault import When
from conformance.endpoints.reference.mistakes import RequestError
from conformance.endpoints.reference.pictures import see

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
_BEGINNING = 1 << 14
_IHDR = struct.Struct(">II5B")


@dataclass(frozen=True)
class File:
    """The beginning of a picture's file, read leniently.

    Attributes:
        label: media type of the data URI.
        data: the first 12 KiB, b"" where they are no Base64.
        size: bytes of the whole file, about.
    """

    label: str
    data: bytes
    size: int

    @property
    def header(self) -> tuple[int, ...]:
        """IHDR of a PNG: width, height, depth, colour type, compression, filter, interlace; zeros without one."""
        return _IHDR.unpack_from(self.data, 16) if self.is_png and len(self.data) > 16 + _IHDR.size else (0,) * 7

    @property
    def is_png(self) -> bool:
        """Whether it begins as PNG does."""
        return self.data.startswith(PNG)

    @property
    def is_jpeg(self) -> bool:
        """Whether it begins as JPEG does."""
        return self.data.startswith(JPEG)


def read_file(url: str) -> File:
    """Read the beginning of the file in a data URI."""
    head, _, payload = url.partition(",")
    try:
        data = binascii.a2b_base64(payload[:_BEGINNING])
    except ValueError:
        data = b""
    return File(head.removeprefix("data:").partition(";")[0], data, len(payload) * 3 // 4)


def flaw(url: str) -> str | None:
    """Return the code of what the healthy endpoint finds wrong with a picture, or None."""
    try:
        see(url, "url")
    except RequestError as error:
        return error.code
    return None


def shows(test: Callable[[File], bool]) -> When:
    """Return the condition that some picture of the request passes the test."""
    return lambda asked: any(test(one) for one in files_of(asked))


def files_of(asked: Asked) -> list[File]:
    """Read the beginnings of all pictures of a request."""
    return [read_file(image["url"]) for image in image_urls(asked.body)]

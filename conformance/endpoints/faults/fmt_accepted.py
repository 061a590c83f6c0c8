"""Faults of picture formats: files that are accepted though they are no pictures, or none of those documented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, image_urls
from conformance.endpoints.fault import body_fault
from conformance.endpoints.picture_files import JPEG, PNG, File, flaw, read_file

_SIDE = 64
_SMALL = 1 << 10
_SCAN = b"\xff\xda"
_HEADER_OF_PNG = 33
_DOCUMENTED = ("image/png", "image/jpeg", "image/webp", "image/gif")
_OTHER_SIGNATURES = (b"BM", b"II*\0", b"\0\0\1\0", b"8BPS", b"<?xml")
_SIGNATURES = (PNG, JPEG, b"GIF8", b"RIFF")


def _forgive(body: dict[str, Any], test: Callable[[File], bool]) -> None:
    """Put a picture in the place of every file that passes the test."""
    for image in image_urls(body):
        if test(read_file(image["url"])):
            image["url"] = SOME_PICTURE


def _is_animated(file: File) -> bool:
    return b"NETSCAPE2.0" in file.data or b"ANMF" in file.data


def _is_unknown(file: File) -> bool:
    return file.label in _DOCUMENTED and bool(file.data) and not file.data.startswith(_SIGNATURES)


@body_fault(trips=("FMT-008",))
def first_frame_shown(body: dict[str, Any]) -> None:
    """Of a moving picture the first frame is shown."""
    _forgive(body, _is_animated)


@body_fault(trips=("FMT-009",))
def every_picture_converted(body: dict[str, Any]) -> None:
    """Whatever the library reads is converted: BMP, TIFF, icons, drawings."""
    _forgive(body, lambda file: file.data.startswith(_OTHER_SIGNATURES))


@body_fault(trips=("FMT-010",))
def first_page_shown(body: dict[str, Any]) -> None:
    """The first page of a PDF document is shown."""
    _forgive(body, lambda file: file.data.startswith(b"%PDF"))


@body_fault(trips=("FMT-011",))
def bytes_not_looked_at(body: dict[str, Any]) -> None:
    """What cannot be identified is passed over as if there were no picture."""
    _forgive(body, _is_unknown)


@body_fault(trips=("FMT-012",))
def signature_is_enough(body: dict[str, Any]) -> None:
    """A file that begins like a PNG and ends soon is shown as a black square."""
    _forgive(body, lambda file: file.is_png and 0 < len(file.data) < _HEADER_OF_PNG)


@body_fault(trips=("FMT-012",))
def no_width_taken_for_one(body: dict[str, Any]) -> None:
    """A width of zero is raised to one, so that nothing is divided by zero."""
    _forgive(body, lambda file: file.is_png and len(file.data) > _HEADER_OF_PNG and file.header[0] == 0)


@body_fault(trips=("FMT-013",))
def checksums_and_ends_ignored(body: dict[str, Any]) -> None:
    """A small decoder compares no checksums, and what is missing is black."""
    for image in image_urls(body):
        if _is_complete_but_damaged(image["url"]):
            image["url"] = SOME_PICTURE


def _is_complete_but_damaged(url: str) -> bool:
    file = read_file(url)
    begun = file.header[0] == _SIDE or (file.is_jpeg and _SCAN in file.data)
    return begun and file.size < _SMALL and flaw(url) == "invalid_image_format"

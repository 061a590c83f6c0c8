"""Faults of readers of data URIs that take what is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, image_urls
from conformance.endpoints.fault import body_fault

_BARE = re.compile(r"[A-Za-z0-9+/]{64,}={0,2}")
_CAPTION = 64
_HEAD = re.compile(r"data:[^,]*,", re.IGNORECASE)


def _shown(body: dict[str, Any], when: Callable[[str], object]) -> None:
    """Put some picture in the place of those whose URL is like this."""
    for image in image_urls(body):
        if when(image["url"]):
            image["url"] = SOME_PICTURE


def _media_type(url: str) -> str:
    return url.removeprefix("data:").partition(",")[0].partition(";")[0]


@body_fault(trips=("URI-006",))
def comma_not_needed(body: dict[str, Any]) -> None:
    """A data URI without a comma is passed over as if there were no picture."""
    _shown(body, lambda url: url.startswith("data:") and "," not in url)


@body_fault(trips=("URI-007",))
def base64_taken_for_granted(body: dict[str, Any]) -> None:
    """What stands behind the comma is decoded as Base64, whatever stands in front of it."""
    _shown(body, lambda url: _HEAD.match(url) and "base64" not in url.partition(",")[0])


@body_fault(trips=("URI-008",))
def base64_looked_for_anywhere(body: dict[str, Any]) -> None:
    """The word base64 may stand at any place among the parameters."""
    _shown(body, lambda url: ";base64;" in url.partition(",")[0])


@body_fault(trips=("URI-009",))
def media_type_not_needed(body: dict[str, Any]) -> None:
    """A data URI may leave the media type out: the bytes tell."""
    _shown(body, lambda url: url.startswith("data:;base64,"))


@body_fault(trips=("URI-010",), also=("FMT-010",))
def text_shown_as_a_picture(body: dict[str, Any]) -> None:
    """Labels that are no picture's are not looked at, but for the one that says nothing."""
    _shown(body, lambda url: _media_type(url) in {"text/plain", "application/pdf", "video/mp4"})


@body_fault(trips=("URI-011",))
def unknown_bytes_shown_as_a_picture(body: dict[str, Any]) -> None:
    """application/octet-stream may be anything, so the bytes are looked at."""
    _shown(body, lambda url: _media_type(url) == "application/octet-stream")


@body_fault(trips=("URI-012",))
def subtype_alone_accepted(body: dict[str, Any]) -> None:
    """The name of a format does for a media type."""
    _shown(body, lambda url: _media_type(url) in {"png", "image/", "/png"} and ";base64," in url)


@body_fault(trips=("URI-009", "URI-010", "URI-011", "URI-012", "URI-016"))
def label_not_read(body: dict[str, Any]) -> None:
    """Everything between the scheme and ;base64 is skipped."""
    for image in image_urls(body):
        image["url"] = re.sub(r"\Adata:[^,;]*;base64,", "data:image/png;base64,", image["url"])


@body_fault(trips=("URI-014",))
def data_behind_the_last_comma_taken(body: dict[str, Any]) -> None:
    """The data are what stands behind the last comma, so that a prefix too much does no harm."""
    _shown(body, lambda url: url.count("data:") > 1)


@body_fault(trips=("URI-015",))
def bare_base64_accepted(body: dict[str, Any]) -> None:
    """Where there is no scheme the whole text is decoded."""
    _shown(body, _BARE.fullmatch)


@body_fault(trips=("URI-016",))
def slashes_behind_the_scheme_dropped(body: dict[str, Any]) -> None:
    """A library for URLs takes the media type for a host and a path, and joins them again."""
    _shown(body, lambda url: url.startswith("data://"))


@body_fault(trips=("URI-017",))
def pictures_of_a_browser_left_out(body: dict[str, Any]) -> None:
    """What cannot be loaded is left out, and the model answers about nothing."""
    _shown(body, lambda url: url.startswith(("blob:", "cid:")))


@body_fault(trips=("URI-017",))
def words_in_place_of_a_picture_passed_on(body: dict[str, Any]) -> None:
    """A short text without a scheme is shown to the model as a caption."""
    _shown(body, lambda url: url and "passwd" not in url and len(url) < _CAPTION and not re.match(r"/|\.|\w+:", url))


@body_fault(trips=("URI-017",))
def failed_download_left_out(body: dict[str, Any]) -> None:
    """A download that fails is noted in a log that the caller never sees."""
    _shown(body, lambda url: "://picture.invalid/" in url)

"""Pictures in data URIs (RFC 2397), strict Base64 (RFC 4648 section 4) and what can be seen in them."""

from __future__ import annotations

import binascii
import hashlib
import io
import re
import warnings
from collections import OrderedDict
from dataclasses import dataclass

from PIL import Image, ImageOps

from conformance.endpoints.reference.colours import colours_of
from conformance.endpoints.reference.mistakes import RequestError

_MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif"})
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_MOVING = ("GIF", "WEBP")
"""A JPEG of several pictures (MPO) is what telephones make of one; its first is the one that is meant."""
_MOST_PIXELS = 70_000_000
_MOST_PADDING = 2
_CACHED = 512
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class Picture:
    """What the reference sees: size in pixels, file format, and the names of the colours by area."""

    width: int
    height: int
    format: str
    colours: tuple[str, ...]

    def __str__(self) -> str:
        return f"{' and '.join(self.colours)}, {self.width}x{self.height} {self.format}"


_seen: OrderedDict[bytes, Picture | RequestError] = OrderedDict()


def see(url: str, param: str) -> Picture:
    """Decode the picture of an `image_url.url`.

    The result is remembered by the hash of the URL, because a suite sends the same few pictures thousands of times.

    Raises:
        RequestError: the URL is not a Base64 data URI of a whole PNG, JPEG, WebP or GIF picture that does not move.
    """
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).digest()
    outcome = _seen.get(digest)
    if outcome is None:
        outcome = _seen[digest] = _outcome(url)
        while len(_seen) > _CACHED:
            _seen.popitem(last=False)
    if isinstance(outcome, RequestError):
        raise RequestError(outcome.message, param, outcome.code)
    return outcome


def _outcome(url: str) -> Picture | RequestError:
    try:
        return _decode(read_base64(_payload(url)))
    except RequestError as error:
        return RequestError(error.message, code=error.code)  # a fresh one, whose traceback holds no picture


def _payload(url: str) -> str:
    scheme, _, rest = url.partition(":")
    if scheme.lower() != "data":
        if _SCHEME.match(url):
            raise RequestError("Only data URIs are supported here; nothing is downloaded.", code="invalid_image_url")
        raise RequestError("The picture must be given as a data URI.", code="invalid_value")
    head, comma, payload = rest.partition(",")
    media_type, *parameters = head.split(";")
    if not comma or not parameters or parameters[-1].strip().lower() != "base64":
        raise RequestError("The data URI must have ';base64,' in front of its data.", code="invalid_base64_image")
    if media_type.strip().lower() not in _MEDIA_TYPES:
        message = "The media type must be image/png, image/jpeg, image/webp or image/gif."
        raise RequestError(message, code="unsupported_image_media_type")
    return payload


def read_base64(payload: str) -> bytes:
    """Decode strict Base64: the alphabet of section 4, padding present and final, no line feeds.

    Raises:
        RequestError: the payload is empty or not Base64.
    """
    if not payload:
        raise RequestError("The data URI has no data.", code="empty_image_file")
    padding = len(payload) - len(payload.rstrip("="))
    invalid = RequestError("The data of the data URI is not valid Base64.", code="invalid_base64_image")
    if len(payload) % 4 or padding > _MOST_PADDING:
        raise invalid
    try:
        return binascii.a2b_base64(payload.encode("ascii"), strict_mode=True)
    except ValueError:
        raise invalid from None


def _whole(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        _refuse_extremes(image)
        image.verify()
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        image.load()
        turned = ImageOps.exif_transpose(image)
        return Picture(*turned.size, {"MPO": "JPEG"}.get(image.format or "", image.format or ""), colours_of(turned))


def _decode(data: bytes) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a decoder thinks of a client's picture is no news on our terminal
            return _whole(data)
    except RequestError:
        raise
    except Image.DecompressionBombError:
        raise RequestError("The picture has too many pixels.", code="image_too_large") from None
    except Exception:  # noqa: BLE001 - damaged files make the decoders raise nearly every exception there is
        message = "The data is not a whole PNG, JPEG, WebP or GIF picture."
        raise RequestError(message, code="invalid_image_format") from None


def _refuse_extremes(image: Image.Image) -> None:
    if image.width * image.height > _MOST_PIXELS:
        raise RequestError("The picture has too many pixels.", code="image_too_large")
    if image.format in _MOVING and getattr(image, "is_animated", False):
        raise RequestError(f"Animated {image.format} pictures are not supported.", code="invalid_image_format")

"""Pictures in data URIs: the head by RFC 2397, the payload by RFC 4648, the picture by Pillow, each without mercy."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from collections import Counter
from dataclasses import dataclass
from math import ceil
from urllib.parse import unquote_to_bytes

from PIL import Image, ImageFile

from conformance.selftest.second_endpoint.refusals import Refusal

LABELS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/jpg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
}
"""Media types and what must stand behind them: a label binds."""
MOST_PIXELS = 80_000_000
_PATCH, _MOST_PATCHES, _BASE = 32, 1536, 70
_HEAD = re.compile(r"data:(?P<label>[^;,]+)(?P<parameters>(?:;[^;,]*)*),", re.IGNORECASE)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")
_PERCENT_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~!$&'()*+,;=:@/?])+\Z")
_COLOURS = {
    "red": (220, 30, 30),
    "green": (30, 160, 50),
    "blue": (30, 50, 220),
    "yellow": (240, 220, 40),
    "white": (250, 250, 250),
    "black": (10, 10, 10),
    "grey": (128, 128, 128),
    "orange": (240, 140, 30),
    "purple": (130, 40, 160),
    "cyan": (40, 210, 220),
    "brown": (120, 70, 30),
    "pink": (245, 160, 190),
}
_SMALL = (24, 24)
_BLANKS = " \t\n\f\r"


@dataclass(frozen=True)
class Picture:
    """What is left of a picture: all that the model looks at."""

    colour: str
    width: int
    height: int
    digest: bytes
    tokens: int


def seen(url: str, detail: str, path: str, *, by_bytes: bool) -> Picture:
    """Decode the picture of a `url`.

    Args:
        url: the data URI.
        detail: how closely to look, which decides what it costs.
        path: the member, for refusals.
        by_bytes: whether the bytes say what the picture is, and not its label; Base64 is then read as browsers read it.

    Raises:
        Refusal: there is no picture in it that may be shown.
    """
    kind, data = _read_uri(url.strip(_BLANKS) if by_bytes else url, path, by_bytes=by_bytes)
    image = _decoded(data, sorted(set(LABELS.values())) if by_bytes else [kind], path)
    width, height = image.size
    patches = min(ceil(width / _PATCH) * ceil(height / _PATCH), _MOST_PATCHES)
    small = _on_white(image).resize(_SMALL)
    digest = hashlib.sha256(repr((image.size, detail)).encode() + small.tobytes()).digest()
    return Picture(_colour_of(small), width, height, digest, _BASE if detail == "low" else _BASE + patches)


def _read_uri(url: str, path: str, *, by_bytes: bool) -> tuple[str, bytes]:
    head = _HEAD.match(url)
    if head is None:
        scheme = url.partition(":")[0].lower()
        told = "addresses are not fetched here" if scheme in {"http", "https"} else "the value has an invalid format"
        raise Refusal(f"Expected a base64-encoded data URL with an image MIME type, but {told}.", path, "invalid_value")
    kind = LABELS.get(head["label"].lower())
    if kind is None:
        raise Refusal("Unsupported MIME type: send image/png, jpeg, webp or gif.", path, "invalid_image_format")
    payload = url[head.end() :]
    *_, last = head["parameters"].split(";")
    payload = _forgiven(payload) if by_bytes else payload
    data = _from_base64(payload, path) if last.strip().lower() == "base64" else _from_octets(payload, path)
    if not data:
        raise Refusal("The data URL is empty.", path, "empty_image_file")
    return kind, data


def _forgiven(payload: str) -> str:
    """Return Base64 as the forgiving decoder of the Infra Standard takes it, written by the book."""
    letters = re.sub("[\t\n\f\r ]", "", payload.partition("#")[0])
    return letters if len(letters) % 4 == 0 or "=" in letters else letters + "=" * (-len(letters) % 4)


def _from_base64(payload: str, path: str) -> bytes:
    """Decode with every SHOULD and MAY of RFC 4648 taken: whole quanta, no foreign sign, no bits left over."""
    try:
        data = base64.b64decode(payload, validate=True) if _BASE64.match(payload) else b""
    except binascii.Error:
        data = b""
    if payload and base64.b64encode(data).decode("ascii") != payload:
        raise Refusal("The data URL holds an invalid base64-encoded value.", path, "invalid_base64_image")
    return data


def _from_octets(payload: str, path: str) -> bytes:
    """Decode octets that are written by themselves or percent-encoded, as data URIs without Base64 have them."""
    if not _PERCENT_ENCODED.match(payload):
        raise Refusal("The data URL holds characters that no URL may hold.", path, "invalid_value")
    return unquote_to_bytes(payload)


def _decoded(data: bytes, kinds: list[str], path: str) -> Image.Image:
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    told = f"The data do not represent a valid image of type {' or '.join(kinds)}."
    broken = Refusal(told, path, "invalid_image_format")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow warns of is refused below, by numbers of our own
            with Image.open(io.BytesIO(data), formats=kinds) as image:
                _check_frame(image, path)
                image.verify()
            image = Image.open(io.BytesIO(data), formats=kinds)
            image.load()
    except Refusal:
        raise
    except (OSError, ValueError, SyntaxError, OverflowError, EOFError, IndexError, Image.DecompressionBombError):
        raise broken from None
    if image.format == "JPEG" and b"\xff\xd9" not in data:
        raise broken
    return image


def _check_frame(image: Image.Image, path: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise Refusal("The image has too many pixels.", path, "image_too_large")
    if getattr(image, "n_frames", 1) > 1:
        raise Refusal("Animated images are not supported.", path, "invalid_image_format")


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture in RGB; what is transparent is white, and 16 bits become 8."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level * (1 / 256) + 0).convert("L")
    image.thumbnail((512, 512))
    clear = image.convert("RGBA")
    ground = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(ground, clear).convert("RGB")


def _colour_of(image: Image.Image) -> str:
    data = image.tobytes()
    names = Counter(_nearest((data[at], data[at + 1], data[at + 2])) for at in range(0, len(data), 3))
    return names.most_common(1)[0][0]


def _nearest(pixel: tuple[int, int, int]) -> str:
    return min(_COLOURS, key=lambda name: sum((a - b) ** 2 for a, b in zip(_COLOURS[name], pixel, strict=True)))

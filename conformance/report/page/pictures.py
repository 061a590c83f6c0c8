"""Pictures that were sent, as a page shows them: each once, and only those that no browser chokes on."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import warnings
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

_DATA_URI = re.compile(r"data:[^\s\"\\,]*;base64,([A-Za-z0-9+/=]{24,})", re.IGNORECASE)
_SHOWN = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_MOST_PIXELS = 1 << 22
_MOST_BYTES = 96 << 10
_MOST_IN_ALL = 1 << 20
_KEPT = 24


@dataclass
class Album:
    """The pictures of a page.

    Attributes:
        pictures: name -> data URI that a browser is given.
        size: bytes of all of them.
    """

    pictures: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def shortened(self, body: str) -> tuple[str, list[str]]:
        """Return a body with its pictures cut short, and the names of those that can be shown."""
        names: list[str] = []

        def replace(found: re.Match[str]) -> str:
            name = self._add(found[1])
            names.extend([name] if name else [])
            code = found[1]
            cut = f"{code[:_KEPT]}...[{len(code) - _KEPT:,} characters more]" if len(code) > 2 * _KEPT else code
            return f"{found[0][: -len(code)]}{cut}"

        return _DATA_URI.sub(replace, body), names

    def _add(self, code: str) -> str:
        """Keep a picture and return its name, "" where it is none that can be shown."""
        try:
            data = base64.b64decode(code, validate=True)
        except binascii.Error:
            return ""
        name = hashlib.sha256(data).hexdigest()[:16]
        if name not in self.pictures:
            media_type = _media_type(data)
            if not media_type or self.size + len(data) > _MOST_IN_ALL:
                return ""
            self.size += len(data)
            self.pictures[name] = f"data:{media_type};base64,{base64.b64encode(data).decode()}"
        return name


def _media_type(data: bytes) -> str:
    """Return what a picture is, by its own first bytes; "" for one that is large, or that Pillow cannot open."""
    if len(data) > _MOST_BYTES:
        return ""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data)) as picture:
            width, height = picture.size
            return _SHOWN.get(picture.format or "", "") if width * height <= _MOST_PIXELS else ""
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""

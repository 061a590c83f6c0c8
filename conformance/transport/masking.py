"""Secrets that a peer echoes are overwritten at equal length before anything is kept.

Where a secret stood is remembered, so that the finding "the target echoes the key" survives a replay. A secret
that is cut by chunk framing or spread over several events is not recognised.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from conformance.model.settings import Target
from conformance.model.transcript import Masked, Recording

_KEY_LENGTH = 4
_VALUE_LENGTH = 8
_BLOCK = 1 << 20
_SECRET_PARAMETER = re.compile(r"key|token|secret|sig|pass|code|auth|credential", re.IGNORECASE)
_NEVER_SECRET = frozenset(
    {
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "connection",
        "content-length",
        "content-type",
        "date",
        "expect",
        "from",
        "host",
        "origin",
        "pragma",
        "referer",
        "te",
        "user-agent",
    }
)
"""Masking `application/json` because a user repeats Content-Type would blind every check."""


class Masker:
    """Overwrites the secrets of one target.

    Args:
        target: whose key, user header fields, userinfo and secret query values are looked for, as they are and as
            they stand inside a JSON string.
    """

    def __init__(self, target: Target) -> None:
        names: dict[bytes, str] = {}
        for name, secret in _secrets(target):
            for form in _forms(secret):
                names.setdefault(form, name)
        longest_first = sorted(names, key=len, reverse=True)
        self._names = names
        self._longest = max((len(form) for form in names), default=0)
        self._pattern = re.compile(b"|".join(map(re.escape, longest_first))) if names else None

    def mask(self, recording: Recording) -> tuple[Recording, tuple[Masked, ...]]:
        """Return the recording without secrets, and where they stood; a file is changed in place."""
        if self._pattern is None or not len(recording):
            return recording, ()
        if isinstance(recording.source, Path):
            return recording, self._mask_file(recording.source)
        masked = tuple(self._found(recording.source))
        if not masked:
            return recording, ()
        clean = self._pattern.sub(_stars, recording.source)
        return Recording(clean, recording.seconds, recording.ends), masked

    def mask_text(self, text: str) -> str:
        """Return a sentence of ours without secrets: error messages quote the peer."""
        if self._pattern is None or not text:
            return text
        return self._pattern.sub(_stars, text.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")

    def _found(self, data: bytes, offset: int = 0) -> Iterator[Masked]:
        assert self._pattern is not None  # noqa: S101 - callers have asked
        for match in self._pattern.finditer(data):
            yield Masked(offset + match.start(), len(match[0]), self._names[match[0]])

    def _mask_file(self, path: Path) -> tuple[Masked, ...]:
        """Go through the file in blocks that overlap by the longest secret."""
        masked: list[Masked] = []
        size, at = path.stat().st_size, 0
        with path.open("r+b") as file:
            while at < size:
                file.seek(at)
                overlapping = self._found(file.read(_BLOCK + self._longest), at)
                found = [one for one in overlapping if one.offset < at + _BLOCK]
                for one in found:
                    file.seek(one.offset)
                    file.write(b"*" * one.length)
                masked += found
                at += _BLOCK
        return tuple(masked)


def _stars(match: re.Match[bytes]) -> bytes:
    return b"*" * len(match[0])


def _secrets(target: Target) -> Iterator[tuple[str, str]]:
    if target.key and len(target.key) >= _KEY_LENGTH:
        yield "api-key", target.key
    for name, value in target.headers:
        if name.lower() not in _NEVER_SECRET:
            # `Bearer TOKEN`: a target may echo the token alone.
            yield from ((f"header:{name}", part) for part in (value, *value.split()) if len(part) >= _VALUE_LENGTH)
    for name, value in parse_qsl(target.query):
        if _SECRET_PARAMETER.search(name) and len(value) >= _VALUE_LENGTH:
            yield f"query:{name}", value
    password = unquote(target.userinfo.partition(":")[2])
    if len(password) >= _KEY_LENGTH:
        yield "userinfo", password
        yield "userinfo", b64encode(unquote(target.userinfo).encode()).decode("ascii")


def _forms(secret: str) -> set[bytes]:
    """Return the secret as bytes, plain and as in JSON strings (escaped or raw letters, slash escaped or not)."""
    quoted = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    return {text.encode("utf-8") for form in quoted for text in (form, form.replace("/", "\\/"))}

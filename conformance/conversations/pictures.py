"""The pictures that conversations send, and what a conformant server makes of each."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from conformance.model.request import Expectation
from conformance.model.settings import Capability
from conformance.resources import fixtures_directory


@dataclass(frozen=True, kw_only=True)
class PictureFacts:
    """One entry of `fixtures/pictures/expectations.json`.

    Attributes:
        media_type: what the bytes are.
        width: pixels, as the header says.
        height: pixels, as the header says.
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

"""Whether the entries of `logprobs.content` spell the text that they are about."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from conformance.relations.texts import is_replaced, without_blanks

_RAW_BLANKS = str.maketrans({"\N{LOWER ONE EIGHTH BLOCK}": " ", "Ġ": " ", "Ċ": "\n"})
_SPECIAL_AT_THE_END = re.compile(r"(?:\s|<[^<>\s]{1,40}>)+$")


class Spelling(StrEnum):
    """How the tokens of a text are related to it; the value is the kind of finding, "" where all is well."""

    WHOLE = ""
    CHARACTERS_LOST = "characters-lost"
    BLANKS_LOST = "blanks-lost"
    RAW_PIECES = "raw-pieces"
    OTHER_TEXT = "other-text"


def spelling(entries: list[dict[str, Any]], text: str) -> Spelling:
    """Tell how entries spell a text.

    Entries for more than the text are fine: tokens of the reasoning before it, of the end of the turn behind it.
    A character of several tokens is spelt by the bytes of its entries.

    Args:
        entries: entries that the schema allows.
        text: the text of the choice, not empty.
    """
    text = text.strip()
    joined = "".join(entry["token"] for entry in entries)
    if text in joined or text in joined_bytes(entries).decode("utf-8", "replace"):
        return Spelling.WHOLE
    joined = _SPECIAL_AT_THE_END.sub("", joined).strip()
    if is_replaced(joined, text):
        return Spelling.CHARACTERS_LOST
    if without_blanks(text) in without_blanks(joined):
        return Spelling.BLANKS_LOST
    if joined.translate(_RAW_BLANKS) != joined and _words(text) in _words(joined.translate(_RAW_BLANKS)):
        return Spelling.RAW_PIECES
    return Spelling.OTHER_TEXT


def joined_bytes(entries: list[dict[str, Any]]) -> bytes:
    """Join the bytes of entries; those of the token stand in where an entry has none."""
    return b"".join(_bytes(entry) for entry in entries)


def _bytes(entry: dict[str, Any]) -> bytes:
    given = entry.get("bytes")
    return bytes(given) if isinstance(given, list) else str(entry["token"]).encode("utf-8", "replace")


def _words(text: str) -> str:
    """Return what a text has in ASCII: vocabularies over bytes write everything else with letters of their own."""
    return " ".join("".join(sign if sign.isascii() else "" for sign in text).split())

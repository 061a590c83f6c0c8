"""What a line of Markdown shows and what of it is markup: inlines by CommonMark, tables and links by GitHub's rules."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

_LINK = re.compile(r"(?:https?|ftp)://|www\.", re.IGNORECASE)
_MARKUP = set("`*_[]<>&~|#$@")
"""Beside these, GitHub takes dollars for formulas, and at signs and numbers behind `#` for names."""
_BLOCK = re.compile(r"(?:[-+=]|\d{1,9}[.)])(?=[-=+ ]|$)")


@dataclass(frozen=True)
class Inline:
    """A piece of a line.

    Attributes:
        shown: what a reader sees of it, without the markup.
        bare: the characters that nothing escapes; all that can be markup stands in here.
    """

    shown: str
    bare: str

    @property
    def is_plain(self) -> bool:
        """Whether it holds no markup at all, at the beginning of a block or elsewhere."""
        return not (_MARKUP & set(self.bare) or _LINK.search(self.bare) or _BLOCK.match(self.bare))


def inline(text: str) -> Inline:
    """Read escapes and code spans; what is in a code span is shown, and not bare."""
    shown, bare, at = "", "", 0
    while at < len(text):
        fence = re.match("`+", text[at:])
        if text[at] == "\\" and text[at + 1 : at + 2] in {*string.punctuation}:
            shown, bare, at = shown + text[at + 1], bare + "\0", at + 2
        elif fence and (span := re.match(rf"{fence[0]}(?!`)(.*?)(?<!`){fence[0]}(?!`)", text[at:])):
            shown, bare, at = shown + _stripped(span[1]), bare + "\0", at + span.end()
        else:
            shown, bare, at = shown + text[at], bare + text[at], at + 1
    return Inline(shown, bare)


def _stripped(code: str) -> str:
    padded = code.startswith(" ") and code.endswith(" ") and code.strip(" ")
    return code[1:-1] if padded else code


def cells(row: str) -> list[str]:
    """Split a row of a table; a bar ends a cell wherever it stands, unless it is escaped."""
    assert row.startswith("| ")
    assert row.endswith(" |")
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row[1:-1])]

"""Text of strangers, made safe and short for people.

Everything that a target sent may hold escape sequences, characters that turn the writing direction, or
characters that nobody sees. Renderings for people show them as backslash escapes; no rendering passes them on.
"""

from __future__ import annotations

import html
import re
import unicodedata

_LONGEST_VALUE = 500
_MARKUP = re.compile(r"([\\`*_\[\]<>&|~#$@]|^[-+=](?=[-+= ]|$)|(?<=www)\.|:(?=//))", re.IGNORECASE)
"""Markup of Markdown wherever it stands, bullets and underlines of headings, and what addresses are recognised by."""
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?= |$)")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Characters that Python calls printable although they leave no mark: Default_Ignorable_Code_Point of Unicode
# beyond category Cf, and the blank Braille pattern.
_BLANK = frozenset(
    map(
        chr,
        (
            0x034F,
            0x2800,
            0x3164,
            0xFFA0,
            *range(0x115F, 0x1161),
            *range(0x17B4, 0x17B6),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    ),
)


def _escaped(character: str) -> str:
    if character.isprintable() and character not in _BLANK:
        return character
    code = ord(character)
    if code > 0xFFFF:  # noqa: PLR2004 - the end of the Basic Multilingual Plane, where Python's \u ends
        return f"\\U{code:08x}"
    return _NAMED.get(character) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")  # noqa: PLR2004 - as above


def printable(text: str) -> str:
    """Escape control, format, invisible and unassigned characters, odd blanks and lone surrogates.

    The result is one line. What is printable stays, so the function may be applied twice.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escaped, text))


def shorten(text: str, limit: int) -> str:
    """Cut text out of the middle, so that at most `limit` characters stay."""
    if len(text) <= limit:
        return text
    note = f" ...[{len(text) - limit} more]... "
    kept = max(limit - len(note), 2)
    return f"{text[: kept - kept // 2]}{note}{text[-(kept // 2) :]}"


def brief(text: str, limit: int) -> str:
    """Make text of a stranger safe for one line of at most `limit` characters.

    Blanks at either end are made visible by quotes.
    """
    # Escapes lengthen the text, hence the second cut; the first keeps a huge text from being escaped whole.
    safe = shorten(printable(shorten(text, limit)), limit)
    return f"'{safe}'" if safe != safe.strip() else safe


def markdown(words: str) -> str:
    """Escape words so that Markdown shows them as they are, on one line: no list begins and no address is linked."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", brief(words, _LONGEST_VALUE)))


def markdown_code(words: str) -> str:
    """Put words into a code span of Markdown whose fence they do not hold."""
    safe = brief(words, _LONGEST_VALUE) or " "
    fence = "`" * (max(map(len, re.findall("`+", safe)), default=0) + 1)
    return f"{fence} {safe} {fence}" if "`" in safe else f"{fence}{safe}{fence}"


def markdown_cell(words: str) -> str:
    """Put words into a code span within a table of Markdown, where a bar ends the cell even inside of code."""
    return markdown_code(words).replace("|", "\\|")


def markup(words: str) -> str:
    """Escape words so that HTML shows them as they are, on one line, as text or as the value of an attribute."""
    return html.escape(brief(words, _LONGEST_VALUE), quote=True)


def columns(text: str) -> int:
    """Count the terminal columns of printable text: wide East Asian characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Break printable text into lines of at most `width` columns, at blanks where there are any.

    Blanks within a line stay as they are; those at a break are dropped.
    """
    lines, line, used = [], "", 0
    for token in _tokens(text, max(width, 2)):
        size = columns(token)
        if used + size > width:
            lines += [line.rstrip()] if line.strip() else []
            line, used = ("", 0) if token.isspace() else (token, size)
        else:
            line, used = line + token, used + size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _tokens(text: str, width: int) -> list[str]:
    """Split text into words and runs of blanks, none of them wider than `width`."""
    tokens: list[str] = []
    for run in re.findall(r" +|[^ ]+", text):
        piece, used = "", 0
        for character in run:
            size = _columns(character)
            if used + size > width:
                tokens.append(piece)
                piece, used = "", 0
            piece, used = piece + character, used + size
        tokens.append(piece)
    return tokens

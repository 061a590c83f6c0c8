"""Lines of coloured text, independent of who paints them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from conformance.report.escaping import columns, printable, wrap


class Role(StrEnum):
    """What a piece of text is for; a style decides what that looks like."""

    PLAIN = "plain"
    HEADING = "heading"
    GOOD = "good"
    BAD = "bad"
    UNSURE = "unsure"
    QUIET = "quiet"


@dataclass(frozen=True)
class Segment:
    """A piece of one line. Whatever the text is made from, it holds printable characters only."""

    text: str
    role: Role = Role.PLAIN

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


Line = tuple[Segment, ...]

EMPTY: Line = ()


class Style(Protocol):
    """Paints a piece of text that is known to be printable."""

    def paint(self, text: str, role: Role) -> str:
        """Return the text as it is to be written."""


class PlainStyle:
    """Leaves text as it is."""

    def paint(self, text: str, role: Role) -> str:  # noqa: ARG002 - the protocol names it
        """Return the text."""
        return text


_ANSI: Mapping[Role, str] = {
    Role.HEADING: "1",
    Role.GOOD: "32",
    Role.BAD: "1;31",
    Role.UNSURE: "33",
    Role.QUIET: "2",
}


class AnsiStyle:
    """Paints with the SGR sequences of ECMA-48, in the terminal's own palette."""

    def paint(self, text: str, role: Role) -> str:
        """Return the text between the role's sequence and a reset."""
        return f"\x1b[{_ANSI[role]}m{text}\x1b[0m" if role in _ANSI and text.strip() else text


MARKUP: Mapping[Role, Mapping[str, bool]] = {
    Role.PLAIN: {},
    Role.HEADING: {"bold": True},
    Role.GOOD: {"green": True},
    Role.BAD: {"red": True, "bold": True},
    Role.UNSURE: {"yellow": True},
    Role.QUIET: {"light": True},
}
"""The same for pytest's terminal writer: `writer.write(segment.text, **MARKUP[segment.role])`."""


def line(*pieces: str | Segment) -> Line:
    """Make a line; bare strings are plain."""
    return tuple(piece if isinstance(piece, Segment) else Segment(piece) for piece in pieces)


def paragraph(text: str, width: int, *, first: Line = (), indent: int = 0, role: Role = Role.PLAIN) -> list[Line]:
    """Wrap text behind a lead-in, with the following lines indented.

    Args:
        text: any text; escaped before it is wrapped, since escapes take room.
        width: columns of the whole.
        first: what stands before the text on the first line; padded to `indent`.
        indent: column at which the text begins.
        role: role of the text.
    """
    used = sum(columns(segment.text) for segment in first)
    lead = (*first, Segment(" " * max(indent - used, 0)))
    hanging = (Segment(" " * indent),)
    pieces = wrap(printable(text), max(width - max(indent, used), 20))
    return [(*(hanging if number else lead), Segment(piece, role)) for number, piece in enumerate(pieces)]


def rendered(lines: Iterable[Line], style: Style) -> str:
    """Join lines to text that ends with a newline; no line ends in a blank."""
    return "".join(f"{_painted(segments, style)}\n" for segments in lines)


def _painted(segments: Line, style: Style) -> str:
    return "".join(style.paint(segment.text, segment.role) for segment in segments).rstrip(" ")

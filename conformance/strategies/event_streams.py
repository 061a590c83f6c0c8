"""Event streams: events and the many legal ways to write them, and bytes that are nearly so (HTML, section 9.2.6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import check_size, chosen

MESSAGE = "message"
"""The type of an event that names none."""
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_COMMENTS = (": ping", ":", ":ping: pong")
_IGNORED = ("unknown: x", "id: 7", "id", "retry: 10")
_PLAIN_TYPES = ("event: message", "event:", "event")
_PIECES = (
    *(b"\n", b"\r", b"\r\n", b"data", b"data: ", b"data:", b"event: ", b"id: ", b"retry: ", b":", b" ", b"\0"),
    *(b"7", b"\xef\xbb\xbf", b"\xff", b"\xc3\xa9", b"x" * 39, b"{}", b"Data: ", b"data: x\n\n", b"data: x\r\n\r\n"),
)


class LineEnds(Enum):
    """How the lines of one stream end. LF behind CR would be read as one ending, so these two are never mixed."""

    LF = ("\n",)
    CRLF = ("\r\n",)
    CR = ("\r",)
    LF_OR_CRLF = ("\n", "\r\n")


@dataclass(frozen=True)
class Event:
    """One event as a client dispatches it: its type, and its data lines joined by LF."""

    type: str
    data: str


@dataclass(frozen=True)
class EventStream:
    """Events, and bytes that dispatch exactly these."""

    events: tuple[Event, ...]
    data: bytes


def events(*, max_lines: int = 3, max_size: int = 20) -> SearchStrategy[Event]:
    """Return a strategy for events of any type and any data, without lone surrogates, CR and LF in a line.

    Args:
        max_lines: at most so many lines of data, at least 1.
        max_size: at most so many characters in a line.

    Raises:
        InvalidArgument: a size is no integer or too small.
    """
    check_size("max_lines", max_lines, least=1)
    check_size("max_size", max_size)
    line = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=max_size)
    types = st.just(MESSAGE) | line.filter(bool)
    return st.builds(Event, types, st.lists(line, min_size=1, max_size=max_lines).map("\n".join))


def event_encodings(
    events: Sequence[Event], *, line_ends: Collection[LineEnds] | None = None, plain: bool = False
) -> SearchStrategy[bytes]:
    """Return a strategy for the legal ways to write these events, ended by a blank line.

    Drawn are the line endings, a space or none behind `data:`, comments and, unless `plain`, a byte order mark and
    fields that a client ignores.

    Args:
        events: what the bytes dispatch, in order.
        line_ends: the line endings to draw from, one for each stream; all unless given.
        plain: whether only comments and data fields are written.

    Raises:
        InvalidArgument: no line ending is left, or an event that is not of type `message` is to be written plainly.
    """
    ends = chosen("line_ends", line_ends, LineEnds)
    if plain and any(event.type != MESSAGE for event in events):
        raise InvalidArgument("Only events of type `message` can be written without an event field.")
    return _encodings(tuple(events), ends, plain=plain)


def event_streams(*, max_events: int = 6, line_ends: Collection[LineEnds] | None = None) -> SearchStrategy[EventStream]:
    """Return a strategy for events together with one legal way to write them.

    Args:
        max_events: at most so many events.
        line_ends: as for `event_encodings`.

    Raises:
        InvalidArgument: `max_events` is no integer or negative, or no line ending is left.
    """
    check_size("max_events", max_events)
    chosen("line_ends", line_ends, LineEnds)

    def encoded(drawn: list[Event]) -> SearchStrategy[EventStream]:
        return event_encodings(drawn, line_ends=line_ends).map(lambda data: EventStream(tuple(drawn), data))

    return st.lists(events(), max_size=max_events).flatmap(encoded)


def event_stream_lookalikes() -> SearchStrategy[bytes]:
    """Return a strategy for any bytes, and for fragments of lines in any order, with every trap of the format."""
    return st.binary(max_size=200) | st.lists(st.sampled_from(_PIECES), max_size=30).map(b"".join)


@st.composite
def _encodings(draw: DrawFn, events: tuple[Event, ...], line_ends: tuple[LineEnds, ...], *, plain: bool) -> bytes:
    end = st.sampled_from(draw(st.sampled_from(line_ends)).value)
    text = "" if plain else draw(st.sampled_from(["", _BYTE_ORDER_MARK]))
    for event in events:
        lines = draw(_comment_blocks()) + draw(_blocks(event, plain=plain))
        text += "".join(line + draw(end) for line in [*lines, ""])
    return text.encode()


def _comment_blocks() -> SearchStrategy[list[str]]:
    return st.sampled_from([[], [], *([comment, ""] for comment in _COMMENTS)])


@st.composite
def _blocks(draw: DrawFn, event: Event, *, plain: bool) -> list[str]:
    """Draw the lines of one event, without the blank line that dispatches it."""
    lines = [_data_line(value, spaced=draw(st.booleans())) for value in event.data.split("\n")]
    extras = [st.sampled_from(_COMMENTS)]
    if event.type != MESSAGE:
        lines.insert(draw(st.integers(0, len(lines))), f"event: {event.type}")
    elif not plain:
        extras.append(st.sampled_from(_PLAIN_TYPES))
    if not plain:
        extras.append(st.sampled_from(_IGNORED))
    for extra in extras:
        if draw(st.booleans()):
            lines.insert(draw(st.integers(0, len(lines))), draw(extra))
    return lines


def _data_line(value: str, *, spaced: bool) -> str:
    """Write a data field. A value that begins with a space needs the one that clients take away."""
    return f"data: {value}" if spaced or value.startswith(" ") else f"data:{value}"

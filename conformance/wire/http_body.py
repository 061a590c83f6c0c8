"""Where the body of an HTTP/1.1 response begins and ends (RFC 9112, sections 6 and 7); fed piece by piece."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from conformance.model.finding import Place
from conformance.wire.http_head import HttpHead, HttpKind, header_field, without_ending
from conformance.wire.oddity_log import OddityLog

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?", re.DOTALL)
_BEGUN_SIZE_LINE = re.compile(rb"[0-9A-Fa-f]{0,16}[ \t]*(?:;[^\n]*)?\r?")
_LONGEST_LINE = 1 << 14
_LONGEST_LENGTH = 18
_BODILESS = frozenset({204, 304})
_INFORMATIONAL = range(100, 200)


class Framing(StrEnum):
    """How a message says where its body ends."""

    LENGTH = "length"
    """Content-Length."""
    CHUNKED = "chunked"
    """Transfer-Encoding with chunked last."""
    CLOSE = "close"
    """The end of the connection."""
    EMPTY = "empty"
    """The status code allows no body, or there was no response."""


class BodyReader(Protocol):
    """Takes pieces of what stood behind the head and hands back the bytes of the body among them.

    Attributes:
        complete: whether the message has ended as its framing says.
    """

    complete: bool

    def feed(self, piece: bytes, offset: int) -> bytes:
        """Read a piece that stood at `offset`; return its body bytes."""
        ...

    def finish(self) -> None:
        """Note what is odd about the end."""
        ...


def framing_of(head: HttpHead, log: OddityLog) -> tuple[Framing, int]:
    """Decide the framing (section 6.3), noting contradictions; also return the length where it is LENGTH."""
    if head.status is None or head.status in _INFORMATIONAL or head.status in _BODILESS:
        return Framing.EMPTY, 0
    codings = values_of(head, "transfer-encoding")
    length = _length(head, log)
    if codings:
        if values_of(head, "content-length"):
            message = "Content-Length stood beside Transfer-Encoding."
            log.note(HttpKind.LENGTH_AND_CHUNKED, message, expected="one of them")
        return (Framing.CHUNKED, 0) if codings[-1].lower() == "chunked" else (Framing.CLOSE, 0)
    return (Framing.CLOSE, 0) if length is None else (Framing.LENGTH, length)


def values_of(head: HttpHead, name: str) -> list[str]:
    """Return the members of a list-valued field, all its lines taken together, without empty ones."""
    lines = (value for key, value in head.headers if key.lower() == name)
    return [member.strip() for line in lines for member in line.split(",") if member.strip()]


def body_reader(framing: Framing, length: int, log: OddityLog) -> BodyReader:
    """Return the reader for a framing."""
    if framing is Framing.CHUNKED:
        return ChunkedReader(log)
    if framing is Framing.CLOSE:
        return _CloseReader()
    return _LengthReader(log, length)


def _length(head: HttpHead, log: OddityLog) -> int | None:
    values = values_of(head, "content-length")
    if not values:
        return None
    shown = ", ".join(values)
    if len(set(values)) > 1:
        log.note(HttpKind.CONFLICTING_LENGTHS, "Content-Length had several values.", expected="one", actual=shown)
        return None
    if not (values[0].isascii() and values[0].isdigit()) or len(values[0]) > _LONGEST_LENGTH:
        log.note(HttpKind.MALFORMED_HEADER, "Content-Length was not a number.", expected="digits", actual=shown)
        return None
    if len(values) > 1:
        log.note(HttpKind.MALFORMED_HEADER, "Content-Length was repeated.", expected="once", actual=shown)
    return int(values[0])


class _Surplus:
    """Counts bytes behind the end of a message and keeps the first ones."""

    def __init__(self) -> None:
        self._first = b""
        self._offset = 0
        self._count = 0

    def add(self, data: bytes, offset: int) -> None:
        if data and not self._count:
            self._offset = offset
        if len(self._first) < _LONGEST_LINE:
            self._first += data[:_LONGEST_LINE]
        self._count += len(data)

    def finish(self, log: OddityLog) -> None:
        if self._count:
            message = f"{self._count} bytes stood behind the end of the message."
            place = Place(byte=self._offset)
            log.note(HttpKind.SURPLUS_BYTES, message, expected="none", actual=self._first, place=place)


class _LengthReader:
    """A body of known length; of length 0 where none is allowed."""

    def __init__(self, log: OddityLog, length: int) -> None:
        self.complete = length == 0
        self._log = log
        self._length = length
        self._left = length
        self._surplus = _Surplus()

    def feed(self, piece: bytes, offset: int) -> bytes:
        taken = piece[: self._left]
        self._left -= len(taken)
        self.complete = self._left == 0
        self._surplus.add(piece[len(taken) :], offset + len(taken))
        return taken

    def finish(self) -> None:
        if self._left:
            message = f"{self._left} bytes of the body did not come."
            expected, actual = f"{self._length} bytes", f"{self._length - self._left} bytes"
            self._log.note(HttpKind.BODY_SHORT, message, expected=expected, actual=actual)
        self._surplus.finish(self._log)


class _CloseReader:
    """A body that ends with the connection; whether it is complete, only the ending of the recording tells."""

    complete = False

    def feed(self, piece: bytes, offset: int) -> bytes:  # noqa: ARG002 - the protocol's signature
        return piece

    def finish(self) -> None:
        return None


class ChunkedReader:
    """A chunked body (section 7.1). What cannot be read any more is left out and noted once."""

    def __init__(self, log: OddityLog) -> None:
        self.complete = False
        self._log = log
        self._left = 0
        self._line = bytearray()
        self._expects: Callable[[bytes, int], None] = self._size_line
        self._broken = False
        self._end = 0
        self._surplus = _Surplus()

    def feed(self, piece: bytes, offset: int) -> bytes:
        """Return the chunk data in the piece."""
        parts: list[bytes] = []
        at, size = 0, len(piece)
        self._end = offset + size
        while at < size and not self._broken:
            if self._left:
                data = piece[at : at + self._left]
                parts.append(data)
                self._left -= len(data)
                at += len(data)
            elif self.complete:
                self._surplus.add(piece[at:], offset + at)
                break
            else:
                at = self._framing(piece, at, offset)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def finish(self) -> None:
        """Note a missing end, or bytes behind it."""
        line = bytes(self._line)
        if not self._broken and self._expects == self._size_line and not _BEGUN_SIZE_LINE.fullmatch(line):
            start = self._end - len(line)
            self._malformed("A chunk did not begin with its size in hexadecimal digits.", line, start, fatal=True)
        if not self.complete and not self._broken:
            message = "The chunked body did not end with its last chunk and a blank line."
            self._log.note(HttpKind.LAST_CHUNK_MISSING, message, expected="0 CRLF CRLF", actual=bytes(self._line))
        self._surplus.finish(self._log)

    def _framing(self, piece: bytes, at: int, offset: int) -> int:
        """Read one line of the framing, or what is there of it; return where it ends."""
        stop = piece.find(b"\n", at) + 1
        start = offset + at - len(self._line)
        end = stop or len(piece)
        self._line += piece[at:end]
        if len(self._line) > _LONGEST_LINE:
            self._malformed("A line of the chunk framing did not end.", bytes(self._line), start, fatal=True)
        elif stop:
            line = bytes(self._line)
            self._line.clear()
            self._expects(line, start)
        return end

    def _size_line(self, line: bytes, start: int) -> None:
        content = without_ending(line, start, self._log)
        match = _SIZE_LINE.fullmatch(content)
        if match is None:
            self._malformed("A chunk did not begin with its size in hexadecimal digits.", line, start, fatal=True)
            return
        if content[-1:] in b" \t":
            self._malformed("Blanks followed the size of a chunk.", line, start, fatal=False)
        self._left = int(match[1], 16)
        self._expects = self._data_end if self._left else self._trailer

    def _data_end(self, line: bytes, start: int) -> None:
        if line not in {b"\r\n", b"\n"}:
            self._malformed("The data of a chunk was longer than its size.", line, start, fatal=True)
            return
        without_ending(line, start, self._log)
        self._expects = self._size_line

    def _trailer(self, line: bytes, start: int) -> None:
        content = without_ending(line, start, self._log)
        if content:
            header_field(content, start, self._log)
        else:
            self.complete = True

    def _malformed(self, message: str, line: bytes, start: int, *, fatal: bool) -> None:
        self._broken = fatal
        expected = "size in hexadecimal digits, CRLF, data, CRLF"
        self._log.note(HttpKind.CHUNK_MALFORMED, message, expected=expected, actual=line, place=Place(byte=start))

"""The head of an HTTP/1.1 response: status line and header section, with interim responses before it (RFC 9112)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.finding import Place
from conformance.wire.oddity_log import OddityLog

_STATUS_LINE = re.compile(rb"HTTP/(\d\.\d) (\d{3}) ([\t\x20-\x7e\x80-\xff]*)")
_STATUS_LIKE = re.compile(rb"(?i:HTTP)/(\d+(?:\.\d+)?)[ \t]+(\d{3})(?:[ \t]+(.*))?", re.DOTALL)
_FIELD_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
_SWITCHING = 101
_INTERIM = range(100, 200)

Headers = tuple[tuple[str, str], ...]


class HttpKind(StrEnum):
    """How a response can fall short of HTTP/1.1; offsets count from the first byte that the peer sent."""

    NO_RESPONSE = "no-response"
    """Not one byte came."""
    MALFORMED_STATUS_LINE = "malformed-status-line"
    """Not a status line (RFC 9112 section 4)."""
    MALFORMED_HEADER = "malformed-header"
    """A line of the header or trailer section is not a field (section 5), or the section does not end."""
    BARE_LINE_FEED = "bare-line-feed"
    """A line of the head or of the chunk framing ends in LF without CR (section 2.2)."""
    LENGTH_AND_CHUNKED = "length-and-chunked"
    """Content-Length beside Transfer-Encoding (section 6.2); the latter counts."""
    CONFLICTING_LENGTHS = "conflicting-lengths"
    """Several Content-Length values that differ (section 6.3)."""
    BODY_SHORT = "body-short"
    """Fewer bytes came than Content-Length says."""
    SURPLUS_BYTES = "surplus-bytes"
    """Bytes stood behind the end of the message."""
    CHUNK_MALFORMED = "chunk-malformed"
    """The framing of a chunk is broken (section 7.1)."""
    LAST_CHUNK_MISSING = "last-chunk-missing"
    """The chunked body did not reach its last chunk and final blank line."""
    CONTENT_ENCODED = "content-encoded"
    """The body is encoded although `identity` was asked for."""
    CONTENT_UNDECODABLE = "content-undecodable"
    """The body is not in the coding that the head names, or the coding is unknown."""


@dataclass(frozen=True)
class HttpHead:
    """What stood before the body.

    Attributes:
        status: status code of the final response, or None where there is none.
        reason: reason phrase.
        version: `1.1`.
        interim: status codes of the interim responses before it.
        headers: fields of the final response in wire order and case, values without surrounding blanks.
        end: offset behind the blank line, or None where the head does not end.
    """

    status: int | None = None
    reason: str = ""
    version: str = ""
    interim: tuple[int, ...] = ()
    headers: Headers = ()
    end: int | None = None


@dataclass(frozen=True)
class _Line:
    content: bytes
    start: int
    end: int


def head_of(data: bytes, log: OddityLog) -> HttpHead:
    """Read the head of the final response at the beginning of `data`, noting what is odd."""
    interim: tuple[int, ...] = ()
    at = 0
    while True:
        head = _one_head(data, at, log)
        final = head.status not in _INTERIM or head.status == _SWITCHING
        if final or head.end is None or head.status is None:
            return HttpHead(head.status, head.reason, head.version, interim, head.headers, head.end)
        interim += (head.status,)
        at = head.end


def header_field(line: bytes, start: int, log: OddityLog) -> tuple[str, str] | None:
    """Read one field line without its line ending, or note that it is none."""
    name, colon, value = line.partition(b":")
    value = value.strip(b" \t")
    if not colon or not name.strip():
        _malformed(log, "A line of the header section was not a field.", line, start)
        return None
    if not _FIELD_NAME.fullmatch(name):
        _malformed(log, "A field name contained characters that are not allowed there.", line, start)
    elif not _FIELD_VALUE.fullmatch(value):
        _malformed(log, "A field value contained a control character.", line, start)
    return name.strip().decode("latin-1"), value.decode("latin-1")


def without_ending(line: bytes, start: int, log: OddityLog) -> bytes:
    """Take CRLF off a line of the framing; note where it is LF only."""
    if line.endswith(b"\r\n"):
        return line[:-2]
    if not log.full(HttpKind.BARE_LINE_FEED):
        place = Place(byte=start + len(line) - 1)
        log.note(HttpKind.BARE_LINE_FEED, "A line ended in LF only.", expected="CRLF", actual=line, place=place)
    return line.removesuffix(b"\n")


def _one_head(data: bytes, at: int, log: OddityLog) -> HttpHead:
    lines = _lines(data, at, log)
    first = next(lines, _Line(data[at:], at, len(data)))
    match = _STATUS_LIKE.fullmatch(first.content)
    if match is None or not _STATUS_LINE.fullmatch(first.content):
        expected = "HTTP/1.1, three digits, a reason phrase, divided by spaces"
        message = "The answer did not begin with a status line."
        place = Place(byte=first.start)
        log.note(HttpKind.MALFORMED_STATUS_LINE, message, expected=expected, actual=first.content, place=place)
    if match is None:
        return HttpHead()
    headers, end = _header_section(lines, log)
    if end is None:
        _malformed(log, "The header section did not end.", data[-80:], len(data))
    version, reason = match[1].decode(), (match[3] or b"").decode("latin-1")
    return HttpHead(int(match[2]), reason, version, (), headers, end)


def _header_section(lines: Iterator[_Line], log: OddityLog) -> tuple[Headers, int | None]:
    headers: list[tuple[str, str]] = []
    for line in lines:
        if not line.content:
            return tuple(headers), line.end
        if line.content[:1] in b" \t":
            _malformed(log, "A field was continued on a second line (obs-fold).", line.content, line.start)
            if headers:
                name, value = headers.pop()
                headers.append((name, f"{value} {line.content.strip().decode('latin-1')}".strip()))
        elif field := header_field(line.content, line.start, log):
            headers.append(field)
    return tuple(headers), None


def _lines(data: bytes, at: int, log: OddityLog) -> Iterator[_Line]:
    while (stop := data.find(b"\n", at)) >= 0:
        yield _Line(without_ending(data[at : stop + 1], at, log), at, stop + 1)
        at = stop + 1


def _malformed(log: OddityLog, message: str, actual: bytes, at: int) -> None:
    place = Place(byte=at)
    log.note(HttpKind.MALFORMED_HEADER, message, expected="name, colon, value", actual=actual, place=place)

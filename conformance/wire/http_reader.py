"""One HTTP/1.1 response out of the bytes that the peer sent, with everything that is odd about it (RFC 9112).

The body is read piece by piece from the recording, each piece with the time at which it arrived, so that a recording
of any size needs little memory. Places of oddities count from the first byte of the recording.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from conformance.model.finding import Oddity
from conformance.model.settings import Limits
from conformance.model.transcript import Ending, Recording
from conformance.wire.content_coding import ContentDecoder
from conformance.wire.http_body import Framing, body_reader, framing_of, values_of
from conformance.wire.http_head import Headers, HttpHead, HttpKind, head_of
from conformance.wire.oddity_log import OddityLog

__all__ = ["Framing", "HttpKind", "HttpReading", "read_http"]

_USUAL_HEAD = 1 << 14
_LARGEST_HEAD = 1 << 20
_LARGEST_PIECE = 1 << 18
_DEFAULT_LIMITS = Limits()
_CHARSET = re.compile(r';[ \t]*charset=(?:"([^"]*)"|([^;\s"]*))', re.IGNORECASE)


def read_http(recording: Recording, ending: Ending, limits: Limits = _DEFAULT_LIMITS) -> HttpReading:
    """Read the response in a recording; never raises, whatever the peer sent."""
    log = OddityLog()
    if not len(recording):
        log.note(HttpKind.NO_RESPONSE, "The peer sent nothing.", expected="an HTTP response")
        return HttpReading(recording, ending, HttpHead(), log, limits)
    log, head = OddityLog(), HttpHead()
    for size in (_USUAL_HEAD, _LARGEST_HEAD):
        log = OddityLog()
        head = head_of(recording.head(size), log)
        if head.end is not None or len(recording) <= size:
            break
    return HttpReading(recording, ending, head, log, limits)


class HttpReading:
    """A response as it stood on the wire.

    Attributes:
        status: status code, or None where there was no response.
        reason: reason phrase.
        version: `1.1`, or "" where there was no response.
        interim: status codes of the 1xx responses before it.
        headers: fields in wire order and case.
        framing: how the message says where its body ends.
    """

    def __init__(self, recording: Recording, ending: Ending, head: HttpHead, log: OddityLog, limits: Limits) -> None:
        self.status = head.status
        self.reason = head.reason
        self.version = head.version
        self.interim = head.interim
        self.headers: Headers = head.headers
        self._recording = recording
        self._ending = ending
        self._head = head
        self._limits = limits
        self.framing, self._length = framing_of(head, log)
        self._head_oddities = tuple(log.kept)
        self._body_oddities: tuple[Oddity, ...] | None = None
        self._complete = False

    def header(self, name: str) -> str | None:
        """Return the first field of that name (case-insensitive), or None."""
        return next(iter(self.values(name)), None)

    def values(self, name: str) -> tuple[str, ...]:
        """Return all fields of that name (case-insensitive), in wire order."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def head_complete(self) -> bool:
        """Whether the header section ended; a response that broke off before is none."""
        return self._head.end is not None

    @property
    def media_type(self) -> str:
        """Type and subtype of Content-Type in lower case, without parameters; "" where there is none."""
        return next(iter(self.media_types), "")

    @property
    def media_types(self) -> tuple[str, ...]:
        """The same of every Content-Type, of which there should be one."""
        return tuple(value.partition(";")[0].strip().lower() for value in self.values("content-type"))

    @property
    def charset(self) -> str:
        """Parameter `charset` of Content-Type as written, or ""."""
        match = _CHARSET.search(self.header("content-type") or "")
        return (match[1] or match[2] or "") if match else ""

    @property
    def oddities(self) -> tuple[Oddity, ...]:
        """What is odd about head, framing and content coding, at most 20 of each kind; reads the body once."""
        return self._head_oddities + self._read_body()

    @property
    def body_complete(self) -> bool:
        """Whether the body ended as its framing says; a close-delimited one, when the peer closed in order."""
        self._read_body()
        return self._complete

    def body(self, limit: int) -> bytes:
        """Return at most the first `limit` bytes of the body."""
        parts: list[bytes] = []
        left = limit
        for _, piece in self.body_pieces():
            parts.append(piece[:left])
            left -= len(parts[-1])
            if left <= 0:
                break
        return b"".join(parts)

    def body_pieces(self) -> Iterator[tuple[float, bytes]]:
        """Yield the body as (seconds, bytes), without chunk framing and content coding, in order of arrival."""
        if self._head.end is None:
            self._conclude(OddityLog(), complete=False)
            return
        log = OddityLog()
        reader = body_reader(self.framing, self._length, log)
        decoder = ContentDecoder(self._codings(), self._limits.body_bytes, log)
        for seconds, offset, piece in _pieces(self._recording, self._head.end):
            if data := reader.feed(piece, offset):
                for plain in decoder.feed(data):
                    yield seconds, plain
        complete = reader.complete or (self.framing is Framing.CLOSE and self._ending is Ending.COMPLETE)
        reader.finish()
        decoder.finish(complete=complete)
        self._conclude(log, complete=complete)

    def _codings(self) -> list[str]:
        """Content codings, then the transfer codings besides chunked, in the order in which they were applied."""
        if self.framing is Framing.EMPTY:
            return []
        transfer = [coding for coding in values_of(self._head, "transfer-encoding") if coding.lower() != "chunked"]
        return values_of(self._head, "content-encoding") + transfer

    def _read_body(self) -> tuple[Oddity, ...]:
        if self._body_oddities is None:
            for _ in self.body_pieces():
                pass
        return self._body_oddities or ()

    def _conclude(self, log: OddityLog, *, complete: bool) -> None:
        self._body_oddities, self._complete = tuple(log.kept), complete


def _pieces(recording: Recording, begin: int) -> Iterator[tuple[float, int, bytes]]:
    """Yield (seconds, offset, bytes) of what was recorded from `begin` on; a large piece in several parts."""
    if isinstance(recording.source, Path):
        with recording.source.open("rb") as file:
            file.seek(begin)
            for seconds, start, end in _spans(recording, begin):
                yield seconds, start, file.read(end - start)
        return
    for seconds, start, end in _spans(recording, begin):
        yield seconds, start, recording.source[start:end]


def _spans(recording: Recording, begin: int) -> Iterator[tuple[float, int, int]]:
    ends = recording.ends
    at = begin
    for number in range(bisect_right(ends, begin), len(ends)):
        while at < ends[number]:
            stop = min(ends[number], at + _LARGEST_PIECE)
            yield recording.seconds[number], at, stop
            at = stop

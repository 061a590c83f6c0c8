"""Event streams, read as a judge reads them: HTML standard, sections 9.2.5 (parsing) and 9.2.6 (interpreting).

Bytes go in as they arrive, events come out, and everything that is unusual is kept as an oddity with its byte offset.
No input raises. The result does not depend on how the bytes were cut; time is linear and memory bounded by `Limits`.
"""

from __future__ import annotations

from conformance.model.finding import Oddity
from conformance.model.settings import Limits
from conformance.wire.sse_block import SseEvent, SseInterpreter
from conformance.wire.sse_kind import SseKind

__all__ = ["SseEvent", "SseKind", "SseReader"]

_LINE_FEED, _CARRIAGE_RETURN = b"\n\r"
# A line in the common form that is longer than this takes the general path, which keeps the search for its end linear
# however line endings are mixed.
_COMMON_LINE = 1 << 12


class SseReader:
    """Reads one event stream; feed it pieces in order, then call `finish`.

    Attributes:
        tail: after `finish`, the bytes behind the last blank line, at most 1 KiB; lines over the limit are left out.
    """

    def __init__(self, limits: Limits) -> None:
        self.tail = b""
        self._limits = limits
        self._blocks = SseInterpreter(limits)
        self._pending = bytearray()  # an incomplete line, perhaps with a CR that may be half a CRLF
        self._base = 0  # offset of the first pending byte
        self._skipping = False  # inside a line that is too long
        self._ending = b""  # how the first line ended

    @property
    def events(self) -> int:
        """Number of events so far."""
        return self._blocks.events

    @property
    def oddities(self) -> list[Oddity]:
        """What was noticed, in order, at most 20 of each kind."""
        return self._blocks.log.kept

    @property
    def counts(self) -> dict[str, int]:
        """How often each kind occurred."""
        return self._blocks.log.counts

    def feed(self, piece: bytes) -> list[SseEvent]:
        """Read a piece of the body and return the events that it completes.

        An event that ends in CR is returned with the next piece or by `finish`, because LF may follow.
        """
        pending = self._pending
        held = pending and pending[-1] == _CARRIAGE_RETURN
        if not (held or _LINE_FEED in piece or _CARRIAGE_RETURN in piece):
            self._wait(piece)
            return []
        if pending:
            pending += piece
            piece = bytes(pending)
            pending.clear()
        found: list[SseEvent] = []
        rest = self._read(piece, found)
        self._base += rest
        self._wait(piece[rest:])
        return found

    def finish(self) -> list[SseEvent]:
        """Say that the body has ended; return the event that a last CR completed, if there is one."""
        found: list[SseEvent] = []
        blocks = self._blocks
        if self._pending.endswith(b"\r"):
            line = bytes(self._pending[:-1])
            self._pending.clear()
            self._line(line, self._base, b"\r", found)
        if not blocks.closed:
            blocks.end(bytes(self._pending), self._base)
            self.tail = bytes(blocks.tail)
        return found

    def _wait(self, piece: bytes) -> None:
        """Keep an incomplete line, or give it up once it is too long."""
        if self._blocks.closed:
            return
        pending = self._pending
        pending += piece
        length = len(pending) - pending.endswith(b"\r")
        if not self._skipping:
            if length <= self._limits.line_bytes:
                return
            self._blocks.too_long(self._base)
            self._skipping = True
        self._base += length
        del pending[:length]

    def _read(self, buffer: bytes, found: list[SseEvent]) -> int:
        """Read the complete lines of the buffer; return where the incomplete one begins."""
        at, size = 0, len(buffer)
        line_feed = carriage_return = -1
        blocks = self._blocks
        while not blocks.closed:
            if blocks.between_blocks and not self._skipping:
                at = self._common_events(buffer, at, found)
            if line_feed < at and (line_feed := buffer.find(b"\n", at)) < 0:
                line_feed = size
            if carriage_return < at and (carriage_return := buffer.find(b"\r", at)) < 0:
                carriage_return = size
            stop = min(line_feed, carriage_return)
            if stop == size or carriage_return == stop == size - 1:
                return at
            ending = b"\n" if stop == line_feed else b"\r\n" if line_feed == stop + 1 else b"\r"
            self._line(buffer[at:stop], self._base + at, ending, found)
            at = stop + len(ending)
        return size

    def _common_events(self, buffer: bytes, at: int, found: list[SseEvent]) -> int:
        """Read events of one line `data: value` with nothing odd about them; return where the first other line begins.

        The line ending is the first line's, so that the general path has read at least one line.
        """
        if self._ending not in {b"\n", b"\r\n"}:
            return at
        first, other = (b"\n", _CARRIAGE_RETURN) if self._ending == b"\n" else (b"\r", _LINE_FEED)
        blank, base, before = self._ending * 2, self._base, len(found)
        longest = min(_COMMON_LINE, self._limits.line_bytes)
        most = before + self._limits.events - self._blocks.events
        while buffer.startswith(b"data: ", at) and len(found) < most:
            stop = buffer.find(first, at, at + longest)
            if not buffer.startswith(blank, stop):  # none where `stop` is -1: one byte is no blank line
                break
            data = buffer[at + 6 : stop]
            if data[:1] in {b"", b" ", b":"} or other in data or not (data.isascii() or _is_utf_8(data)):
                break
            end = stop + len(blank)
            found.append(SseEvent(data, "message", base + at, base + end, 1))
            at = end
        self._blocks.events += len(found) - before
        return at

    def _line(self, line: bytes, start: int, ending: bytes, found: list[SseEvent]) -> None:
        """Read one line of the general kind; of a skipped one, `line` is the rest."""
        long = len(line) > self._limits.line_bytes and not self._skipping
        if long:
            self._blocks.too_long(start)
        self._ending = self._ending or ending
        if ending != self._ending:
            self._blocks.note_ending(ending, start + len(line))
        if not (long or self._skipping):
            self._blocks.line(line, start, ending, found)
        self._skipping = False


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True

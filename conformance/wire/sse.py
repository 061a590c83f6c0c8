"""Event streams, read as a judge reads them: HTML standard, sections 9.2.5 (parsing) and 9.2.6 (interpreting).

Bytes go in as they arrive, events come out, and everything that is unusual is kept as an oddity with its byte offset.
No input raises. The result does not depend on how the bytes were cut; time is linear and memory bounded by `Limits`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.model.finding import Oddity, Place
from conformance.model.settings import Limits
from conformance.wire.oddity_log import OddityLog
from conformance.wire.sse_kind import WORDS, SseKind

__all__ = ["SseEvent", "SseKind", "SseReader"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CARRIAGE_RETURN = 0x0D
_OVERSIZED = 1 << 20
_TAIL = 1 << 10
# A line in the common form that is longer than this takes the general path, which keeps the search for its end linear
# however line endings are mixed.
_COMMON_LINE = 1 << 12
_DEFAULT_LIMITS = Limits()


_FIELDS = (b"data", b"event", b"id", b"retry")


@dataclass(slots=True)
class SseEvent:
    """One dispatched event.

    Attributes:
        data: the data lines joined by LF, as raw bytes.
        type: value of the last `event` field, or `message`.
        offset: first byte of the first field line of the event, counted from the first byte of the body.
        end: offset behind the blank line.
        lines: number of data lines.
    """

    data: bytes
    type: str
    offset: int
    end: int
    lines: int


@dataclass(slots=True)
class _Block:
    """Lines since the last blank line; `spoilt` when a limit was exceeded, so that nothing is dispatched."""

    offset: int = -1
    data: bytearray = field(default_factory=bytearray)
    lines: int = 0
    type: str = ""
    known_fields: int = 0
    spoilt: bool = False


class SseReader:
    """Reads one event stream; feed it pieces in order, then call `finish`.

    Attributes:
        events: number of events so far.
        tail: after `finish`, the bytes behind the last blank line, at most 1 KiB; lines over the limit are left out.
    """

    def __init__(self, limits: Limits = _DEFAULT_LIMITS) -> None:
        self.events = 0
        self.tail = b""
        self._limits = limits
        self._log = OddityLog()
        self._closed = False
        self._pending = bytearray()  # an incomplete line, perhaps with a CR that may be half a CRLF
        self._base = 0  # offset of the first pending byte
        self._skipping = False  # inside a line that is too long
        self._ending = b""  # how the first line ended
        self._begun = False  # whether the first line was read
        self._second_mark = -1  # where one stands
        self._id_set = False
        self._block = _Block()
        self._raw = bytearray()  # bytes behind the last blank line, for `tail`

    @property
    def oddities(self) -> list[Oddity]:
        """What was noticed, in order, at most 20 of each kind."""
        return self._log.kept

    @property
    def counts(self) -> dict[str, int]:
        """How often each kind occurred."""
        return self._log.counts

    def feed(self, piece: bytes) -> list[SseEvent]:
        """Read a piece of the body and return the events that it completes.

        An event that ends in CR is returned with the next piece or by `finish`, because LF may follow.
        """
        pending = self._pending
        if b"\n" not in piece and b"\r" not in piece and not (pending and pending[-1] == _CARRIAGE_RETURN and piece):
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
        if self._closed:
            return found
        if self._pending.endswith(b"\r"):
            line = bytes(self._pending[:-1])
            self._pending.clear()
            self._line(line, self._base, b"\r", found)
        if not self._closed:
            self._discard(bytes(self._pending))
            self._closed = True
        return found

    def _wait(self, piece: bytes) -> None:
        """Keep an incomplete line, or give it up once it is too long."""
        if self._closed:
            return
        if self._skipping:
            held = piece.endswith(b"\r")
            self._base += len(piece) - held
            self._pending += piece[len(piece) - held :]
            return
        pending = self._pending
        pending += piece
        if len(pending) > self._limits.line_bytes:
            held = pending.endswith(b"\r")
            if len(pending) - held > self._limits.line_bytes:
                self._give_up(self._base)
                self._skipping = True
                self._base += len(pending) - held
                del pending[: len(pending) - held]

    def _read(self, buffer: bytes, found: list[SseEvent]) -> int:
        """Read the complete lines of the buffer; return where the incomplete one begins."""
        at, size = 0, len(buffer)
        line_feed = carriage_return = -1
        while not self._closed:
            if not self._raw and not self._skipping and not self._block.spoilt:
                at = self._common_events(buffer, at, found)
            if line_feed < at and (line_feed := buffer.find(b"\n", at)) < 0:
                line_feed = size
            if carriage_return < at and (carriage_return := buffer.find(b"\r", at)) < 0:
                carriage_return = size
            stop = min(line_feed, carriage_return)
            if stop == size or carriage_return == stop == size - 1:
                return at
            ending = b"\n" if stop == line_feed else b"\r\n" if line_feed == stop + 1 else b"\r"
            self._line(buffer[at:stop], self._base + at, ending, found, self._base + stop)
            at = stop + len(ending)
        return size

    def _common_events(self, buffer: bytes, at: int, found: list[SseEvent]) -> int:
        """Read events of one line `data: value` with nothing odd about them; return where the first other line begins.

        The line ending is the first line's, so that the general path has read at least one line.
        """
        if self._ending not in {b"\n", b"\r\n"}:
            return at
        first, other = (b"\n", b"\r") if self._ending == b"\n" else (b"\r", b"\n")
        blank, base = self._ending * 2, self._base
        longest = min(_COMMON_LINE, self._limits.line_bytes)
        before, room = len(found), self._limits.events - self.events
        while buffer.startswith(b"data: ", at):
            stop = buffer.find(first, at, at + longest)
            if stop < 0 or not buffer.startswith(blank, stop) or buffer.find(other, at, stop) >= 0:
                break
            data = buffer[at + 6 : stop]
            if not data or data[0] in b" :" or len(found) - before >= room or not (data.isascii() or _is_utf_8(data)):
                break
            end = stop + len(blank)
            found.append(SseEvent(data, "message", base + at, base + end, 1))
            at = end
        self.events += len(found) - before
        return at

    def _line(self, line: bytes, start: int, ending: bytes, found: list[SseEvent], stop: int | None = None) -> None:
        """Read one line of the general kind, which stood at `start` and ended at `stop` with `ending`."""
        stop = start + len(line) if stop is None else stop
        skipped = self._skipping or len(line) > self._limits.line_bytes
        if skipped and not self._skipping:
            self._give_up(start)
        self._skipping = False
        self._note_ending(ending, stop)
        if skipped:
            self._begun = True
            return
        if len(self._raw) < _TAIL:
            self._raw += (line + ending)[:_TAIL]
        line, start = self._without_mark(line, start)
        if not line:
            self._blank(stop, stop + len(ending), found)
            return
        self._check_utf_8(line, start)
        self._field_or_comment(line, start)

    def _field_or_comment(self, line: bytes, start: int) -> None:
        """Interpret a line that is not blank (section 9.2.6)."""
        name, _, value = line.partition(b":")
        if not name:
            self._note(SseKind.COMMENT, start, line)
            return
        if self._block.offset < 0:
            self._block.offset = start
        spaced = value[:1] == b" "
        value = value[1:] if spaced else value
        if name == b"data":
            self._data_field(value, start, spaced=spaced)
        elif name in _FIELDS:
            self._other_field(name, value, start)
        else:
            self._ignored_field(name, line, start)

    def _data_field(self, value: bytes, start: int, *, spaced: bool) -> None:
        block = self._block
        if value.startswith(b" "):
            self._note(SseKind.EXTRA_SPACE_AFTER_COLON, start, value)
        elif value and not spaced:
            self._note(SseKind.NO_SPACE_AFTER_COLON, start, value)
        if value.lstrip(b" ").startswith(b":"):
            self._note(SseKind.COMMENT_AS_DATA, start, value)
        if block.lines:
            block.data += b"\n"
        block.lines += 1
        if len(block.data) + len(value) <= self._limits.line_bytes:
            block.data += value
        elif not block.spoilt:
            block.spoilt = True
            self._note(SseKind.OVERSIZED_EVENT, block.offset)

    def _other_field(self, name: bytes, value: bytes, start: int) -> None:
        block = self._block
        block.known_fields += 1
        if name == b"event":
            self._note(SseKind.EVENT_FIELD, start, value)
            block.type = value.decode("utf-8", "replace")
        elif name == b"id":
            self._note(SseKind.ID_FIELD, start, value)
            if b"\0" in value:
                self._note(SseKind.ID_WITH_NUL, start, value)
            else:
                self._id_set = bool(value)
        else:
            self._note(SseKind.RETRY_FIELD, start, value)
            if not value.isdigit():
                self._note(SseKind.RETRY_NOT_DIGITS, start, value)

    def _ignored_field(self, name: bytes, line: bytes, start: int) -> None:
        if start == self._second_mark:
            return
        near = name.removeprefix(_BYTE_ORDER_MARK).strip().lower() in _FIELDS
        self._note(SseKind.MISSPELT_FIELD if near else SseKind.UNKNOWN_FIELD, start, line)

    def _blank(self, start: int, end: int, found: list[SseEvent]) -> None:
        """Dispatch at a blank line, and begin a new block."""
        block = self._block
        self._raw.clear()
        if block.lines and not block.spoilt:
            self._dispatch(block, end, found)
        elif not block.spoilt:
            if block.known_fields:
                self._note(SseKind.BLOCK_WITHOUT_DATA, block.offset)
            if self._id_set:
                self._note(SseKind.ID_THEN_EMPTY_BLOCK, start)
        if block.offset >= 0 or block.spoilt:
            self._block = _Block()

    def _dispatch(self, block: _Block, end: int, found: list[SseEvent]) -> None:
        if self.events >= self._limits.events:
            self._note(SseKind.TOO_MANY_EVENTS, block.offset)
            self._closed = True
            return
        if block.lines > 1:
            self._note(SseKind.MULTI_LINE_DATA, block.offset, block.data)
        if not block.data:
            self._note(SseKind.EMPTY_DATA, block.offset)
        if len(block.data) > _OVERSIZED:
            self._note(SseKind.OVERSIZED_EVENT, block.offset)
        found.append(SseEvent(bytes(block.data), block.type or "message", block.offset, end, block.lines))
        self.events += 1

    def _discard(self, rest: bytes) -> None:
        """Note what the end of the stream cut off; `rest` is an incomplete line."""
        self.tail = bytes(self._raw[:_TAIL] + rest[:_TAIL])[:_TAIL]
        rest, start = self._without_mark(rest, self._base)
        self._check_utf_8(rest, start, cut=True)
        begun = self._block.offset
        if begun < 0 and rest and not rest.startswith(b":"):
            begun = start
        if begun >= 0 and not self._block.spoilt:
            self._note(SseKind.UNTERMINATED_EVENT, begun, self.tail)

    def _without_mark(self, line: bytes, start: int) -> tuple[bytes, int]:
        """Strip one byte order mark from the first line of the stream."""
        if self._begun:
            return line, start
        self._begun = True
        if not line.startswith(_BYTE_ORDER_MARK):
            return line, start
        self._note(SseKind.BYTE_ORDER_MARK, start)
        line, start = line[3:], start + 3
        if line.startswith(_BYTE_ORDER_MARK):
            self._second_mark = start
            self._note(SseKind.SECOND_BYTE_ORDER_MARK, start, line)
        return line, start

    def _check_utf_8(self, line: bytes, start: int, *, cut: bool = False) -> None:
        """Note the first wrong byte; a sequence that only the end of the stream `cut` off is not wrong."""
        if line.isascii():
            return
        try:
            line.decode()
        except UnicodeDecodeError as error:
            if not (cut and error.reason == "unexpected end of data"):
                self._note(SseKind.INVALID_UTF_8, start + error.start, line[error.start : error.start + 8])

    def _note_ending(self, ending: bytes, stop: int) -> None:
        self._ending = self._ending or ending
        if ending != self._ending:
            self._note(SseKind.MIXED_LINE_ENDINGS, stop, ending)

    def _give_up(self, start: int) -> None:
        """Note that the line at `start` is too long, and spoil its block."""
        self._block.spoilt = True
        self._note(SseKind.LINE_TOO_LONG, start)

    def _note(self, kind: SseKind, offset: int, actual: bytes | bytearray | None = None) -> None:
        if self._log.full(kind):
            self._log.count(kind)
            return
        message, expected = WORDS[kind]
        shown = None if actual is None else bytes(actual[:400])
        self._log.note(kind, message, expected=expected, actual=shown, place=Place(byte=offset, event=self.events))


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True

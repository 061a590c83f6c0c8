"""Lines become fields, fields become events: HTML standard, section 9.2.6."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.model.finding import Place
from conformance.model.settings import Limits
from conformance.wire.oddity_log import SAMPLE, OddityLog
from conformance.wire.sse_kind import WORDS, SseKind

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OVERSIZED = 1 << 20
_TAIL = 1 << 10
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


class SseInterpreter:
    """Takes lines without their endings and dispatches events.

    Attributes:
        log: what was noticed.
        events: number of events so far.
        closed: whether the limit of events is exceeded and nothing more is to be read.
        tail: the bytes behind the last blank line, at most 1 KiB; lines over the limit are left out.
    """

    def __init__(self, limits: Limits) -> None:
        self.log = OddityLog()
        self.events = 0
        self.closed = False
        self.tail = bytearray()
        self._limits = limits
        self._block = _Block()
        self._begun = False  # whether the first line was read
        self._second_mark = -1  # where a second byte order mark stands
        self._id_set = False

    @property
    def between_blocks(self) -> bool:
        """Whether a blank line, or nothing, was read last."""
        return not self.tail and not self._block.spoilt

    def line(self, line: bytes, start: int, ending: bytes, found: list[SseEvent]) -> None:
        """Read the line at `start`; add the event that it completes to `found`."""
        stop = start + len(line)
        if len(self.tail) < _TAIL:
            self.tail += (line + ending)[: _TAIL - len(self.tail)]
        line, start = self._without_mark(line, start)
        if not line:
            self._blank(stop, stop + len(ending), found)
            return
        self._check_utf_8(line, start)
        self._field_or_comment(line, start)

    def too_long(self, start: int) -> None:
        """Note that the line at `start` is too long; its block dispatches nothing."""
        self._begun = True
        self._block.spoilt = True
        self._note(SseKind.LINE_TOO_LONG, start)

    def end(self, rest: bytes, start: int) -> None:
        """Note what the end of the stream cut off; `rest` is an incomplete line at `start`."""
        self.tail += rest[: _TAIL - len(self.tail)]
        rest, start = self._without_mark(rest, start)
        self._check_utf_8(rest, start, cut=True)
        begun = self._block.offset
        if begun < 0 and rest and not rest.startswith(b":"):
            begun = start
        if begun >= 0 and not self._block.spoilt:
            self._note(SseKind.UNTERMINATED_EVENT, begun, self.tail)

    def note_ending(self, ending: bytes, at: int) -> None:
        """Note a line ending that differs from the first one."""
        self._note(SseKind.MIXED_LINE_ENDINGS, at, ending)

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
        self.tail.clear()
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
            self.closed = True
            return
        if block.lines > 1:
            self._note(SseKind.MULTI_LINE_DATA, block.offset, block.data)
        if not block.data:
            self._note(SseKind.EMPTY_DATA, block.offset)
        if len(block.data) > _OVERSIZED:
            self._note(SseKind.OVERSIZED_EVENT, block.offset)
        found.append(SseEvent(bytes(block.data), block.type or "message", block.offset, end, block.lines))
        self.events += 1

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

    def _note(self, kind: SseKind, offset: int, actual: bytes | bytearray | None = None) -> None:
        if self.log.full(kind):
            self.log.count(kind)
            return
        message, expected = WORDS[kind]
        shown = None if actual is None else bytes(actual[:SAMPLE])
        self.log.note(kind, message, expected=expected, actual=shown, place=Place(byte=offset, event=self.events))

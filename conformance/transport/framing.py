"""Where an HTTP/1.1 answer ends: the little of RFC 9112 that a recorder must know while bytes arrive.

This is no judge: a message that it calls garbled is judged later from the recorded bytes. It is as strict as
h11, which drives real connections, so that an exchange ends alike on a socket and in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto

_HEAD_LIMIT = 100 * 1024
_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/([0-9]\.[0-9]) ([0-9]{3})(?: [^\x00\n\v\f\r]*)?")
_FIELD = re.compile(rb"([-!#$%&'*+.^_`|~0-9a-zA-Z]+):[ \t]*((?:[^\x00\s](?:[^\x00\n\v\f\r]*[^\x00\s])?)?)[ \t]*")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,20})(?:;[^\n]*)?[ \t]*")
_LENGTH = re.compile(r"[0-9]{1,20}")


class _Phase(Enum):
    HEAD = auto()
    LENGTH = auto()
    CHUNK_SIZE = auto()
    CHUNK_DATA = auto()
    CHUNK_END = auto()
    TRAILERS = auto()
    UNTIL_CLOSE = auto()
    DONE = auto()
    GARBLED = auto()


class MessageFrame:
    """Follows one answer byte by byte, interim answers included.

    Attributes:
        status: status code of the final answer, or None until its head is whole.
        event_stream: whether the final answer is `text/event-stream`.
        surplus: bytes that came behind the end of the message.
        garbled: why the bytes are not HTTP/1.1, "" while they are.
    """

    def __init__(self, method: str = "POST") -> None:
        self.status: int | None = None
        self.event_stream = False
        self.surplus = 0
        self.garbled = ""
        self._bodiless = method == "HEAD"
        self._phase = _Phase.HEAD
        self._pending = bytearray()
        self._due = 0
        self._body: list[bytes] = []
        self._steps: dict[_Phase, Callable[[], bool]] = {
            _Phase.HEAD: self._take_head,
            _Phase.LENGTH: self._take_length,
            _Phase.CHUNK_SIZE: self._take_chunk_size,
            _Phase.CHUNK_DATA: self._take_chunk_data,
            _Phase.CHUNK_END: self._take_chunk_end,
            _Phase.TRAILERS: self._take_trailers,
            _Phase.UNTIL_CLOSE: self._take_all,
            _Phase.DONE: self._take_surplus,
            _Phase.GARBLED: self._drop,
        }

    @property
    def complete(self) -> bool:
        """Whether the message ended by its own framing."""
        return self._phase is _Phase.DONE

    @property
    def complete_if_closed(self) -> bool:
        """Whether the message is whole when the peer closes now (RFC 9112 section 8)."""
        return self._phase in (_Phase.DONE, _Phase.UNTIL_CLOSE)

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes of the wire and return the bytes of the body among them, transfer coding removed."""
        if self._phase is _Phase.UNTIL_CLOSE:
            return data
        self._pending += data
        while self._pending and self._steps[self._phase]():
            pass
        body, self._body = b"".join(self._body), []
        return body

    def peer_closed(self) -> None:
        """Tell that nothing more will come: what is no answer by now is none at all."""
        begun = bytes(self._pending[:5])
        if self._phase is _Phase.HEAD and begun and not b"HTTP/".startswith(begun):
            self._garble(f"the answer began with {begun!r}")

    def _garble(self, why: str) -> bool:
        self.garbled = why
        self._phase = _Phase.GARBLED
        return True

    def _cut(self, size: int) -> bytes:
        piece = bytes(self._pending[:size])
        del self._pending[:size]
        return piece

    def _lines(self) -> list[bytes] | None:
        """Cut the lines up to the next blank line off, folded lines joined; None until that has come."""
        if self._pending[:1] == b"\n" or self._pending[:2] == b"\r\n":
            self._cut(self._pending.index(b"\n") + 1)
            return []
        end = _HEAD_END.search(self._pending)
        if end is None:
            if len(self._pending) > _HEAD_LIMIT:
                self._garble(f"more than {_HEAD_LIMIT} bytes without a blank line")
            return None
        block = self._cut(end.end())[: end.start()]
        return [line.removesuffix(b"\r") for line in _FOLD.sub(b" ", block).split(b"\n")]

    def _take_head(self) -> bool:
        if self._pending[0] < 0x21 and self._pending[0] not in b"\r\n":  # noqa: PLR2004 - the first visible character
            return self._garble("the answer began with a control character")
        lines = self._lines()
        if lines is None:
            return False
        start = _STATUS_LINE.fullmatch(lines[0]) if lines else None
        if start is None:
            return self._garble(f"no status line: {lines[0][:80] if lines else b''!r}")
        fields = self._fields(lines[1:])
        return fields is None or self._enter_body(start[1], int(start[2]), fields)

    def _fields(self, lines: list[bytes]) -> dict[str, list[str]] | None:
        fields: dict[str, list[str]] = {}
        for line in lines:
            match = _FIELD.fullmatch(line)
            if match is None:
                self._garble(f"malformed header line: {line[:80]!r}")
                return None
            fields.setdefault(match[1].lower().decode("ascii"), []).append(match[2].decode("latin-1"))
        return fields

    def _enter_body(self, version: bytes, status: int, fields: dict[str, list[str]]) -> bool:
        if status == 101:  # noqa: PLR2004 - Switching Protocols
            return self._garble("the answer switched protocols although nobody asked (101)")
        length = self._length(fields)
        if self.garbled or status < 200:  # noqa: PLR2004 - an interim answer: the final one follows
            return True
        self.status = status
        self.event_stream = "text/event-stream" in ",".join(fields.get("content-type", [])).lower()
        self._phase = self._body_phase(status, length, chunked="transfer-encoding" in fields)
        self._due = length or 0
        if version[:1] != b"1":
            self._garble(f"HTTP version {version.decode('ascii')}")
        return True

    def _length(self, fields: dict[str, list[str]]) -> int | None:
        codings = fields.get("transfer-encoding", [])
        if codings and (len(codings) > 1 or codings[0].lower() != "chunked"):
            self._garble(f"transfer coding other than chunked: {', '.join(codings)[:80]!r}")
        lengths = {part.strip() for value in fields.get("content-length", []) for part in value.split(",")}
        if len(lengths) > 1 or not all(_LENGTH.fullmatch(text) for text in lengths):
            self._garble(f"unusable Content-Length: {', '.join(sorted(lengths))[:80]!r}")
            return None
        return int(lengths.pop()) if lengths else None

    def _body_phase(self, status: int, length: int | None, *, chunked: bool) -> _Phase:
        """Apply RFC 9112 section 6.3 in its order."""
        if self._bodiless or status in (204, 304):
            return _Phase.DONE
        if chunked:
            return _Phase.CHUNK_SIZE
        if length is None:
            return _Phase.UNTIL_CLOSE
        return _Phase.LENGTH if length else _Phase.DONE

    def _take_length(self) -> bool:
        self._take_due(_Phase.DONE)
        return True

    def _take_due(self, behind: _Phase) -> None:
        piece = self._cut(self._due)
        self._due -= len(piece)
        self._body.append(piece)
        if not self._due:
            self._phase = behind

    def _take_whole_chunks(self) -> None:
        """Take all chunks that have come whole: the usual case of a stream, at once."""
        pending, at = self._pending, 0
        while (end := pending.find(b"\r\n", at)) >= 0:
            size = _CHUNK_SIZE.fullmatch(pending, at, end)
            behind = end + 2 + int(size[1], 16) if size else 0
            if behind <= end + 2 or pending[behind : behind + 2] != b"\r\n":
                break
            self._body.append(bytes(pending[end + 2 : behind]))
            at = behind + 2
        del pending[:at]

    def _take_chunk_size(self) -> bool:
        self._take_whole_chunks()
        end = self._pending.find(b"\r\n")
        if end < 0:
            return len(self._pending) > _HEAD_LIMIT and self._garble("a chunk-size line without end")
        line = self._cut(end + 2)[:-2]
        size = _CHUNK_SIZE.fullmatch(line)
        if size is None:
            return self._garble(f"malformed chunk size: {line[:80]!r}")
        self._due = int(size[1], 16)
        self._phase = _Phase.CHUNK_DATA if self._due else _Phase.TRAILERS
        return True

    def _take_chunk_data(self) -> bool:
        self._take_due(_Phase.CHUNK_END)
        return True

    def _take_chunk_end(self) -> bool:
        if not b"\r\n".startswith(self._pending[:2]):
            return self._garble(f"no line end behind a chunk: {bytes(self._pending[:2])!r}")
        if len(self._pending) < 2:  # noqa: PLR2004 - the length of CR LF
            return False
        self._cut(2)
        self._phase = _Phase.CHUNK_SIZE
        return True

    def _take_trailers(self) -> bool:
        lines = self._lines()
        if lines is None:
            return False
        if self._fields(lines) is not None:
            self._phase = _Phase.DONE
        return True

    def _take_all(self) -> bool:
        self._body.append(self._cut(len(self._pending)))
        return False

    def _take_surplus(self) -> bool:
        self.surplus += len(self._cut(len(self._pending)))
        return False

    def _drop(self) -> bool:
        self._pending.clear()
        return False

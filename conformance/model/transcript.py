"""What came back: every byte of the peer with its arrival time, and how it ended."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

_READ_SIZE = 1 << 18


class Ending(StrEnum):
    """How the recording of an exchange ended."""

    COMPLETE = "complete"
    """The HTTP message ended as its framing says, or the peer closed a close-delimited body."""
    TRUNCATED = "truncated"
    """The peer closed the connection before the message was whole."""
    RESET = "reset"
    """The connection was reset."""
    SILENT = "silent"
    """No byte came for the time-out while more was due."""
    HELD_OPEN = "held-open"
    """`[DONE]` came, and the body had not ended when the linger time was over; we left."""
    UNREACHABLE = "unreachable"
    """No connection: refused, name not found, or TLS failed."""
    GARBLED = "garbled"
    """The bytes are not an HTTP/1.1 response."""
    LIMIT = "limit"
    """A documented limit (bytes or seconds) was exceeded; we left."""
    DISCONNECTED = "disconnected"
    """We left on purpose, because the request says so."""
    CANCELLED = "cancelled"
    """The run was stopped while the exchange was under way."""


@dataclass(frozen=True)
class Recording:
    """The bytes of the peer as they stood on the wire (below HTTP, above TLS), with arrival times.

    Attributes:
        source: the bytes, or the file that holds them when they are many.
        seconds: arrival time of each piece, in seconds after the request began.
        ends: offset behind each piece; as long as `seconds`; the last one is the length.
    """

    source: bytes | Path = b""
    seconds: array[float] = field(default_factory=lambda: array("d"))
    ends: array[int] = field(default_factory=lambda: array("Q"))

    @classmethod
    def of(cls, *pieces: tuple[float, bytes]) -> Recording:
        """Build a recording in memory from (seconds, bytes) pieces."""
        ends, total = array("Q"), 0
        for _, piece in pieces:
            total += len(piece)
            ends.append(total)
        return cls(b"".join(piece for _, piece in pieces), array("d", [at for at, _ in pieces]), ends)

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def read(self) -> bytes:
        """Return all bytes; only for recordings known to be small."""
        return self.source.read_bytes() if isinstance(self.source, Path) else self.source

    def head(self, size: int) -> bytes:
        """Return at most the first `size` bytes."""
        if isinstance(self.source, bytes):
            return self.source[:size]
        with self.source.open("rb") as file:
            return file.read(size)

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes in order in large blocks, without regard to arrival."""
        if isinstance(self.source, bytes):
            yield from (self.source[at : at + _READ_SIZE] for at in range(0, len(self.source), _READ_SIZE))
            return
        with self.source.open("rb") as file:
            yield from iter(lambda: file.read(_READ_SIZE), b"")

    def arrival(self, offset: int) -> float | None:
        """Return the seconds at which the byte before `offset` had arrived, or None where nothing did."""
        piece = bisect_left(self.ends, offset)
        return self.seconds[piece] if piece < len(self.seconds) else None


@dataclass(frozen=True)
class Masked:
    """A secret that the peer echoed: replaced by asterisks of equal length in the recording."""

    offset: int
    length: int
    name: str
    """What was masked: `api-key`, or `header:NAME`."""


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """Immutable record of one answer.

    Attributes:
        recording: the peer's bytes.
        ending: how the recording ended.
        detail: a sentence for people about the ending, "" when complete.
        started_at: wall clock (Unix seconds) when the request began.
        sent_seconds: seconds until the request was written.
        seconds: seconds until the ending.
        masked: where secrets stood, by offset.
        visits: request lines that reached the suite's own listener because of this exchange.
    """

    recording: Recording
    ending: Ending
    detail: str = ""
    started_at: float = 0.0
    sent_seconds: float = 0.0
    seconds: float = 0.0
    masked: tuple[Masked, ...] = ()
    visits: tuple[str, ...] = ()

"""The tape of one exchange: keeps the peer's bytes with their arrival times and knows when to leave."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from array import array
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import BinaryIO

from conformance.model.request import Request
from conformance.model.settings import Limits
from conformance.model.transcript import Ending, Recording
from conformance.transport.framing import MessageFrame
from conformance.transport.watch import StreamWatch

MEMORY_BYTES = 256 << 10
"""A longer recording goes to a file."""
LINGER_MARGIN = 0.5
"""Seconds added to the linger time, so that a body that ends just in time is not called held open."""
SLOW_PIECE = 512
"""Bytes that a slow reader takes at a time."""
SLOW_PAUSE = 0.05
"""Seconds that it waits before each."""
SLOW_SECONDS = 4.0
"""How long it is slow; then it reads on like any other, so that a run ends."""
GARBLED_SECONDS = 0.25
"""How long recording goes on after bytes that are not HTTP/1.1, so that the judges see what they belonged to."""


def microseconds(seconds: float) -> float:
    """Round to whole microseconds, the precision that evidence keeps, so that a replay sees the very same floats."""
    return round(seconds * 1e6) / 1e6


class Left(Exception):  # noqa: N818 - not an error: we left the exchange
    """We leave the exchange now, with this ending."""

    def __init__(self, ending: Ending, detail: str) -> None:
        super().__init__(detail)
        self.ending = ending
        self.detail = detail


class Spool:
    """Names the files of long recordings in one directory.

    Args:
        directory: where they go; without one, a temporary directory that is removed when the interpreter ends,
            because transcripts outlive the sender that made them.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._numbers = count()

    def new_file(self) -> Path:
        """Return the path of a file that does not exist yet."""
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix="eyechart-"))
            atexit.register(shutil.rmtree, self._directory, ignore_errors=True)
        self._directory.mkdir(parents=True, exist_ok=True)
        names = (self._directory / f"recording-{number:06d}.bin" for number in self._numbers)
        return next(path for path in names if not path.exists())


class Tape:
    """Records one exchange.

    Attributes:
        frame: where the answer stands as an HTTP message.
        peer_closed: whether the peer closed its side.
        reused: whether the connection had served an exchange before.
        sent: seconds until the last byte of the request was written.
    """

    def __init__(self, request: Request, limits: Limits, spool: Spool, now: Callable[[], float]) -> None:
        self.frame = MessageFrame(request.method)
        self.peer_closed = False
        self.reused = False
        self.sent = 0.0
        self._limits = limits
        self._spool = spool
        self._now = now
        self._leave_after = request.disconnect_after_events
        self._reads_slowly = request.reads_slowly
        self._watch = StreamWatch(count_events=self._leave_after is not None)
        self._begun = now()
        self._active = 0.0
        self._done_at: float | None = None
        self._memory = bytearray()
        self._file: BinaryIO | None = None
        self._seconds = array("d")
        self._ends = array("Q")
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def elapsed(self) -> float:
        """Seconds since the exchange began."""
        return self._now() - self._begun

    @property
    def reads_slowly(self) -> bool:
        """Whether the next read is to be slow."""
        return self._reads_slowly and self.elapsed < SLOW_SECONDS

    def wrote(self) -> None:
        """Tell that a part of the request was written."""
        self.sent = self._active = self.elapsed

    def heard(self) -> None:
        """Tell that the peer is not silent, although nothing has been recorded yet."""
        self._active = self.elapsed

    def patience(self) -> tuple[float, Ending]:
        """Return the second of the exchange until which to wait for the next byte, and the ending if none comes."""
        ends = [(self._active + self._limits.timeout, Ending.SILENT), (self._limits.seconds, Ending.LIMIT)]
        if self._done_at is not None:
            ends.append((self._done_at + self._limits.linger + LINGER_MARGIN, Ending.HELD_OPEN))
        return min(ends)

    def out_of_patience(self) -> Left:
        """Return the exception to raise when the peer was waited for in vain."""
        _, ending = self.patience()
        limits = self._limits
        detail = {
            Ending.SILENT: f"no byte came for {limits.timeout:g} s",
            Ending.LIMIT: f"the exchange took longer than {limits.seconds:g} s",
            Ending.HELD_OPEN: f"the body did not end within {limits.linger:g} s after [DONE]",
        }[ending]
        return Left(ending, detail)

    def take(self, data: bytes) -> None:
        """Record a piece that has just arrived.

        Raises:
            Left: the piece was the last that we want.
        """
        at = self.elapsed
        self._active = at
        self._keep(at, data)
        self._look(at, self.frame.feed(data))
        self._refuse_excess()

    def keep(self, data: bytes) -> None:
        """Record a piece that is no part of an HTTP/1.1 message.

        Raises:
            Left: the answer was longer than we read.
        """
        self._active = self.elapsed
        self._keep(self._active, data)
        self._refuse_excess()

    def forget(self) -> None:
        """Lose what was recorded so far, since it holds what must not be kept."""
        self._memory.clear()
        self._seconds, self._ends, self._size = array("d"), array("Q"), 0

    def _refuse_excess(self) -> None:
        if self._size > self._limits.body_bytes:
            raise Left(Ending.LIMIT, f"the answer was longer than {self._limits.body_bytes} bytes")

    def _keep(self, at: float, data: bytes) -> None:
        self._size += len(data)
        self._seconds.append(microseconds(at))
        self._ends.append(self._size)
        if self._file is not None:
            self._file.write(data)
            return
        self._memory += data
        if self._size > MEMORY_BYTES:
            self._file = self._spool.new_file().open("wb")
            self._file.write(self._memory)
            self._memory.clear()

    def _look(self, at: float, body: bytes) -> None:
        if not body or not (self.frame.event_stream or self._leave_after is not None):
            return
        self._watch.feed(body)
        if self._watch.done and self._done_at is None:
            self._done_at = at
        if self._leave_after is not None and self._watch.events >= self._leave_after:
            raise Left(Ending.DISCONNECTED, f"we left after {self._watch.events} events, as the request says")

    def recording(self) -> Recording:
        """Return what was recorded; the tape takes no more afterwards."""
        if self._file is None:
            return Recording(bytes(self._memory), self._seconds, self._ends)
        self._file.close()
        return Recording(Path(self._file.name), self._seconds, self._ends)

    def discard(self) -> None:
        """Forget the recording, and remove its file."""
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)

"""The command `eyechart`: standard streams that may be closed at any time, and Ctrl-C at any time, imports included."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_INTERRUPTED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    with ExitStack() as opened:
        opened.callback(_set_streams, sys.stdout, sys.stderr)
        _set_streams(_kept_open(sys.stdout, opened), _kept_open(sys.stderr, opened))
        return _act(arguments)


def _set_streams(output: TextIO, errors: TextIO) -> None:
    sys.stdout, sys.stderr = output, errors


def _act(arguments: Sequence[str] | None) -> int:
    try:
        from conformance.commands.parsing import act  # noqa: PLC0415 - takes a second, in which Ctrl-C is heeded, too

        return act(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("eyechart: interrupted\n")
        return _INTERRUPTED


class _UntilNobodyReads(io.FileIO):
    """A file descriptor that takes what is written to it, also when the other end of the pipe is closed."""

    def write(self, data: ReadableBuffer) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            # `eyechart ... | head` has read what it wanted; the exit code and the report still count.
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), self.fileno())
            return memoryview(data).nbytes


def _kept_open(stream: TextIO | None, opened: ExitStack) -> TextIO:
    """Return a standard stream that no reader can break; one that was closed from the start goes nowhere."""
    if stream is None:
        return opened.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
    if not isinstance(stream, io.TextIOWrapper) or stream not in {sys.__stdout__, sys.__stderr__}:
        return stream  # a test has put something of its own there
    raw = _UntilNobodyReads(stream.fileno(), "w", closefd=False)
    kept = io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=stream.encoding, errors=stream.errors, line_buffering=stream.line_buffering
    )
    opened.callback(_close, kept)
    return kept


def _close(stream: TextIO) -> None:
    with suppress(OSError):  # a full disk, of which the command has told
        stream.close()

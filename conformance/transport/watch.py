"""What a recorder looks for in an event stream while it arrives: the `[DONE]` event, and how many events came."""

from __future__ import annotations

import re

_DONE = re.compile(rb"[\r\n]data:[ \t]*\[DONE\]")
_KEPT = 256
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))+")


class StreamWatch:
    """Sees the body of an event stream in pieces cut anywhere.

    Attributes:
        done: whether a line beginning with `data:`, optional blanks and `[DONE]` has come.
        events: blocks ended by a blank line; counted only when asked for.
    """

    def __init__(self, *, count_events: bool = False) -> None:
        self.done = False
        self.events = 0
        self._count_events = count_events
        self._tail = b"\n"
        self._block = b""

    def feed(self, body: bytes) -> None:
        """Take the next bytes of the body."""
        if not self.done:
            window = self._tail + body
            self.done = b"[DONE]" in window and _DONE.search(window) is not None
            self._tail = window[-_KEPT:]
        if self._count_events:
            self._count(body)

    def _count(self, body: bytes) -> None:
        block = (self._block + body).lstrip(b"\r\n")
        # A CR at the end may be half of a CR LF, so it is not counted before the next byte is known.
        held = block[-1:] == b"\r"
        ends = list(_BLANK_LINE.finditer(block, 0, len(block) - held))
        self.events += len(ends)
        self._block = block[ends[-1].end() :] if ends else block

"""Text that arrives in deltas: how it is kept, and whether the deltas are deltas at all."""

from __future__ import annotations

from typing import Final

_COMPACT: Final = 4096
_CUMULATIVE_GROWTH: Final = 2
_CUMULATIVE_TEXT: Final = 2
_PAIRS: Final = 3


class Text:
    """Text that grows by small pieces: a list that is joined now and then, so that pieces do not pile up."""

    __slots__ = ("_blocks", "_parts", "given")

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._parts: list[str] = []
        self.given = False

    def add(self, part: str) -> None:
        """Append a piece, which may be empty."""
        self.given = True
        if part:
            self._parts.append(part)
            if len(self._parts) == _COMPACT:
                self._blocks.append("".join(self._parts))
                self._parts.clear()

    def __str__(self) -> str:
        return "".join((*self._blocks, *self._parts))


class CumulativeTest:
    """Asks whether each delta is the whole text so far instead of what is new; costs nothing once refuted."""

    __slots__ = ("_before", "_grown", "_telling", "open")

    def __init__(self) -> None:
        self.open = True
        self._before = ""
        self._grown = 0
        self._telling = False

    def add(self, text: str) -> None:
        """Take the next non-empty delta; only called while `open`."""
        if text.startswith(self._before):
            if self._before and len(text) > len(self._before):
                self._grown += 1
                self._telling = len(self._before) >= _CUMULATIVE_TEXT
            self._before = text
        else:
            self.open = False
            self._before = ""

    def holds(self) -> bool:
        """Tell whether all deltas fit, the text grew at least twice, and what was repeated last had two characters.

        Growth is asked for because `ha`, `ha`, `ha` is laughter.
        """
        return self.open and self._grown >= _CUMULATIVE_GROWTH and self._telling


class PairTest:
    """Asks whether every delta is sent twice in a row; costs nothing once refuted."""

    __slots__ = ("_seen", "_waiting", "open")

    def __init__(self) -> None:
        self.open = True
        self._seen: set[str] = set()
        self._waiting: str | None = None

    def add(self, text: str) -> None:
        """Take the next non-empty delta; only called while `open`."""
        if self._waiting is None:
            self._waiting = text
            return
        self.open = text == self._waiting
        self._waiting = None
        if len(self._seen) < _PAIRS:
            self._seen.add(text)

    def holds(self) -> bool:
        """Tell whether all deltas came in pairs, of at least three texts, since `ha`, `ha`, `ha`, `ha` is laughter."""
        return self.open and self._waiting is None and len(self._seen) == _PAIRS

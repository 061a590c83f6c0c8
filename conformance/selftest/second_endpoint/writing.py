"""One choice of an answer: tokens become text, stop strings cut it, and nothing is shown that might yet be cut."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from conformance.selftest.second_endpoint.sampling import WANTED, Pick, Sampler, Slot
from conformance.selftest.second_endpoint.vocabulary import END, bytes_of

_OVER: Slot = {END: WANTED}


@dataclass(frozen=True)
class Piece:
    """Text that is final, and the tokens that spell it."""

    text: str
    picks: tuple[Pick, ...] = ()


class Writing:
    """A text under way; `finish` and `tokens` hold once it was iterated to its end."""

    def __init__(self, plan: Sequence[Slot], sampler: Sampler, stops: Sequence[str], bound: int) -> None:
        """Begin to write what was planned, at most `bound` tokens."""
        self._plan = plan
        self._sampler = sampler
        self._stops = stops
        self._bound = bound
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._shown = 0
        self._pending: list[tuple[Pick, int, int]] = []
        self.finish = "length"
        self.tokens = 0

    def __iter__(self) -> Iterator[Piece]:
        for pick in islice(self._picks(), self._bound):
            if pick.token == END:
                self.finish = "stop"
                break
            self.tokens += 1
            begin = self._shown + len(self._held)
            self._held += self._decoder.decode(bytes_of(pick.token))
            self._pending.append((pick, begin, self._shown + len(self._held)))
            cut = self._cut()
            if cut is not None:
                self.finish = "stop"
                yield self._show(cut, last=True)
                return
            yield self._show(len(self._held) - self._at_risk())
        else:
            # The end costs nothing: a text that is just as long as its bound is whole.
            if self.tokens == len(self._plan):
                self.finish = "stop"
        self._held += self._decoder.decode(b"", final=True)
        yield self._show(len(self._held), last=True)

    def _picks(self) -> Iterator[Pick]:
        for slot in self._plan:
            yield self._sampler.pick(slot)
        while True:
            yield self._sampler.pick(_OVER)

    def _cut(self) -> int | None:
        return min((self._held.find(stop) for stop in self._stops if stop in self._held), default=None)

    def _at_risk(self) -> int:
        """Return how many characters at the end may begin a stop string."""
        return max(
            (size for stop in self._stops for size in range(1, len(stop)) if self._held.endswith(stop[:size])),
            default=0,
        )

    def _show(self, size: int, *, last: bool = False) -> Piece:
        """Release so many characters with the tokens that they are made of; what is cut goes with its tokens."""
        text, self._held = self._held[:size], self._held[size:]
        self._shown += size
        ready = [pick for pick, begin, end in self._pending if end <= self._shown or (last and begin < self._shown)]
        self._pending = [one for one in self._pending if one[2] > self._shown]
        return Piece(text, tuple(ready))

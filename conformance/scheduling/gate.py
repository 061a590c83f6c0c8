"""How many exchanges are under way at once: a first-come-first-served limit that shrinks, grows and can be emptied."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(eq=False)
class Slot:
    """Permission to have one exchange, or one exclusive conversation, under way.

    Attributes:
        exclusive: nothing else is under way meanwhile.
        crowded: something else was under way at some time meanwhile.
        epoch: how often the limit had been lowered when the slot was granted.
    """

    exclusive: bool = False
    crowded: bool = False
    epoch: int = 0
    granted: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Gate:
    """Admits waiters in the order in which they came, those who come again before the others.

    An exclusive waiter is admitted when nothing is under way, and whoever comes behind it waits for it to leave, so
    it starves nobody and is not starved.

    Args:
        limit: the most that may be under way at once; at least 1.

    Attributes:
        limit: what may be under way at once now.
        under_way: what is.
    """

    def __init__(self, limit: int) -> None:
        self.limit = self._ceiling = max(1, limit)
        self._admitted: set[Slot] = set()
        self._again: deque[Slot] = deque()
        self._waiting: deque[Slot] = deque()
        self._epoch = 0
        self._successes = 0
        self._held_until = 0.0

    @property
    def under_way(self) -> int:
        """How many slots are taken."""
        return len(self._admitted)

    @asynccontextmanager
    async def slot(self, *, exclusive: bool = False, again: bool = False) -> AsyncIterator[Slot]:
        """Wait for a slot and hold it for the length of the block.

        Args:
            exclusive: wait until nothing is under way, and let nothing else begin.
            again: the exchange was turned away before, so it goes before those that have not been tried.
        """
        slot = Slot(exclusive)
        queue = self._again if again else self._waiting
        queue.append(slot)
        self._admit()
        try:
            await slot.granted
            yield slot
        finally:
            if slot in self._admitted:
                self._admitted.remove(slot)
            else:
                queue.remove(slot)
            self._admit()

    def renew(self, slot: Slot) -> None:
        """Count a slot that serves several exchanges as granted now."""
        slot.epoch = self._epoch

    def lower(self, slot: Slot) -> bool:
        """Halve the limit because of an answer to this slot, and tell whether that was done.

        Answers to exchanges that were admitted before the limit was lowered say nothing about the lower limit, so
        that a burst of refusals halves it once.
        """
        if slot.epoch < self._epoch:
            return False
        self._epoch += 1
        self._successes = 0
        self.limit = max(1, self.limit // 2)
        return True

    def succeeded(self) -> None:
        """Count an answer that was no pushback: as many as the limit raise it by one, up to where it began."""
        self._successes += 1
        if self._successes >= self.limit and self.limit < self._ceiling:
            self._successes = 0
            self.limit += 1
            self._admit()

    def hold(self, seconds: float) -> None:
        """Admit nobody for so long; a hold that ends later stays."""
        loop = asyncio.get_running_loop()
        self._held_until = max(self._held_until, loop.time() + seconds)
        loop.call_later(seconds, self._admit)

    def release(self) -> None:
        """End every hold."""
        self._held_until = 0.0
        self._admit()

    def _admit(self) -> None:
        while (queue := self._again or self._waiting) and self._has_room(queue[0]):
            slot = queue.popleft()
            slot.epoch = self._epoch
            self._admitted.add(slot)
            if len(self._admitted) > 1:
                for one in self._admitted:
                    one.crowded = True
            if not slot.granted.done():
                slot.granted.set_result(None)

    def _has_room(self, slot: Slot) -> bool:
        if asyncio.get_running_loop().time() < self._held_until:
            return False
        if slot.exclusive or any(one.exclusive for one in self._admitted):
            return not self._admitted
        return len(self._admitted) < self.limit

"""What rehearsal saves: `python -m conformance.selftest.bench.searches`.

Sends the same hundred examples of one property to the reference endpoint, with a latency before each answer:
one after the other, as Hypothesis runs a test, and rehearsed, through the scheduler. Prints both wall times beside the
bound, which is examples x latency / concurrency. Exit code 1 if the rehearsed run takes more than `ALLOWED` times that.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.conversations.conversation import Conversation
from conformance.endpoints.catalogue import find
from conformance.endpoints.reference.endpoint import DEFAULT_MODEL
from conformance.endpoints.server import serve
from conformance.model.settings import Dialect, Limits, Target
from conformance.properties.example import Example, conversation_of
from conformance.properties.property import all_properties
from conformance.running.searching import Draw
from conformance.scheduling.play import play, sending_through
from conformance.scheduling.rehearsal import rehearse
from conformance.scheduling.scheduler import Scheduler
from conformance.transport.http import HttpSender

NAME = "numbers out of range"
EXAMPLES = 100
LATENCY = 0.25
CONCURRENCY = 8
ALLOWED = 1.3
_DIALECT = Dialect(model=DEFAULT_MODEL)
_LIMITS = Limits()


@dataclass(frozen=True)
class Measured:
    """Seconds of drawing, of sending one after the other, and of sending through the scheduler."""

    drawing: float
    sequential: float
    rehearsed: float

    @property
    def bound(self) -> float:
        """The least that sending side by side could take."""
        return EXAMPLES * LATENCY / CONCURRENCY


def measure() -> Measured:
    """Draw, and send in both ways."""
    draw = Draw(all_properties()[NAME], _DIALECT, seed=1, count=EXAMPLES)
    begun = time.perf_counter()
    drawn = rehearse(draw.one.examples(_DIALECT), seed=draw.own_seed, count=EXAMPLES)
    drawing = time.perf_counter() - begun
    conversations = _conversations(drawn)
    with serve(find("reference"), latency=LATENCY) as server:
        target = Target(base_url=server.url)
        return Measured(drawing, asyncio.run(_sequential(target, conversations)), _rehearsed(target, conversations))


def _conversations(drawn: Sequence[Example]) -> list[Conversation]:
    return [conversation_of(example, f"{NAME}: example {number}") for number, example in enumerate(drawn)]


async def _sequential(target: Target, conversations: Sequence[Conversation]) -> float:
    begun = time.perf_counter()
    async with HttpSender(target, _LIMITS, 1) as sender:
        for conversation in conversations:
            await play(conversation, sending_through(sender, _LIMITS), _DIALECT)
    return time.perf_counter() - begun


def _rehearsed(target: Target, conversations: Sequence[Conversation]) -> float:
    begun = time.perf_counter()
    scheduler = Scheduler(
        conversations,
        lambda: HttpSender(target, _LIMITS, CONCURRENCY),
        _DIALECT,
        _LIMITS,
        concurrency=CONCURRENCY,
    )
    scheduler.start()
    for conversation in conversations:
        scheduler.result(conversation.name)
    seconds = time.perf_counter() - begun
    scheduler.cancel()
    return seconds


def main() -> int:
    """Print what was measured and return the exit code."""
    found = measure()
    ratio = found.rehearsed / found.bound
    sys.stdout.write(
        f"{EXAMPLES} examples of '{NAME}', drawn in {found.drawing:.2f} s, against {LATENCY:g} s an answer: "
        f"one after the other {found.sequential:.1f} s; rehearsed, concurrency {CONCURRENCY}: {found.rehearsed:.1f} s; "
        f"bound {found.bound:.1f} s, ratio {ratio:.2f} (at most {ALLOWED})\n"
    )
    return 0 if ratio <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main())

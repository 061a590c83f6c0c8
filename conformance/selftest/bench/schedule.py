"""Measures the scheduler against the best that any schedule could do: `python -m conformance.selftest.bench.schedule`.

Bound: shared requests x latency / concurrency + serial requests x latency + the longest conversation. A schedule
may take at most `ALLOWED` times that.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from conformance.model.settings import Hazard, Limits, Target
from conformance.scheduling.scheduler import Scheduler, liveness_after
from conformance.selftest.scheduling.stage import DIALECT, answer, conversation
from conformance.selftest.transport.peer import peer
from conformance.transport.http import HttpSender

ALLOWED = 1.2


@dataclass(frozen=True)
class Measured:
    """What a schedule took, and the least that it could have taken, in seconds."""

    seconds: float
    bound: float

    @property
    def ratio(self) -> float:
        """How many times the bound."""
        return self.seconds / self.bound


def measure(concurrency: int, latency: float, shared: int = 60, serial: int = 3) -> Measured:
    """Play one-step conversations and serial ones, the last of them crash-prone, against a loopback server."""
    conversations = [conversation(f"shared {n}") for n in range(shared)]
    conversations += [conversation(f"serial {n}", exclusive=True) for n in range(serial)]
    conversations.append(conversation("crash", hazard=Hazard.CRASH))
    with _serving(latency) as url:
        scheduler = Scheduler(
            conversations,
            lambda: HttpSender(Target(base_url=url), Limits(), concurrency),
            DIALECT,
            Limits(),
            concurrency=concurrency,
            liveness=conversation("liveness"),
        )
        begun = time.perf_counter()
        scheduler.start()
        names = [*(one.name for one in conversations), liveness_after("crash")]
        statuses = {scheduler.result(name, 120).exchanges[0].status for name in names}
        seconds = time.perf_counter() - begun
        scheduler.cancel()
    if statuses != {200}:
        raise AssertionError(f"the server answered {statuses}")
    facts = scheduler.facts()
    return Measured(seconds, facts.shared * latency / concurrency + facts.serial * latency + facts.longest_conversation)


@contextmanager
def _serving(latency: float) -> Iterator[str]:
    """Serve 200 after a while, on a thread of its own; yields the base URL."""
    ready, stop = threading.Event(), threading.Event()
    urls: list[str] = []

    async def answered(_: bytes, writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(latency)
        writer.write(answer(200))
        return True

    async def serve() -> None:
        async with peer(answered) as url:
            urls.append(url)
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield urls[0]
    finally:
        stop.set()
        thread.join()


def main() -> int:
    """Print measured time, bound and ratio; return 1 if a ratio is above what is allowed."""
    worst = 0.0
    for concurrency in (8, 16):
        got = measure(concurrency, 1.0)
        worst = max(worst, got.ratio)
        sys.stdout.write(
            f"concurrency {concurrency:2}: {got.seconds:6.2f} s, bound {got.bound:6.2f} s, ratio {got.ratio:.2f}\n"
        )
    return int(worst > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())

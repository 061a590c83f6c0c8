from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.scheduling.gate import Gate, Slot


class Log:
    def __init__(self) -> None:
        self.began: list[int] = []
        self.under_way: dict[int, bool] = {}
        self.most = 0
        self.violations: list[str] = []

    async def work(self, gate: Gate, number: int, *, exclusive: bool, turns: int) -> None:
        async with gate.slot(exclusive=exclusive) as slot:
            self.began.append(number)
            self.under_way[number] = exclusive
            self.most = max(self.most, len(self.under_way))
            if any(self.under_way.values()) and len(self.under_way) > 1:
                self.violations.append(f"{self.under_way} together")
            others = len(self.under_way) > 1
            try:
                for _ in range(turns):
                    await asyncio.sleep(0)
                    others = others or len(self.under_way) > 1
            finally:
                del self.under_way[number]
            if others and not slot.crowded:
                self.violations.append(f"{number} was not called crowded")


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.booleans()), max_size=25),
)
def test_limit_exclusivity_order_and_no_loss(limit: int, jobs: list[tuple[bool, int, bool]]) -> None:
    log = Log()

    async def run() -> None:
        gate = Gate(limit)
        tasks = [
            asyncio.create_task(log.work(gate, number, exclusive=exclusive, turns=turns))
            for number, (exclusive, turns, _) in enumerate(jobs)
        ]
        await asyncio.sleep(0)
        for task, (_, _, cancelled) in zip(tasks, jobs, strict=True):
            if cancelled:
                task.cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks, return_exceptions=True)
        assert gate.under_way == 0

    asyncio.run(run())
    assert log.violations == []
    assert log.most <= limit
    assert log.began == sorted(log.began)
    assert {number for number, job in enumerate(jobs) if not job[2]} <= set(log.began)


async def test_burst_of_refusals_halves_once_and_successes_grow_slowly() -> None:
    gate = Gate(8)
    async with gate.slot() as one, gate.slot() as two:
        assert (gate.lower(one), gate.lower(two), gate.limit) == (True, False, 4)
    async with gate.slot() as three:
        assert (gate.lower(three), gate.limit) == (True, 2)
    limits = []
    for _ in range(40):
        gate.succeeded()
        limits.append(gate.limit)
    assert limits[:6] == [2, 3, 3, 3, 4, 4]
    assert limits[-1] == 8


async def test_limit_never_falls_below_one() -> None:
    gate = Gate(2)
    for _ in range(5):
        async with gate.slot() as slot:
            gate.lower(slot)
    assert gate.limit == 1


async def test_held_gate_admits_nobody_until_it_ends() -> None:
    gate = Gate(2)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    gate.hold(0.1)
    async with gate.slot():
        assert loop.time() - begun >= 0.09
    gate.hold(60)
    gate.hold(0)
    loop.call_later(0.05, gate.release)
    async with asyncio.timeout(1), gate.slot() as slot:
        assert isinstance(slot, Slot)


async def test_who_comes_again_goes_first() -> None:
    gate, order = Gate(1), []

    async def pass_through(name: str, *, again: bool) -> None:
        async with gate.slot(again=again):
            order.append(name)

    async with gate.slot():
        tasks = [asyncio.create_task(pass_through(name, again=name < "c")) for name in "cdab"]
        await asyncio.sleep(0.01)
    await asyncio.gather(*tasks)
    assert order == ["a", "b", "c", "d"]

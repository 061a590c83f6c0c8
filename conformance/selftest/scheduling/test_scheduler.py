from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.conversations.conversation import Conversation, Played, Steps
from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Dialect, Hazard, Limits, Target
from conformance.model.transcript import Ending
from conformance.scheduling.play import play, sending_through
from conformance.scheduling.scheduler import Scheduler, SchedulingError, liveness_after
from conformance.selftest.scheduling.stage import (
    DIALECT,
    LIMITS,
    Clocked,
    answer,
    conversation,
    making,
    memory,
    scheduler,
)
from conformance.transport.http import HttpSender
from conformance.transport.sender import NotRecorded
from conformance.wire.exchange import Exchange


def test_concurrency_is_used_and_kept() -> None:
    sender = Clocked(0.02)
    names = [f"c{n}" for n in range(24)]
    made = scheduler([conversation(name) for name in names], sender, 6)
    assert [made.result(name, 5).trouble for name in names] == [""] * 24
    made.cancel()
    assert sender.most == 6
    facts = made.facts()
    assert (facts.shared, facts.serial, facts.requests, facts.tokens) == (24, 0, 24, None)


def test_name_that_comes_again_is_played_once() -> None:
    sender = Clocked(0.0)
    made = scheduler([conversation("c"), conversation("c")], sender)
    made.result("c", 5)
    made.add([conversation("c"), conversation("d")])
    made.result("d", 5)
    made.cancel()
    assert sender.order == ["c 0", "d 0"]


def test_bodies_are_built_when_due() -> None:
    built: list[int] = []

    def numbered(number: int) -> Conversation:
        def steps(_: Dialect) -> Steps:
            built.append(number)
            yield Request(body=b"")

        return Conversation(name=str(number), steps=steps, traits=frozenset())

    sender = Clocked(0.2)
    made = scheduler([numbered(n) for n in range(20)], sender, 2)
    time.sleep(0.1)
    assert built == [0, 1, 2, 3]
    made.cancel()


def test_exclusive_runs_alone_and_crashing_ones_last_with_a_liveness_request() -> None:
    sender = Clocked(0.01)
    made = Scheduler(
        [
            conversation("crash", hazard=Hazard.CRASH),
            conversation("timing", 3, exclusive=True),
            conversation("load", hazard=Hazard.LOAD),
            *[conversation(f"c{n}", 2) for n in range(8)],
        ],
        making(sender),
        DIALECT,
        LIMITS,
        concurrency=4,
        liveness=conversation("plain"),
    )
    made.start()
    assert made.result(liveness_after("crash"), 5).exchanges[0].status == 200
    made.cancel()
    assert sender.order[-6:] == ["timing 0", "timing 1", "timing 2", "load 0", "crash 0", "plain 0"]
    for alone in sender.order[-6:]:
        assert sender.together[alone] == {alone}
    assert (made.facts().shared, made.facts().serial) == (8, 4)


def test_budget_is_counted_when_requests_leave() -> None:
    sender = Clocked(0.01)
    made = Scheduler(
        [conversation(f"c{n}", 2) for n in range(5)], making(sender), DIALECT, LIMITS, concurrency=1, max_requests=5
    )
    made.start()
    played = [made.result(f"c{n}", 5) for n in range(5)]
    made.cancel()
    assert len(sender.order) == 5
    assert sum(len(one.exchanges) for one in played) == 5
    assert {one.trouble for one in played} == {"", "the budget of 5 requests is spent"}


def test_tokens_are_summed() -> None:
    sender = memory(lambda _: answer(200, body=b'{"usage": {"total_tokens": 21}}'))
    made = scheduler([conversation("a"), conversation("b", 2)], sender)
    made.result("a", 5)
    made.result("b", 5)
    made.cancel()
    assert made.facts().tokens == 63


def test_our_own_exception_is_raised_where_the_result_is_asked_for() -> None:
    def steps(_: Dialect) -> Steps:
        yield Request(body=b"")
        raise ZeroDivisionError("oops")

    made = scheduler([Conversation(name="bad", steps=steps, traits=frozenset()), conversation("good")], Clocked(0.0))
    assert made.result("good", 5).trouble == ""
    with pytest.raises(SchedulingError, match="bad: ZeroDivisionError: oops") as caught:
        made.result("bad", 5)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    with pytest.raises(SchedulingError, match="was not given"):
        made.result("unknown")
    made.cancel()


def test_sender_that_cannot_be_made_is_told_to_every_waiter() -> None:
    def make() -> HttpSender:
        return HttpSender(Target(base_url="nonsense"), LIMITS, 1)

    made = Scheduler([conversation("a"), conversation("b")], make, DIALECT, LIMITS)
    made.start()
    for name in "ab":
        with pytest.raises(SchedulingError, match="URL"):
            made.result(name, 5)


def test_cancel_ends_a_hanging_run_within_a_second() -> None:
    """A target that accepts connections and never answers; two conversations had been answered before."""
    held: list[asyncio.StreamWriter] = []
    told: list[Ending] = []
    port: list[int] = []
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held.append(writer)
            await reader.read()
            writer.close()

        server = await asyncio.start_server(hang, "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        ready.set()
        await asyncio.to_thread(stop.wait, 10)
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait(5)
    target = Target(base_url=f"http://127.0.0.1:{port[0]}/v1")
    made = Scheduler(
        [conversation(f"c{n}") for n in range(50)],
        lambda: HttpSender(target, Limits(), 4),
        DIALECT,
        Limits(),
        concurrency=4,
        on_exchange=lambda exchange, _: told.append(exchange.transcript.ending),
    )
    made.start()
    while len(held) < 4:
        time.sleep(0.01)
    begun = time.perf_counter()
    made.cancel()
    seconds = time.perf_counter() - begun
    stop.set()
    thread.join(5)
    assert seconds < 1
    assert [made.result(f"c{n}", 0).trouble for n in range(50)] == ["the run was cancelled"] * 50
    assert told == [Ending.CANCELLED] * 4
    assert not made._thread.is_alive()


def test_cancel_at_any_time_settles_everything() -> None:
    for delay in (None, 0.0, 0.005, 0.03):
        made = Scheduler([conversation(f"c{n}", 2) for n in range(30)], making(Clocked(0.01)), DIALECT, LIMITS)
        if delay is not None:
            made.start()
            time.sleep(delay)
        made.cancel()
        made.cancel()
        assert {made.result(f"c{n}", 0).trouble for n in range(30)} <= {"", "the run was cancelled"}


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_order_of_waiting_deadlocks(data: st.DataObject) -> None:
    hazards = [Hazard.NONE, Hazard.NONE, Hazard.CRASH, Hazard.FETCH]
    conversations = [
        conversation(
            f"c{n}",
            data.draw(st.integers(0, 3)),
            exclusive=data.draw(st.booleans()),
            hazard=data.draw(st.sampled_from(hazards)),
        )
        for n in range(data.draw(st.integers(1, 12)))
    ]
    order = data.draw(st.permutations([one.name for one in conversations]))
    made = scheduler(conversations, Clocked(0.0), data.draw(st.integers(1, 3)))
    assert [made.result(name, 5).trouble for name in order] == [""] * len(order)
    made.cancel()


async def test_play_tells_pushback_and_trouble() -> None:
    sender = memory(lambda request: answer(429 if request.body == b"c 1" else 200))
    played = await play(conversation("c", 2), sending_through(sender, LIMITS), DIALECT)
    assert (played.pushed_back, [one.status for one in played.exchanges]) == (True, [200, 429])

    class Empty:
        async def send(self, *_: object) -> None:
            raise NotRecorded("c#0 was not recorded")

    played = await play(conversation("c"), sending_through(Empty(), LIMITS), DIALECT)  # type: ignore[arg-type]
    assert (played.exchanges, played.trouble) == ((), "c#0 was not recorded")


def test_requests_of_a_burst_are_under_way_together_and_are_trials_of_one_step() -> None:
    sender = Clocked(0.05)
    burst = replace(conversation("burst", 5, exclusive=True), at_once=True)
    made = scheduler([burst, *[conversation(f"c{n}") for n in range(4)]], sender, 5)
    played = made.result("burst", 5)
    made.cancel()
    assert [str(exchange.key) for exchange in played.exchanges] == [
        "burst#0",
        *[f"burst#0.trial{n}" for n in range(1, 5)],
    ]
    assert sender.together["burst 0"] == {f"burst {n}" for n in range(5)}


def test_a_burst_beyond_the_budget_says_so() -> None:
    sender = Clocked(0.0)
    burst = replace(conversation("burst", 5), at_once=True)
    made = Scheduler([burst], making(sender), DIALECT, LIMITS, max_requests=3)
    made.start()
    played = made.result("burst", 5)
    made.cancel()
    assert (len(played.exchanges), played.trouble) == (3, "the budget of 3 requests is spent")


async def test_a_burst_whose_code_fails_raises() -> None:
    async def send(key: ExchangeKey, _: Request) -> Exchange:
        raise KeyError(key.trial)

    with pytest.raises(KeyError, match="0"):
        await play(replace(conversation("burst", 2), at_once=True), send, DIALECT)


def test_followers_are_named_when_the_rest_was_played_and_come_before_what_runs_alone() -> None:
    sender = Clocked(0.01)
    told: list[set[str]] = []

    def followers(played: Mapping[str, Played]) -> list[Conversation]:
        told.append({name for name, one in played.items() if one.exchanges})
        return [conversation("f1"), conversation("f2")]

    first = [conversation("timing", exclusive=True), *[conversation(f"c{n}") for n in range(6)]]
    made = Scheduler(first, making(sender), DIALECT, LIMITS, concurrency=2, followers=followers)
    made.start()
    made.wait_for_followers()
    assert [made.result(name, 5).trouble for name in ("f1", "f2", "timing")] == ["", "", ""]
    made.cancel()
    assert told == [{f"c{n}" for n in range(6)}]
    assert sender.order[6:] == ["f1 0", "f2 0", "timing 0"]


def test_an_exception_of_the_followers_is_raised_where_they_are_waited_for() -> None:
    def followers(_: Mapping[str, Played]) -> list[Conversation]:
        raise ZeroDivisionError("oops")

    made = Scheduler([conversation("a")], making(Clocked(0.0)), DIALECT, LIMITS, followers=followers)
    made.start()
    with pytest.raises(SchedulingError, match="ZeroDivisionError: oops"):
        made.wait_for_followers()
    assert made.result("a", 5).trouble == ""
    made.cancel()


def test_nobody_waits_for_followers_of_a_run_that_was_stopped() -> None:
    made = Scheduler([conversation("a")], making(Clocked(5.0)), DIALECT, LIMITS, followers=lambda _: [])
    made.start()
    made.cancel()
    made.wait_for_followers()

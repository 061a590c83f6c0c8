from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from conformance.conversations.conversation import Played
from conformance.model.request import ExchangeKey, Request
from conformance.model.script import ReceivedRequest, Script, Send
from conformance.model.settings import Limits
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.scheduling import pushback
from conformance.scheduling.pushback import retry_after
from conformance.scheduling.scheduler import Scheduler
from conformance.selftest.scheduling.stage import DIALECT, Clocked, answer, conversation, making, memory, scheduler
from conformance.transport.evidence import EvidenceWriter
from conformance.transport.memory import MemorySender
from conformance.transport.replay import ReplaySender
from conformance.transport.sender import Sent


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushback, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(pushback, "LONGEST_WAIT", 0.2)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("-1", None),
        ("soon", None),
        ("9" * 5000, None),
        ("", None),
        (None, None),
        ("1.5", None),
    ],
)
def test_retry_after_seconds(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, 0.0) == seconds


def test_retry_after_date() -> None:
    now = time.time()
    assert retry_after(formatdate(now + 20, usegmt=True), now) == pytest.approx(20, abs=1.1)
    assert retry_after(formatdate(now - 20, usegmt=True), now) == 0.0


@pytest.mark.parametrize("status", [429, 503])
def test_pushback_is_tried_again_and_every_attempt_is_told(status: int) -> None:
    seen: list[bytes] = []

    def endpoint(request: ReceivedRequest) -> bytes:
        seen.append(request.body)
        return answer(200 if len(seen) > 2 else status, "Retry-After: 0")

    told = []
    made = Scheduler(
        [conversation("c")],
        making(memory(endpoint)),
        DIALECT,
        Limits(),
        on_exchange=lambda exchange, pushed_back: told.append((exchange.key.attempt, exchange.status, pushed_back)),
    )
    made.start()
    played = made.result("c", 5)
    made.cancel()
    assert told == [(0, status, True), (1, status, True), (2, 200, False)]
    assert [exchange.key.attempt for exchange in played.exchanges] == [2]
    assert (played.pushed_back, made.facts().requests) == (False, 3)


@pytest.mark.parametrize("status", [400, 500, 502, 504])
def test_nothing_else_is_tried_again(status: int) -> None:
    sender = Clocked(0.0, lambda *_: answer(status))
    made = scheduler([conversation("c")], sender)
    played = made.result("c", 5)
    made.cancel()
    assert len(sender.order) == 1
    assert not played.pushed_back


@pytest.mark.parametrize("status", [502, 504])
def test_bad_gateway_under_our_own_load_is_pushback(status: int) -> None:
    sender = Clocked(0.02, lambda _, under_way: answer(200 if under_way <= 1 else status))
    names = [f"c{n}" for n in range(6)]
    made = scheduler([conversation(name) for name in names], sender)
    played = [made.result(name, 10) for name in names]
    made.cancel()
    assert [one.exchanges[0].status for one in played] == [200] * 6


def test_attempts_end_and_are_marked() -> None:
    sender = Clocked(0.0, lambda *_: answer(429))
    made = scheduler([conversation("c")], sender)
    played = made.result("c", 5)
    made.cancel()
    assert (len(sender.order), played.pushed_back, played.exchanges[0].key.attempt) == (4, True, 3)


def test_target_that_refuses_everything_does_not_take_for_ever() -> None:
    sender = Clocked(0.001, lambda *_: answer(429, "Retry-After: 3600"))
    names = [f"c{n}" for n in range(200)]
    made = scheduler([conversation(name) for name in names], sender)
    begun = time.perf_counter()
    played = [made.result(name, 20) for name in names]
    made.cancel()
    assert time.perf_counter() - begun < pushback.ROUNDS * pushback.LONGEST_WAIT + 1.5
    assert all(one.pushed_back for one in played)
    assert len(sender.order) < 240


def test_rate_limit_is_obeyed_and_nothing_is_lost() -> None:
    """Ten requests per quarter of a second, as a proxy in front of a model would allow."""
    begun = time.perf_counter()
    admitted: dict[int, int] = {}

    def limited(_body: str, _under_way: int) -> bytes:
        window = int((time.perf_counter() - begun) / 0.25)
        admitted[window] = admitted.get(window, 0) + 1
        return answer(200) if admitted[window] <= 10 else answer(429, "Retry-After: 1")

    names = [f"c{n}" for n in range(60)]
    made = scheduler([conversation(name) for name in names], Clocked(0.005, limited), 8)
    played = [made.result(name, 20) for name in names]
    made.cancel()
    assert [one.exchanges[0].status for one in played] == [200] * 60
    assert not any(one.pushed_back for one in played)


def test_single_request_refused_for_ever_does_not_hold_up_the_others() -> None:
    sender = Clocked(0.002, lambda body, _: answer(503 if body.startswith("bad") else 200, "Retry-After: 3600"))
    names = [f"{'bad' if n % 4 == 0 else 'good'}{n}" for n in range(80)]
    made = scheduler([conversation(name) for name in names], sender)
    begun = time.perf_counter()
    played = {name: made.result(name, 20) for name in names}
    made.cancel()
    assert time.perf_counter() - begun < 3
    assert {name for name, one in played.items() if one.pushed_back} == {name for name in names if name[:3] == "bad"}


def test_replay_gives_the_same_final_attempts(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def endpoint(request: ReceivedRequest) -> Script:
        seen.append(request.body)
        return Script((Send(answer(200 if seen.count(request.body) > 1 and request.body != b"b 0" else 503)),))

    conversations = [conversation("a", 2), conversation("b")]
    with EvidenceWriter(tmp_path, {}) as writer:
        live = Scheduler(
            conversations,
            making(MemorySender(endpoint)),
            DIALECT,
            Limits(),
            on_exchange=lambda exchange, pushed_back: writer.exchange(
                exchange.key, exchange.request, exchange.transcript, pushed_back=pushed_back
            ),
        )
        live.start()
        original = [live.result(name, 5) for name in "ab"]
        live.cancel()
    later = scheduler([*conversations, conversation("new")], ReplaySender(tmp_path))
    replayed = [later.result(name, 5) for name in "ab"]
    assert later.result("new", 5).trouble == "new#0 was not recorded"
    later.cancel()
    assert [facts(one) for one in replayed] == [facts(one) for one in original]
    assert [one.pushed_back for one in replayed] == [False, True]
    assert later.facts().requests == 0


def facts(played: Played) -> tuple[object, ...]:
    evidence = [(exchange.key, exchange.request, exchange.transcript) for exchange in played.exchanges]
    return evidence, played.pushed_back, played.trouble


class Falling:
    """A sender that answers after a while, or lets some requests wait in vain, a little longer, at their first attempt.

    Args:
        silent: names of the conversations that are not answered.
        for_good: whether no later attempt is answered, either.
    """

    def __init__(self, silent: frozenset[str], *, for_good: bool = False) -> None:
        self.silent = silent
        self.for_good = for_good
        self.seen: list[tuple[str, int]] = []

    async def send(self, key: ExchangeKey, request: Request) -> Sent:
        name = request.body.decode().partition(" ")[0]
        self.seen.append((name, key.attempt))
        silent = name in self.silent and (self.for_good or key.attempt == 0)
        started, seconds = time.time(), 0.1 if silent else 0.09
        await asyncio.sleep(seconds)
        recording = Recording.of() if silent else Recording.of((seconds, answer(200)))
        ending = Ending.SILENT if silent else Ending.COMPLETE
        return Sent(request, Transcript(recording=recording, ending=ending, started_at=started, seconds=seconds))


def test_silence_that_meets_all_is_pushback_and_is_tried_again() -> None:
    sender = Falling(frozenset("abc"))
    made = scheduler([conversation(name) for name in "abc"], sender)
    played = [made.result(name, 5) for name in "abc"]
    made.cancel()
    assert sorted(sender.seen) == [(name, attempt) for name in "abc" for attempt in (0, 1)]
    assert [(one.pushed_back, one.exchanges[0].status) for one in played] == [(False, 200)] * 3


def test_silence_about_one_while_others_are_answered_is_no_pushback() -> None:
    sender = Falling(frozenset("a"))
    made = scheduler([conversation(name) for name in "abc"], sender)
    played = made.result("a", 5)
    made.cancel()
    assert ("a", 1) not in sender.seen
    assert (played.pushed_back, played.exchanges[0].transcript.ending) == (False, Ending.SILENT)


def test_silence_alone_is_no_pushback() -> None:
    sender = Falling(frozenset("a"))
    made = scheduler([conversation("a", exclusive=True)], sender)
    played = made.result("a", 5)
    made.cancel()
    assert (sender.seen, played.pushed_back) == ([("a", 0)], False)


def test_silence_that_stays_is_tried_twice_and_says_nothing_about_the_request() -> None:
    sender = Falling(frozenset("abc"), for_good=True)
    made = scheduler([conversation(name) for name in "abc"], sender)
    played = [made.result(name, 5) for name in "abc"]
    made.cancel()
    assert max(attempt for _, attempt in sender.seen) == 1
    assert [one.pushed_back for one in played] == [True] * 3

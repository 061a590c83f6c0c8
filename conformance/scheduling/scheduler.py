"""Plays conversations ahead of the test run: one daemon thread, one event loop, results waited for by name.

Order: conversations that share the gate, as given; then the exclusive ones; then those that may crash the target,
each followed by a liveness request. So the gate is drained once and not once per exclusive conversation, and whatever
dies at the end takes nothing with it. Nobody who waits for a result holds anything that others need.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, InvalidStateError
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import replace
from typing import TypeVar

from conformance.conversations.conversation import Conversation, Played
from conformance.model.report import ScheduleFacts
from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Dialect, Hazard, Limits
from conformance.scheduling.budget import Budget
from conformance.scheduling.delivery import Delivery, OnExchange
from conformance.scheduling.gate import Gate
from conformance.scheduling.play import CANCELLED, play
from conformance.transport.sender import Sender
from conformance.wire.exchange import Exchange

MakeSender = Callable[[], AbstractAsyncContextManager[Sender]]
Followers = Callable[[Mapping[str, Played]], Iterable[Conversation]]
"""Given everything that was played so far, says what is played next."""
T = TypeVar("T")
_STOP_SECONDS = 1.0


class SchedulingError(Exception):
    """Our own fault: a conversation's code raised, the sender could not be made, or a name is unknown."""


def liveness_after(name: str) -> str:
    """Return the name of the liveness conversation that follows a crash-prone one."""
    return f"{name}: still alive"


def runs_alone(conversation: Conversation) -> bool:
    """Tell whether a conversation drains the gate: it says so, or it is hazardous."""
    return conversation.exclusive or conversation.hazard is not Hazard.NONE


class Scheduler:
    """Plays conversations in the background.

    Args:
        conversations: in the order in which results will be asked for; a name that comes again is played once.
        make_sender: makes the sender, as an async context manager, on the loop's thread.
        dialect: what conversations need to know about the target.
        limits: bounds on each exchange.
        concurrency: how many exchanges are under way at once.
        max_requests: how many requests may be sent, None for any number.
        on_exchange: called on the loop's thread with every attempt and whether it was pushback.
        liveness: a plain conversation that is played after each crash-prone one, under the name `liveness_after`.
        followers: asked once, in a thread of its own, when all that shares the gate has been played; what it
            names is played before anything that runs alone. Their results are waited for from then on.
    """

    def __init__(
        self,
        conversations: Iterable[Conversation],
        make_sender: MakeSender,
        dialect: Dialect,
        limits: Limits,
        *,
        concurrency: int = 8,
        max_requests: int | None = None,
        on_exchange: OnExchange | None = None,
        liveness: Conversation | None = None,
        followers: Followers | None = None,
    ) -> None:
        self._make_sender = make_sender
        self._dialect = dialect
        self._limits = limits
        self._concurrency = max(1, concurrency)
        self._budget = Budget(max_requests)
        self._on_exchange = on_exchange
        self._liveness = liveness
        self._followers = followers
        self._followed: Future[None] = Future()
        self._lock = threading.Lock()
        self._results: dict[str, Future[Played]] = {}
        self._conversations: dict[str, Conversation] = {}
        self._shared: deque[Conversation] = deque()
        self._alone: deque[Conversation] = deque()
        self._crashing: deque[Conversation] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._played_shared = self._played_alone = 0
        self._longest = 0.0
        self._delivery: Delivery | None = None
        self._gate = Gate(self._concurrency)
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None
        self._main: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="eyechart scheduler", daemon=True)
        self.add(conversations)

    def start(self) -> None:
        """Start playing."""
        self._thread.start()

    def add(self, conversations: Iterable[Conversation]) -> None:
        """Add conversations, also while others are played; known names are left out. Callable from any thread."""
        with self._lock:
            for conversation in conversations:
                if conversation.name not in self._results:
                    self._enter(conversation)
        self._nudge()

    def result(self, name: str, timeout: float | None = None) -> Played:
        """Wait for a conversation and return it; callable from any thread but the loop's.

        Raises:
            SchedulingError: the name is unknown, or our own code failed; the cause is chained.
            TimeoutError: it was not done within `timeout` seconds.
        """
        with self._lock:
            future = self._results.get(name)
        if future is None:
            raise SchedulingError(f"the conversation {name!r} was not given to the scheduler")
        return future.result(timeout)

    def wait_for_followers(self) -> None:
        """Wait until the followers have been named; callable from any thread but the loop's.

        Raises:
            SchedulingError: they could not be named; the cause is chained.
        """
        self._followed.result()

    def facts(self) -> ScheduleFacts:
        """Return what the run has cost so far."""
        return ScheduleFacts(
            shared=self._played_shared,
            serial=self._played_alone,
            longest_conversation=self._longest,
            requests=self._budget.spent,
            tokens=self._delivery.tokens if self._delivery is not None else None,
        )

    def send_no_more(self, because: str) -> None:
        """Let what is under way end, and everything else come to nothing for that reason; callable from any thread."""
        self._budget.close(because)

    def cancel(self) -> None:
        """Stop: nothing more is sent, what is under way is left within a second, whoever waits is told.

        Also ends the thread after a run in which nothing is left to do. Further calls do nothing.
        """
        self._stopping = True
        if self._thread.is_alive() and self._loop is not None:
            with suppress(RuntimeError):  # the loop was closed between the two calls
                self._loop.call_soon_threadsafe(self._stop)
            self._thread.join(_STOP_SECONDS)
        self._settle(CANCELLED)

    def _enter(self, conversation: Conversation) -> None:
        self._results[conversation.name] = Future()
        self._conversations[conversation.name] = conversation
        if conversation.hazard is Hazard.CRASH:
            self._crashing.append(conversation)
            if self._liveness is not None:
                alive = replace(self._liveness, name=liveness_after(conversation.name), exclusive=True)
                self._results[alive.name] = Future()
                self._conversations[alive.name] = alive
        else:
            (self._alone if runs_alone(conversation) else self._shared).append(conversation)

    def _nudge(self) -> None:
        if self._loop is not None and self._wake is not None:
            with suppress(RuntimeError):  # the loop is closed: the run is over
                self._loop.call_soon_threadsafe(self._wake.set)

    # The loop's thread.

    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(self._serve())
        except asyncio.CancelledError:
            self._settle(CANCELLED)
        except Exception as error:  # noqa: BLE001 - whoever waits must be told, whatever it is
            self._settle_all(SchedulingError(f"the scheduler failed: {type(error).__name__}: {error}"), error)
        finally:
            self._settle(CANCELLED)
            # The executor is not waited for: a name lookup that hangs would hold up the end of the run.
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    async def _serve(self) -> None:
        self._loop, self._wake = asyncio.get_running_loop(), asyncio.Event()
        self._main = asyncio.current_task()
        async with self._make_sender() as sender:
            self._delivery = Delivery(sender, self._gate, self._budget, self._limits, self._on_exchange)
            try:
                while not self._stopping:
                    await self._next()
            finally:
                self._delivery.stopping = True
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _next(self) -> None:
        """Start what may start now, or wait until something changes."""
        assert self._wake is not None  # noqa: S101 - set before the loop begins
        self._wake.clear()
        if self._followers is not None and not self._shared and not self._tasks:
            await self._follow(self._followers)
        while self._shared and len(self._tasks) < 2 * self._concurrency:
            self._begin(self._shared.popleft())
        if not self._tasks and (queue := self._alone or self._crashing):
            self._begin(queue.popleft())
        if not self._stopping:
            await self._wake.wait()

    async def _follow(self, followers: Followers) -> None:
        self._followers = None
        played = {name: one.result() for name, one in self._results.items() if _has_result(one)}
        try:
            self.add(await asyncio.to_thread(followers, played))
        except Exception as error:  # noqa: BLE001 - re-raised where the followers are waited for
            failure = SchedulingError(f"what is sent next could not be told: {type(error).__name__}: {error}")
            _fail(self._followed, failure, error)
        _succeed(self._followed, None)

    def _begin(self, conversation: Conversation) -> None:
        task = asyncio.create_task(self._carry_out(conversation))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._wake is not None:
            self._wake.set()

    async def _carry_out(self, conversation: Conversation) -> None:
        await self._settle_one(conversation)
        alive = self._conversations.get(liveness_after(conversation.name))
        if alive is not None and conversation.hazard is Hazard.CRASH:
            await self._settle_one(alive)

    async def _settle_one(self, conversation: Conversation) -> None:
        future = self._results[conversation.name]
        try:
            played = await self._play(conversation)
        except asyncio.CancelledError:
            played = Played(conversation, (), CANCELLED)
        except Exception as error:  # noqa: BLE001 - re-raised where the result is asked for
            _fail(future, SchedulingError(f"{conversation.name}: {type(error).__name__}: {error}"), error)
            return
        self._count(played)
        _succeed(future, played)

    async def _play(self, conversation: Conversation) -> Played:
        assert self._delivery is not None  # noqa: S101 - set before anything is begun
        delivery, pushed_back = self._delivery, False
        exclusive = runs_alone(conversation)
        async with self._gate.slot(exclusive=True) if exclusive else nullcontext() as alone:

            async def send(key: ExchangeKey, request: Request) -> Exchange:
                nonlocal pushed_back
                exchange, last = await delivery.send(key, request, alone)
                pushed_back = pushed_back or last
                return exchange

            played = await play(conversation, send, self._dialect)
        return replace(played, pushed_back=played.pushed_back or pushed_back)

    def _count(self, played: Played) -> None:
        if not played.exchanges:
            return
        if runs_alone(played.conversation):
            self._played_alone += 1
        else:
            self._played_shared += 1
        self._longest = max(self._longest, sum(exchange.transcript.seconds for exchange in played.exchanges))

    def _stop(self) -> None:
        if self._main is not None:
            self._main.cancel()

    def _settle(self, trouble: str) -> None:
        _succeed(self._followed, None)
        with self._lock:
            for name, future in self._results.items():
                _succeed(future, Played(self._conversations[name], (), trouble))

    def _settle_all(self, failure: SchedulingError, cause: BaseException) -> None:
        _fail(self._followed, failure, cause)
        with self._lock:
            for future in self._results.values():
                _fail(future, failure, cause)


def _has_result(future: Future[Played]) -> bool:
    return future.done() and future.exception() is None


def _succeed(future: Future[T], result: T) -> None:
    with suppress(InvalidStateError):  # settled already, by the loop's thread or by the one that cancels
        future.set_result(result)


def _fail(future: Future[T], failure: SchedulingError, cause: BaseException) -> None:
    failure.__cause__ = cause
    with suppress(InvalidStateError):  # settled already
        future.set_exception(failure)

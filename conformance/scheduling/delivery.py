"""Brings one request to the target, as often as pushback demands, and hands every attempt on as evidence."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Limits
from conformance.model.transcript import Recording
from conformance.scheduling.budget import Budget
from conformance.scheduling.gate import Gate, Slot
from conformance.scheduling.play import CANCELLED, Cancelled
from conformance.scheduling.pushback import Pushback
from conformance.transport.replay import ReplaySender
from conformance.transport.sender import SendCancelled, Sender, Sent
from conformance.wire.exchange import Exchange

OnExchange = Callable[[Exchange, bool], None]
"""Called with every attempt and whether it was pushback."""

_TOKENS = re.compile(rb'"total_tokens"\s*:\s*([0-9]{1,12})')
_TAIL = 1 << 16


class Delivery:
    """Sends requests through gate, budget and pushback policy.

    Attributes:
        stopping: set when the run is stopped, so that cancelled tasks know why.
        tokens: sum of the `total_tokens` that answers reported, None while none did.
    """

    def __init__(
        self, sender: Sender, gate: Gate, budget: Budget, limits: Limits, on_exchange: OnExchange | None = None
    ) -> None:
        self.stopping = False
        self.tokens: int | None = None
        self._sender = sender
        self._gate = gate
        self._budget = budget
        self._limits = limits
        self._on_exchange = on_exchange
        self._pushback = Pushback(gate, limits)

    async def send(self, key: ExchangeKey, request: Request, alone: Slot | None = None) -> tuple[Exchange, bool]:
        """Send a request and return the final attempt, and whether that was still pushback.

        Args:
            key: names the exchange; attempts count from its attempt.
            request: what to send.
            alone: the slot of the exclusive conversation that sends, which needs no other.

        Raises:
            BudgetSpent: the user allows no more requests.
            NotRecorded: a replay has no such exchange.
            Cancelled: the run was stopped.
        """
        if self.stopping:
            raise Cancelled(CANCELLED)
        try:
            if isinstance(self._sender, ReplaySender):
                return await self._replay(self._sender, key, request)
            return await self._attempts(key, request, alone)
        except asyncio.CancelledError:
            if self.stopping:
                raise Cancelled(CANCELLED) from None
            raise

    async def _replay(self, sender: ReplaySender, key: ExchangeKey, request: Request) -> tuple[Exchange, bool]:
        sent = await sender.send(key, request)
        exchange = self._received(sent.final or key, sent, pushed_back=sent.pushed_back)
        return exchange, sent.pushed_back

    async def _attempts(self, key: ExchangeKey, request: Request, alone: Slot | None) -> tuple[Exchange, bool]:
        waited = 0.0
        while True:
            async with self._slot(alone, again=key.attempt > 0) as slot:
                exchange, pushed_back = await self._attempt(key, request, slot)
            attempts = key.attempt + 1
            if not pushed_back:
                if exchange.status is not None:
                    self._pushback.succeeded(attempts)
                return exchange, False
            delay = self._pushback.delay(exchange, slot, attempts, waited)
            if delay is None:
                return exchange, True
            await self._pushback.wait(exchange, slot, delay)
            waited += delay
            key = replace(key, attempt=key.attempt + 1)

    def _slot(self, alone: Slot | None, *, again: bool) -> AbstractAsyncContextManager[Slot]:
        if alone is None:
            return self._gate.slot(again=again)
        self._gate.renew(alone)
        return nullcontext(alone)

    async def _attempt(self, key: ExchangeKey, request: Request, slot: Slot) -> tuple[Exchange, bool]:
        self._budget.take()
        try:
            sent = await self._sender.send(key, request)
        except SendCancelled as stopped:
            self._received(key, stopped.sent, pushed_back=False)
            raise
        exchange = Exchange(key, sent.request, sent.transcript, self._limits)
        pushed_back = self._pushback.seen_in(exchange, slot)
        self._tell(exchange, pushed_back=pushed_back)
        return exchange, pushed_back

    def _received(self, key: ExchangeKey, sent: Sent, *, pushed_back: bool) -> Exchange:
        exchange = Exchange(key, sent.request, sent.transcript, self._limits)
        self._tell(exchange, pushed_back=pushed_back)
        return exchange

    def _tell(self, exchange: Exchange, *, pushed_back: bool) -> None:
        tokens = reported_tokens(exchange.transcript.recording)
        if tokens is not None:
            self.tokens = (self.tokens or 0) + tokens
        if self._on_exchange is not None:
            self._on_exchange(exchange, pushed_back)


def reported_tokens(recording: Recording) -> int | None:
    """Return the last `total_tokens` that an answer in memory names within its last 64 KiB, None where it names none.

    This tells what a run cost, not what the target should have said, so it does not parse.
    """
    if not isinstance(recording.source, bytes):
        return None
    found = _TOKENS.findall(recording.source[-_TAIL:])
    return int(found[-1]) if found else None

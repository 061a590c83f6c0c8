"""What to do when a target says "not now": 429, 503, 529, and 502, 504 and silence at large while we load it ourselves.

Pushback is not a verdict, and nothing else is ever sent again: a flaky 500 is a finding, and so is silence about one
request while others are answered. An engine that compiles at first use answers nobody for a minute.
"""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime

from conformance.checks.standing import PUSHBACK, UNDER_LOAD
from conformance.model.settings import Limits
from conformance.model.transcript import Ending
from conformance.scheduling.gate import Gate, Slot
from conformance.wire.exchange import Exchange

ATTEMPTS = 4
"""How often one exchange is tried."""
ATTEMPTS_IN_SILENCE = 2
"""How often one is tried that nobody answers: each takes a whole time-out."""
LONGEST_WAIT = 30.0
"""Seconds; a longer Retry-After is cut to this."""
FIRST_WAIT = 0.5
"""Seconds; doubled with every refused round where no Retry-After says better."""
ROUNDS = 6
"""So many refused rounds without any success between them, and waiting is given up."""
VAIN = 3
"""So many exchanges in a row whose repetition did not help, and waiting is given up."""
_TOO_MANY_REQUESTS = 429
_SECONDS = re.compile(r"[0-9]{1,9}")


def _end(exchange: Exchange) -> float:
    return exchange.transcript.started_at + exchange.transcript.seconds


def retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a Retry-After field asks for (RFC 9110 section 10.2.3), None where it says nothing.

    Args:
        value: the field's value: seconds or an HTTP date.
        now: Unix seconds.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    return None


class Pushback:
    """The memory of all refusals of a run.

    A round is what was under way together: a burst of eight refusals to eight concurrent exchanges is one. When
    waiting is given up, every exchange gets a single attempt until one succeeds; otherwise a target that refuses
    everything would take hours to say so.

    Args:
        gate: whose limit is lowered and raised.
        limits: two time-outs are the most that one exchange waits in all.
    """

    def __init__(self, gate: Gate, limits: Limits) -> None:
        self._gate = gate
        self._patience = 2 * limits.timeout
        self._rounds = 0
        self._vain = 0
        self._last_answer = 0.0
        self._given_up = asyncio.Event()

    @property
    def given_up(self) -> bool:
        """Whether nothing is waited for any more."""
        return self._given_up.is_set()

    def seen_in(self, exchange: Exchange, slot: Slot) -> bool:
        """Tell whether an answer, or that none came, is pushback; to be asked of every exchange as it ends."""
        if exchange.status is not None:
            self._last_answer = max(self._last_answer, _end(exchange))
        waited_in_company = exchange.status in UNDER_LOAD or self._nobody_was_answered(exchange)
        return exchange.status in PUSHBACK or (waited_in_company and slot.crowded)

    def _nobody_was_answered(self, exchange: Exchange) -> bool:
        """Tell whether silence met all that was under way, for the latter half of this exchange at least."""
        middle = exchange.transcript.started_at + exchange.transcript.seconds / 2
        silent = exchange.status is None and exchange.transcript.ending is Ending.SILENT
        return silent and self._last_answer < middle

    def succeeded(self, attempts: int) -> None:
        """Take note of an answer that was no pushback, at the so-many-th attempt."""
        self._gate.succeeded()
        self._rounds = 0
        if attempts > 1 or self._given_up.is_set():
            self._vain = 0
            self._given_up.clear()

    def delay(self, exchange: Exchange, slot: Slot, attempts: int, waited: float) -> float | None:
        """Take note of pushback and return how many seconds to wait before the next attempt, None to make none.

        Args:
            exchange: the answer.
            slot: under which it was made.
            attempts: how many have been made.
            waited: seconds that this exchange has waited already.
        """
        if self._gate.lower(slot):
            self._rounds += 1
        asked = retry_after(exchange.http.header("retry-after"), time.time())
        backoff = FIRST_WAIT * 2 ** max(0, self._rounds - 1)
        seconds = min(LONGEST_WAIT, backoff if asked is None else asked)
        most = ATTEMPTS_IN_SILENCE if exchange.status is None else ATTEMPTS
        if attempts >= most or waited + seconds > self._patience:
            self._vain += 1
            seconds = -1.0
        if self._rounds >= ROUNDS or self._vain >= VAIN:
            self._give_up()
        return None if seconds < 0 or self.given_up else seconds

    async def wait(self, exchange: Exchange, slot: Slot, seconds: float) -> None:
        """Wait before the next attempt; giving up ends it.

        A rate limit concerns every exchange, so 429 closes the gate for that time; who must pass the gate again
        waits there.
        """
        if exchange.status == _TOO_MANY_REQUESTS:
            self._gate.hold(seconds)
            if not slot.exclusive:
                return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._given_up.wait()

    def _give_up(self) -> None:
        self._given_up.set()
        self._gate.release()

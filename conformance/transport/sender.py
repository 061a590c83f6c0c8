"""What every way of sending has in common."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Transcript


@dataclass(frozen=True)
class Sent:
    """What was sent and what came back.

    Attributes:
        request: the request that the transcript answers; in a replay the recorded one, which may differ from today's.
        transcript: the answer.
        final: set by a replay only: the key of the last attempt that was recorded, which is the one returned.
        pushed_back: set by a replay only: whether the run counted that attempt as pushback.
    """

    request: Request
    transcript: Transcript
    final: ExchangeKey | None = None
    pushed_back: bool = False


class Sender(Protocol):
    """Sends one request and returns whatever the peer did with it; what the peer does never raises."""

    async def send(self, key: ExchangeKey, request: Request) -> Sent:
        """Send a request.

        Args:
            key: names the exchange; a replay looks it up, the others do not care.
            request: what to send.

        Raises:
            NotRecorded: a replay has no such exchange.
            Unsendable: the request or the target cannot be put on the wire: our own fault or the user's.
            SendCancelled: the task was cancelled; carries what had been received.
        """
        ...


class NotRecorded(Exception):  # noqa: N818 - a fact about the evidence, which becomes INCONCLUSIVE
    """The evidence holds no exchange of this key."""


class Unsendable(Exception):  # noqa: N818 - reads as what it says about the request
    """The request cannot be put on the wire as HTTP/1.1, or the target's URL is unusable."""


class SendCancelled(asyncio.CancelledError):
    """The task was cancelled while the exchange was under way; `sent` holds what had been received until then."""

    def __init__(self, sent: Sent) -> None:
        super().__init__("the exchange was cancelled")
        self.sent = sent

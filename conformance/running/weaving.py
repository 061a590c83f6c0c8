"""Sends through another sender what a buyer's challenge was woven into."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from conformance.conversations.challenge import woven
from conformance.model.request import ExchangeKey, Request
from conformance.transport.sender import Sender, Sent


class WeavingSender:
    """Weaves a challenge into every request.

    Args:
        sender: what sends.
        challenge: the text.
    """

    def __init__(self, sender: Sender, challenge: str) -> None:
        self._sender = sender
        self._challenge = challenge

    async def send(self, key: ExchangeKey, request: Request) -> Sent:
        """Send a request; see `Sender.send`."""
        return await self._sender.send(key, replace(request, body=woven(request.body, self._challenge)))


@asynccontextmanager
async def weaving(sender: AbstractAsyncContextManager[Sender], challenge: str) -> AsyncIterator[Sender]:
    """Open a sender, and weave a challenge into what it sends, unless that is ""."""
    async with sender as opened:
        yield WeavingSender(opened, challenge) if challenge else opened

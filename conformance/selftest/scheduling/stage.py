"""Conversations and senders for tests of the schedule."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.model.request import ExchangeKey, Request
from conformance.model.script import ReceivedRequest, Script, Send
from conformance.model.settings import Dialect, Hazard, Limits
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.scheduling.scheduler import MakeSender, Scheduler
from conformance.transport.memory import MemorySender
from conformance.transport.sender import Sender, Sent

DIALECT = Dialect(model="m")
LIMITS = Limits(timeout=10)


def answer(status: int, *fields: str, body: bytes = b"{}") -> bytes:
    """Return the bytes of a response."""
    lines = [f"HTTP/1.1 {status} X", *fields, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def conversation(name: str, steps: int = 1, *, exclusive: bool = False, hazard: Hazard = Hazard.NONE) -> Conversation:
    """Return a conversation whose requests carry its name and the number of the step."""

    def generate(_: Dialect) -> Steps:
        for step in range(steps):
            yield Request(body=f"{name} {step}".encode())

    return Conversation(name=name, steps=generate, traits=frozenset({Trait.PLAIN}), exclusive=exclusive, hazard=hazard)


class Clocked:
    """A sender that takes a while, answers with what a function says, and notes what was under way together."""

    def __init__(
        self, seconds: float, status: Callable[[str, int], bytes] = lambda _body, _under_way: answer(200)
    ) -> None:
        self.seconds = seconds
        self.status = status
        self.under_way: list[str] = []
        self.together: dict[str, set[str]] = {}
        self.order: list[str] = []
        self.most = 0

    async def send(self, key: ExchangeKey, request: Request) -> Sent:  # noqa: ARG002 - the protocol of senders
        body = request.body.decode()
        self.order.append(body)
        self.under_way.append(body)
        self.most = max(self.most, len(self.under_way))
        for one in self.under_way:
            self.together.setdefault(one, set()).update(self.under_way)
        try:
            data = self.status(body, len(self.under_way))
            await asyncio.sleep(self.seconds)
        finally:
            self.under_way.remove(body)
        recording = Recording.of((self.seconds, data))
        return Sent(request, Transcript(recording=recording, ending=Ending.COMPLETE, seconds=self.seconds))


def making(sender: Sender) -> MakeSender:
    """Return a factory of a context manager that enters to the sender."""

    @asynccontextmanager
    async def make() -> AsyncIterator[Sender]:
        yield sender

    return make


def memory(endpoint: Callable[[ReceivedRequest], bytes]) -> MemorySender:
    """Return a sender to a function from request to response bytes."""
    return MemorySender(lambda request: Script((Send(endpoint(request)),)))


def scheduler(conversations: list[Conversation], sender: Sender, concurrency: int = 4) -> Scheduler:
    """Return a started scheduler."""
    made = Scheduler(conversations, making(sender), DIALECT, LIMITS, concurrency=concurrency)
    made.start()
    return made

"""What one exchange does to others: streams side by side, a slow reader, a connection that is used again."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.conversations.building import chat, one_step
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.text import LONG_BUDGET
from conformance.model.request import JSON_CONTENT, Request
from conformance.model.settings import Capability, Dialect

SIDE_BY_SIDE = "eight streams at once"
SLOW = "long text streamed to a slow reader"
SLOW_PROMPT = "Count from 1 to 70, the numbers separated by spaces."
USED_AGAIN = "connection used again after a stream"
EXPECTS_CONTINUE = "request that expects 100"
OVER_HTTP2 = "text over HTTP/2"
TICKETS = tuple(f"ticket{number * 7919 % 100_000:05d}" for number in range(1, 9))
"""Words that no model says unless it was asked to."""
_ALONE = frozenset({Trait.ALONE})


def _ticket(ticket: str, dialect: Dialect) -> bytes:
    return chat(f"Reply with the single word: {ticket}", stream=True)(dialect)


def _tickets(dialect: Dialect) -> Steps:
    """Ask eight users' questions."""
    for ticket in TICKETS:
        yield Request(body=_ticket(ticket, dialect))


def _stream_and_text(dialect: Dialect) -> Steps:
    """Read a stream to its end, then ask again."""
    yield Request(body=chat(stream=True)(dialect), label="control")
    yield Request(body=chat()(dialect))


def _slowly(dialect: Dialect) -> Steps:
    yield Request(body=chat(SLOW_PROMPT, max_tokens=LONG_BUDGET, stream=True)(dialect), reads_slowly=True)


def _over_http2(dialect: Dialect) -> Steps:
    yield Request(body=chat()(dialect), over_http2=True)


def _conversations() -> Iterator[Conversation]:
    yield Conversation(
        name=SIDE_BY_SIDE,
        steps=_tickets,
        traits=frozenset({Trait.STREAM}),
        capability=Capability.STREAMING,
        proves="LIFE-001",
        controls=("text streamed",),
        exclusive=True,
        requests=len(TICKETS),
        at_once=True,
    )
    yield Conversation(
        name=SLOW,
        steps=_slowly,
        traits=_ALONE,
        capability=Capability.STREAMING,
        controls=("text streamed", "long text streamed"),
        exclusive=True,
    )
    yield Conversation(
        name=USED_AGAIN,
        steps=_stream_and_text,
        traits=_ALONE,
        capability=Capability.STREAMING,
        controls=("text", "text streamed"),
        exclusive=True,
        requests=2,
    )
    yield Conversation(
        name=EXPECTS_CONTINUE,
        steps=one_step(chat(), headers=(*JSON_CONTENT, ("Expect", "100-continue"))),
        traits=frozenset({Trait.PLAIN}),
        controls=("text",),
    )
    yield Conversation(
        name=OVER_HTTP2,
        steps=_over_http2,
        traits=_ALONE,
        controls=("text",),
        exclusive=True,
    )


CONVERSATIONS = tuple(_conversations())

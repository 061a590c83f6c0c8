"""Plays one conversation: asks it for requests, gives it the answers, until it ends or cannot go on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from conformance.checks.standing import PUSHBACK
from conformance.conversations.conversation import Conversation, Played
from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Dialect, Limits
from conformance.model.transcript import Ending
from conformance.scheduling.budget import BudgetSpent
from conformance.transport.sender import NotRecorded, Sender
from conformance.wire.exchange import Exchange

Send = Callable[[ExchangeKey, Request], Awaitable[Exchange]]

CANCELLED = "the run was cancelled"


class Cancelled(Exception):  # noqa: N818 - a fact about the run, which becomes INCONCLUSIVE
    """The run was stopped; nothing more is sent."""


def sending_through(sender: Sender, limits: Limits) -> Send:
    """Return a `send` that does nothing but send: no limit, no repetition, no budget."""

    async def send(key: ExchangeKey, request: Request) -> Exchange:
        sent = await sender.send(key, request)
        return Exchange(sent.final or key, sent.request, sent.transcript, limits)

    return send


async def play(conversation: Conversation, send: Send, dialect: Dialect) -> Played:
    """Play a conversation.

    Args:
        conversation: what to play; its generator is asked for a request only when that is due.
        send: sends one request; may raise BudgetSpent, NotRecorded or Cancelled, which end the conversation early.
        dialect: what the conversation needs to know about the target.

    Returns:
        What was exchanged. `pushed_back` is told from the final answers alone; whether a 502 was pushback only the
        scheduler knows.

    Raises:
        Exception: whatever the conversation's own code raises.
    """
    if conversation.at_once:
        return await _play_at_once(conversation, send, dialect)
    exchanges: list[Exchange] = []
    trouble = ""
    steps = conversation.steps(dialect)
    try:
        request = next(steps)
        while not trouble:
            exchange = await send(ExchangeKey(conversation.name, len(exchanges)), request)
            if exchange.transcript.ending is Ending.CANCELLED:
                trouble = CANCELLED
            else:
                exchanges.append(exchange)
                request = steps.send(exchange)
    except StopIteration:
        pass
    except (BudgetSpent, NotRecorded, Cancelled) as reason:
        trouble = str(reason)
    finally:
        steps.close()
    return _played(conversation, exchanges, trouble)


async def _play_at_once(conversation: Conversation, send: Send, dialect: Dialect) -> Played:
    requests = list(conversation.steps(dialect))
    keys = [ExchangeKey(conversation.name, trial=trial) for trial in range(len(requests))]
    answers = await asyncio.gather(*map(send, keys, requests), return_exceptions=True)
    trouble = ""
    exchanges: list[Exchange] = []
    for answer in answers:
        if isinstance(answer, Exchange):
            exchanges.append(answer)
        elif isinstance(answer, BudgetSpent | NotRecorded | Cancelled):
            trouble = trouble or str(answer)
        else:
            raise answer
    whole = [one for one in exchanges if one.transcript.ending is not Ending.CANCELLED]
    return _played(conversation, whole, trouble or (CANCELLED if len(whole) < len(exchanges) else ""))


def _played(conversation: Conversation, exchanges: list[Exchange], trouble: str) -> Played:
    pushed_back = any(exchange.status in PUSHBACK for exchange in exchanges)
    return Played(conversation, tuple(exchanges), trouble, pushed_back)

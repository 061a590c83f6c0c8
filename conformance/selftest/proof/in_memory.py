"""Judges an endpoint of ours in memory: all conversations, all items, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from conformance.conversations.conversation import Conversation, Played
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import Item, Selection, plan_items, with_controls
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult
from conformance.model.request import ExchangeKey, Request
from conformance.model.script import Endpoint
from conformance.model.settings import Dialect, Hazard, Limits
from conformance.requirements.catalogue import load_catalogue
from conformance.scheduling.play import play
from conformance.transport.memory import MemorySender
from conformance.wire.exchange import Exchange

KEY = "sk-eyechart-proof"
MODEL = "eyechart-reference"
SELECTION = Selection(key_given=True, hazards=frozenset(Hazard))
VIOLATED = frozenset({Outcome.FAILED, Outcome.WARNED, Outcome.INFO})


async def _play_all(endpoint: Endpoint, conversations: Iterable[Conversation], limits: Limits) -> dict[str, Played]:
    sender = MemorySender(endpoint, key=KEY, limits=limits)
    dialect = Dialect(model=MODEL, key_given=True)

    async def send(key: ExchangeKey, request: Request) -> Exchange:
        sent = await sender.send(key, request)
        return Exchange(key, sent.request, sent.transcript, limits)

    return {one.name: await play(one, send, dialect) for one in conversations}


def play_in_memory(
    endpoint: Endpoint, items: Iterable[Item] | None = None, limits: Limits | None = None
) -> dict[str, Played]:
    """Play the conversations of the items (all by default) and their controls."""
    wanted = plan_items(SELECTION) if items is None else items
    return asyncio.run(_play_all(endpoint, with_controls({item.conversation for item in wanted}), limits or Limits()))


def judge_in_memory(endpoint: Endpoint, limits: Limits | None = None) -> list[ItemResult]:
    """Judge everything and return the results of all items."""
    items = list(plan_items(SELECTION))
    played = play_in_memory(endpoint, items, limits)
    weighing = Weighing(load_catalogue())
    return [_judge(item, played, weighing) for item in items]


def _judge(item: Item, played: dict[str, Played], weighing: Weighing) -> ItemResult:
    one = played[item.conversation]
    return judge_item(item, one, controls_of(one.conversation, played), weighing)


def violated(results: Iterable[ItemResult]) -> frozenset[str]:
    """Return the requirements with a finding at any level."""
    return frozenset(result.requirement for result in results if result.outcome in VIOLATED)

"""One requirement shown: the same request answered by an endpoint that violates it, and by one that does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.pictures import picture_path
from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import REFERENCE, faults, find
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import Item, Selection, plan_items
from conformance.model.finding import Finding
from conformance.model.settings import Depth, Dialect, Hazard, Limits
from conformance.requirements.catalogue import load_catalogue
from conformance.scheduling.play import play, sending_through
from conformance.transport.memory import MemorySender
from conformance.wire.exchange import Exchange

_KEY = "sk-eyechart-demonstration"
_MODEL = "eyechart-reference"
_FAULTS = 12
"""Faults that are tried at most; nearly always the first one shows the requirement."""
_SHOWN = 40
"""Violations of which the one with the shortest request is taken: people are to read it."""
_SAFE = frozenset(Hazard) - {Hazard.FETCH}
"""Nothing is fetched, and what may crash or load a target cannot harm one in memory."""


@dataclass(frozen=True)
class Demonstration:
    """A violation, and what a conformant endpoint answers instead.

    Attributes:
        fault: name of the endpoint that violates the requirement.
        summary: what is wrong with it.
        finding: what was found.
        violation: the exchange that shows it.
        conforming: the same request answered by the reference.
    """

    fault: str
    summary: str
    finding: Finding
    violation: Exchange
    conforming: Exchange


def demonstration(requirement: str) -> Demonstration | None:
    """Return a violation of a requirement by an endpoint of ours, in memory; None where no fault shows it there."""
    selection = Selection(key_given=True, hazards=_SAFE, only=frozenset({requirement}), depth=Depth.EXHAUSTIVE)
    items = list(plan_items(selection))
    proving = (one for one in faults().values() if requirement in one.trips and not one.only_drawn)
    # A fault that proves nothing else shows the requirement alone.
    for one in sorted(proving, key=lambda one: len(one.ids))[:_FAULTS]:
        shown = list(islice(_shown(f"fault/{one.name}", items), _SHOWN))
        if shown:
            finding, exchange, place = min(shown, key=lambda some: len(some[1].request.body))
            conforming = play_in_memory(REFERENCE, all_conversations()[exchange.key.conversation]).exchanges
            if place < len(conforming):
                return Demonstration(one.name, one.summary, finding, exchange, conforming[place])
    return None


def _shown(endpoint: str, items: list[Item]) -> Iterator[tuple[Finding, Exchange, int]]:
    played: dict[str, Played] = {}
    weighing = Weighing(load_catalogue())
    for item in items:
        conversation = all_conversations()[item.conversation]
        for name in (*conversation.controls, conversation.name):
            if name not in played:
                played[name] = play_in_memory(endpoint, all_conversations()[name])
        whole = played[conversation.name]
        result = judge_item(item, whole, controls_of(conversation, played), weighing)
        for judged in result.findings:
            keys = judged.finding.exchanges
            place = next((at for at, one in enumerate(whole.exchanges) if one.key in keys), 0)
            yield judged.finding, whole.exchanges[place], place


def play_in_memory(endpoint: str, conversation: Conversation) -> Played:
    """Play one conversation against an endpoint of ours, named as `eyechart list` does without `embedded:`."""
    send = sending_through(MemorySender(find(endpoint, api_key=_KEY), key=_KEY), Limits())
    dialect = Dialect(model=_MODEL, key_given=True, local_picture=str(picture_path("red.png")))
    return asyncio.run(play(conversation, send, dialect))

"""Judges an endpoint of ours in memory: all conversations, all items, in virtual time."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.pictures import picture, picture_path
from conformance.conversations.registry import all_conversations
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import Item, Selection, judges_of, plan_items, with_controls
from conformance.model.finding import Outcome
from conformance.model.report import VIOLATED, ItemResult
from conformance.model.request import ExchangeKey, Request
from conformance.model.script import Endpoint, ReceivedRequest, Script
from conformance.model.settings import Depth, Dialect, Hazard, Limits
from conformance.model.transcript import Transcript
from conformance.requirements.catalogue import load_catalogue
from conformance.scheduling.play import Send, play
from conformance.transport.listener import Listener, WatchingSender
from conformance.transport.memory import MemorySender
from conformance.transport.sender import Sender
from conformance.wire.exchange import Exchange

KEY = "sk-eyechart-proof"
MODEL = "eyechart-reference"
SELECTION = Selection(key_given=True, hazards=frozenset(Hazard), depth=Depth.EXHAUSTIVE)
Clock = Callable[[], float]
WIDE = 120
"""Where more conversations are answered otherwise, or have a control that is, a sample stands for all."""
SAMPLE = 80
FEW = 24
"""A requirement that more conversations show is seen in the sample."""


@dataclass(frozen=True)
class Known:
    """What was played against one endpoint, and what it came to.

    Judging is a function of what was exchanged, so that what another endpoint answers in the same way, byte by byte and
    second by second, comes to the same.

    Attributes:
        played: every conversation by its name.
        items: its items.
        found: the results that hold a finding.
        exchanges: every exchange by its key.
        transcripts: what became of a script as the answer to a request.
    """

    played: Mapping[str, Played]
    items: Mapping[str, tuple[Item, ...]]
    found: tuple[ItemResult, ...]
    exchanges: Mapping[ExchangeKey, Exchange]
    transcripts: Mapping[tuple[ReceivedRequest, Script], Transcript]


@cache
def _listener() -> Listener:
    """Return one listener for the process, on a real socket: faults fetch for real."""
    return Listener(picture("red.png"))


_NOTHING = Known({}, {}, (), {}, {})


async def _play_all(
    sender: Sender, conversations: Iterable[Conversation], limits: Limits, known: Known, about: frozenset[str]
) -> dict[str, Played]:
    dialect = Dialect(model=MODEL, key_given=True, listener=_listener().url, local_picture=str(picture_path("red.png")))

    async def send(key: ExchangeKey, request: Request) -> Exchange:
        sent = await sender.send(key, request)
        before = known.exchanges.get(key)
        if before is not None and before.transcript is sent.transcript and before.request == sent.request:
            return before
        return Exchange(key, sent.request, sent.transcript, limits)

    played: dict[str, Played] = {}
    first = _standard()
    for is_further, some in groupby(conversations, key=lambda one: one.name not in first):
        skips = is_further and _is_wide(played, known)
        for one in some:
            if not skips or one.name in about:
                played[one.name] = await _play(one, send, dialect, known)
    return played


@cache
def _standard() -> frozenset[str]:
    """Return the names of what a run of standard depth plays."""
    names = (name for name, one in all_conversations().items() if one.depth is not Depth.EXHAUSTIVE)
    return frozenset(one.name for one in with_controls(names))


def _is_wide(played: Mapping[str, Played], known: Known) -> bool:
    """Tell whether so much is answered otherwise that further values of the same kinds would tell nothing new."""
    return sum(1 for name, one in played.items() if one is not known.played.get(name)) > WIDE and bool(known.played)


async def _play(conversation: Conversation, send: Send, dialect: Dialect, known: Known) -> Played:
    """Play a conversation; one of a single request need not be asked for it again."""
    before = known.exchanges.get(ExchangeKey(conversation.name))
    if before is None or conversation.requests > 1:
        return await play(conversation, send, dialect)
    exchange = await send(before.key, before.request)
    if exchange is before:
        return known.played[conversation.name]

    async def sent(_: ExchangeKey, __: Request) -> Exchange:
        return exchange

    return await play(conversation, sent, dialect)


def play_in_memory(
    endpoint: Endpoint,
    items: Iterable[Item] | None = None,
    limits: Limits | None = None,
    clock: Clock = time.time,
) -> dict[str, Played]:
    """Play the conversations of the items (all by default) and their controls, those of standard depth first."""
    wanted = plan_items(SELECTION) if items is None else items
    return _play_named(endpoint, {item.conversation for item in wanted}, limits, clock, _NOTHING)


def _play_named(
    endpoint: Endpoint,
    names: Iterable[str],
    limits: Limits | None,
    clock: Clock,
    known: Known,
    *,
    about: frozenset[str] = frozenset(),
) -> dict[str, Played]:
    conversations = with_controls(names)
    conversations.sort(key=lambda one: one.name not in _standard())
    limits = limits or Limits()
    memory = MemorySender(endpoint, key=KEY, limits=limits, clock=clock, remembered=known.transcripts)
    sender = WatchingSender(memory, _listener(), patience=0)
    return asyncio.run(_play_all(sender, conversations, limits, known, about))


def judge_in_memory(endpoint: Endpoint, limits: Limits | None = None) -> list[ItemResult]:
    """Judge everything and return the results of all items."""
    items = list(plan_items(SELECTION))
    played = play_in_memory(endpoint, items, limits)
    return [judge_one(item, played) for item in items]


def learn(endpoint: Endpoint, clock: Clock) -> Known:
    """Judge everything, and keep what it was judged by."""
    items = list(plan_items(SELECTION))
    scripts: list[tuple[ReceivedRequest, Script]] = []

    def noting(request: ReceivedRequest) -> Script:
        scripts.append((request, endpoint(request)))
        return scripts[-1][1]

    played = play_in_memory(noting, items, clock=clock)
    exchanges = [exchange for one in played.values() for exchange in one.exchanges]
    results = [judge_one(item, played) for item in items]
    by_conversation: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_conversation[item.conversation].append(item)
    return Known(
        played,
        {name: tuple(some) for name, some in by_conversation.items()},
        tuple(result for result in results if result.findings or result.outcome is Outcome.ERRORED),
        {exchange.key: exchange for exchange in exchanges},
        {
            script: exchange.transcript
            for script, exchange in zip(scripts, exchanges, strict=True)
            if exchange.request.disconnect_after_events is None
        },
    )


@dataclass(frozen=True)
class Beside:
    """What was played against an endpoint beside a known one.

    Attributes:
        played: every conversation that was played, by its name.
        affected: those that are answered otherwise than is known, or have a control that is.
        judged: those of them that are judged: all, or a sample.
    """

    played: Mapping[str, Played]
    affected: frozenset[str]
    judged: tuple[str, ...]


def play_beside(
    endpoint: Endpoint,
    known: Known,
    clock: Clock,
    declared: frozenset[str] = frozenset(),
    left_out: frozenset[str] = frozenset(),
) -> Beside:
    """Play everything, and tell what is not answered as is known.

    Further conversations are not even played where more than `WIDE` are answered otherwise.

    Args:
        endpoint: what is judged.
        known: what another endpoint came to.
        clock: stands still.
        declared: requirements whose conversations are played and judged in any case, unless there are many.
        left_out: conversations that are not played.
    """
    about = _about(known, declared)
    played = _play_named(endpoint, known.items.keys() - left_out, None, clock, known, about=about)
    other = {name for name, one in played.items() if one is not known.played[name] and _differ(one, known.played[name])}
    affected = {
        name for name, one in played.items() if name in other or not other.isdisjoint(one.conversation.controls)
    }
    judged = affected if len(affected) <= WIDE else about | set(sorted(affected)[:: len(affected) // SAMPLE])
    return Beside(played, frozenset(affected), tuple(sorted(judged & affected)))


def judge_beside(
    endpoint: Endpoint,
    known: Known,
    clock: Clock,
    declared: frozenset[str] = frozenset(),
    left_out: frozenset[str] = frozenset(),
) -> list[ItemResult]:
    """Judge what is not answered as is known, or a sample of it where that is nearly everything (see `play_beside`).

    Returns the results of what was judged, and, of the rest, what was found before.
    """
    beside = play_beside(endpoint, known, clock, declared, left_out)
    judgements = [judge_one(item, beside.played) for name in beside.judged for item in known.items[name]]
    return judgements + [result for result in known.found if result.conversation not in beside.affected]


def _about(known: Known, declared: frozenset[str]) -> frozenset[str]:
    """Return the conversations, with their controls, of declared requirements that few conversations show."""
    showing = _showing(tuple(sorted(known.items)))
    few = {name for one in declared for name in showing.get(one, ()) if len(showing[one]) <= FEW}
    return frozenset(one.name for one in with_controls(few))


@cache
def _showing(names: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return requirement -> the named conversations that show it."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for requirement in judges_of(name):
            found[requirement].add(name)
    return {requirement: frozenset(some) for requirement, some in found.items()}


def _differ(one: Played, other: Played) -> bool:
    return _said(one) != _said(other)


def _said(played: Played) -> tuple[object, ...]:
    return (played.trouble, played.pushed_back, *((one.request, one.transcript) for one in played.exchanges))


def judge_one(item: Item, played: Mapping[str, Played]) -> ItemResult:
    """Judge one item over what was played."""
    one = played[item.conversation]
    return judge_item(item, one, controls_of(one.conversation, played), Weighing(load_catalogue()))


def violated(results: Iterable[ItemResult]) -> frozenset[str]:
    """Return the requirements with a finding at any level."""
    return frozenset(result.requirement for result in results if result.outcome in VIOLATED.values())

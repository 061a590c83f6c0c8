"""What a run would send, before a cent is spent: requests, tokens and bytes, by family.

Tokens are an estimate: four characters of text a token, a fixed number a picture, and every answer as long as its
bound allows. What the scheduler sends again after pushback is not known beforehand.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.conversations.conversation import Conversation
from conformance.conversations.registry import homes
from conformance.judging.plan import Item, SearchItem, with_controls
from conformance.model.request import Request
from conformance.model.settings import Dialect, Hazard
from conformance.properties.example import Example
from conformance.properties.property import all_properties
from conformance.running.search import MOST
from conformance.running.searching import Draw, choose
from conformance.wire.request_facts import request_facts

PREFLIGHT_REQUESTS = 2
_CHARACTERS_A_TOKEN = 4
_TOKENS_A_PICTURE = 260
_UNBOUNDED_ANSWER = 64
"""Tokens of an answer whose request sets no bound; prompts without one ask for a word."""
_LONGEST_ANSWER = 1024
"""No prompt of ours asks for more, whatever bound stands beside it."""
_MEGABYTE = 1e6
_NARROW = 10


@dataclass(frozen=True)
class Cost:
    """How many requests, roughly how many tokens of prompts and answers, and how many bytes of bodies."""

    requests: int = 0
    tokens: int = 0
    body_bytes: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.requests + other.requests, self.tokens + other.tokens, self.body_bytes + other.body_bytes)

    def times(self, count: int) -> Cost:
        """Return the cost of doing the same so many times."""
        return Cost(self.requests * count, self.tokens * count, self.body_bytes * count)


def cost_of(conversation: Conversation, dialect: Dialect) -> Cost:
    """Estimate a conversation by its first request, and count the liveness request behind a crash-prone one."""
    steps = conversation.steps(dialect)
    first = _cost_of_request(next(steps))
    steps.close()
    alive = Cost(1, _UNBOUNDED_ANSWER) if conversation.hazard is Hazard.CRASH else Cost()
    return first.times(conversation.requests) + alive


def _cost_of_request(request: Request) -> Cost:
    facts = request_facts(request)
    if not facts.is_chat or facts.payload is None:
        return Cost(1, 0, len(request.body))
    prompt = _characters(facts.payload.get("messages")) // _CHARACTERS_A_TOKEN + facts.pictures * _TOKENS_A_PICTURE
    answer = min(max(0, facts.token_bound or _UNBOUNDED_ANSWER), _LONGEST_ANSWER) * facts.n
    return Cost(1, prompt + answer, len(request.body))


def _characters(value: Any) -> int:
    if isinstance(value, str):
        return 0 if value.startswith("data:") else len(value)
    if isinstance(value, list | dict):
        return sum(_characters(one) for one in (value.values() if isinstance(value, dict) else value))
    return len(json.dumps(value))


def plan(
    items: Iterable[Item | SearchItem],
    dialect: Dialect,
    *,
    seed: int = 0,
    examples: int = 0,
    only: frozenset[str] = frozenset(),
) -> dict[str, Cost]:
    """Return the cost of everything that the items need, controls included, by family; searches come last.

    Args:
        items: what is selected.
        dialect: what bodies depend on.
        seed: what searches draw from.
        examples: how many each of them sends first.
        only: requirements that are judged; empty for all.
    """
    costs: dict[str, Cost] = defaultdict(Cost)
    every = list(items)
    searched = [all_properties()[item.drawn] for item in every if isinstance(item, SearchItem)]
    draws = [Draw(one, dialect, seed, examples, only) for one in searched]
    names = {item.conversation for item in every if isinstance(item, Item)}
    for conversation in with_controls(names.union(*(draw.controls() for draw in draws))):
        costs[homes()[conversation.name]] += cost_of(conversation, dialect)
    for draw in draws:
        costs[f"search: {draw.one.name}"] = _cost_of_search(draw)
    return dict(costs)


def _cost_of_search(draw: Draw) -> Cost:
    """Estimate a search by the examples that are drawn first; they are sent unless their controls fail."""
    return sum((_cost_of_example(example) for example in choose(draw.pool, draw)), Cost())


def _cost_of_example(example: Example) -> Cost:
    return sum((_cost_of_request(Request(body=body)) for body in example.bodies), Cost())


def plan_lines(costs: dict[str, Cost]) -> Iterator[str]:
    """Yield the plan as a table for people."""
    total = sum(costs.values(), Cost())
    wide = max(_NARROW, *map(len, costs))
    yield f"{'family':<{wide}} {'requests':>8} {'tokens':>9} {'MB sent':>8}"
    for name, cost in (*costs.items(), ("all", total)):
        label = name if ":" in name else name.upper()
        yield f"{label:<{wide}} {cost.requests:>8,} {cost.tokens:>9,} {cost.body_bytes / _MEGABYTE:>8.2f}"
    yield "Tokens are a rough upper estimate. Nothing was sent."
    yield f"Up to {PREFLIGHT_REQUESTS} requests more look for the target before all others."
    if any(":" in name for name in costs):
        yield f"A search that finds something sends up to {MOST} requests more to shrink it."

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
from conformance.judging.plan import Item, with_controls
from conformance.model.request import Request
from conformance.model.settings import Dialect, Hazard
from conformance.wire.request_facts import request_facts

PREFLIGHT_REQUESTS = 2
_CHARACTERS_A_TOKEN = 4
_TOKENS_A_PICTURE = 260
_UNBOUNDED_ANSWER = 64
"""Tokens of an answer whose request sets no bound; prompts without one ask for a word."""
_LONGEST_ANSWER = 1024
"""No prompt of ours asks for more, whatever bound stands beside it."""
_MEGABYTE = 1e6


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


def plan(items: Iterable[Item], dialect: Dialect) -> dict[str, Cost]:
    """Return the cost of everything that the items need, controls included, by family."""
    costs: dict[str, Cost] = defaultdict(Cost)
    for conversation in with_controls({item.conversation for item in items}):
        costs[homes()[conversation.name]] += cost_of(conversation, dialect)
    return dict(costs)


def plan_lines(costs: dict[str, Cost]) -> Iterator[str]:
    """Yield the plan as a table for people."""
    total = sum(costs.values(), Cost())
    yield f"{'family':<10} {'requests':>8} {'tokens':>9} {'MB sent':>8}"
    for family, cost in (*costs.items(), ("all", total)):
        megabytes = cost.body_bytes / _MEGABYTE
        yield f"{family.upper():<10} {cost.requests:>8,} {cost.tokens:>9,} {megabytes:>8.2f}"
    yield "Tokens are a rough upper estimate. Nothing was sent."
    yield f"Up to {PREFLIGHT_REQUESTS} requests more look for the target before all others."

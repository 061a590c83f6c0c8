"""Requests that differ in one thing, to be compared with each other: the picture, its place, a word of the question.

They ask for what makes answers comparable: temperature 0, a seed, log probabilities. A target that refuses one of
these is asked without, so that nothing about pictures hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.conversations.building import ABSENT, chat_payload, encode
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.model.request import Expectation, Request
from conformance.model.settings import Capability, Dialect
from conformance.wire.exchange import SUCCESS, Exchange

COMPARABLE = {"temperature": 0, "seed": 7, "logprobs": True, "top_logprobs": 5}
_LOG_PROBABILITIES = frozenset({"logprobs", "top_logprobs"})

_OF_THE_MODEL = "with this model"
"""How OpenAI ends a refusal of whatever a model that reasons does not take."""


@dataclass(frozen=True)
class Shot:
    """One request of several: a label to find its answer by, and the messages, or the content of the only one."""

    label: str
    content: Any = None
    messages: list[dict[str, Any]] | None = None

    def members(self) -> dict[str, Any]:
        """Return the members of the body that say what is asked."""
        return {"messages": self.messages} if self.messages else {}


@dataclass(frozen=True, kw_only=True)
class Swap:
    """What a conversation of shots has beside them.

    Attributes:
        members: members of every body.
        expectation: what a conformant target does with the shots.
    """

    members: dict[str, Any] = field(default_factory=dict)
    expectation: Expectation = Expectation.ACCEPTED


_ORDINARY = Swap()


def swapping(*shots: Shot, swap: Swap = _ORDINARY) -> Callable[[Dialect], Steps]:
    """Return the steps that send the shots in turn, until one is not answered.

    Only the first may be sent twice: with everything that makes answers comparable, then without what was refused.
    """

    def steps(dialect: Dialect) -> Steps:
        def request(shot: Shot, members: dict[str, Any], expectation: Expectation) -> Request:
            payload = chat_payload(dialect, shot.content, **(shot.members() | swap.members | members))
            return Request(body=encode(payload), label=shot.label, expectation=expectation)

        members: dict[str, Any] = COMPARABLE
        exchange = yield request(shots[0], members, Expectation.EITHER)
        if exchange.status != SUCCESS:
            members = without_refused(exchange)
            exchange = yield request(shots[0], members, swap.expectation)
        for shot in shots[1:]:
            if exchange.status != SUCCESS:
                return
            exchange = yield request(shot, members, swap.expectation)

    return steps


def without_refused(exchange: Exchange) -> dict[str, Any]:
    """Return what of `COMPARABLE` is left after a refusal: all but what it names, nothing where it names nothing."""
    words = str(exchange.value).lower() if exchange.value else ""
    named = {name for name in COMPARABLE if name in words}
    if not named or "temperature" in named or _OF_THE_MODEL in words:
        # Models that reason refuse temperature and log probabilities, and name one of them at a time, in either order.
        return dict.fromkeys(COMPARABLE, ABSENT)
    dropped = named | _LOG_PROBABILITIES if named & _LOG_PROBABILITIES else named
    return {name: ABSENT if name in dropped else value for name, value in COMPARABLE.items()}


def swapped(
    name: str,
    *shots: Shot,
    controls: tuple[str, ...],
    proves: str = "",
    capability: Capability = Capability.IMAGES,
    swap: Swap = _ORDINARY,
) -> Conversation:
    """Describe a conversation of shots."""
    return Conversation(
        name=name,
        steps=swapping(*shots, swap=swap),
        traits=frozenset({Trait.ALONE}),
        capability=capability,
        proves=proves,
        controls=controls,
        requests=len(shots) + 1,
    )


def streamed_too(swap: Swap = _ORDINARY) -> Swap:
    """Return the same with answers that are streamed."""
    return replace(swap, members={**swap.members, "stream": True})

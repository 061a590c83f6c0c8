"""What is sent: a generator of requests that receives the answers, and what the scheduler must know about it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.request import Request
from conformance.model.settings import Capability, Depth, Dialect, Hazard
from conformance.wire.exchange import Exchange

Steps = Generator[Request, Exchange, None]


class Trait(StrEnum):
    """What the exchanges of a conversation are good for; general checks select conversations by it."""

    PLAIN = "plain"
    """A valid request without streaming: the answer is a completion."""
    STREAM = "stream"
    """A valid request with `stream: true`: the answer is an event stream."""
    USAGE = "usage"
    """Together with STREAM: usage was asked for."""
    INVALID = "invalid"
    """A request that must be refused."""
    AUTHENTICATION = "authentication"
    """Presents something else than the configured key; only played when a key was given."""
    ALONE = "alone"
    """Made for one requirement; general checks leave it alone."""
    COMBINATION = "combination"
    """Uses features together that are shown elsewhere one by one; whether it is served is COMB's."""
    TWIN = "twin"
    """Two requests that are the same but for `stream`: the first is plain, the second is streamed."""
    COPY = "copy"
    """The model is told to copy a text."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One unit of sending.

    Attributes:
        name: unique, readable, stable: `temperature above maximum`.
        steps: generator function; deterministic given the dialect and the answers.
        traits: see `Trait`.
        capability: the feature that the target must have for the conversation to make sense.
        proves: the requirement that is met when the target accepts or rejects the first request as expected.
        controls: names of conversations whose first answer must be a success for this one to be judged; mistakes
            among them say how the target takes others of their sort.
        also_refused_by: statuses that refuse the request here though elsewhere they say nothing about it.
        exclusive: runs while nothing else is under way (timing, disconnects, hazards).
        hazard: what it might do to a target.
        depth: the least depth of a run in which it is played for its own sake; as a control it always is.
        requests: the most requests that it sends.
        at_once: whether its requests, which must not depend on answers, are all under way together; they are trials
            of one step.
        drawn: the property whose example it is, "" where it is no example.
    """

    name: str
    steps: Callable[[Dialect], Steps]
    traits: frozenset[Trait]
    capability: Capability = Capability.TEXT
    proves: str = ""
    controls: tuple[str, ...] = ()
    also_refused_by: frozenset[int] = frozenset()
    exclusive: bool = False
    hazard: Hazard = Hazard.NONE
    depth: Depth = Depth.STANDARD
    requests: int = 1
    at_once: bool = False
    drawn: str = ""


@dataclass(frozen=True)
class Played:
    """A conversation after it was played.

    Attributes:
        conversation: what was played.
        exchanges: final attempt of each step, in order.
        trouble: why it ended early (budget spent, run cancelled, not recorded), "" when it did not.
        pushed_back: whether the last attempt of some step was still pushback (429, 503, 529, or 502/504 under load).
    """

    conversation: Conversation
    exchanges: tuple[Exchange, ...]
    trouble: str = ""
    pushed_back: bool = False

"""How a check or a relation says which requirement it judges, over what, and on which conversations.

A check is a generator of findings over one exchange; yielding nothing means that the requirement is met.
A relation is the same over a finished conversation and its controls. Both may yield a `Remark` to say that
they could not judge. Decorating a function is all the registration there is.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, wraps
from types import ModuleType

from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.model.finding import Finding, Remark
from conformance.model.settings import Terms
from conformance.wire.exchange import Exchange

Judged = Iterator[Finding | Remark]
CheckFunction = Callable[[Exchange], Judged]
TermsCheckFunction = Callable[[Exchange, Terms], Judged]
RelationFunction = Callable[[Played, Mapping[str, Played]], Judged]
Covers = Callable[[Conversation], bool]


class Reads(StrEnum):
    """The reading that a check needs; where it does not exist the check is blocked, not failed."""

    WIRE = "wire"
    """Whatever came, even if it is no HTTP response."""
    HTTP = "http"
    """Any HTTP response to any request."""
    SUCCESS = "success"
    """A 200 to a valid request, whatever its body."""
    COMPLETION = "completion"
    """A JSON object in a 200 to a valid request that did not ask for a stream."""
    EVENTS = "events"
    """The event stream in a 200 to a valid request that asked for one."""
    REFUSAL = "refusal"
    """A 4xx to a request that was to be refused."""


_COVERED: Mapping[Reads, Covers] = {
    Reads.WIRE: lambda conversation: Trait.AUTHENTICATION not in conversation.traits,
    Reads.HTTP: lambda conversation: Trait.AUTHENTICATION not in conversation.traits,
    Reads.SUCCESS: lambda conversation: bool(conversation.traits & {Trait.PLAIN, Trait.STREAM}),
    Reads.COMPLETION: lambda conversation: Trait.PLAIN in conversation.traits,
    Reads.EVENTS: lambda conversation: Trait.STREAM in conversation.traits,
    Reads.REFUSAL: lambda conversation: Trait.INVALID in conversation.traits,
}


@dataclass(frozen=True)
class Check:
    """A registered check; `applies` narrows it to exchanges in which there is something to judge."""

    requirement: str
    reads: Reads
    covers: Covers
    applies: Callable[[Exchange], bool]
    function: TermsCheckFunction


@dataclass(frozen=True)
class Relation:
    """A registered relation."""

    requirement: str
    covers: Covers
    function: RelationFunction


_checks: list[Check] = []
_relations: list[Relation] = []


def always(_: Exchange) -> bool:
    """Apply to every exchange that has the reading."""
    return True


def check(
    requirement: str,
    reads: Reads,
    *,
    covers: Covers | None = None,
    applies: Callable[[Exchange], bool] = always,
) -> Callable[[CheckFunction], CheckFunction]:
    """Register the decorated function as a check of `requirement`; by default it covers whatever has the reading."""

    def register(function: CheckFunction) -> CheckFunction:
        @wraps(function)
        def by_terms(exchange: Exchange, _: Terms) -> Judged:
            return function(exchange)

        check_by_terms(requirement, reads, covers=covers, applies=applies)(by_terms)
        return function

    return register


def check_by_terms(
    requirement: str,
    reads: Reads,
    *,
    covers: Covers | None = None,
    applies: Callable[[Exchange], bool] = always,
) -> Callable[[TermsCheckFunction], TermsCheckFunction]:
    """Register the decorated function as `check` does, for a requirement whose terms are the profile's."""

    def register(function: TermsCheckFunction) -> TermsCheckFunction:
        _checks.append(Check(requirement, reads, covers or _COVERED[reads], applies, function))
        return function

    return register


def relation(requirement: str, covers: Covers) -> Callable[[RelationFunction], RelationFunction]:
    """Register the decorated function as a relation of `requirement` over the conversations that `covers` selects."""

    def register(function: RelationFunction) -> RelationFunction:
        _relations.append(Relation(requirement, covers, function))
        return function

    return register


def named(*names: str) -> Covers:
    """Select conversations by name."""
    return lambda conversation: conversation.name in names


def load(*rooms: ModuleType) -> tuple[tuple[Check, ...], tuple[Relation, ...]]:
    """Import every module of the given packages and return everything that registered itself."""
    return _load(tuple(room.__name__ for room in rooms))


@cache
def _load(rooms: tuple[str, ...]) -> tuple[tuple[Check, ...], tuple[Relation, ...]]:
    for room in rooms:
        package = importlib.import_module(room)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{room}.{module.name}")
    return tuple(_checks), tuple(_relations)

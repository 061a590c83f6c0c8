"""Which requirement is judged over which conversation: the pytest items, before anything is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import conformance.checks
import conformance.relations
from conformance.checks.registry import Check, Relation, load
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.registry import all_conversations
from conformance.model.settings import Capability, Depth, Dialect, Hazard
from conformance.requirements.catalogue import load_catalogue


@dataclass(frozen=True, order=True)
class Item:
    """One requirement over one conversation."""

    requirement: str
    conversation: str

    def __str__(self) -> str:
        return f"{self.requirement}:{self.conversation}"


@dataclass(frozen=True, order=True)
class SearchItem:
    """All requirements over the examples of one property."""

    drawn: str

    def __str__(self) -> str:
        return f"search: {self.drawn}"


@dataclass(frozen=True)
class Selection:
    """What a run may play and judge.

    Attributes:
        key_given: whether conversations about authentication make sense.
        hazards: hazards that the user, or the target being local, permits.
        only: requirement ids to judge; empty for all.
        depth: how much is played.
    """

    key_given: bool = False
    hazards: frozenset[Hazard] = frozenset({Hazard.NONE})
    only: frozenset[str] = frozenset()
    depth: Depth = Depth.STANDARD


@dataclass(frozen=True)
class Judges:
    """Everything that judges one requirement over one conversation."""

    checks: tuple[Check, ...] = ()
    relations: tuple[Relation, ...] = ()


@cache
def judges_of(conversation: str) -> dict[str, Judges]:
    """Return requirement id -> what judges it over the named conversation."""
    return _judges(all_conversations()[conversation])


def judges_over(conversation: Conversation) -> dict[str, Judges]:
    """Return requirement id -> what judges it over a conversation; examples are judged by their kind."""
    if not conversation.drawn:
        return judges_of(conversation.name)
    return _judges_of_kind(conversation.drawn, conversation.traits, conversation.capability, conversation.proves)


def _no_steps(_: Dialect) -> Steps:
    yield from ()


@cache
def _judges_of_kind(drawn: str, traits: frozenset[Trait], capability: Capability, proves: str) -> dict[str, Judges]:
    name = f"{drawn}: any"
    any_of_them = Conversation(
        name=name, steps=_no_steps, traits=traits, capability=capability, proves=proves, drawn=drawn
    )
    return _judges(any_of_them)


def _judges(one: Conversation) -> dict[str, Judges]:
    checks, relations = load(conformance.checks, conformance.relations)
    found: dict[str, tuple[list[Check], list[Relation]]] = defaultdict(lambda: ([], []))
    if one.proves:
        found[one.proves] = ([], [])
    for check in checks:
        if check.covers(one):
            found[check.requirement][0].append(check)
    for relation in relations:
        if relation.covers(one):
            found[relation.requirement][1].append(relation)
    return {requirement: Judges(tuple(some), tuple(others)) for requirement, (some, others) in found.items()}


def requirements_of(conversation: Conversation) -> frozenset[str]:
    """Return the requirements that are judged over a conversation."""
    return frozenset(judges_of(conversation.name))


def why_not_played(conversation: Conversation, selection: Selection) -> str:
    """Return why a conversation is left out of a run, or ""."""
    if Trait.AUTHENTICATION in conversation.traits and not selection.key_given:
        return "no API key was given for this target"
    if conversation.hazard not in selection.hazards:
        return f"needs --target-hazard={conversation.hazard}"
    return ""


def plan_items(selection: Selection) -> Iterator[Item]:
    """Yield the items of a run in the order in which conversations are sent, requirements in catalogue order."""
    catalogue = load_catalogue()
    for conversation in all_conversations().values():
        if why_not_played(conversation, selection) or not selection.depth.holds(conversation.depth):
            continue
        wanted = requirements_of(conversation)
        if selection.only:
            wanted &= selection.only
        yield from (Item(requirement, conversation.name) for requirement in catalogue if requirement in wanted)


def not_judged(selection: Selection) -> dict[str, str]:
    """Return why requirements have no item in a run, although nothing is missing: id -> reason."""
    reasons = {
        name: f"cannot be observed from outside: {row.untestable}"
        for name, row in load_catalogue().items()
        if row.untestable
    }
    for conversation in all_conversations().values():
        reason = why_not_played(conversation, selection)
        if reason:
            reasons |= dict.fromkeys(requirements_of(conversation), reason)
    return _without_items(reasons, selection)


def beyond_depth(selection: Selection) -> dict[str, str]:
    """Return the depth that requirements without an item would need: id -> reason; they stay open."""
    reasons: dict[str, str] = {}
    for depth in reversed(Depth):
        for conversation in all_conversations().values():
            if conversation.depth is depth and not selection.depth.holds(depth):
                reasons |= dict.fromkeys(requirements_of(conversation), f"needs --target-depth={depth}")
    return _without_items(reasons, selection)


def _without_items(reasons: dict[str, str], selection: Selection) -> dict[str, str]:
    wanted = selection.only or load_catalogue().keys()
    return {name: reason for name, reason in reasons.items() if name in wanted and name not in _judged(selection)}


@cache
def _judged(selection: Selection) -> frozenset[str]:
    return frozenset(item.requirement for item in plan_items(selection))


def with_controls(names: Iterable[str]) -> list[Conversation]:
    """Return the named conversations and all their controls, in the order in which they are sent."""
    everything = all_conversations()
    wanted: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting.extend(everything[name].controls)
    return [conversation for name, conversation in everything.items() if name in wanted]

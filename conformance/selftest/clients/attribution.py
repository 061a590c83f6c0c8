"""Which kind of finding breaks which client: what the faults that show a kind have done to it.

A fault mostly shows more than one kind. Only those of the requirements that it is written to violate are causes; the
others follow. Where a kind is the only cause in some faults, these alone speak for it. Where it never is, the faults
speak for it that break the client and are not explained by another of their causes, and all that break nothing.

A kind breaks a surface if it broke in more than half of the faults that speak. Half is enough where most of the faults
break some client or other, and each a different one: then the kind is what they have in common. A kind of which most
faults are about requests that clients were not asked to send breaks nobody: what was seen is not typical of it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from conformance.model.requirement import Client
from conformance.requirements.clients import COPED, Cell, Clients, Outcome, Verdict

SURFACES: Mapping[Client, tuple[str, ...]] = MappingProxyType(
    {
        Client.PYTHON_CREATE: ("openai-python create", "openai-python streamed"),
        Client.PYTHON_STREAM: ("openai-python stream()",),
        Client.NODE: ("openai-node create", "openai-node streamed", "openai-node stream()"),
        Client.AI_SDK: ("ai-sdk generateText", "ai-sdk streamText"),
        Client.LANGCHAIN: ("langchain invoke", "langchain stream"),
    }
)
"""The surfaces that a client of the catalogue stands for."""

WORST = (
    Outcome.BELIEVED,
    Outcome.DOUBLED,
    Outcome.OTHER,
    Outcome.DAMAGED,
    Outcome.LOST,
    Outcome.HUNG,
    Outcome.RAISED,
    Outcome.REFUSED,
    Outcome.MISREAD_FINISH,
    Outcome.COPED,
)
"""What is silent comes first: nobody who uses the client can tell."""

T = TypeVar("T")
_IDS = "call ids"
_HANDED_ON = re.compile(r"other$|not a text: ")
_TOLD = frozenset({Outcome.RAISED, Outcome.HUNG})
_CONTENT = frozenset({"text", "calls"})
_SAME_QUESTION = MappingProxyType({"usage": "text"})
"""Usage is asked for where answers are streamed; the question itself is for a text."""


@dataclass(frozen=True)
class Observation:
    """What one fault did to one surface.

    Attributes:
        fault: name of the endpoint.
        causes: the kinds of finding, as `ID kind`, of the requirements that it is written to violate.
        verdict: the worst that a task came to.
    """

    fault: str
    causes: frozenset[str]
    verdict: Verdict

    @property
    def broke(self) -> bool:
        """Whether the client broke."""
        return self.verdict != COPED


@dataclass(frozen=True)
class Blame:
    """What the faults that speak for a kind have done to one surface.

    Attributes:
        surface: the surface.
        broken: those that broke it.
        spoken: how many speak.
    """

    surface: str
    broken: tuple[Observation, ...]
    spoken: int

    @property
    def holds(self) -> bool:
        """Whether most of them broke it."""
        return 2 * len(self.broken) > self.spoken

    @property
    def is_even(self) -> bool:
        """Whether half of them broke it."""
        return bool(self.broken) and 2 * len(self.broken) == self.spoken


def is_break(clients: Clients, name: str, cell: Cell) -> bool:
    """Tell whether a client broke on an endpoint, rather than handed on what it got.

    What a lenient reader finds in the bytes, too, is the endpoint's answer, but for what goes wrong on the way (see
    below). Ids of calls are handed on as they come, and a finish reason that is no text. A client that calls one
    `other` says that it does not know it, which is true.
    """
    verdict = clients.verdict(name, cell)
    if verdict is None or verdict.outcome is Outcome.COPED or verdict.detail == _IDS:
        return False
    if verdict.as_sent:
        return verdict.detail in _CONTENT and _went_wrong_on_the_way(clients, name, cell, verdict.outcome)
    return verdict.outcome is not Outcome.MISREAD_FINISH or not _HANDED_ON.match(verdict.detail)


def _went_wrong_on_the_way(clients: Clients, name: str, cell: Cell, outcome: Outcome) -> bool:
    """Tell whether a stream doubles, or loses while another client raises, what the endpoint says well in one piece.

    Then the model gave the right answer, and whoever uses the client has another.
    """
    asked = _SAME_QUESTION.get(cell.task, cell.task)
    reached = clients.reached[name]
    if not clients.surfaces[cell.surface] or any(
        other.task == asked and not clients.surfaces[other.surface] for other in reached
    ):
        return False
    others = (clients.verdict(name, other) for other in reached if other.task == cell.task)
    told = any(other is not None and other.outcome in _TOLD for other in others)
    return outcome is Outcome.DOUBLED or (outcome is Outcome.LOST and told)


def observations(
    clients: Clients, causes: Mapping[str, frozenset[str]], surface: str, on_demand: frozenset[str] = frozenset()
) -> list[Observation]:
    """Return what every fault with causes did to a surface that it answers otherwise than the reference.

    Args:
        clients: the measurement.
        causes: endpoint -> kinds of the requirements that it is written to violate.
        surface: the surface.
        on_demand: requirements about what a client sends only if it is told to: who is refused that is not broken.
    """
    found = []
    for name, kinds in causes.items():
        cells = sorted(cell for cell in clients.reached.get(name, ()) if cell.surface == surface)
        if kinds and cells:
            broken = [clients.verdict(name, cell) for cell in cells if is_break(clients, name, cell)]
            forgiven = Outcome.REFUSED if {kind.partition(" ")[0] for kind in kinds} <= on_demand else None
            verdict = worst(one for one in [COPED, *broken] if one is not None and one.outcome is not forgiven)
            found.append(Observation(name, kinds, verdict))
    return found


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict whose outcome stands first in `WORST`; of several with this outcome, the most frequent."""
    counts = Counter(verdicts)
    first = min(WORST.index(verdict.outcome) for verdict in counts)
    return next(verdict for verdict, _ in counts.most_common() if verdict.outcome is WORST[first])


def blames(surface: str, seen: Sequence[Observation]) -> dict[str, Blame]:
    """Return for every kind what the faults that speak for it did to a surface."""
    showing = _by_kind((one, one.causes) for one in seen)
    alone = {kind: [one for one in some if one.causes == {kind}] for kind, some in showing.items()}
    settled = {kind: _blame(surface, some) for kind, some in alone.items() if some}
    guilty = frozenset(kind for kind, blame in settled.items() if blame.holds)
    mixed = {kind: _unexplained(some, guilty) for kind, some in showing.items() if kind not in settled}
    return settled | {kind: _blame(surface, some) for kind, some in mixed.items()}


def _by_kind(some: Iterable[tuple[T, frozenset[str]]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for one, kinds in some:
        for kind in kinds:
            groups[kind].append(one)
    return groups


def typical(clients: Clients, causes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the kinds of which no less than half of the faults change an answer that clients get."""
    showing = _by_kind((name, kinds) for name, kinds in causes.items())
    alone = {kind: [name for name in some if causes[name] == {kind}] or some for kind, some in showing.items()}
    return frozenset(
        kind for kind, some in alone.items() if 2 * sum(name in clients.reached for name in some) >= len(some)
    )


def _unexplained(some: Iterable[Observation], guilty: frozenset[str]) -> list[Observation]:
    return [one for one in some if not (one.broke and one.causes & guilty)]


def _blame(surface: str, some: Sequence[Observation]) -> Blame:
    return Blame(surface, tuple(one for one in some if one.broke), len(some))


def anybody(seen: Iterable[Sequence[Observation]]) -> list[Observation]:
    """Return what faults did to all surfaces together: the worst that any of them did."""
    verdicts: dict[tuple[str, frozenset[str]], list[Verdict]] = defaultdict(list)
    for observation in (one for some in seen for one in some):
        verdicts[observation.fault, observation.causes].append(observation.verdict)
    return [Observation(fault, causes, worst(some)) for (fault, causes), some in verdicts.items()]


def attributed(
    clients: Clients, causes: Mapping[str, frozenset[str]], on_demand: frozenset[str] = frozenset()
) -> dict[str, dict[Client, tuple[Blame, ...]]]:
    """Return for every kind, as `ID kind`, the clients that it breaks, and their surfaces that it does.

    The arguments are those of `observations`.
    """
    seen = {surface: observations(clients, causes, surface, on_demand) for surface in clients.surfaces}
    common = blames("", anybody(seen.values()))
    within_reach = typical(clients, causes)
    whole: dict[str, dict[Client, tuple[Blame, ...]]] = defaultdict(dict)
    for client, surfaces in SURFACES.items():
        for surface in surfaces:
            for kind, blame in blames(surface, seen.get(surface, ())).items():
                if kind in within_reach and (blame.holds or (blame.is_even and common[kind].holds)):
                    whole[kind][client] = (*whole[kind].get(client, ()), blame)
    return dict(sorted(whole.items()))

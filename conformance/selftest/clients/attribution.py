"""Which kind of finding breaks which client: what the faults that show a kind have done to it.

A fault mostly shows more than one kind. Only those of the requirements that it is written to violate are causes; the
others follow. Where a kind is the only cause in some faults, these alone speak for it. Where it never is, the faults
speak for it that break the client and are not explained by another of their causes, and all that break nothing. A kind
breaks a surface if it broke in more than half of the faults that speak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

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

_ASKED_FOR_ON_DEMAND = "usage"
_UNKNOWN_FINISH = "other"


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


def is_break(cell: Cell, verdict: Verdict) -> bool:
    """Tell whether a client broke, rather than handed on what it got.

    What a lenient reader finds in the bytes, too, is the endpoint's answer. A refusal is the loss of whoever asks as
    the client does by default: usage in a stream is asked for on demand. A client that calls a finish reason `other`
    says that it does not know it, which is true.
    """
    if verdict.outcome is Outcome.COPED or verdict.as_sent:
        return False
    if verdict.outcome is Outcome.REFUSED:
        return cell.task != _ASKED_FOR_ON_DEMAND
    return verdict.outcome is not Outcome.MISREAD_FINISH or verdict.detail != _UNKNOWN_FINISH


def observations(clients: Clients, causes: Mapping[str, frozenset[str]], surface: str) -> list[Observation]:
    """Return what every endpoint with causes did to a surface that it answers otherwise than the reference."""
    found = []
    for name, kinds in causes.items():
        cells = [cell for cell in clients.reached.get(name, ()) if cell.surface == surface]
        if kinds and cells:
            verdicts = (clients.verdict(name, cell) if _broke(clients, name, cell) else COPED for cell in cells)
            found.append(Observation(name, kinds, worst(verdict or COPED for verdict in verdicts)))
    return found


def _broke(clients: Clients, name: str, cell: Cell) -> bool:
    verdict = clients.verdict(name, cell)
    return verdict is not None and is_break(cell, verdict)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict whose outcome stands first in `WORST`; of equal ones, the first by its words."""
    return min(verdicts, key=lambda verdict: (WORST.index(verdict.outcome), str(verdict)))


def blames(surface: str, seen: Sequence[Observation]) -> dict[str, Blame]:
    """Return for every kind what the faults that speak for it did to a surface."""
    showing: dict[str, list[Observation]] = defaultdict(list)
    for observation in seen:
        for kind in observation.causes:
            showing[kind].append(observation)
    alone = {kind: [one for one in some if one.causes == {kind}] for kind, some in showing.items()}
    settled = {kind: _blame(surface, some) for kind, some in alone.items() if some}
    guilty = frozenset(kind for kind, blame in settled.items() if blame.holds)
    mixed = {kind: _unexplained(some, guilty) for kind, some in showing.items() if kind not in settled}
    return settled | {kind: _blame(surface, some) for kind, some in mixed.items()}


def _unexplained(some: Iterable[Observation], guilty: frozenset[str]) -> list[Observation]:
    return [one for one in some if not (one.broke and one.causes & guilty)]


def _blame(surface: str, some: Sequence[Observation]) -> Blame:
    return Blame(surface, tuple(one for one in some if one.broke), len(some))


def attributed(clients: Clients, causes: Mapping[str, frozenset[str]]) -> dict[str, dict[Client, tuple[Blame, ...]]]:
    """Return for every kind, as `ID kind`, the clients that it breaks, and their surfaces that it does.

    Args:
        clients: the measurement.
        causes: endpoint -> kinds of the requirements that it is written to violate.
    """
    whole: dict[str, dict[Client, tuple[Blame, ...]]] = defaultdict(dict)
    for client, surfaces in SURFACES.items():
        for surface in surfaces:
            for kind, blame in blames(surface, observations(clients, causes, surface)).items():
                if blame.holds:
                    whole[kind][client] = (*whole[kind].get(client, ()), blame)
    return dict(sorted(whole.items()))

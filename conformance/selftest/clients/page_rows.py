"""The rows of the page: one endpoint, and what became of it in every surface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.endpoints.catalogue import benign, faults, variant
from conformance.requirements.clients import COPED, Cell, Clients, Outcome, Verdict
from conformance.selftest.clients.attribution import WORST, is_break, worst

SILENT = frozenset(
    {Outcome.BELIEVED, Outcome.DOUBLED, Outcome.OTHER, Outcome.DAMAGED, Outcome.LOST, Outcome.MISREAD_FINISH}
)
"""Outcomes of which the client says nothing."""
_WORDS: Mapping[Outcome, str] = {Outcome.COPED: "·", Outcome.OTHER: "other", Outcome.MISREAD_FINISH: "finish"}
AS_SENT = Verdict(Outcome.COPED, as_sent=True)
"""What is sent is handed on, and is not what should be sent."""


class Lot(StrEnum):
    """What became of an endpoint's answers, over all surfaces."""

    SILENT = "a client is silent about it"
    LOUD = "a client breaks, and says so"
    AS_SENT = "no client breaks: it hands on what it got"
    UNNOTICED = "no client notices"


@dataclass(frozen=True)
class Row:
    """One endpoint.

    Attributes:
        name: `fault/done-missing`.
        summary: what is seen.
        family: of the first requirement that it is written to violate; "" for a benign variant.
        verdicts: surface -> the worst of its tasks; surfaces that it answers as the reference does are missing.
    """

    name: str
    summary: str
    family: str
    verdicts: Mapping[str, Verdict]

    @property
    def words(self) -> Mapping[str, str]:
        """Surface -> one short word."""
        return {surface: word(verdict) for surface, verdict in self.verdicts.items()}

    @property
    def broken(self) -> Mapping[str, Verdict]:
        """Surface -> what it did, of those that break."""
        return {surface: one for surface, one in self.verdicts.items() if one not in (COPED, AS_SENT)}

    @property
    def breaks(self) -> bool:
        """Whether a client breaks."""
        return self.lot in (Lot.SILENT, Lot.LOUD)

    @property
    def surprises(self) -> bool:
        """Whether a client breaks on an answer, rather than being refused one."""
        return any(verdict.outcome is not Outcome.REFUSED for verdict in self.broken.values())

    @property
    def lot(self) -> Lot:
        """What became of it, over all surfaces."""
        broken = {verdict.outcome for verdict in self.broken.values()}
        if broken:
            return Lot.SILENT if broken & SILENT else Lot.LOUD
        return Lot.AS_SENT if AS_SENT in self.verdicts.values() else Lot.UNNOTICED


def word(verdict: Verdict) -> str:
    """Say a verdict in one short word: a dot where the client coped, `as sent` where it handed on what it got."""
    return "as sent" if verdict == AS_SENT else _WORDS.get(verdict.outcome, verdict.outcome.value)


def rows(clients: Clients) -> list[Row]:
    """Return a row for every endpoint that answers some task otherwise than the reference, and that there still is."""
    there = {*(f"fault/{name}" for name in faults()), *(f"benign/{name}" for name in benign())}
    return [_row(clients, name) for name in clients.reached if name in there]


def _row(clients: Clients, name: str) -> Row:
    by_surface = {surface: list(_seen(clients, name, surface)) for surface in clients.surfaces}
    verdicts = {surface: _whole(clients, name, some) for surface, some in by_surface.items() if some}
    return Row(name, variant(name).summary, family_of(name), verdicts)


def family_of(name: str) -> str:
    """Return the family under which a fault stands on the page; "" for a benign variant."""
    trips = variant(name).trips
    return trips[0].rpartition("-")[0] if trips else ""


def _seen(clients: Clients, name: str, surface: str) -> Iterator[tuple[Cell, Verdict]]:
    for cell in sorted(clients.reached[name]):
        verdict = clients.verdict(name, cell)
        if cell.surface == surface and verdict is not None:
            yield cell, verdict


def _whole(clients: Clients, name: str, seen: Sequence[tuple[Cell, Verdict]]) -> Verdict:
    """Return the worst break, or that what was sent was handed on, or that all is well."""
    breaks = [verdict for cell, verdict in seen if is_break(clients, name, cell)]
    if breaks:
        return worst(breaks)
    return COPED if all(verdict == COPED for _, verdict in seen) else AS_SENT


def by_harm(some: Iterable[Row]) -> list[Row]:
    """Sort: silent losses first, then by what is worst, by how many surfaces break, and by name."""
    return sorted(some, key=_harm)


def _harm(row: Row) -> tuple[int, int, int, str]:
    broken = [WORST.index(verdict.outcome) for verdict in row.broken.values()]
    return list(Lot).index(row.lot), min(broken, default=len(WORST)), -len(broken), row.name

"""What real clients do where an endpoint is wrong, or right in an unusual way: the data of `clients.json`.

The data is measured, never written by hand: `python -m conformance.selftest.clients.measure`. A cell is a surface of a
client (`openai-python create`) with a task (`text`). A variant is an endpoint of ours, such as `fault/done-missing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from conformance.requirements.generated import read_data

DATA = Path(__file__).with_name("clients.json")
PLAIN, STREAMED = "plain", "streamed"
_AS_SENT = "; as sent"
_UNSTEADY = "; unsteady"


class Outcome(StrEnum):
    """What became of an answer in a client, compared with the same surface and task on the reference."""

    COPED = "coped"
    """The same text, calls, finish and usage."""
    REFUSED = "refused"
    """The endpoint answered an error to a legal request, and the client raised: it is not broken, its user is."""
    RAISED = "raised"
    """An exception, whose type is the detail."""
    HUNG = "hung"
    """Nothing came of it before the time-out."""
    LOST = "lost"
    """A part of what the detail names (text, calls, usage) is missing."""
    DOUBLED = "doubled"
    """A part of what the detail names came twice."""
    DAMAGED = "damaged"
    """What the detail names is much like that of the reference, and is not the same."""
    OTHER = "other answer"
    """What the detail names has little to do with that of the reference."""
    BELIEVED = "believed"
    """The endpoint answered an error, and the client returned as if it were an answer."""
    MISREAD_FINISH = "misread finish"
    """Everything is there, and the finish is another: the detail."""


@dataclass(frozen=True, order=True)
class Cell:
    """One surface of a client with one task, written `SURFACE/TASK`."""

    surface: str
    task: str

    def __str__(self) -> str:
        return f"{self.surface}/{self.task}"

    @classmethod
    def parse(cls, text: str) -> Cell:
        """Read `SURFACE/TASK`.

        Raises:
            ValueError: there is no slash.
        """
        surface, slash, task = text.rpartition("/")
        if not slash:
            raise ValueError(f"{text!r} is not of the form SURFACE/TASK.")
        return cls(surface, task)


@dataclass(frozen=True)
class Verdict:
    """What became of one cell, written `OUTCOME: DETAIL; as sent; unsteady`.

    Attributes:
        outcome: the outcome.
        detail: type of the exception, what is concerned, or the finish that was reported; "" where there is none.
        as_sent: whether a lenient reader finds the same in the bytes, so that no client could do better.
        unsteady: whether other outcomes were seen, too, when it was measured again.
    """

    outcome: Outcome
    detail: str = ""
    as_sent: bool = False
    unsteady: bool = False

    def __str__(self) -> str:
        detail = f": {self.detail}" if self.detail else ""
        return f"{self.outcome}{detail}{_AS_SENT * self.as_sent}{_UNSTEADY * self.unsteady}"

    @classmethod
    def parse(cls, text: str) -> Verdict:
        """Read a verdict.

        Raises:
            ValueError: there is no such outcome.
        """
        steady = text.removesuffix(_UNSTEADY)
        bare = steady.removesuffix(_AS_SENT)
        outcome, _, detail = bare.partition(": ")
        return cls(Outcome(outcome), detail, as_sent=bare != steady, unsteady=steady != text)


COPED = Verdict(Outcome.COPED)


@dataclass(frozen=True)
class Clients:
    """The whole measurement.

    Attributes:
        versions: package -> version.
        surfaces: surface -> whether it streams, in the order of a table.
        tasks: every task.
        reached: variant -> the cells whose answer differs from the reference's in bytes.
        verdicts: variant -> what those of its cells came to that did not cope; only variants that have some.
        unreached: variants that answer these tasks as the reference does, byte for byte.
    """

    versions: Mapping[str, str]
    surfaces: Mapping[str, bool]
    tasks: tuple[str, ...]
    reached: Mapping[str, frozenset[Cell]]
    verdicts: Mapping[str, Mapping[Cell, Verdict]]
    unreached: frozenset[str]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, in the order of surfaces and tasks; usage is a task of its own where answers are streamed."""
        return cells_of(self.surfaces, self.tasks)

    def verdict(self, variant: str, cell: Cell) -> Verdict | None:
        """Return what a cell came to, or None where the variant's answer is the reference's.

        Raises:
            KeyError: the variant was not measured.
        """
        if variant in self.unreached:
            return None
        return self.verdicts.get(variant, {}).get(cell, COPED) if cell in self.reached[variant] else None


def cells_of(surfaces: Mapping[str, bool], tasks: tuple[str, ...]) -> tuple[Cell, ...]:
    """Return the cells of these surfaces (whether they stream) and tasks."""
    return tuple(
        Cell(surface, task) for surface, streams in surfaces.items() for task in tasks if streams or task != "usage"
    )


def groups_of(surfaces: Mapping[str, bool], cells: tuple[Cell, ...]) -> dict[str, frozenset[Cell]]:
    """Return the cells of `plain/TASK` and of `streamed/TASK`: how the data abbreviates what is reached."""
    groups: dict[str, set[Cell]] = {}
    for cell in cells:
        groups.setdefault(f"{STREAMED if surfaces[cell.surface] else PLAIN}/{cell.task}", set()).add(cell)
    return {name: frozenset(group) for name, group in groups.items()}


@cache
def load_clients(path: Path = DATA) -> Clients:
    """Load the measurement.

    Raises:
        CatalogueError: the file is missing, or is not what the measuring command writes.
    """
    return read_data(path, read_clients, "conformance.selftest.clients.measure")


def read_clients(data: dict[str, Any]) -> Clients:
    """Read the JSON object of the file.

    Raises:
        ValueError: a verdict or a cell is malformed.
        KeyError: a member is missing.
    """
    tasks = tuple(data["tasks"])
    surfaces = {name: kind == STREAMED for name, kind in data["surfaces"].items()}
    groups = groups_of(surfaces, cells_of(surfaces, tasks))
    return Clients(
        versions=dict(data["versions"]),
        surfaces=surfaces,
        tasks=tasks,
        reached={name: _cells(names, groups) for name, names in data["reached"].items()},
        verdicts={
            name: {Cell.parse(cell): Verdict.parse(verdict) for cell, verdict in row.items()}
            for name, row in data["variants"].items()
        },
        unreached=frozenset(data["unreached"]),
    )


def _cells(names: list[str], groups: Mapping[str, frozenset[Cell]]) -> frozenset[Cell]:
    return frozenset(cell for name in names for cell in groups.get(name) or (Cell.parse(name),))

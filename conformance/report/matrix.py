"""Reports side by side: targets across, families down, and what gateways do to the server behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.finding import Outcome
from conformance.model.requirement import Level
from conformance.report.reading import Row, Sheet
from conformance.report.standing import FOUND

_RANK = {outcome: rank for rank, outcome in enumerate(Outcome)}
_NOT_JUDGED = frozenset({Outcome.ERRORED, Outcome.INCONCLUSIVE, Outcome.BLOCKED})


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A family of requirements in one report.

    Attributes:
        worst: the worst outcome, or None where the report has no requirement of the family.
        violated: level -> how many requirements were violated.
        breaking: how many of those break a client.
        judged: how many requirements were judged, violated or met.
        left_open: how many were not judged although they apply.
        of: how many requirements of the family the report names.
    """

    worst: Outcome | None
    violated: Counter[Level]
    breaking: int
    judged: int
    left_open: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A requirement that some report finds violated: its rows by the position of the report."""

    id: str
    rows: tuple[tuple[int, Row], ...]


@dataclass(frozen=True, kw_only=True)
class Family:
    """One line of the matrix.

    Attributes:
        name: first part of the ids.
        cells: one for each report.
        best: positions of the reports with the fewest violations; empty where all are alike.
        worst: positions of those with the most; empty where all are alike.
        violations: requirements that were violated, in the order of their ids.
    """

    name: str
    cells: tuple[Cell, ...]
    best: tuple[int, ...]
    worst: tuple[int, ...]
    violations: tuple[Violation, ...]


class Passage(StrEnum):
    """What a gateway did to a requirement that it, or the server behind it, violates."""

    ADDED = "added by the gateway"
    PASSED_ON = "passed on"
    HIDDEN = "hidden"
    UNCLEAR = "judged on one side only"


def is_violated(row: Row) -> bool:
    """Tell whether a requirement was found violated, at whatever level, waived or not."""
    return row.outcome in FOUND


def families(sheets: Sequence[Sheet]) -> tuple[Family, ...]:
    """Return the lines of the matrix, in the order in which the reports name the families."""
    names = dict.fromkeys(row.family for sheet in sheets for row in sheet.rows.values())
    return tuple(_family(name, sheets) for name in names)


def total(sheets: Sequence[Sheet]) -> Family:
    """Return the whole reports as if they were one family, without its violations."""
    return _line("All", [_cell(sheet.rows.values()) for sheet in sheets], ())


def _family(name: str, sheets: Sequence[Sheet]) -> Family:
    cells = [_cell(row for row in sheet.rows.values() if row.family == name) for sheet in sheets]
    return _line(name, cells, _violations(name, sheets))


def _line(name: str, cells: Sequence[Cell], violations: tuple[Violation, ...]) -> Family:
    best, worst = extremes(cells)
    return Family(name=name, cells=tuple(cells), best=best, worst=worst, violations=violations)


def _cell(rows: Iterable[Row]) -> Cell:
    rows = tuple(rows)
    violated = [row for row in rows if is_violated(row)]
    return Cell(
        worst=min((row.outcome for row in rows), key=_RANK.__getitem__, default=None),
        violated=Counter(row.level for row in violated),
        breaking=sum(bool(row.breaks) for row in violated),
        judged=len(violated) + sum(row.outcome is Outcome.PASSED for row in rows),
        left_open=sum(row.outcome in _NOT_JUDGED for row in rows),
        of=len(rows),
    )


def extremes(cells: Sequence[Cell]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the positions of the cells with the fewest and the most violations, MUST before SHOULD before MAY.

    A cell of which less than half was judged is no example of anything. Where all are alike, nobody is best.
    """
    scores = {
        position: tuple(cell.violated[level] for level in Level)
        for position, cell in enumerate(cells)
        if cell.judged and cell.judged >= cell.left_open
    }
    least, most = min(scores.values(), default=()), max(scores.values(), default=())
    if least == most:
        return (), ()
    return (
        tuple(position for position, score in scores.items() if score == least),
        tuple(position for position, score in scores.items() if score == most),
    )


def _violations(family: str, sheets: Sequence[Sheet]) -> tuple[Violation, ...]:
    found: dict[str, list[tuple[int, Row]]] = {}
    for position, sheet in enumerate(sheets):
        for row in sheet.rows.values():
            if row.family == family and is_violated(row):
                found.setdefault(row.id, []).append((position, row))
    return tuple(Violation(id=name, rows=tuple(found[name])) for name in sorted(found))


def in_front(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, Sheet], ...]:
    """Return each gateway with the server behind it, where there are reports of both."""
    by_name = {sheet.name: sheet for sheet in sheets}
    return tuple((sheet, by_name[sheet.behind]) for sheet in sheets if sheet.behind in by_name)


def passages(gateway: Sheet, behind: Sheet) -> dict[Passage, tuple[Row, ...]]:
    """Sort what a gateway or the server behind it violates by what the gateway did to it.

    A requirement that was met on one side and violated on the other is the gateway's doing, good or bad; where one side
    was not judged, nothing is said about it.

    Returns:
        Each passage, with the gateway's rows; the rows of the server behind for what is hidden.
    """
    found: dict[Passage, list[Row]] = {passage: [] for passage in Passage}
    for name in dict.fromkeys((*gateway.rows, *behind.rows)):
        ours, theirs = gateway.rows.get(name), behind.rows.get(name)
        passage = _passage(ours, theirs)
        row = theirs if passage is Passage.HIDDEN or ours is None or not is_violated(ours) else ours
        if passage is not None and row is not None:
            found[passage].append(row)
    return {passage: tuple(rows) for passage, rows in found.items()}


def _passage(gateway: Row | None, behind: Row | None) -> Passage | None:
    here, there = _holds(gateway), _holds(behind)
    table = {
        (False, True): Passage.ADDED,
        (False, False): Passage.PASSED_ON,
        (True, False): Passage.HIDDEN,
        (False, None): Passage.UNCLEAR,
        (None, False): Passage.UNCLEAR,
    }
    return table.get((here, there))


def _holds(row: Row | None) -> bool | None:
    if row is None or (row.outcome is not Outcome.PASSED and not is_violated(row)):
        return None
    return row.outcome is Outcome.PASSED

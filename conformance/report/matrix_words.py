"""The words of the matrix that both of its renderings share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from conformance.model.finding import Outcome
from conformance.model.report import Tier
from conformance.model.requirement import Level
from conformance.report.matrix import Cell, Violation
from conformance.report.reading import Row, Sheet
from conformance.report.wording import ANSWERS, counted, listed

HEADING = "Servers by families of requirements"
HOW_TO_READ = (
    "A cell names the worst outcome, how many requirements are violated at which level, of how many of the report, and"
    " how many were left open. Who left most of a family open is not named for the fewest violations. A violation was"
    " seen in answers: a weak model is none, and what a server honestly says it does not support is none."
)
GATEWAYS = "What gateways do to the server behind them"
LATEST_ONLY = "another edition"


def facts(sheets: Sequence[Sheet], edition: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the lines about the runs themselves: what is told -> one value for each report."""
    return (
        ("Version", tuple(sheet.version or "not told" for sheet in sheets)),
        ("Behind it", tuple(sheet.behind or "nothing" for sheet in sheets)),
        ("Model", tuple(sheet.model for sheet in sheets)),
        ("Edition", tuple(_edition(sheet, edition) for sheet in sheets)),
        ("Suite", tuple(sheet.suite_version for sheet in sheets)),
        ("Profile, depth", tuple(f"{sheet.profile}, {sheet.depth}" for sheet in sheets)),
        ("Generated requests", tuple("none" if sheet.examples is None else f"{sheet.examples:,}" for sheet in sheets)),
        ("Requests in all", tuple(f"{sheet.requests:,} in {sheet.seconds:,.0f} s" for sheet in sheets)),
        ("Begun", tuple(sheet.start for sheet in sheets)),
        *((tier.capitalize(), tuple(ANSWERS[sheet.tiers[tier]] for sheet in sheets)) for tier in Tier),
    )


def _edition(sheet: Sheet, edition: str) -> str:
    return sheet.edition if sheet.edition == edition else f"{sheet.edition} ({LATEST_ONLY} than {edition})"


def cell_words(cell: Cell) -> str:
    """Say what a family came to, such as `failed: 2 MUST, 1 SHOULD of 24`."""
    if cell.worst is None:
        return "none in this report"
    if not cell.judged:
        return f"{cell.worst}: none of {cell.of} judged"
    left_open = f", {cell.left_open} open" if cell.left_open else ""
    return f"{cell.worst}: {violated(cell.violated)} of {cell.of}{left_open}"


def violated(counts: Mapping[Level, int]) -> str:
    """Join the counts of violations by level; `0` where there are none."""
    return ", ".join(f"{counts[level]} {level}" for level in Level if counts.get(level)) or "0"


def names_at(positions: Iterable[int], sheets: Sequence[Sheet]) -> str:
    """Name the reports at these positions; all alike where there are none."""
    return ", ".join(sheets[position].name for position in positions) or "all alike"


def violator(sheet: Sheet, row: Row) -> str:
    """Name a server with the kinds of what was found, and what breaks on it."""
    breaks = f"; breaks {listed(row.breaks)}" if row.breaks else ""
    waived = "; waived" if row.outcome is Outcome.WAIVED else ""
    return f"{sheet.name} ({', '.join(row.kinds)}{breaks}{waived})"


def heading_of(violation: Violation) -> str:
    """Return the level, id and title of a violated requirement."""
    row = min((row for _, row in violation.rows), key=lambda row: tuple(Level).index(row.level))
    return f"{row.level} {violation.id}: {row.title}"


def summary_of(violations: Sequence[Violation]) -> str:
    """Say how many requirements of a family are violated by anybody."""
    return f"{counted(len(violations), 'requirement')} violated by one or more" if violations else "nothing violated"


def caution(gateway: Sheet, behind: Sheet) -> str:
    """Say that one side was asked more than the other, or ""."""
    sent = [f"{sheet.examples or 0:,} for {sheet.name}" for sheet in (gateway, behind)]
    if (gateway.examples or 0) == (behind.examples or 0):
        return ""
    return f"Generated requests: {listed(sent)}. What they found on one side may not have been asked on the other."


def names_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Name requirements with their levels."""
    return tuple(f"{row.id} ({row.level})" for row in rows) or ("none",)

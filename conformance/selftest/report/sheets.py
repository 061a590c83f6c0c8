"""Sheets for tests of the matrix."""

from __future__ import annotations

from conformance.model.finding import Outcome
from conformance.model.report import Tier
from conformance.model.requirement import Level
from conformance.report.reading import Row, Sheet


def row(name: str, outcome: Outcome, level: Level = Level.MUST, *, breaks: tuple[str, ...] = ()) -> Row:
    """Return a row of a requirement, with a finding where it was violated."""
    violated = outcome in {Outcome.FAILED, Outcome.WARNED, Outcome.INFO, Outcome.WAIVED}
    family = name.partition("-")[0]
    kinds = ("kind",) if violated else ()
    return Row(id=name, level=level, family=family, title=f"Title {name}", outcome=outcome, kinds=kinds, breaks=breaks)


def sheet(
    name: str, *rows: Row, behind: str = "", edition: str = "2026.11", about: str = "", version: str = ""
) -> Sheet:
    """Return a sheet with these rows."""
    return Sheet(
        name=name,
        version=version,
        about=about,
        behind=behind,
        model="m",
        edition=edition,
        suite_version="1.0",
        profile="standard",
        depth="standard",
        start="2026-01-01T00:00:00Z",
        examples=None,
        requests=1234,
        seconds=5.0,
        tiers={Tier.INTEROPERABLE: True, Tier.CONFORMANT: False, Tier.EXEMPLARY: None},
        rows={one.id: one for one in rows},
    )

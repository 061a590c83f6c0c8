"""What became of each server, as a table for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conformance.model.finding import Outcome
from conformance.model.report import Tier

FINE = frozenset({0, 1, 7})
"""Gate reached, gate missed, cannot tell: the run itself went well."""

_ABOUT_THE_TARGET = "The target "
"""How sentences begin that explain what was found at large: they are no trouble of ours."""
_TIER_WORDS = {True: "yes", False: "no", None: "?"}
_HEADINGS = ("server", "version", "exit", *Tier, "requirements", "requests", "seconds")


@dataclass(frozen=True, kw_only=True)
class Result:
    """One server's run.

    Attributes:
        server: its name.
        version: its version, or "" if it did not start.
        exit_code: of the run, or None if there was none.
        seconds: wall time of the run.
        tiers: what it can be called; None stands for cannot tell.
        outcomes: outcome -> number of requirements.
        requests: how many were sent.
        problems: sentences about what went wrong on our side.
        skipped: what this machine lacks for it, or "".
    """

    server: str
    version: str = ""
    exit_code: int | None = None
    seconds: float = 0.0
    tiers: dict[Tier, bool | None] = field(default_factory=dict)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    requests: int = 0
    problems: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def fine(self) -> bool:
        """Whether our side worked, whatever was found."""
        return bool(self.skipped) or (self.exit_code in FINE and not self.problems)


def read_result(report: Path, *, server: str, version: str, exit_code: int, seconds: float) -> Result:
    """Read the figures from a run's `report.json`; a run that wrote none has a problem."""
    known = Result(server=server, version=version, exit_code=exit_code, seconds=seconds)
    if not report.is_file():
        return replace(known, problems=(f"{server}: no report.json",))
    content: dict[str, Any] = json.loads(report.read_bytes())
    return replace(
        known,
        tiers={Tier(tier): reached for tier, reached in content["tiers"].items()},
        outcomes=Counter(Outcome(row["outcome"]) for row in content["requirements"]),
        requests=content["schedule"]["requests"],
        problems=tuple(f"{server}: {one}" for one in content["problems"] if not one.startswith(_ABOUT_THE_TARGET)),
    )


def table(results: Iterable[Result]) -> str:
    """Return the results as text in columns, one line a server, problems below."""
    results = tuple(results)
    rows = [_HEADINGS, *(_row(result) for result in results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, *(problem for result in results for problem in result.problems)]) + "\n"


def _row(result: Result) -> Sequence[str]:
    counts = ", ".join(f"{result.outcomes[outcome]} {outcome}" for outcome in Outcome if result.outcomes[outcome])
    tiers = [_TIER_WORDS[result.tiers.get(tier)] for tier in Tier]
    code = "-" if result.exit_code is None else str(result.exit_code)
    figures = [str(result.requests), f"{result.seconds:.1f}"]
    said = f"skipped: {result.skipped}" if result.skipped else counts or "-"
    return [result.server, result.version or "-", code, *tiers, said, *figures]

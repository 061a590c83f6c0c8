"""Mutants that nothing could tell from the original, with the reason of each (`equivalent.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from conformance.selftest.mutation.mutants import Mutant

_FILE = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True)
class Explanation:
    """Why a changed line means the same: named by its module and by the line as it is after the change."""

    module: str
    line: str
    reason: str


class Explanations:
    """All explanations."""

    def __init__(self, known: tuple[Explanation, ...]) -> None:
        self.known = known
        self._reasons = {(one.module, one.line): one.reason for one in known}

    def of(self, mutant: Mutant) -> str:
        """Return why a mutant means the same, or ""."""
        changed = [line[1:].strip() for line in mutant.diff.splitlines() if line.startswith("+")]
        module = mutant.module.removeprefix("conformance.")
        return next((reason for line in changed if (reason := self._reasons.get((module, line)))), "")


def explanations() -> Explanations:
    """Read the file.

    Raises:
        ValueError: an entry has no reason.
    """
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8")).get("equivalent", [])
    known = tuple(Explanation(one["module"], line, one["reason"]) for one in entries for line in one["lines"])
    if any(not one.reason.strip() for one in known):
        raise ValueError(f"{_FILE.name} has an entry without a reason")
    return Explanations(known)

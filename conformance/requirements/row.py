"""Turns one `[[requirement]]` table into a Requirement, and refuses what the catalogue does not allow."""

from __future__ import annotations

import re
from typing import Any

from conformance.model.requirement import Clause, Level, Requirement
from conformance.requirements.table import Table

_ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{3}")
_KIND = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REQUIRED = {"id", "level", "title", "text", "clause"}
_OPTIONAL = {"kinds", "owns", "inconclusive_blocks", "untestable"}


def read_requirement(table: dict[str, Any], file: str) -> Requirement:
    """Read one row.

    Args:
        table: the parsed `[[requirement]]` table.
        file: name of its file, for messages.

    Raises:
        CatalogueError: names the file, the id and the rule that was broken.
    """
    return _Row(table, f"{file}: {table.get('id', 'a row without id')}").read()


class _Row(Table):
    def read(self) -> Requirement:
        self._check_members(self._table, _REQUIRED, _OPTIONAL)
        return Requirement(
            id=self._id(),
            level=self._level(),
            title=self._sentence(self._table, "title").rstrip("."),
            text=self._sentence(self._table, "text"),
            clause=self._clause(),
            kinds=self._kinds(),
            owns=self._owns(),
            inconclusive_blocks=bool(self._table.get("inconclusive_blocks", True)),
            untestable=self._untestable(),
        )

    def _id(self) -> str:
        value = self._sentence(self._table, "id")
        if not _ID.fullmatch(value):
            self._fail("the id is not of the form FAMILY-NNN")
        return value

    def _level(self) -> Level:
        try:
            return Level(self._table["level"])
        except (TypeError, ValueError):
            self._fail(f"unknown level {self._table['level']!r}")

    def _clause(self) -> Clause:
        clause = self._table["clause"]
        self._check_members(clause, {"source", "link"}, set())
        if not str(clause["link"]).startswith("https://"):
            self._fail("the clause's link is not an https URL")
        return Clause(source=clause["source"], link=clause["link"])

    def _owns(self) -> tuple[str, ...]:
        owns = self._table.get("owns", [])
        if not isinstance(owns, list) or not all(isinstance(entry, str) for entry in owns):
            self._fail("owns is not an array of strings")
        return tuple(owns)

    def _kinds(self) -> dict[str, str]:
        kinds = self._table.get("kinds", {})
        if not isinstance(kinds, dict) or bool(kinds) == ("untestable" in self._table):
            self._fail("has either kinds of finding or a reason why it is untestable")
        for kind, meaning in kinds.items():
            if not _KIND.fullmatch(kind):
                self._fail(f"kind {kind!r} is not in lower-case-with-hyphens")
            if not isinstance(meaning, str) or not meaning.strip():
                self._fail(f"kind {kind!r} has no meaning")
        return dict(kinds)

    def _untestable(self) -> str:
        return self._sentence(self._table, "untestable") if "untestable" in self._table else ""

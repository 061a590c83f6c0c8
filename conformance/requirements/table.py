"""One table of a TOML file of ours, read so that whoever wrote it is told what is wrong, and where."""

from __future__ import annotations

from typing import Any, NoReturn

from conformance.requirements.errors import CatalogueError


class Table:
    """A table that is being read.

    Args:
        members: the parsed table.
        where: names file and table, for messages.
    """

    error: type[CatalogueError] = CatalogueError
    """What is raised; readers of other files set their own."""

    def __init__(self, members: dict[str, Any], where: str) -> None:
        self._table = members
        self._where = where

    def _fail(self, why: str) -> NoReturn:
        raise self.error(f"{self._where}: {why}")

    def _check_members(self, table: Any, required: set[str], optional: set[str]) -> None:
        if not isinstance(table, dict):
            self._fail(f"expected a table, not {table!r}")
        if missing := required - table.keys():
            self._fail(f"lacks {', '.join(sorted(missing))}")
        if unknown := table.keys() - required - optional:
            self._fail(f"has unknown members {', '.join(sorted(unknown))}")

    def _sentence(self, table: dict[str, Any], name: str) -> str:
        value = table[name]
        if not isinstance(value, str) or not value.strip():
            self._fail(f"{name} is empty or not a string")
        return " ".join(value.split())

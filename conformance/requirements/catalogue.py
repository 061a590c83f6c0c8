"""Reads the catalogue: one TOML file per family, checked as a whole before anyone sees a row."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from conformance.model.requirement import Requirement
from conformance.requirements.breaks import load_breaks
from conformance.requirements.errors import CatalogueError
from conformance.requirements.ownership import Ownership
from conformance.requirements.row import read_requirement

ROOM = Path(__file__).parent
"""The folder with the TOML files; they are package data, in a clone as in a wheel."""

FAMILIES = (
    "http",
    "auth",
    "model",
    "resp",
    "sse",
    "stream",
    "usage",
    "err",
    "msg",
    "part",
    "img",
    "fmt",
    "size",
    "uri",
    "b64",
    "multi",
    "seen",
    "maxtok",
    "stop",
    "temp",
    "topp",
    "pres",
    "freq",
    "bias",
    "n",
    "seed",
    "user",
    "logp",
    "json",
    "tool",
    "param",
    "comb",
    "lim",
    "life",
    "sec",
)
"""File names in the order of the catalogue: the transport first, then answers, then parameters."""


@cache
def load_catalogue() -> dict[str, Requirement]:
    """Return every requirement by id, in the order of the catalogue.

    The mapping is shared between callers and must not be changed.

    Raises:
        CatalogueError: a file cannot be read, or a row breaks a rule of the catalogue; names file and id.
    """
    rows = [_with_breaks(row) for family in FAMILIES for row in read_family(ROOM / f"{family}.toml")]
    for name, count in Counter(row.id for row in rows).items():
        if count > 1:
            raise CatalogueError(f"{name} stands {count} times")
    return {row.id: row for row in rows}


def read_family(path: Path) -> tuple[Requirement, ...]:
    """Read one file of the catalogue.

    Raises:
        CatalogueError: not TOML, an unknown table, a row of another family, or a row that breaks a rule.
    """
    tables = _tables(path)
    rows = tuple(read_requirement(table, path.name) for table in tables)
    for row in rows:
        if row.family.lower() != path.stem:
            raise CatalogueError(f"{path.name}: {row.id} belongs into {row.family.lower()}.toml")
    return rows


def _with_breaks(row: Requirement) -> Requirement:
    """Add the clients that break; a kind that the row has no more is left out until they are derived anew."""
    known = load_breaks().get(row.id, {})
    return replace(row, breaks={kind: known[kind] for kind in row.kinds if kind in known})


def kinds(requirement_id: str) -> dict[str, str]:
    """Return the kinds of finding that a requirement knows, each with what it means.

    Raises:
        KeyError: there is no such requirement.
    """
    return load_catalogue()[requirement_id].kinds


def owner_of(location: str, kind: str = "") -> str | None:
    """Return the requirement that a schema error at `location` of this `kind` belongs to.

    The most exact location wins, and at one location an entry that names the kind wins over one that does
    not. Rows that own a whole document (`chunk#/**`) catch the rest. An empty `kind` matches any.

    Returns:
        The id, or None if no row owns the location.
    """
    claim = _ownership().claim_of(location, kind)
    return claim.requirement if claim else None


def finding_kind(location: str, kind: str) -> str:
    """Return the kind under which the owner reports a schema error: mostly the same, `no-index` for an index."""
    claim = _ownership().claim_of(location, kind)
    return claim.kinds[kind] if claim else kind


@cache
def _ownership() -> Ownership:
    return Ownership.of(load_catalogue().values())


def _tables(path: Path) -> list[dict[str, Any]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    tables = document.pop("requirement", [])
    if document or not isinstance(tables, list) or not tables:
        raise CatalogueError(f"{path.name}: expected [[requirement]] tables and nothing else")
    return tables

"""Reads the classes of defects that were reported of real servers: `field/AREA.toml`, with a link for every report.

A class names the endpoints of ours that behave as it does: faults, or benign variants where what was reported is legal.
`python -m conformance.selftest.proof.recall` judges those, and so measures how many of the classes a run would find.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from conformance.requirements.errors import FieldDefectError
from conformance.requirements.table import Table

ROOM = Path(__file__).parent / "field"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REQUIRED = {"name", "surface", "detect", "reports"}
_OPTIONAL = {"setup", "unseen"}
_REPORT_MEMBERS = {"id", "server", "detect", "source"}


class Surface(StrEnum):
    """What was reported of the server."""

    CHAT = "chat"
    """A defect of its chat completions."""
    LEGAL = "legal"
    """Something that the protocol allows, and that a client stumbled over."""


class Detect(StrEnum):
    """What it takes to see a defect from outside."""

    DETERMINISTIC = "D"
    """One request shows it, every time."""
    PROBABLE = "P"
    """It depends on what the model writes, on timing, or on repetition."""
    SETUP = "S"
    """It shows in a certain set-up only: an option, an upstream that fails, a load."""


@dataclass(frozen=True)
class FieldReport:
    """One report of one server.

    Attributes:
        id: its number in the collection, which several classes never share.
        server: of what it was reported.
        detect: what it took to see it there.
        source: link.
    """

    id: str
    server: str
    detect: Detect
    source: str


@dataclass(frozen=True)
class DefectClass:
    """Reports of one defect.

    Attributes:
        area: name of its file.
        name: unique within the area.
        surface: whether it is a defect at all.
        detect: what it takes to see it.
        endpoints: names of the endpoints of ours that behave so, each with its kind: `fault/done-missing`.
        setup: of a class that needs one: which set-up shows it.
        unseen: why nothing outside of the server can see it, or "".
        reports: at least one.
    """

    area: str
    name: str
    surface: Surface
    detect: Detect
    endpoints: tuple[str, ...]
    setup: str
    unseen: str
    reports: tuple[FieldReport, ...]

    def __str__(self) -> str:
        return f"{self.area}/{self.name}"


def areas() -> tuple[str, ...]:
    """Return the names of all areas, sorted."""
    return tuple(sorted(path.stem for path in ROOM.glob("*.toml")))


@cache
def load_field_defects() -> tuple[DefectClass, ...]:
    """Return every class of every area, in the order of the files.

    Raises:
        FieldDefectError: a file cannot be read or breaks a rule, or a report stands twice; names file and class.
    """
    classes = tuple(one for area in areas() for one in read_area(ROOM / f"{area}.toml"))
    counted = Counter(report.id for one in classes for report in one.reports)
    if twice := sorted(name for name, count in counted.items() if count > 1):
        raise FieldDefectError(f"{', '.join(twice)}: a report belongs to one class")
    return classes


def read_area(path: Path) -> tuple[DefectClass, ...]:
    """Read one file.

    Raises:
        FieldDefectError: not TOML, an unknown table, a class that breaks a rule, or two of one name.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FieldDefectError(f"{path.name}: {error}") from error
    tables = document.pop("class", [])
    if document or not isinstance(tables, list) or not tables:
        raise FieldDefectError(f"{path.name}: expected [[class]] tables and nothing else")
    classes = tuple(read_class(table, path.stem) for table in tables)
    for name, count in Counter(one.name for one in classes).items():
        if count > 1:
            raise FieldDefectError(f"{path.name}: {name} stands {count} times")
    return classes


def read_class(table: dict[str, Any], area: str) -> DefectClass:
    """Turn a parsed `[[class]]` table into a class.

    Raises:
        FieldDefectError: names the file, the class and the rule that was broken.
    """
    name = table.get("name", "a class without name") if isinstance(table, dict) else repr(table)
    return _Class(table, f"{area}.toml: {name}").read(area)


class _Class(Table):
    error = FieldDefectError

    def read(self, area: str) -> DefectClass:
        list_name = "variants" if isinstance(self._table, dict) and self._table.get("surface") == "legal" else "faults"
        self._check_members(self._table, _REQUIRED | {list_name}, _OPTIONAL)
        if not isinstance(self._table["name"], str) or not _NAME.fullmatch(self._table["name"]):
            self._fail("the name is not in lower-case-with-hyphens")
        detect = self._detect(self._table["detect"])
        if "setup" in self._table and detect is not Detect.SETUP:
            self._fail("has a setup, which only classes with detect S need")
        endpoints = self._endpoints(list_name)
        if endpoints and "unseen" in self._table:
            self._fail("names endpoints that behave so, and says that nobody can see it")
        return DefectClass(
            area=area,
            name=self._table["name"],
            surface=self._surface(),
            detect=detect,
            endpoints=endpoints,
            setup=self._sentence(self._table, "setup") if "setup" in self._table else "",
            unseen=self._sentence(self._table, "unseen") if "unseen" in self._table else "",
            reports=self._reports(),
        )

    def _surface(self) -> Surface:
        try:
            return Surface(self._table["surface"])
        except ValueError:
            self._fail(f"unknown surface {self._table['surface']!r}")

    def _detect(self, value: Any) -> Detect:
        try:
            return Detect(value)
        except ValueError:
            self._fail(f"detect is D, P or S, not {value!r}")

    def _endpoints(self, list_name: str) -> tuple[str, ...]:
        names = self._table[list_name]
        if not isinstance(names, list) or not all(isinstance(name, str) and _NAME.fullmatch(name) for name in names):
            self._fail(f"{list_name} is not an array of names")
        if len(set(names)) < len(names):
            self._fail(f"{list_name} has a name twice")
        kind = "benign" if list_name == "variants" else "fault"
        return tuple(f"{kind}/{name}" for name in names)

    def _reports(self) -> tuple[FieldReport, ...]:
        reports = self._table["reports"]
        if not isinstance(reports, list) or not reports:
            self._fail("reports is not an array of at least one report")
        return tuple(self._report(report) for report in reports)

    def _report(self, table: Any) -> FieldReport:
        self._check_members(table, _REPORT_MEMBERS, set())
        source = self._sentence(table, "source")
        if not source.startswith("https://"):
            self._fail(f"the source of {table['id']} is not an https URL")
        return FieldReport(
            id=self._sentence(table, "id"),
            server=self._sentence(table, "server"),
            detect=self._detect(table["detect"]),
            source=source,
        )

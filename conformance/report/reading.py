"""Reads reports back: what of a `report.json` is needed to set it beside others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.model.finding import Outcome
from conformance.model.report import Tier
from conformance.model.requirement import Level
from conformance.report.as_json import SCHEMA_VERSION

REPORT = "report.json"
DESCRIPTION = "server.json"
"""Optional, beside a report: what the target is, since no answer tells that reliably."""


class UnreadableReportError(Exception):
    """A directory holds no report that can be read; the message is one sentence for people."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one requirement came to in a report.

    Attributes:
        id: of the requirement.
        level: in the profile of the run.
        family: the first part of the id.
        title: what a conformant target does.
        outcome: the worst one.
        kinds: kinds of its findings, each once.
        breaks: clients that break on them, each once.
    """

    id: str
    level: Level
    family: str
    title: str
    outcome: Outcome
    kinds: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A report, as far as it is compared with others.

    Attributes:
        name: what the target is called.
        version: of its software, or "".
        about: what it is, or "".
        behind: name of the target that it passes requests on to, or "".
        model: that was asked.
        edition: that its tiers are about.
        suite_version: of the suite that judged it.
        profile: that set the levels.
        depth: how much was sent.
        start: when, in the form of RFC 3339.
        examples: how many generated requests were sent; None where none were asked for.
        requests: how many were sent in all.
        seconds: that the run took.
        tiers: yes, no, or None where it cannot be told.
        rows: requirement id -> what it came to, in catalogue order.
    """

    name: str
    version: str
    about: str
    behind: str
    model: str
    edition: str
    suite_version: str
    profile: str
    depth: str
    start: str
    examples: int | None
    requests: int
    seconds: float
    tiers: Mapping[Tier, bool | None]
    rows: Mapping[str, Row]


def read_sheet(directory: Path) -> Sheet:
    """Read the report in a directory; its name is that of the directory unless a `server.json` says another.

    Raises:
        UnreadableReportError: there is no report, or it is not one of this form.
    """
    report = read_object(directory / REPORT)
    described = directory / DESCRIPTION
    try:
        return _sheet(report, directory.resolve().name, read_object(described) if described.exists() else {})
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        what = f"{type(problem).__name__}: {problem}"
        raise UnreadableReportError(f"{directory / REPORT} is no report of this suite ({what}).") from problem


def read_object(path: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises:
        UnreadableReportError: it does not, or cannot be read.
    """
    try:
        content = json.loads(path.read_bytes())
    except OSError as problem:
        raise UnreadableReportError(f"{path} cannot be read: {problem.strerror or problem}.") from problem
    except (ValueError, RecursionError) as problem:
        raise UnreadableReportError(f"{path} is not JSON: {problem}.") from problem
    if not isinstance(content, dict):
        raise UnreadableReportError(f"{path} holds no JSON object.")
    return content


def _sheet(report: Mapping[str, Any], name: str, described: Mapping[str, Any]) -> Sheet:
    if report["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema_version is {report['schema_version']!r}, and {SCHEMA_VERSION} can be read")
    searches = report.get("searches") or []
    rows = [_row(row) for row in report["requirements"]]
    return Sheet(
        name=str(described.get("name", name)),
        version=str(described.get("version", "")),
        about=str(described.get("about", "")),
        behind=str(described.get("behind") or ""),
        model=str(report["model"]),
        edition=str(report["edition"]),
        suite_version=str(report["suite_version"]),
        profile=str(report["profile"]),
        depth=str(report["options"].get("depth", "standard")),
        start=str(report["start"]),
        examples=sum(int(search["examples"]) for search in searches) if searches else None,
        requests=int(report["schedule"]["requests"]),
        seconds=float(report["seconds"]),
        tiers={tier: _answer(report["tiers"][tier]) for tier in Tier},
        rows={row.id: row for row in rows},
    )


def _answer(value: Any) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise TypeError(f"a tier is {value!r}")
    return value


def _row(row: Mapping[str, Any]) -> Row:
    findings = row["findings"]
    return Row(
        id=str(row["id"]),
        level=Level(row["level"]),
        family=str(row["family"]),
        title=str(row["title"]),
        outcome=Outcome(row["outcome"]),
        kinds=tuple(dict.fromkeys(str(finding["kind"]) for finding in findings)),
        breaks=tuple(dict.fromkeys(str(broken["client"]) for finding in findings for broken in finding["breaks"])),
    )

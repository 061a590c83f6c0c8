"""The report for programs, in the form of `schemas/report.json`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from conformance.model.finding import Outcome
from conformance.model.report import JudgedFinding, Report, RequirementResult, Tier
from conformance.report.escaping import shorten

SCHEMA_VERSION = 1
"""Raised whenever a member is renamed, removed, or changes its meaning."""

_LONGEST = 2_000


def render(report: Report) -> str:
    """Return the report as ASCII JSON, the same for equal reports; ends with a newline."""
    text = json.dumps(plain(as_object(report)), indent=2, allow_nan=False)
    # DEL is the one control character that JSON lets stand in a string.
    return text.replace("\x7f", "\\u007f") + "\n"


def as_object(report: Report) -> dict[str, Any]:
    """Return the members of the report; members whose order has no meaning are sorted."""
    return {
        "schema_version": SCHEMA_VERSION,
        "suite_version": report.suite_version,
        "edition": report.edition,
        "profile": report.profile,
        "overrides": _sorted(report.overrides),
        "options": _sorted(report.options),
        "target": report.target,
        "model": report.model,
        "start": timestamp(report.started_at),
        "seconds": report.seconds,
        "tiers": {tier: report.tiers.get(tier) for tier in Tier},
        "gate": {"tier": report.gate, "reached": report.gate_reached},
        "verdict": report.verdict,
        "sight": {"verdict": report.sight.verdict, "evidence": list(report.sight.evidence)},
        "requirements": [_requirement(result) for result in report.requirements],
        "unsupported": _sorted(report.unsupported),
        "conversations": _conversations(report),
        "outcomes": _outcomes(report),
        "not_judged": _sorted(report.not_judged),
        "extra_members": _sorted(report.extra_members),
        "schedule": asdict(report.schedule),
        "seed": report.seed,
        "searches": [asdict(search) for search in report.searches],
        "reproductions": {key: asdict(value) for key, value in _sorted(report.reproductions).items()},
        "comparison": list(report.comparison),
        "problems": list(report.problems),
        "exit_code": report.exit_code,
    }


def _conversations(report: Report) -> list[str]:
    return sorted({name for by_name in report.outcomes.values() for name in by_name})


def _outcomes(report: Report) -> dict[str, dict[str, list[int]]]:
    """Name conversations by their place in `conversations`, since each stands under many requirements."""
    places = {name: place for place, name in enumerate(_conversations(report))}
    found: dict[str, dict[str, list[int]]] = {}
    for requirement, by_name in _sorted(report.outcomes).items():
        members = found.setdefault(requirement, {})
        for name, outcome in _sorted(by_name).items():
            members.setdefault(outcome, []).append(places[name])
    return found


def _sorted(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: members[name] for name in sorted(members)}


def _requirement(result: RequirementResult) -> dict[str, Any]:
    row = result.requirement
    return {
        "id": row.id,
        "level": result.level,
        "family": row.family,
        "title": row.title,
        "clause": {"source": row.clause.source, "link": row.clause.link},
        "outcome": result.outcome,
        "counts": {outcome: result.counts[outcome] for outcome in Outcome if outcome in result.counts},
        "findings": [_finding(judged) for judged in result.findings],
        "reasons": list(result.reasons),
        "evidence": list(result.evidence),
    }


def _finding(judged: JudgedFinding) -> dict[str, Any]:
    shown = [str(key) for key in judged.finding.exchanges]
    return finding_object(judged) | {"exchanges": shown, "shown_in": judged.shown_in}


def finding_object(judged: JudgedFinding) -> dict[str, Any]:
    """Return the members of a finding that do not depend on the run in which it was found."""
    finding = judged.finding
    return {
        "kind": finding.kind,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "place": asdict(finding.place),
        "breaks": [asdict(broken) for broken in judged.breaks],
    }


def timestamp(seconds: float, timespec: str = "seconds") -> str:
    """Write Unix seconds as UTC in the form of RFC 3339; what no calendar holds becomes the epoch.

    Args:
        seconds: the moment.
        timespec: how finely, as `datetime.isoformat` names it.
    """
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        moment = datetime.fromtimestamp(0, UTC)
    return moment.isoformat(timespec=timespec).replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """Make a value fit for strict JSON readers.

    Lone surrogates become the six characters of their escape, numbers that are none become null, long text is shortened
    in the middle (no picture stands in a report), and what JSON does not know becomes its text.
    """
    if isinstance(value, str):
        return shorten(str(value), _LONGEST).encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {plain(str(name)): plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int) else plain(str(value))

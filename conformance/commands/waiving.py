"""`eyechart waive DIR`: drafts waivers of what a run found, for people to give reasons and days."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from conformance.commands.command import Command, CommandError, whole_number
from conformance.model.report import Tier
from conformance.model.requirement import Level
from conformance.model.waiver import Waiver
from conformance.report.judgement import read_judgement
from conformance.report.reading import REPORT, UnreadableReportError, read_object
from conformance.report.standing import NO_GATE, costs
from conformance.running.waivers import waivers_as_toml

_DAYS = 90
_MOST_DAYS = 3650
_HEAD = """\
# Known violations: each holds until its day, and must say why it is left as it is. A run fails because of a waiver that
# has expired, matches nothing, or is no longer needed. What is waived still counts against the tiers.

"""
_REASON = "say here why this is left as it is, and who repairs it"


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help="report directory of a run, or its report.json")
    parser.add_argument("--days", type=_days, default=_DAYS, metavar="N", help=f"how long they hold (default: {_DAYS})")


def _days(text: str) -> int:
    return whole_number(text, _MOST_DAYS, "number of days")


def _waive(given: argparse.Namespace, _: Sequence[str]) -> int:
    path: Path = given.directory
    file = path / REPORT if path.is_dir() else path
    try:
        read_judgement(file)
    except UnreadableReportError as problem:
        raise CommandError(str(problem)) from None
    until = datetime.now(UTC).date() + timedelta(days=given.days)
    report = read_object(file)
    waivers = [
        Waiver(requirement=name, reason=_REASON, until=until, kind=kind)
        for name, kind in dict.fromkeys(_missed(report))
    ]
    sys.stdout.write(_HEAD + waivers_as_toml(waivers))
    return 0


def _missed(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what misses the gate of the run, or, where it had none, what is not conformant."""
    gate = report["gate"]["tier"]
    tier = Tier.CONFORMANT if gate == NO_GATE else Tier(gate)
    for requirement in report["requirements"]:
        for finding in requirement["findings"]:
            if costs(tier, Level(requirement["level"]), breaks=bool(finding["breaks"])):
                yield requirement["id"], finding["kind"]


WAIVE = Command(name="waive", summary="draft a waivers.toml of what a run found", act=_waive, declare=_declare)

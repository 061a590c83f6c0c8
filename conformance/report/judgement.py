"""A report that was read back from its JSON, as far as two of them can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.model.finding import Outcome
from conformance.model.report import Report, Tier
from conformance.model.requirement import Level
from conformance.report.as_json import SCHEMA_VERSION, as_object, plain
from conformance.report.reading import REPORT, UnreadableReportError, read_object
from conformance.report.standing import FOUND


@dataclass(frozen=True)
class Judged:
    """What a report says about one requirement.

    Attributes:
        title: the requirement in one line.
        level: its level in the profile of the run.
        kinds: kinds of what was found.
        outcomes: conversation -> outcome.
    """

    title: str
    level: Level
    kinds: frozenset[str]
    outcomes: Mapping[str, Outcome]

    @property
    def found_in(self) -> frozenset[str]:
        """The conversations that show a violation."""
        return frozenset(name for name, outcome in self.outcomes.items() if outcome in FOUND)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A report as far as it can be compared.

    Attributes:
        target: the target as named.
        model: the model that was asked.
        start: when, as in the report.
        suite: version of the suite.
        edition: the edition.
        profile: the profile.
        verdict: in one word.
        tiers: tier -> true, false or None.
        requirements: id -> what was judged, in catalogue order.
    """

    target: str
    model: str
    start: str
    suite: str
    edition: str
    profile: str
    verdict: str
    tiers: Mapping[str, bool | None]
    requirements: Mapping[str, Judged] = field(default_factory=dict)


def judgement_of(report: Report) -> Judgement:
    """Return a report in the form in which it can be compared."""
    return _judgement(plain(as_object(report)))


def read_judgement(path: Path) -> Judgement:
    """Read the report of a run.

    Args:
        path: a report directory, or a `report.json`.

    Raises:
        UnreadableReportError: there is none, or it is not of this version.
    """
    file = path / REPORT if path.is_dir() else path
    document = read_object(file)
    version = document.get("schema_version")
    if version != SCHEMA_VERSION:
        raise UnreadableReportError(f"{file} has schema_version {version!r}, and {SCHEMA_VERSION} can be read.")
    if "outcomes" not in document:
        raise UnreadableReportError(f"{file} does not say what each conversation came to: it is of an older suite.")
    try:
        return _judgement(document)
    except (LookupError, TypeError, ValueError, AttributeError):
        raise UnreadableReportError(f"{file} is not in the form of a report; see schemas/report.json.") from None


def _judgement(document: Mapping[str, Any]) -> Judgement:
    return Judgement(
        target=document["target"],
        model=document["model"],
        start=document["start"],
        suite=document["suite_version"],
        edition=document["edition"],
        profile=document["profile"],
        verdict=document["verdict"],
        tiers={tier.value: document["tiers"][tier.value] for tier in Tier},
        requirements=dict(_requirements(document)),
    )


def _requirements(document: Mapping[str, Any]) -> Iterator[tuple[str, Judged]]:
    names = document["conversations"]
    for one in document["requirements"]:
        by_outcome = document["outcomes"].get(one["id"], {})
        outcomes = {names[place]: Outcome(outcome) for outcome, places in by_outcome.items() for place in places}
        kinds = frozenset(finding["kind"] for finding in one["findings"])
        yield one["id"], Judged(one["title"], Level(one["level"]), kinds, outcomes)

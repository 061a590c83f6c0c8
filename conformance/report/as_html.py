"""The report for people who would rather look: one page with every finding, and the exchanges behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.model.finding import Outcome, worst_of
from conformance.model.report import Report, RequirementResult, Tier
from conformance.report import digest
from conformance.report.page.exchanges import shown
from conformance.report.page.frame import packed, page
from conformance.report.violation import grouped_breaks, where
from conformance.report.wording import ANSWERS, READING_ORDER, SIGHT
from conformance.wire.exchange import Exchange

_SCRIPTS = ("text.js", "filter.js", "timeline.js", "exchange.js", "heat.js", "report.js")


@dataclass(frozen=True)
class _Family:
    name: str
    worst: Outcome
    counts: tuple[tuple[Outcome, int], ...]
    results: tuple[RequirementResult, ...]


def render(report: Report, exchanges: Mapping[str, Exchange]) -> str:
    """Return `report.html`.

    Args:
        report: what to show.
        exchanges: what was sent and answered, by the text of the key; what is left out is not shown.
    """
    counts = Counter(result.outcome for result in report.requirements)
    return page(
        "report.html",
        scripts=_SCRIPTS,
        report=report,
        tiers=[(tier.value, ANSWERS[report.tiers.get(tier)], report.reasons.get(tier, "")) for tier in Tier],
        sight=SIGHT[report.sight.verdict],
        broken=digest.broken_clients(report),
        gate=digest.gate_line(report),
        families=list(_families(report)),
        violations=digest.violations(report),
        clients={result.requirement.id: digest.clients(result) for result in report.requirements},
        reasons=digest.by_reason(report.not_judged),
        outcomes=[(outcome, counts[outcome]) for outcome in READING_ORDER if counts[outcome]],
        searches=digest.searches(report),
        data=packed({**shown(report, exchanges), "outcomes": report.outcomes, "findings": _findings(report)}),
        shown_by=digest.shown_by,
        reproduction_of=digest.reproduction_of,
        where=where,
        grouped_breaks=grouped_breaks,
    )


def _families(report: Report) -> Iterator[_Family]:
    for name, counts in digest.families(report).items():
        in_order = tuple((outcome, counts[outcome]) for outcome in READING_ORDER if counts[outcome])
        results = tuple(one for one in report.requirements if one.requirement.family == name)
        yield _Family(name, worst_of(counts, Outcome.NOT_APPLICABLE), in_order, results)


def _findings(report: Report) -> dict[str, list[str]]:
    """Return the exchanges that show each finding, by the id under which the page shows it."""
    return {
        f"{result.requirement.id}-{number}": [str(key) for key in judged.finding.exchanges]
        for result in report.requirements
        for number, judged in enumerate(result.findings, 1)
    }

"""Every requirement over every conversation that shows it, and every search; see CATALOGUE.md for what the ids mean."""

from __future__ import annotations

from conformance.judging.plan import Item, SearchItem
from conformance.model.report import ItemResult
from conformance.report.standing import misses_gate


def test_requirement(
    eyechart_item: Item | SearchItem, eyechart_judgement: tuple[ItemResult, ...], eyechart_gate: str
) -> None:
    """Fail where a finding counts against the gate."""
    found = (judged for result in eyechart_judgement for judged in result.findings)
    against = [judged for judged in found if misses_gate(eyechart_gate, judged)]
    assert not against, "\n".join(f"{eyechart_item}: {one.finding.kind}: {one.finding.message}" for one in against)

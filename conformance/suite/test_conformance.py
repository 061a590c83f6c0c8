"""Every requirement over every conversation that shows it; see CATALOGUE.md for what the ids mean."""

from __future__ import annotations

from conformance.judging.plan import Item
from conformance.model.report import ItemResult
from conformance.report.standing import misses_gate


def test_requirement(eyechart_item: Item, eyechart_judgement: ItemResult, eyechart_gate: str) -> None:
    """Fail where a finding of the requirement counts against the gate."""
    against = [judged for judged in eyechart_judgement.findings if misses_gate(eyechart_gate, judged)]
    assert not against, "\n".join(f"{eyechart_item}: {one.finding.kind}: {one.finding.message}" for one in against)

"""Every requirement over every conversation that shows it, and every search; see CATALOGUE.md for what the ids mean."""

from __future__ import annotations

from conformance.plugin import Verdict


def test_requirement(eyechart_verdict: Verdict) -> None:
    """Fail where a finding counts against the gate."""
    item, against = eyechart_verdict.item, eyechart_verdict.against
    assert not against, "\n".join(f"{item}: {one.finding.kind}: {one.finding.message}" for one in against)

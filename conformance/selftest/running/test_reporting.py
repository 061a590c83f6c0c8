"""What of a violation is shown to people: the plainest request that shows it."""

from __future__ import annotations

from conformance.endpoints.reference.endpoint import make_reference
from conformance.judging.plan import Selection, plan_items
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult
from conformance.running.reporting import plainest_first
from conformance.selftest.proof.in_memory import KEY, play_in_memory


def test_the_plainest_request_comes_first() -> None:
    played = play_in_memory(make_reference(KEY), plan_items(Selection(only=frozenset({"SSE-018"}))))
    names = [name for name in played if name.startswith(("combination", "text streamed", "PNG picture streamed"))]
    ordered = plainest_first((ItemResult("SSE-018", name, Outcome.FAILED) for name in names), played)
    assert ordered[0].conversation == "text streamed"
    assert ordered[-1].conversation.startswith("combination")
    assert len(ordered) == len(names) > 5

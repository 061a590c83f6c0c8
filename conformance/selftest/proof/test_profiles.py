from __future__ import annotations

from conformance.endpoints.catalogue import find
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import plan_items
from conformance.model.finding import Outcome
from conformance.model.settings import Capability, Terms
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, SELECTION, VIOLATED, play_in_memory


def violated(name: str, only: str, terms: Terms) -> set[Outcome]:
    items = [item for item in plan_items(SELECTION) if item.requirement == only]
    played = play_in_memory(find(name, api_key=KEY), items)
    weighing = Weighing(load_catalogue(), terms=terms)
    conversations = {item: played[item.conversation] for item in items}
    results = [
        judge_item(item, one, controls_of(one.conversation, played), weighing) for item, one in conversations.items()
    ]
    return {result.outcome for result in results} & VIOLATED


def test_the_profile_says_which_statuses_refuse() -> None:
    strict = Terms(rejection_statuses=frozenset({400}))
    assert violated("benign/mistakes-are-422", "ERR-015", Terms()) == set()
    assert violated("benign/mistakes-are-422", "ERR-015", strict) == {Outcome.WARNED}


def test_the_profile_says_which_features_may_be_refused() -> None:
    strict = Terms(required=frozenset({*Terms().required, Capability.CHOICES}))
    assert violated("benign/n-unsupported", "STREAM-030", Terms()) == set()
    assert violated("benign/n-unsupported", "STREAM-030", strict) == {Outcome.FAILED}

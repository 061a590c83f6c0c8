from __future__ import annotations

from typing import Any

import pytest

from conformance.conversations.building import chat_payload
from conformance.conversations.conversation import Trait
from conformance.model.finding import Outcome
from conformance.properties.building import served
from conformance.selftest.proof.bench_of_examples import DIALECT, Bench

USAGE = {"stream": True, "stream_options": {"include_usage": True}}
SYSTEM = [{"role": "system", "content": "You answer in English."}, {"role": "user", "content": "Hello."}]


def judged(endpoint: str, also: frozenset[Trait] = frozenset(), **members: Any) -> dict[str, tuple[Outcome, set[str]]]:
    """Return what becomes of a twin: requirement -> outcome and kinds."""
    plain = chat_payload(DIALECT, **members)
    twin = served("any", "COMB-001" if also else "HTTP-001", plain, {**plain, **USAGE}, also=also)
    results = Bench(endpoint).judge("streamed twins", twin)
    return {one.requirement: (one.outcome, {said.finding.kind for said in one.findings}) for one in results}


@pytest.mark.parametrize("requirement", ["HTTP-001", "STREAM-001", "STREAM-036", "USAGE-007"])
def test_twins_of_the_reference_agree(requirement: str) -> None:
    assert judged("reference")[requirement] == (Outcome.PASSED, set())


def test_what_is_served_plain_is_streamed() -> None:
    found = judged("fault/rare-signs-fail-in-streams", content="\U00020000")
    assert found["STREAM-001"] == (Outcome.FAILED, {"server-error"})
    assert found["HTTP-001"] == (Outcome.PASSED, set())


def test_tokens_and_names_are_compared() -> None:
    uncounted = judged("fault/system-message-not-counted-in-streams", messages=SYSTEM)
    assert uncounted["USAGE-007"][1] == {"other-count"}
    assert judged("fault/model-of-the-backend-in-seeded-streams", seed=1)["STREAM-036"][1] == {"other-model"}
    assert judged("fault/model-of-the-backend-in-seeded-streams")["STREAM-036"][1] == set()


def test_features_together_are_left_to_their_own_rows() -> None:
    combination = frozenset({Trait.COMBINATION})
    found = judged("fault/rare-signs-fail-in-streams", combination, content="\U00020000")
    assert found["COMB-001"] == (Outcome.FAILED, {"server-error"})
    assert "STREAM-001" not in found
    assert judged("reference", combination)["COMB-002"] == (Outcome.PASSED, set())

"""Fair ways to refuse that the matrix does not look at, because only a SHOULD would be held against them."""

from __future__ import annotations

import time

import pytest

from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import benign
from conformance.endpoints.reference.endpoint import DEFAULT_MODEL, Reference
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import Item
from conformance.model.finding import Outcome
from conformance.model.settings import Dialect
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, play_in_memory

NAMES_NO_MEMBER = benign()["body-that-is-no-json-names-no-member"]


def judged(requirement: str, conversation: str) -> Outcome:
    endpoint = NAMES_NO_MEMBER.make(Reference(KEY, DEFAULT_MODEL, time.time))
    item = Item(requirement, conversation)
    played = play_in_memory(endpoint, [item])
    controls = controls_of(all_conversations()[conversation], played)
    return judge_item(item, played[conversation], controls, Weighing(load_catalogue())).outcome


@pytest.mark.parametrize("conversation", ["temperature NaN", "body cut off", "body with an ill-formed UTF-8 byte"])
def test_a_body_that_is_no_json_has_no_member_to_name(conversation: str) -> None:
    assert judged("ERR-009", conversation) is Outcome.NOT_APPLICABLE
    assert judged("ERR-001", conversation) is Outcome.PASSED


def test_a_mistake_inside_of_json_is_still_to_be_named() -> None:
    assert judged("ERR-009", "temperature 5") is Outcome.PASSED


def test_the_token_bound_is_at_fault_by_the_name_under_which_it_was_sent() -> None:
    dialect = Dialect(model="m", key_given=True, max_tokens_name="max_completion_tokens")
    conversations = [one for name, one in all_conversations().items() if name.startswith("max_tokens ")]
    subjects = [next(iter(one.steps(dialect))).subject for one in conversations]
    assert set(subjects) == {"", "max_completion_tokens"}

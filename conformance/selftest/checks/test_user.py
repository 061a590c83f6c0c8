"""Where the name of the end user is looked for."""

from __future__ import annotations

from dataclasses import replace

from conformance.conversations.conversation import Played, Trait
from conformance.conversations.registry import all_conversations
from conformance.conversations.user import CONVERSATIONS, NAMED, SOMEBODY
from conformance.judging.judge import Weighing, judge_item
from conformance.judging.plan import Item, judges_of
from conformance.model.finding import Outcome
from conformance.model.settings import Dialect
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.checks.answers import DONE, answered, choice, chunk, judged, streamed
from conformance.wire.exchange import LONGEST_DOCUMENT

VALID = {Trait.PLAIN, Trait.STREAM}


def test_every_valid_conversation_that_names_the_end_user_is_judged_and_no_other() -> None:
    requests = {one.name: next(one.steps(Dialect(model="m"))) for one in CONVERSATIONS if one.traits & VALID}
    naming = {name for name, request in requests.items() if SOMEBODY.encode() in request.body}
    assert len(naming) > 1
    assert naming == {name for name in all_conversations() if "USER-003" in judges_of(name)}


def test_answers_to_valid_requests_are_searched_whole_or_streamed() -> None:
    assert [kind for kind, *_ in judged("USER-003", answered(200, {"to": SOMEBODY}))] == ["in-body"]
    assert [kind for kind, *_ in judged("USER-003", streamed(chunk(choice(SOMEBODY)) + DONE))] == ["in-body"]
    assert judged("USER-003", streamed(chunk(choice("a")) + DONE)) == []


def test_an_answer_that_is_no_success_is_not_searched() -> None:
    conversation = replace(all_conversations()[NAMED], controls=())
    outcomes = {}
    for status in (200, 500):
        played = Played(conversation, (answered(status, {"to": SOMEBODY}),))
        outcomes[status] = judge_item(Item("USER-003", NAMED), played, {}, Weighing(load_catalogue())).outcome
    assert outcomes == {200: Outcome.WARNED, 500: Outcome.BLOCKED}


def test_a_body_is_searched_as_far_as_a_document_may_be_long() -> None:
    name = SOMEBODY.encode()
    within = b" " * (LONGEST_DOCUMENT - len(name)) + name
    assert [kind for kind, *_ in judged("USER-003", answered(200, within))] == ["in-body"]
    assert judged("USER-003", answered(200, b" " + within)) == []

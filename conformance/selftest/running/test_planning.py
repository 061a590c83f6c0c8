from __future__ import annotations

import pytest

from conformance.conversations.building import accepted, chat, picture_content
from conformance.conversations.pictures import data_uri
from conformance.conversations.registry import all_conversations
from conformance.endpoints.reference.endpoint import make_reference
from conformance.judging.plan import Item, Selection, plan_items
from conformance.model.settings import Depth, Dialect, Hazard
from conformance.running.planning import PREFLIGHT_REQUESTS, Cost, cost_of, plan, plan_lines
from conformance.selftest.proof.in_memory import KEY, play_in_memory

DIALECT = Dialect(model="m", key_given=True)
MOST = {Depth.SMOKE: 25, Depth.STANDARD: 300}


def selection(depth: Depth) -> Selection:
    """Everything that a run of this depth sends to a local target that has a key."""
    return Selection(key_given=True, hazards=frozenset(Hazard) - {Hazard.LOAD}, depth=depth)


@pytest.mark.parametrize("depth", MOST)
def test_a_run_of_a_depth_sends_no_more_than_it_promises(depth: Depth) -> None:
    costs = plan(plan_items(selection(depth)), DIALECT)
    assert sum(cost.requests for cost in costs.values()) + PREFLIGHT_REQUESTS <= MOST[depth]


def test_each_depth_holds_the_one_before() -> None:
    smoke, standard, exhaustive = ({item.conversation for item in plan_items(selection(depth))} for depth in Depth)
    assert smoke < standard < exhaustive


def test_no_conversation_sends_more_than_it_declares() -> None:
    played = play_in_memory(make_reference(KEY))
    beyond = {
        name: len(one.exchanges) for name, one in played.items() if len(one.exchanges) > one.conversation.requests
    }
    assert beyond == {}
    assert len(played) == len(all_conversations())


def test_text_pictures_and_answers_are_estimated() -> None:
    text = accepted("t", "", chat("x" * 400, max_tokens=10))
    picture = accepted("p", "", chat(picture_content(data_uri("red.png"), "x" * 400), max_tokens=10, n=3))
    of_text, of_picture = cost_of(text, DIALECT), cost_of(picture, DIALECT)
    assert of_text.requests == of_picture.requests == 1
    assert 110 <= of_text.tokens <= 120
    assert 390 <= of_picture.tokens <= 410
    assert of_picture.body_bytes > of_text.body_bytes > 400


def test_a_request_that_is_no_chat_costs_no_tokens() -> None:
    cut_off = all_conversations()["body cut off"]
    assert cost_of(cut_off, DIALECT) == Cost(1, 0, 9)


def test_controls_are_counted_once_and_the_table_adds_up() -> None:
    items = [Item("TEMP-004", "temperature 2.01"), Item("TEMP-004", "temperature 5")]
    costs = plan(items, DIALECT)
    assert {family: cost.requests for family, cost in costs.items()} == {"temp": 3, "text": 1}
    lines = list(plan_lines(costs))
    assert [line.split()[:2] for line in lines[1:4]] == [["TEXT", "1"], ["TEMP", "3"], ["ALL", "4"]]

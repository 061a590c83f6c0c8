from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from conformance.conversations.conversation import Played
from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import find
from conformance.judging.judge import Weighing
from conformance.judging.plan import Item
from conformance.requirements.catalogue import load_catalogue
from conformance.running.drawing import Drawing
from conformance.running.failures import Failure
from conformance.selftest.proof.in_memory import KEY, play_in_memory
from conformance.selftest.running.examples import NAME, REQUIREMENT, draw, example

FIXED = ("text", "temperature two", "temperature 5", "temperature 2.01")


def fixed(endpoint: str) -> Mapping[str, Played]:
    return play_in_memory(find(endpoint, KEY), [Item("HTTP-001", name) for name in FIXED])


@pytest.fixture(scope="module")
def healthy() -> Mapping[str, Played]:
    return fixed("reference")


def drawing(*, kept: tuple[Failure, ...] = ()) -> Drawing:
    made = Drawing([draw(80)], Weighing(load_catalogue()), kept=kept)
    made.draw()
    return made


def test_as_many_are_sent_as_were_asked_for(healthy: Mapping[str, Played]) -> None:
    sent = drawing().conversations(healthy)
    assert [one.name for one in sent] == [f"{NAME}: example {number}" for number in range(1, 21)]
    assert {one.drawn for one in sent} == {NAME}
    assert not {one.name for one in sent} & all_conversations().keys()


def test_kept_failures_come_first_and_are_not_drawn_again(healthy: Mapping[str, Played]) -> None:
    kept = draw(80).pool[3]
    other = Failure("another property", REQUIREMENT, "accepted", example(5))
    made = drawing(kept=(Failure(NAME, REQUIREMENT, "accepted", kept), other))
    sent = made.conversations(healthy)
    assert [one.name for one in sent[:2]] == [f"{NAME}: kept 1", f"{NAME}: example 1"]
    assert len(sent) == 21
    assert list(made.examples.values()).count(kept) == 1


def test_nothing_is_sent_where_the_control_failed() -> None:
    made = drawing()
    assert made.conversations(fixed("hostile/always-500")) == []
    (reasons,) = made.unsent.values()
    assert list(reasons) == ["the control 'text' was not answered with a completion"]


def test_nothing_is_sent_where_a_control_was_not_played() -> None:
    made = drawing()
    assert made.conversations({}) == []
    assert list(made.unsent[NAME]) == ["the control 'text' was not played"]


def test_nothing_is_sent_about_what_a_fixed_conversation_shows() -> None:
    made = drawing()
    assert made.conversations(fixed("fault/temperature-too-high-accepted")) == []
    assert list(made.unsent[NAME]) == [f"{REQUIREMENT} is violated anyway"]


def test_nothing_is_sent_about_what_was_not_selected(healthy: Mapping[str, Played]) -> None:
    selected = replace(draw(80), only=frozenset({"TEMP-003"}))
    made = Drawing([selected], Weighing(load_catalogue()))
    made.draw()
    assert made.conversations(healthy) == []
    assert selected.controls() == frozenset()
    assert replace(selected, only=frozenset({REQUIREMENT})).controls() == {"text"}

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from conformance.conversations.conversation import Trait
from conformance.conversations.registry import all_conversations
from conformance.model.settings import Depth, Dialect
from conformance.properties.features import features
from conformance.properties.legal_requests import PROPERTIES
from conformance.properties.property import all_properties
from conformance.running.searching import Draw, choose
from conformance.selftest.properties.drawing import DIALECT, drawn, status, strata
from conformance.wire.body_schema import SchemaName, faults

NAMES = tuple(one.name for one in PROPERTIES)
BODIES, TWINS = NAMES
_MEMBERS = (
    *("temperature", "top_p", "n", "stop", "presence_penalty", "frequency_penalty", "logit_bias", "seed", "user"),
    *("response_format", "tools", "tool_choice", "logprobs", "top_logprobs", "stream", "stream_options"),
    *("max_tokens", "max_completion_tokens"),
)


def _state(body: dict[str, Any], member: str) -> str:
    value = body.get(member, "absent")
    return "null" if value is None else value if value == "absent" else "value"


@cache
def _sent() -> list[dict[str, Any]]:
    """Return the bodies that four runs would send."""
    draws = (Draw(all_properties()[BODIES], DIALECT, seed, 40) for seed in range(4))
    return [json.loads(example.bodies[0]) for draw in draws for example in choose(draw.pool, draw)]


@pytest.mark.parametrize("name", NAMES)
def test_every_body_is_legal_by_the_schema_and_served_by_the_reference(name: str) -> None:
    for example in drawn(name):
        for body in example.bodies:
            assert not faults(SchemaName.REQUEST, json.loads(body))
            assert status(body) == 200


@pytest.mark.parametrize("name", NAMES)
def test_every_feature_is_a_stratum_and_controls_are_declared_and_played(name: str) -> None:
    expected = {one.name for one in features(DIALECT) if name == BODIES or one.place != "stream"}
    assert strata(name, 2) == expected | {"nothing but a text"}
    conversations, one = all_conversations(), all_properties()[name]
    for example in drawn(name):
        assert set(example.controls) <= one.controls
        assert len(example.bodies) <= one.requests
        assert example.proves in one.proves
    assert all(conversations[control].depth is not Depth.EXHAUSTIVE for control in one.controls)


def test_the_simplest_body_is_a_text_and_nothing_else() -> None:
    simplest = next(example for example in drawn(BODIES) if example.stratum == "nothing but a text")
    assert set(json.loads(simplest.bodies[0])) == {"model", "messages", "max_tokens"}
    assert simplest.controls == ("text",)


def test_most_bodies_survive_where_a_few_features_are_missing_and_some_use_many() -> None:
    used = Counter(len(set(body) - {"model", "messages", "max_tokens"}) for body in _sent())
    assert used[0] > 0
    assert 2 <= sum(count * times for count, times in used.items()) / used.total() <= 5
    lacking = {"two choices", "named tool", "json_object"}
    kept = [example for example in drawn(BODIES) if not lacking & set(example.controls)]
    assert len(kept) > len(drawn(BODIES)) / 3


def test_nearly_any_two_members_meet_in_four_runs_present_and_null() -> None:
    met = {
        frozenset([(one, _state(body, one)), (other, _state(body, other))])
        for body in _sent()
        for one, other in combinations(_MEMBERS, 2)
    }
    nullable = ("temperature", "top_p", "n", "stop", "presence_penalty", "frequency_penalty", "logit_bias", "seed")
    due = {
        frozenset([(one, "value"), (other, state)])
        for one in _MEMBERS[:11]
        for other in nullable
        for state in ("value", "null")
        if one != other
    }
    assert len(due - met) <= len(due) / 10


def test_members_come_in_any_order() -> None:
    first = Counter(next(iter(json.loads(example.bodies[0]))) for example in drawn(BODIES))
    assert len(first) > 10
    assert first["model"] > 10


def test_controls_follow_the_features() -> None:
    for example in drawn(BODIES):
        body, controls = json.loads(example.bodies[0]), set(example.controls)
        streams = body.get("stream") is True
        assert ("text streamed" in controls) == streams
        assert ("two choices streamed" in controls) == (streams and "n" in body and body["n"] is not None)
        assert ("temperature absent by null" in controls) >= (body.get("temperature", 1) is None)
        assert ("PNG picture" in controls) == ("data:image/png" in str(body["messages"]))


def test_twins_are_the_same_but_for_the_stream() -> None:
    for example in drawn(TWINS):
        plain, streamed = map(json.loads, example.bodies)
        usage = streamed.pop("stream_options", None)
        assert streamed.pop("stream") is True
        assert streamed == plain
        assert example.traits >= {Trait.TWIN, Trait.PLAIN, Trait.STREAM, Trait.COMBINATION}
        assert (Trait.USAGE in example.traits) == (usage == {"include_usage": True})
    assert {Trait.USAGE in example.traits for example in drawn(TWINS)} == {True, False}


def test_the_bound_is_named_as_the_dialect_has_it_and_leaves_room_to_think() -> None:
    dialect = Dialect(model="m", max_tokens_name="max_completion_tokens", token_headroom=1000)
    draw = Draw(all_properties()[BODIES], dialect, 1, 10)
    for example in draw.pool:
        body = json.loads(example.bodies[0])
        assert "max_tokens" not in body
        assert body["max_completion_tokens"] > 1000

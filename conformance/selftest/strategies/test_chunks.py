from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.chunks import choice, choice_chunks, chunk, odd_chunk_members, odd_chunks
from conformance.wire.body_schema import SchemaName, extra_members, is_valid

Chunks = list[dict[str, Any]]


def deltas(chunks: Chunks) -> Chunks:
    return [made["choices"][0]["delta"] for made in chunks]


def test_a_built_chunk_is_valid() -> None:
    assert is_valid(SchemaName.CHUNK, chunk())
    assert is_valid(SchemaName.CHUNK, chunk(choice({"content": "a"}), choice(finish="stop", index=1), usage=None))


@given(choice_chunks(index=2))
def test_a_choice_has_one_role_at_first_and_one_finish_at_last(chunks: Chunks) -> None:
    assert all(is_valid(SchemaName.CHUNK, made) for made in chunks)
    assert {made["choices"][0]["index"] for made in chunks} == {2}
    assert ["role" in delta for delta in deltas(chunks)] == [True, *[False] * (len(chunks) - 1)]
    reasons = [made["choices"][0]["finish_reason"] for made in chunks]
    assert reasons[:-1] == [None] * (len(chunks) - 1)
    assert (reasons[-1] == "tool_calls") == any("tool_calls" in delta for delta in deltas(chunks))


@given(choice_chunks(max_deltas=3, allow_tools=False, allow_reasoning=False))
def test_what_is_not_allowed_does_not_occur(chunks: Chunks) -> None:
    assert len(chunks) <= 5
    assert {name for delta in deltas(chunks) for name in delta} <= {"role", "content", "refusal"}
    assert all(extra_members(SchemaName.CHUNK, made) == () for made in chunks)


def test_every_kind_of_delta_and_finish_occurs() -> None:
    drawn = sample(choice_chunks(), 300)
    names = {name for chunks in drawn for delta in deltas(chunks) for name in delta or ("nothing",)}
    assert names == {"role", "content", "refusal", "reasoning_content", "tool_calls", "nothing"}
    reasons = {chunks[-1]["choices"][0]["finish_reason"] for chunks in drawn}
    assert reasons == {"stop", "length", "content_filter", "tool_calls"}
    assert {delta.get("content", "absent") for delta in (deltas(chunks)[0] for chunks in drawn)} >= {"absent", None, ""}
    logprobs = [made["choices"][0].get("logprobs", "absent") for chunks in drawn for made in chunks]
    assert {"absent", None} <= {told for told in logprobs if not isinstance(told, dict)}
    told = [told for told in logprobs if isinstance(told, dict)]
    assert {len(each[name] or "") for each in told for name in ("content", "refusal")} == {0, 1, 2}
    calls = [[delta for delta in deltas(chunks) if "tool_calls" in delta] for chunks in drawn]
    assert {max((delta["tool_calls"][0]["index"] for delta in made), default=None) for made in calls} == {None, 0, 1}
    assert {1, 3} <= {len(made) for made in calls}
    indexes = [[delta["tool_calls"][0]["index"] for delta in made] for made in calls]
    assert {order == sorted(order) for order in indexes} == {True, False}


@settings(deadline=None)
@given(odd_chunks())
def test_odd_chunks_are_objects_that_python_can_write(value: dict[str, Any]) -> None:
    assert isinstance(json.loads(json.dumps(value)), dict)


def test_odd_chunks_are_valid_at_times_and_odd_in_every_member() -> None:
    drawn = sample(odd_chunks(), 400)
    verdicts = [is_valid(SchemaName.CHUNK, value) for value in drawn]
    assert 0 < sum(verdicts) < len(verdicts)
    for name, right in chunk().items():
        assert name == "choices" or any(value[name] != right for value in drawn)
    names = {name for value in sample(odd_chunk_members()) if isinstance(value, dict) for name in value}
    assert {"choices", "delta", "usage", "error", "prompt_filter_results"} <= names


@pytest.mark.parametrize("arguments", [{"index": -1}, {"max_deltas": -1}, {"index": "0"}])
def test_arguments_are_checked_at_once(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        choice_chunks(**arguments)

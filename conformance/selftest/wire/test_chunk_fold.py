"""Deltas are joined by choice and by call, whatever else they hold."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.selftest.wire import chunk_bodies as b
from conformance.wire.chunk_fold import FoldedChoice, StreamFold
from conformance.wire.delta_text import CumulativeTest, PairTest, Text
from conformance.wire.stream_reading import StreamAsked


def fold(*deltas: Any, n: int = 1) -> FoldedChoice:
    folding = StreamFold(StreamAsked(n))
    for delta in deltas:
        value = b.chunk(b.choice(delta))
        folding.chunk(value, value["choices"])
    return folding.folded()[0]


def call(index: Any, **members: Any) -> dict[str, Any]:
    return {"tool_calls": [{"index": index, **members}]}


def test_content_refusal_and_reasoning_are_joined_apart() -> None:
    choice = fold(
        {"role": "assistant", "content": ""},
        {"reasoning_content": "hm"},
        {"reasoning": "m"},
        {"content": "Hel"},
        {"content": "lo"},
        {"refusal": "No"},
    )
    assert (choice.role, choice.content, choice.refusal, choice.reasoning) == ("assistant", "Hello", "No", "hmm")
    assert (choice.deltas, choice.finished, choice.finish_reasons) == (2, False, ())


def test_reasoning_under_both_names_counts_once() -> None:
    assert fold({"reasoning_content": "hm", "reasoning": "hm"}).reasoning == "hm"


def test_null_content_is_not_empty_content() -> None:
    assert fold({"role": "assistant", "content": None}).message()["content"] is None
    assert fold({"role": "assistant", "content": ""}).message()["content"] == ""


def test_tool_calls_are_folded_by_index() -> None:
    choice = fold(
        call(0, id="a", type="function", function={"name": "f", "arguments": ""}),
        call(1, id="b", type="function", function={"name": "g", "arguments": "{"}),
        call(0, function={"arguments": '{"x":'}),
        call(1, function={"arguments": "}"}),
        call(0, id="a", function={"arguments": "1}"}),
    )
    assert choice.tool_calls == (
        {"index": 0, "id": "a", "type": "function", "name": "f", "arguments": '{"x":1}'},
        {"index": 1, "id": "b", "type": "function", "name": "g", "arguments": "{}"},
    )


def test_without_an_index_an_id_begins_a_call() -> None:
    choice = fold(
        {"tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{"}}]},
        {"tool_calls": [{"function": {"arguments": "}"}}]},
        {"tool_calls": [{"id": "b", "function": {"name": "g", "arguments": "{}"}}]},
    )
    assert [(made["id"], made["arguments"]) for made in choice.tool_calls] == [("a", "{}"), ("b", "{}")]


def test_custom_tools_and_the_deprecated_function_call() -> None:
    custom = fold(call(0, id="a", type="custom", custom={"name": "f", "input": "in"}), call(0, custom={"input": "put"}))
    assert custom.message()["tool_calls"] == [{"id": "a", "type": "custom", "custom": {"name": "f", "input": "input"}}]
    old = fold({"function_call": {"name": "f", "arguments": "{"}}, {"function_call": {"arguments": "}"}})
    assert old.function_call == {"name": "f", "arguments": "{}"}


def test_members_of_a_wrong_type_are_passed_over() -> None:
    wrong: list[Any] = [5, [], "x", {"a": 1}, True, None, [None], [5], [{"function": 5}], [{"index": {}, "id": 3}]]
    for value in wrong:
        names = ("role", "content", "refusal", "reasoning", "tool_calls", "function_call", "audio")
        choice = fold(dict.fromkeys(names, value), value)
        assert choice.deltas == (value == "x")


def test_a_hostile_stream_cannot_invent_choices_or_calls_without_end() -> None:
    folding = StreamFold(StreamAsked())
    for index in range(5000):
        value = b.chunk(b.choice(call(index, id=str(index)), index=index), b.choice(call(index), index=0))
        folding.chunk(value, value["choices"])
    choices = folding.folded()
    assert len(choices) < 300
    assert len(choices[0].tool_calls) == 1024


def test_logprobs_are_joined_unless_they_are_too_many() -> None:
    entry = {"token": "a", "logprob": -0.1, "bytes": None, "top_logprobs": []}
    for times, expected in ((1, 2), (3000, None)):
        folding = StreamFold(StreamAsked())
        for _ in range(2):
            value = b.chunk(b.choice({"content": "a"}, logprobs={"content": [entry] * times, "refusal": None}))
            folding.chunk(value, value["choices"])
        logprobs = folding.folded()[0].logprobs
        assert (logprobs and len(logprobs["content"])) == expected


def test_text_does_not_pile_up_its_pieces() -> None:
    text = Text()
    assert not text.given
    for _ in range(10_000):
        text.add("ab")
    assert str(text) == "ab" * 10_000
    assert len(text._parts) + len(text._blocks) < 5000


@pytest.mark.parametrize(
    ("deltas", "cumulative"),
    [
        (["He", "Hello", "Hello you"], True),
        (["H", "He", "Hel"], True),
        (["He", "Hello", "Hello you", "Hello you"], True),
        (["He", "Hello"], False),
        (["ha", "ha", "ha", "ha"], False),
        (["ha", "ha", "hah"], False),
        (["He", "Hello", "Hello you", "!"], False),
        (["1", " 12", " 123"], False),
        ([], False),
    ],
)
def test_cumulative_deltas(deltas: list[str], cumulative: bool) -> None:  # noqa: FBT001 - a column of the table
    test = CumulativeTest()
    for delta in deltas:
        if test.open:
            test.add(delta)
    assert test.holds() is cumulative


@pytest.mark.parametrize(
    ("deltas", "in_pairs"),
    [
        (["The", "The", " user", " user", " asks", " asks"], True),
        (["The", "The", " user", " user", " user", " user", " asks", " asks"], True),
        (["The", "The", " user", " user"], False),
        (["The", "The", " user", " user", " asks", " asks", "."], False),
        (["The", " user", " user", " asks", " asks", "The"], False),
        (["ha", "ha", "ha", "ha", "ha", "ha"], False),
        ([], False),
    ],
)
def test_deltas_in_pairs(deltas: list[str], in_pairs: bool) -> None:  # noqa: FBT001 - a column of the table
    test = PairTest()
    for delta in deltas:
        if test.open:
            test.add(delta)
    assert test.holds() is in_pairs

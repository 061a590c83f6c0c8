"""Deltas are joined by choice and by call, whatever else they hold."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.selftest.wire import chunk_bodies as b
from conformance.wire.chunk_fold import ChoiceFold, FoldedChoice, StreamFold
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


def folded(*choices: dict[str, Any], n: int = 1) -> FoldedChoice:
    """Fold whole choices, one a chunk."""
    folding = StreamFold(StreamAsked(n))
    for one in choices:
        folding.chunk({}, [one])
    return folding.folded()[0]


def test_a_choice_of_which_nothing_was_said_has_nothing() -> None:
    plain = fold({})
    assert plain == FoldedChoice(0)
    assert (plain.role, plain.function_call, plain.logprobs) == (None, None, None)
    assert [*map(type, (plain.finished, plain.content_given, plain.cumulative, plain.thoughts_in_pairs))] == [bool] * 4
    assert plain.message() == {"role": "assistant", "content": None, "refusal": None}


def test_a_message_holds_what_was_said_and_no_more() -> None:
    said = fold(
        {"role": "tool", "content": "a", "refusal": "no", "reasoning": "hm"},
        call(0, id="c", type="function", function={"name": "f", "arguments": "{}"}),
        {"function_call": {"arguments": "{}"}},
    )
    assert said.message() == {
        "role": "tool",
        "content": "a",
        "refusal": "no",
        "reasoning_content": "hm",
        "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
        "function_call": {"name": "", "arguments": "{}"},
    }
    assert said.call_oddities == ()


def test_what_a_call_does_not_say_is_none() -> None:
    nothing = {"id": None, "type": None, "name": None, "arguments": ""}
    assert fold(call(3), call(4, function={"name": ""})).tool_calls == (
        {"index": 3, **nothing},
        {"index": 4, **nothing},
    )


def test_the_first_role_stays() -> None:
    assert fold({"role": ""}, {"role": 3}, {"role": "tool"}, {"role": "user"}).role == "tool"


def test_finish_reasons_are_kept_in_order_up_to_twenty() -> None:
    reasons = [f"reason {number}" for number in range(25)]
    kept = folded(*(b.choice(finish=reason) for reason in ["", 3, *reasons]))
    assert (kept.finish_reasons, kept.finished) == (tuple(reasons[:20]), True)
    assert folded(b.choice(finish=""), b.choice(finish=["stop"])).finished is False


def test_the_verdict_of_a_filter_is_a_finish_where_there_is_no_other() -> None:
    verdict = {"index": 0, "finish_reason": "content_filter", "content_filter_results": {}}
    assert folded(verdict).finish_reasons == ("content_filter",)
    assert folded(b.choice(finish="stop"), verdict).finish_reasons == ("stop",)
    assert folded(b.choice(finish="stop"), b.choice(finish="length")).finish_reasons == ("stop", "length")


def entries(count: int) -> list[dict[str, Any]]:
    return [{"token": str(number)} for number in range(count)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([{}], {"content": None, "refusal": None}),
        ([{"content": None, "refusal": 3}], {"content": None, "refusal": None}),
        ([{"content": entries(2)}, {"content": entries(1)}], {"content": entries(2) + entries(1), "refusal": None}),
        ([{"refusal": entries(1)}, {"content": []}], {"content": [], "refusal": entries(1)}),
        (
            [{"content": entries(4000)}, {"content": entries(96)}],
            {"content": entries(4000) + entries(96), "refusal": None},
        ),
        ([{"content": entries(4000)}, {"content": entries(97)}], None),
        ([{"content": entries(9000)}, {"content": entries(1)}], None),
        ([{"content": entries(1), "refusal": entries(4097)}], None),
        ([3, None], None),
    ],
    ids=[
        "none",
        "wrong",
        "content",
        "refusal",
        "just so many",
        "one too many",
        "at once",
        "refusal too long",
        "scalars",
    ],
)
def test_log_probabilities_are_joined_by_member(said: list[Any], kept: dict[str, Any] | None) -> None:
    assert folded(*({**b.choice(), "logprobs": one} for one in said)).logprobs == kept


def test_log_probabilities_beyond_the_bound_are_not_hoarded() -> None:
    fold = ChoiceFold(0)
    for _ in range(3):
        fold.add({**b.choice(), "logprobs": {"content": entries(4000)}})
    assert fold._logprobs is not None
    assert len(fold._logprobs["content"]) == 4097


def test_of_usages_the_first_nineteen_and_the_last_are_kept() -> None:
    folding = StreamFold(StreamAsked())
    for number in range(30):
        folding.chunk({"usage": {"total_tokens": number}}, [])
        folding.chunk({"usage": None}, [])
        folding.chunk({"usage": [number]}, [])
    assert [usage["total_tokens"] for usage in folding.usages] == [*range(19), 29]


def test_choices_are_folded_by_ascending_index_and_so_many_beyond_what_was_asked() -> None:
    folding = StreamFold(StreamAsked(2))
    for index in (1, 0, *range(2, 400), 399, 1):
        folding.chunk({}, [3, b.choice({"content": "a"}, index=index)])
    found = folding.folded()
    assert list(found) == list(range(2 + 256))
    assert [found[index].index for index in found] == list(found)
    assert (found[0].content, found[1].content) == ("a", "aa")


def test_a_choice_without_an_index_is_the_only_one_that_was_asked_for() -> None:
    placeless = {"delta": {"content": "a"}}
    assert folded(placeless, b.choice({"content": "b"}), {"index": "0", **placeless}).content == "aba"
    folding = StreamFold(StreamAsked(2))
    folding.chunk({}, [placeless, b.choice({"content": "b"}, index=1)])
    assert {index: choice.content for index, choice in folding.folded().items()} == {1: "b"}


PLAIN: dict[str, Any] = {"index": 0, "delta": {"content": "a"}, "finish_reason": None}


def repeating(choice: dict[str, Any], **members: Any) -> bool:
    folding = StreamFold(StreamAsked())
    folding.chunk({}, [PLAIN])
    fold = folding.repeats(members, [choice])
    assert fold is None or (fold.index, fold.folded().content) == (0, "a")
    return fold is not None


def test_a_chunk_that_adds_content_alone_may_be_repeated() -> None:
    assert repeating(PLAIN)
    assert repeating({**PLAIN, "logprobs": None, "delta": {"refusal": None, "content": "a", "role": None}}, usage=None)
    assert repeating({"index": 0, "delta": {"content": ""}, "finish_reason": ""})


@pytest.mark.parametrize(
    "more",
    [
        {"finish_reason": "stop"},
        {"logprobs": {}},
        {"index": 1},
        {"delta": {"content": "a", "refusal": "b"}},
        {"delta": {"content": None}},
        {"delta": {"content": ["a"]}},
        {"delta": {"refusal": None}},
    ],
)
def test_a_chunk_that_says_anything_else_may_not_be_repeated(more: dict[str, Any]) -> None:
    assert not repeating({**PLAIN, **more})
    assert not repeating(PLAIN, usage={})


def test_a_text_that_is_repeated_whole_makes_a_choice_cumulative() -> None:
    assert fold(*({"content": "one two"[:end]} for end in (3, 4, 7))).cumulative is True
    assert fold(*({"reasoning": "one two"[:end]} for end in (3, 3, 5, 5, 7, 7))).thoughts_in_pairs is True
    assert fold(*({"content": text} for text in ("", "a", "", "b"))).deltas == 2


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

"""What a chunk says about a choice, its index and the usage, and what of it is reported where."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.selftest.wire import chunk_bodies as b
from conformance.wire.choice_grammar import ChoiceSymbol, symbols
from conformance.wire.stream_kind import StreamKind
from conformance.wire.stream_order import (
    StreamAsked,
    StreamOrder,
    choice_code,
    choice_index,
    is_annotation,
    says_something,
)

K, S = StreamKind, ChoiceSymbol
FIRST, LAST = b.role(), b.finish()
BARE = {"index": 0, "finish_reason": None}
"""A choice without a delta."""
Told = tuple[StreamKind, str, Any]


def ordered(*chunks: dict[str, Any], n: int = 1, include_usage: bool = False) -> tuple[StreamOrder, list[Told]]:
    """Read chunks, and return what followed them with everything that was reported."""
    told: list[Told] = []
    order = StreamOrder(StreamAsked(n, include_usage), lambda *fact: told.append(fact))
    for chunk in chunks:
        order.chunk(chunk, chunk["choices"])
    return order, told


def told(*chunks: dict[str, Any], n: int = 1, include_usage: bool = False) -> list[Told]:
    return ordered(*chunks, n=n, include_usage=include_usage)[1]


def owed(*chunks: dict[str, Any], marked: bool = True, n: int = 1, include_usage: bool = False) -> list[Told]:
    order, reported = ordered(*chunks, n=n, include_usage=include_usage)
    del reported[:]
    order.end(marked=marked)
    return reported


def test_one_choice_and_no_usage_are_asked_for_unless_said_otherwise() -> None:
    assert StreamAsked() == StreamAsked(n=1, include_usage=False)


@pytest.mark.parametrize(
    "delta",
    [
        {"content": "a"},
        {"refusal": "no"},
        {"tool_calls": [{"index": 0}]},
        {"function_call": {"name": "f"}},
        {"audio": {"id": "a"}},
        {"reasoning_content": "hm"},
        {"reasoning": "hm"},
    ],
)
def test_a_delta_that_carries_something(delta: dict[str, Any]) -> None:
    assert says_something(delta)
    assert not says_something({name.upper(): value for name, value in delta.items()})
    assert not says_something({name: type(value)() for name, value in delta.items()})
    assert symbols(choice_code({"delta": delta})) == (S.CONTENT,)


@pytest.mark.parametrize("delta", [{}, {"role": "assistant"}, {"reasoning": {"a": 1}}, {"reasoning_content": 3}])
def test_a_delta_that_carries_nothing(delta: dict[str, Any]) -> None:
    assert not says_something(delta)


@pytest.mark.parametrize("member", ["content_filter_results", "content_filter_offsets"])
def test_filter_results_without_a_delta_are_an_annotation(member: str) -> None:
    assert is_annotation({member: {}})
    assert is_annotation({member: None, "delta": None})
    assert not is_annotation({member: {}, "delta": {}})
    assert not is_annotation({"delta": None})


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({}, (S.DELTALESS,)),
        ({"delta": ["a"], "finish_reason": None}, (S.DELTALESS,)),
        ({"delta": None, "finish_reason": ""}, (S.DELTALESS, S.VOID_FINISH)),
        ({"finish_reason": 0}, (S.DELTALESS, S.VOID_FINISH)),
        ({"finish_reason": "stop"}, (S.DELTALESS, S.FINISH)),
        ({"finish_reason": "stop", "content_filter_results": {}}, (S.DELTALESS, S.VERDICT)),
        ({"finish_reason": "", "content_filter_results": {}}, (S.DELTALESS, S.VOID_FINISH)),
        ({"content_filter_results": {}}, (S.DELTALESS,)),
        ({"delta": {}}, (S.EMPTY,)),
        ({"delta": {"role": "", "content": ""}}, (S.EMPTY,)),
        ({"delta": {"role": ["assistant"]}}, (S.EMPTY,)),
        ({"delta": {"role": "assistant"}}, (S.ROLE,)),
        ({"delta": {"role": "assistant", "refusal": "no"}}, (S.ROLE, S.CONTENT)),
        ({"delta": {}, "finish_reason": "stop"}, (S.FINISH,)),
        ({"delta": {}, "finish_reason": ["stop"]}, (S.VOID_FINISH,)),
        ({"delta": {"content": "a"}, "finish_reason": False}, (S.CONTENT, S.VOID_FINISH)),
        (
            {"delta": {"role": "assistant", "content": "a"}, "finish_reason": "stop"},
            (S.ROLE, S.CONTENT, S.FINISH_WITH_CONTENT),
        ),
    ],
)
def test_what_a_chunk_says_about_a_choice(choice: dict[str, Any], said: tuple[ChoiceSymbol, ...]) -> None:
    assert symbols(choice_code(choice)) == said


@pytest.mark.parametrize(("index", "of_one", "of_two"), [(0, 0, 0), (7, 7, 7), (-1, -1, -1), (True, 0, None)])
def test_the_index_of_a_choice(index: Any, of_one: int, of_two: int | None) -> None:
    assert choice_index({"index": index}, StreamAsked(1)) == of_one
    assert choice_index({"index": index}, StreamAsked(2)) == of_two


@pytest.mark.parametrize("choice", [{}, {"index": None}, {"index": "1"}, {"index": 1.0}])
def test_without_an_index_a_choice_can_only_be_the_only_one(choice: dict[str, Any]) -> None:
    assert choice_index(choice, StreamAsked(1)) == 0
    assert choice_index(choice, StreamAsked(2)) is None


@pytest.mark.parametrize("index", [-1, 2, 3])
def test_an_index_outside_is_said_once_with_its_place(index: int) -> None:
    odd = b.chunk(b.choice({"role": "assistant"}), b.choice({"role": "assistant"}, index=index))
    assert told(odd, b.said("a", index), n=2) == [(K.INDEX_OUT_OF_RANGE, "/choices/1/index", index)]


def test_the_last_index_asked_for_is_inside() -> None:
    assert told(FIRST, b.role(1), b.role(2), n=3) == []


def test_a_first_index_that_is_not_zero_is_said_once_with_its_place() -> None:
    assert told(b.role(2), b.role(1), FIRST, n=3) == [(K.FIRST_INDEX_NOT_ZERO, "/choices/0/index", 2)]
    scalar = {**FIRST, "choices": [3, *b.role(1)["choices"]]}
    assert told(scalar, n=2) == [(K.FIRST_INDEX_NOT_ZERO, "/choices/1/index", 1)]


def test_choice_zero_may_stand_behind_another_in_the_first_chunk() -> None:
    both = b.chunk(b.choice({"role": "assistant"}, index=1), b.choice({"role": "assistant"}))
    assert told(both, n=2) == []
    assert told({**both, "choices": [*both["choices"], None]}, n=2) == []


def test_only_so_many_invented_choices_are_followed() -> None:
    order, reported = ordered(*(b.role(index) for index in range(400)), n=2)
    assert list(order.states) == list(range(2 + 256))
    assert {kind for kind, *_ in reported} == {K.INDEX_OUT_OF_RANGE}
    assert ordered(*(b.role(index) for index in range(400)), b.said("a", 399), n=2)[1][-1][2] == 399


def test_an_empty_id_is_said_of_chunks_of_the_answer() -> None:
    assert told({**FIRST, "id": ""}) == [(K.EMPTY_ID, "/id", "")]
    assert told({**b.chunk(), "id": ""}) == []
    assert told({**b.chunk({**BARE, "content_filter_results": {}}), "id": ""}) == []


def test_a_change_of_identity_shows_both_values() -> None:
    assert told(FIRST, {**LAST, "model": "x"}) == [(K.MODEL_CHANGED, "/model", {"before": "m", "now": "x"})]
    assert told(FIRST, {**LAST, "model": ""}) == [(K.MODEL_CHANGED, "/model", {"before": "m", "now": ""})]
    renamed = {**LAST, "model": "x"}
    again = told(FIRST, renamed, {**renamed, "created": 1})
    assert [kind for kind, *_ in again] == [K.MODEL_CHANGED, K.CREATED_CHANGED, K.SECOND_FINISH]
    annotation = b.chunk({**BARE, "content_filter_results": {}}, id="", model="", created=0)
    assert told(FIRST, annotation) == []


def test_what_a_choice_does_wrong_is_reported_with_its_position() -> None:
    again = b.chunk(b.choice({"content": "a"}, index=1), b.choice(finish="length"))
    assert told(FIRST, b.role(1), LAST, again, n=2) == [(K.SECOND_FINISH, "/choices/1", again["choices"][1])]


def test_choices_that_are_no_objects_are_passed_over() -> None:
    odd = {**FIRST, "choices": [None, 3, *FIRST["choices"]]}
    assert ordered(odd)[0].states == ordered(FIRST)[0].states


def test_a_choice_without_an_index_hides_none_behind_it() -> None:
    placeless: dict[str, Any] = {"delta": {}, "finish_reason": None}
    assert list(ordered(b.chunk(placeless, b.choice()), n=2)[0].states) == [0]
    assert told(b.chunk(b.choice(index=1), placeless), n=2) == [(K.FIRST_INDEX_NOT_ZERO, "/choices/0/index", 1)]
    late = b.chunk(placeless, usage=b.USAGE)
    assert told(FIRST, LAST, late, include_usage=True) == [(K.USAGE_ON_CHOICE_CHUNK, "/usage", b.USAGE)]


def test_each_choice_owes_its_own_finish() -> None:
    missing = [(K.FINISH_MISSING, "", {"index": index}) for index in (0, 2)]
    assert owed(FIRST, b.role(1), b.role(2), b.finish(index=1), n=3) == missing


def test_choices_that_never_came_are_told_together() -> None:
    assert owed(FIRST, LAST, n=3) == [(K.CHOICE_MISSING, "", {"never seen": [1, 2]})]
    assert owed(b.role(1), b.finish(index=1), n=2) == [(K.CHOICE_MISSING, "", {"never seen": [0]})]
    assert owed(FIRST, LAST, n=20) == [(K.CHOICE_MISSING, "", {"never seen": list(range(1, 11))})]


def test_no_choice_is_missing_where_none_came_or_one_has_no_index() -> None:
    unplaced = b.chunk({"delta": {}, "finish_reason": None})
    assert owed(n=2) == []
    assert owed(FIRST, LAST, unplaced, n=2) == []
    assert owed(FIRST, LAST, b.role(5), b.finish(index=5), n=2) == []


def test_a_stream_is_interrupted_until_every_choice_that_came_has_ended() -> None:
    assert ordered()[0].interrupted()
    assert ordered(FIRST, b.role(1), LAST, n=2)[0].interrupted()
    assert not ordered(FIRST, LAST, n=2)[0].interrupted()
    assert not ordered(FIRST, b.finish(""))[0].interrupted()


USAGE_MISSING = [(K.USAGE_MISSING, "", None)]


def test_usage_is_owed_unless_the_stream_was_interrupted() -> None:
    assert owed(FIRST, LAST, include_usage=True) == USAGE_MISSING
    assert owed(FIRST, LAST, marked=False, include_usage=True) == USAGE_MISSING
    assert owed(FIRST, marked=True, include_usage=True)[1:] == USAGE_MISSING
    assert owed(FIRST, marked=False, include_usage=True)[1:] == []


@pytest.mark.parametrize("finish", [None, ""])
def test_usage_beside_a_choice_without_a_delta_is_on_no_finish(finish: str | None) -> None:
    whole = b.chunk({**BARE, "finish_reason": finish, "message": {"content": "a"}}, usage=b.USAGE)
    both = {**whole, "choices": [*whole["choices"], b.choice(index=1)]}
    assert told(both, n=2, include_usage=True) == [(K.USAGE_CONTINUOUS, "/usage", b.USAGE)]


@pytest.mark.parametrize(
    "choice",
    [b.choice(finish="stop"), b.choice({"content": "a"}, "stop"), {**BARE, "finish_reason": "stop"}],
)
def test_usage_beside_a_finish_is_told_as_that(choice: dict[str, Any]) -> None:
    both = b.chunk(choice, b.choice({"role": "assistant"}, index=1), usage=b.USAGE)
    reported = told(FIRST, both, n=2, include_usage=True)
    assert [fact for fact in reported if fact[1] == "/usage"] == [(K.USAGE_ON_CHOICE_CHUNK, "/usage", b.USAGE)]


def test_usage_beside_choices_that_have_all_finished_is_told_as_on_a_finish() -> None:
    late = b.chunk(b.choice(), usage=b.USAGE)
    assert told(FIRST, LAST, late, include_usage=True) == [(K.USAGE_ON_CHOICE_CHUNK, "/usage", b.USAGE)]
    scalar = {**late, "choices": [*late["choices"], 3]}
    assert told(FIRST, LAST, scalar, include_usage=True) == [(K.USAGE_CONTINUOUS, "/usage", b.USAGE)]
    other = b.chunk(b.choice(), b.choice(index=1), usage=b.USAGE)
    assert told(FIRST, b.role(1), LAST, other, n=2, include_usage=True) == [(K.USAGE_CONTINUOUS, "/usage", b.USAGE)]


def test_usage_of_its_own_before_every_choice_has_come_is_early() -> None:
    early = told(FIRST, LAST, b.usage(), b.role(1), n=2, include_usage=True)
    assert early == [(K.USAGE_EARLY, "", None)]
    behind = told(FIRST, LAST, b.usage(), b.chunk(b.choice()), include_usage=True)
    assert behind == [(K.USAGE_NOT_LAST, "", None)]


def test_content_of_one_choice_that_is_under_way_may_be_repeated() -> None:
    order, _ = ordered(FIRST, b.role(1), b.finish(index=1), n=2)
    assert order.repeats([b.choice({"content": "a"})])
    assert order.repeats([{**b.choice({"refusal": "a"}), "logprobs": None}])


@pytest.mark.parametrize(
    "choices",
    [
        [],
        [3],
        [b.choice()],
        [b.choice({"content": "a"}), b.choice({"content": "a"})],
        [b.choice({"role": "assistant", "content": "a"})],
        [b.choice({"content": "a"}, "stop")],
        [b.choice({"content": "a"}, index=1)],
        [b.choice({"content": "a"}, index=5)],
        [{"delta": {"content": "a"}}],
    ],
)
def test_what_would_move_or_report_something_is_not_repeated(choices: list[Any]) -> None:
    order, _ = ordered(FIRST, b.role(1), b.finish(index=1), n=2)
    assert not order.repeats(choices)
    assert not ordered()[0].repeats([b.choice({"content": "a"})])

"""What is said about completions, to the letter: kind, what stood there, and where."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.conversations.user import SOMEBODY
from conformance.selftest.checks.answers import DONE, EVENTS, STREAMED, Said, answered, choice, chunk, judged, streamed

NOW = 1_800_000_000
A_DAY = 86_400
NO_INTEGER = ("blocked", "created is no integer (see the schema findings)", "")
NO_CHOICES = ("blocked", "there are no choices (see the schema findings)", "")


def completion(**members: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": "hi", "refusal": None}
    one = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": NOW, "model": "m", "choices": [one], **members}


def said_by(message: Any, **members: Any) -> dict[str, Any]:
    return completion(choices=[{"index": 0, "message": message, "finish_reason": "stop", **members}])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1_499_999_999, [("implausible", "1499999999", "/created")]),
        (1_500_000_000, []),
        (9_999_999_999, []),
        (10_000_000_000, [("implausible", "10000000000", "/created")]),
        (99_999_999_999, [("implausible", "99999999999", "/created")]),
        (100_000_000_000, [("milliseconds", "100000000000", "/created")]),
        (10**50, [("milliseconds", "1" + "0" * 39, "/created")]),
        (True, [NO_INTEGER, ("wrong-type", "true", "/created")]),
        ("1", [NO_INTEGER, ("wrong-type", '"1"', "/created")]),
    ],
)
def test_times_are_seconds(value: Any, said: list[Said]) -> None:
    assert judged("RESP-003", answered(200, completion(created=value))) == said
    if type(value) is int and value < 10**40:
        assert judged("STREAM-004", streamed(chunk(choice("a"), created=value) + DONE)) == said


@pytest.mark.parametrize(
    ("value", "now", "said"),
    [
        (NOW, NOW, []),
        (NOW, NOW + A_DAY, []),
        (NOW, NOW - A_DAY, []),
        (NOW, NOW + A_DAY + 1, [("other-day", str(NOW), "/created")]),
        (NOW, NOW - A_DAY - 1, [("other-day", str(NOW), "/created")]),
        (NOW, 0, []),
        (1_499_999_999, NOW, [("blocked", "created is no time in seconds (see RESP-003 and STREAM-004)", "")]),
        (10_000_000_000, NOW, [("blocked", "created is no time in seconds (see RESP-003 and STREAM-004)", "")]),
        (9_999_999_999, NOW, [("other-day", "9999999999", "/created")]),
        (1_500_000_000, NOW, [("other-day", "1500000000", "/created")]),
    ],
)
def test_times_are_now(value: int, now: int, said: list[Said]) -> None:
    assert judged("RESP-020", answered(200, completion(created=value), started_at=float(now))) == said
    assert judged("RESP-020", streamed(chunk(choice("a"), created=value) + DONE, started_at=float(now))) == said


def _choices(*indexes: Any) -> list[dict[str, Any]]:
    return [{"index": index} for index in indexes]


@pytest.mark.parametrize(
    ("choices", "n", "said"),
    [
        (_choices(0), 1, []),
        ([], 1, [("empty", "[]", "/choices")]),
        (None, 1, [NO_CHOICES, ("null", "null", "/choices")]),
        ({"a": {}}, 1, [NO_CHOICES, ("wrong-type", '{"a": {}}', "/choices")]),
        ([3], 1, [NO_CHOICES]),
        (_choices(0, 1), 1, [("too-many", "2 choices", "/choices")]),
        (_choices(0, 1), 2, []),
        (_choices(1, 0), 2, []),
        (_choices(0, 0), 2, [("wrong-index", "[0, 0]", "/choices")]),
        (_choices(1), 1, [("wrong-index", "[1]", "/choices")]),
        (_choices(*[False]), 1, [("no-index", "false", "/choices/0/index")]),
        (_choices("0", 7), 2, [("no-index", '"0"', "/choices/0/index")]),
    ],
)
def test_choices(choices: Any, n: int, said: list[Said]) -> None:
    assert judged("RESP-004", answered(200, completion(choices=choices), asked={"n": n})) == said


@pytest.mark.parametrize(
    ("choices", "n", "said"),
    [
        (_choices(0, 1), 2, []),
        (_choices(0), 2, [("choices-ignored", "1 choices", "/choices")]),
        (_choices(0, 1, 2), 2, [("choices-ignored", "3 choices", "/choices")]),
        (_choices(0, 1), 1, []),
        ([], 2, []),
        (None, 2, []),
    ],
)
def test_number_of_choices(choices: Any, n: int, said: list[Said]) -> None:
    assert judged("STREAM-030", answered(200, completion(choices=choices), asked={"n": n})) == said


def test_keys_that_current_models_leave_out() -> None:
    whole = {"index": 0, "message": {"refusal": None}, "logprobs": None}
    second = {"index": 1, "message": {}}
    assert judged("RESP-009", answered(200, completion(choices=[whole, {"message": 3, "logprobs": None}]))) == []
    assert judged("RESP-009", answered(200, completion(choices=[whole, second]))) == [
        ("logprobs-missing", "absent", "/choices/1"),
        ("refusal-missing", "absent", "/choices/1/message"),
    ]


USAGE = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
WRONG = [("wrong-sum", "8", "/usage/total_tokens")]


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (USAGE, []),
        (USAGE | {"total_tokens": 8}, WRONG),
        (USAGE | {"total_tokens": "8"}, []),
        (USAGE | {"prompt_tokens": True}, []),
        (None, [("not-applicable", "there is no usage", "")]),
    ],
)
def test_sums(usage: Any, said: list[Said]) -> None:
    assert judged("RESP-012", answered(200, completion(usage=usage))) == said
    last = chunk(usage=usage)
    assert judged("USAGE-006", streamed(chunk(choice("a", finish="stop")) + last + DONE)) == (said if usage else [])


def test_of_several_usages_the_last_counts() -> None:
    wrong = chunk(usage=USAGE | {"total_tokens": 8})
    assert judged("USAGE-006", streamed(chunk(usage=USAGE) + wrong + DONE)) == WRONG
    assert judged("USAGE-006", streamed(wrong + chunk(usage=USAGE) + DONE)) == []


def test_absent_usage_is_told() -> None:
    assert judged("RESP-010", answered(200, completion())) == [("usage-missing", "absent", "/usage")]
    assert judged("RESP-010", answered(200, completion(usage=None))) == [("usage-missing", "null", "/usage")]


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"prompt_tokens_details": {"cached_tokens": 3}}, []),
        (
            {"prompt_tokens_details": {"cached_tokens": 4}},
            [("exceeds-total", "4", "/usage/prompt_tokens_details/cached_tokens")],
        ),
        (
            {"completion_tokens_details": {"rejected_prediction_tokens": 9, "reasoning_tokens": 5}},
            [("exceeds-total", "5", "/usage/completion_tokens_details/reasoning_tokens")],
        ),
        ({"completion_tokens_details": {"accepted_prediction_tokens": 9, "audio_tokens": 4}}, []),
        (
            {"prompt_tokens_details": {"cached_tokens": "9"}},
            [("wrong-type", '"9"', "/usage/prompt_tokens_details/cached_tokens")],
        ),
        ({"prompt_tokens_details": {"cached_tokens": 9}, "prompt_tokens": None}, []),
        ({"prompt_tokens_details": None}, []),
    ],
)
def test_details(details: dict[str, Any], said: list[Said]) -> None:
    assert judged("RESP-013", answered(200, completion(usage=USAGE | details))) == said


def test_members_of_others_are_listed() -> None:
    extra = completion(provider="x") | {"choices": [{"index": 0, "message": {"content": "", "mood": 1}}]}
    assert {kind for kind, *_ in judged("RESP-017", answered(200, extra))} == {"extra-member"}
    assert judged("RESP-017", answered(200, completion())) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("chatcmpl-7", []),
        ("cmpl-7", [("other-prefix", "cmpl-7", "/id")]),
        ("", []),
        (7, []),
    ],
)
def test_ids(value: Any, said: list[Said]) -> None:
    assert judged("RESP-021", answered(200, completion(id=value))) == said


LINES = b'data: {"a": 1}\n\n'


@pytest.mark.parametrize(
    ("body", "how", "said"),
    [
        (b'{"a": 1}', {}, []),
        (LINES, {"headers": EVENTS}, [("event-stream", LINES.decode(), "")]),
        (LINES, {"headers": EVENTS, "asked": {"stream": False}}, []),
        (b'{"a": 1}\n\ndata: [DONE]\n\n', {}, [("event-stream", "data: [DONE]", "")]),
        (b'{"a": 1}data: {"b": 2}', {}, [("event-stream", 'data: {"b": 2}', "")]),
        (b'{"a": 1}\n\ndata: [DONE]\n\n', {"asked": {"stream": None}}, []),
        (b'{"a": "data: [DONE]"}', {}, []),
        (b"no}\ndata: [DONE]", {}, []),
    ],
)
def test_a_body_is_no_stream(body: bytes, how: dict[str, Any], said: list[Said]) -> None:
    assert judged("RESP-018", answered(200, body, **how)) == said


@pytest.mark.parametrize(
    ("answer", "asked", "said"),
    [
        (said_by({"content": "hi"}), {}, []),
        (said_by({"content": ""}), {}, [("no-text", "", "/choices/0/message/content")]),
        (said_by({"content": None}), {}, [("no-text", "None", "/choices/0/message/content")]),
        (said_by({"content": None}, finish_reason="length"), {}, []),
        (said_by({"content": None, "refusal": "no"}), {}, []),
        (said_by({"content": None, "tool_calls": [1]}), {}, []),
        (said_by({"content": None, "function_call": {"a": 1}}), {}, []),
        (said_by({"content": None, "audio": {"id": 1}}), {}, []),
        (said_by(3), {}, []),
        (said_by({}), {}, [("blocked", "the message has no content (see RESP-008)", "")]),
        (
            said_by({"content": ""}),
            {"stop": "a"},
            [("inconclusive", "what was asked for may end a text before it begins", "")],
        ),
    ],
)
def test_text(answer: dict[str, Any], asked: dict[str, Any], said: list[Said]) -> None:
    assert judged("RESP-019", answered(200, answer, asked=asked)) == said


def test_every_choice_is_looked_at_for_text() -> None:
    empty = {"message": {"content": ""}, "finish_reason": "stop"}
    full = {"message": {"content": "hi"}, "finish_reason": "stop"}
    for before in (full, full | {"finish_reason": "length"}):
        found = judged("RESP-019", answered(200, completion(choices=[before, empty])))
        assert found == [("no-text", "", "/choices/1/message/content")]


@pytest.mark.parametrize(
    ("asked", "named", "said"),
    [
        ("m", "m", []),
        ("m", "m-2026", []),
        ("org/m", "m", []),
        ("m", "x", [("other-model", "x", "/model")]),
        ("m", "xm", [("other-model", "xm", "/model")]),
        ("m", None, [("blocked", "the answer names no model (see MODEL-001)", "")]),
        (3, "m", [("blocked", "the answer names no model (see MODEL-001)", "")]),
    ],
)
def test_the_model(asked: Any, named: Any, said: list[Said]) -> None:
    assert judged("MODEL-005", answered(200, completion(model=named), asked={"model": asked})) == said


@pytest.mark.parametrize(
    ("tier", "said"),
    [("auto", []), ("fast", []), ("turbo", [("other-tier", "turbo", "/service_tier")]), ("", []), (None, []), (3, [])],
)
def test_tiers(tier: Any, said: list[Said]) -> None:
    assert judged("PARAM-007", answered(200, completion(service_tier=tier))) == said


def test_padding_is_a_member_and_no_word() -> None:
    padded = chunk(choice("a"), obfuscation="xx")
    assert judged("USAGE-012", streamed(padded + DONE)) == [("obfuscated", "obfuscation", "")]
    assert judged("USAGE-012", streamed(chunk(choice('"obfuscation": "')) + DONE)) == []


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        (b"{}", {}, []),
        (b'{"x": "eyechart-user"}', {}, []),
    ],
)
def test_others_may_be_named(body: bytes, headers: dict[str, str], said: list[Said]) -> None:
    assert judged("USER-003", answered(200, body, headers=headers)) == said


def test_the_end_user_is_not_named() -> None:
    said = judged("USER-003", answered(200, {"x": SOMEBODY}, headers={"X-A": "b", "X-User": SOMEBODY, "X-C": SOMEBODY}))
    assert [(kind, place) for kind, _, place in said] == [("in-body", ""), ("in-headers", "")]
    assert (SOMEBODY in said[0][1], said[1][1]) == (True, f"X-User: {SOMEBODY}")


def test_streams_are_not_asked_about_the_completion() -> None:
    assert judged("RESP-018", answered(200, LINES, headers=EVENTS, asked=STREAMED)) == []


def test_created_out_of_range_is_judged_once() -> None:
    for value in (-1, 10**12):
        assert [kind for kind, *_ in judged("RESP-003", answered(200, completion(created=value)))] == [
            "implausible" if value < 0 else "milliseconds"
        ]

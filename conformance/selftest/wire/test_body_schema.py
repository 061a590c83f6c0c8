from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.finding import Place
from conformance.selftest.schemas.bodies import ABSENT, BODIES, CHUNK, COMPLETION, ERROR, changed
from conformance.strategies.json_values import json_values
from conformance.wire.body_schema import SchemaName, extra_members, faults, is_valid, located

NAMES = st.text() | st.sampled_from(["choices", "delta", "error", "usage"])
BODY_SCHEMAS = [SchemaName.REQUEST, SchemaName.COMPLETION, SchemaName.CHUNK, SchemaName.ERROR]
BASE: dict[str, Any] = {"completion": COMPLETION, "chunk": CHUNK, "error": ERROR}

# Location (0 stands for every index) -> value that is put there and the kind that it is.
SCALAR: dict[str, Any] = {"missing": ABSENT, "null": None, "wrong-type": {}}
FAULTS: dict[str, dict[str, Any]] = {
    "completion#/id": {**SCALAR, "empty": ""},
    "completion#/object": {**SCALAR, "empty": "", "unknown-value": "chat.completion.chunk"},
    "completion#/created": {**SCALAR, "wrong-type": "1760000000", "out-of-range": 1760000000000},
    "completion#/model": {**SCALAR, "empty": ""},
    "completion#/choices": SCALAR,
    "completion#/choices/0": {"null": None, "wrong-type": "a"},
    "completion#/choices/0/index": {**SCALAR, "wrong-type": 0.5},
    "completion#/choices/0/message": {"missing": ABSENT, "null": None, "wrong-type": "a"},
    "completion#/choices/0/message/role": {**SCALAR, "empty": "", "unknown-value": "user"},
    "completion#/choices/0/message/content": {"missing": ABSENT, "wrong-type": [{"type": "text", "text": "a"}]},
    "completion#/choices/0/message/tool_calls/0/id": SCALAR,
    "completion#/choices/0/message/tool_calls/0/function/arguments": SCALAR,
    "completion#/choices/0/finish_reason": {**SCALAR, "empty": "", "unknown-value": "eos"},
    "completion#/choices/0/logprobs/content": {"missing": ABSENT, "wrong-type": {}},
    "completion#/choices/0/logprobs/content/0/logprob": {**SCALAR, "out-of-range": 0.1},
    "completion#/choices/0/logprobs/content/0/bytes/0": {"null": None, "wrong-type": "a", "out-of-range": 256},
    "completion#/service_tier": {"wrong-type": 1, "empty": ""},
    "completion#/system_fingerprint": {"wrong-type": 1},
    "completion#/usage": {"null": None, "wrong-type": []},
    "completion#/usage/total_tokens": {**SCALAR, "out-of-range": -1},
    "chunk#/id": SCALAR,
    "chunk#/object": {**SCALAR, "empty": "", "unknown-value": "chat.completion"},
    "chunk#/created": {**SCALAR, "wrong-type": 1760000000.5},
    "chunk#/model": SCALAR,
    "chunk#/choices": SCALAR,
    "chunk#/choices/0/index": SCALAR,
    "chunk#/choices/0/delta": {"missing": ABSENT, "null": None, "wrong-type": "a"},
    "chunk#/choices/0/delta/role": {"null": None, "wrong-type": 1, "empty": "", "unknown-value": "model"},
    "chunk#/choices/0/delta/content": {"wrong-type": 1},
    "chunk#/choices/0/delta/tool_calls/0/index": {**SCALAR, "wrong-type": "0"},
    "chunk#/choices/0/finish_reason": {"missing": ABSENT, "wrong-type": 0, "empty": "", "unknown-value": "abort"},
    "chunk#/usage": {"wrong-type": 7},
    "chunk#/usage/prompt_tokens": {**SCALAR, "out-of-range": -5},
    "error#/error": {"missing": ABSENT, "null": None, "wrong-type": "no"},
    "error#/error/message": {**SCALAR, "empty": ""},
    "error#/error/type": SCALAR,
    "error#/error/param": {"missing": ABSENT, "wrong-type": ["a"]},
    "error#/error/code": {"missing": ABSENT, "wrong-type": 400},
}
CASES = [(location, kind, value) for location, kinds in FAULTS.items() for kind, value in kinds.items()]


@pytest.mark.parametrize(("location", "kind", "value"), CASES)
def test_fault_has_its_location_and_kind(location: str, kind: str, value: Any) -> None:
    stem, pointer = location.split("#")
    (fault,) = faults(SchemaName(stem), changed(BASE[stem], {pointer: value}))
    assert (fault.location, fault.kind) == (location.replace("/0", "/*"), kind)
    assert fault.oddity.kind == kind
    assert fault.oddity.place == Place(pointer=pointer)


@pytest.mark.parametrize(("location", "kind", "value"), CASES)
def test_both_libraries_see_the_same(location: str, kind: str, value: Any) -> None:
    stem, pointer = location.split("#")
    body = changed(BASE[stem], {pointer: value})
    seen = located(SchemaName(stem), body)
    assert kind in {fault.kind for fault in seen}
    assert set(seen) == set(faults(SchemaName(stem), body))


LEGAL: dict[str, list[Any]] = {
    "completion#/choices/0/logprobs": [ABSENT, None],
    "completion#/choices/0/message/refusal": [ABSENT, "no"],
    "completion#/choices/0/message/annotations": [ABSENT, None],
    "completion#/choices/0/message/content": [None, ""],
    "completion#/choices/0/message/reasoning_content": ["hm"],
    "completion#/system_fingerprint": [ABSENT, None],
    "completion#/service_tier": [ABSENT, None, "on_demand"],
    "completion#/usage": [ABSENT],
    "chunk#/id": [""],
    "chunk#/choices": [[]],
    "chunk#/choices/0/finish_reason": ["stop", "length", "tool_calls", "content_filter", "function_call", None],
    "chunk#/choices/0/delta": [{}, {"role": "assistant"}, {"content": None}, {"reasoning": "hm"}],
    "chunk#/choices/0/logprobs": [ABSENT, None, {"content": [], "refusal": None}, {"content": None}],
    "chunk#/choices/0/delta/tool_calls": [[], None, [{"index": 0}], [{"index": 1, "id": None, "function": None}]],
    "chunk#/usage": [ABSENT, None],
    "chunk#/error": [None],
    "error#/error/param": ["n", None],
    "error#/error/code": ["400", None],
    "error#/error/innererror": [{}],
}


@pytest.mark.parametrize(("location", "value"), [(at, value) for at, values in LEGAL.items() for value in values])
def test_legal_variant_is_no_fault(location: str, value: Any) -> None:
    stem, pointer = location.split("#")
    body = changed(BASE[stem], {pointer: value})
    assert is_valid(SchemaName(stem), body)
    assert faults(SchemaName(stem), body) == ()


@pytest.mark.parametrize(
    ("location", "value", "message"),
    [
        ("chunk#/object", "x", '`object` is "x", expected "chat.completion.chunk".'),
        (
            "chunk#/choices/0/delta/role",
            None,
            "`role` is null, expected one of developer, system, user, assistant, tool.",
        ),
        ("chunk#/choices/0", 5, "`choices` item 0 is 5, expected an object."),
        ("chunk#/choices/0/delta/tool_calls", [{"index": 0}, 5], "`tool_calls` item 1 is 5, expected an object."),
        ("chunk#/choices", ABSENT, "`choices` is missing, expected an array."),
        ("chunk#/usage", 7, "`usage` is 7, expected an object or null."),
        ("chunk#/usage/total_tokens", -1, "`total_tokens` is -1, expected an integer of at least 0."),
        ("error#/error/code", 400, "`code` is 400, expected a string or null."),
        ("error#/error/message", "", '`message` is "", expected a non-empty string.'),
        ("error#/error/message", [0] * 30, "`message` is an array of 30 items, expected a non-empty string."),
    ],
)
def test_message_is_a_sentence_for_people(location: str, value: Any, message: str) -> None:
    stem, pointer = location.split("#")
    (fault,) = faults(SchemaName(stem), changed(BASE[stem], {pointer: value}))
    assert fault.oddity.message == message


def test_expected_and_actual_of_an_empty_finish_reason() -> None:
    (fault,) = faults(SchemaName.CHUNK, changed(CHUNK, {"/choices/0/finish_reason": ""}))
    expected = "one of stop, length, tool_calls, content_filter, function_call, or null"
    assert fault.oddity.message == f'`finish_reason` is "", expected {expected}.'
    assert (fault.oddity.expected, fault.oddity.actual) == (expected, '""')


@pytest.mark.parametrize("name", BODY_SCHEMAS)
@pytest.mark.parametrize(
    ("value", "kind"), [(None, "null"), ([], "wrong-type"), ("a", "wrong-type"), (5, "wrong-type")]
)
def test_body_that_is_no_object(name: SchemaName, value: Any, kind: str) -> None:
    (fault,) = faults(name, value)
    assert (fault.location, fault.kind, fault.oddity.expected) == (f"{name}#", kind, "an object")


def test_one_place_has_one_fault_and_one_body_at_most_a_hundred() -> None:
    found = faults(SchemaName.CHUNK, {"choices": [{"delta": None}] * 1000})
    assert len(found) == len({fault.oddity.place for fault in found}) == 100


def test_long_text_is_shortened() -> None:
    (fault,) = faults(SchemaName.CHUNK, changed(CHUNK, {"/object": "x" * 10**6}))
    assert len(fault.oddity.message) < 300
    assert "1000000 characters" in fault.oddity.message


def test_rules_across_members_speak_in_words() -> None:
    request = changed(BODIES["request"][0], {"/stream_options": {"include_usage": True}})
    (fault,) = faults(SchemaName.REQUEST, request)
    assert fault.location == "request#/stream_options"
    assert fault.oddity.expected == "absent or null unless `stream` is true"


@pytest.mark.parametrize(
    ("messages", "location"),
    [
        ([{"content": "a"}], "request#/messages/*/role"),
        ([{"role": "userr", "content": "a"}], "request#/messages/*/role"),
        ([{"role": "user", "content": [{"text": "a"}]}], "request#/messages/*/content/*/type"),
        ([{"role": "user", "content": [{"type": "text"}]}], "request#/messages/*/content/*/text"),
        ([{"role": "tool", "content": "a"}], "request#/messages/*/tool_call_id"),
    ],
)
def test_alternatives_are_chosen_before_they_are_judged(messages: Any, location: str) -> None:
    (fault,) = faults(SchemaName.REQUEST, {"model": "m", "messages": messages})
    assert fault.location == location


@pytest.mark.parametrize("name", BODY_SCHEMAS)
def test_a_complete_body_has_no_extra_members(name: SchemaName) -> None:
    assert [extra_members(name, body) for body in BODIES[name]] == [()] * len(BODIES[name])


def test_extra_members_are_named_by_location() -> None:
    extra = {
        "/x": 1,
        "/choices/0/delta/reasoning_content": "a",
        "/choices/0/delta/tool_calls/0/a~b": 1,
        "/usage/cost": 0,
    }
    assert extra_members(SchemaName.CHUNK, changed(CHUNK, extra)) == (
        "chunk#/choices/*/delta/reasoning_content",
        "chunk#/choices/*/delta/tool_calls/*/a~0b",
        "chunk#/usage/cost",
        "chunk#/x",
    )


def test_maps_have_no_extra_members() -> None:
    body = changed(BODIES["request"][1], {"/logit_bias/7": 1, "/metadata/a": "b", "/tools/0/function/parameters/x": 1})
    assert extra_members(SchemaName.REQUEST, body) == ()


def deep(levels: int, *, name: str = "") -> Any:
    value: Any = 0
    for _ in range(levels):
        value = {name: value} if name else [value]
    return value


HOSTILE = {
    "deep array": deep(50_000),
    "deep object": deep(50_000, name="choices"),
    "deep id": {"id": deep(50_000), "model": deep(50_000), "error": {"message": deep(50_000)}},
    "surrogate name": {"\ud800": 1},
    "surrogate value": {"id": "\ud800", "object": "\udfff", "choices": [{"finish_reason": "\ud800"}]},
    "huge integer": {"created": 10**6000, "usage": {"total_tokens": -(10**6000)}},
    "infinity": {"created": float("inf"), "usage": {"total_tokens": float("nan")}},
    "other keys": {"": {"": []}, "/": 1, "~": 2, "$ref": "#"},
}


@pytest.mark.parametrize("name", BODY_SCHEMAS)
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_nothing_raises(name: SchemaName, value: Any) -> None:
    assert not is_valid(name, value)
    assert faults(name, value) != ()
    assert extra_members(name, value) == tuple(sorted(extra_members(name, value)))


@pytest.mark.parametrize("text", ["\ud800", "a\udc00b"])
def test_lone_surrogates_are_no_fault_of_the_schema(text: str) -> None:
    body = changed(CHUNK, {"/choices/0/delta/content": text, f"/{text}": text})
    assert is_valid(SchemaName.CHUNK, body)
    assert faults(SchemaName.CHUNK, body) == ()


@given(st.sampled_from(BODY_SCHEMAS), json_values(names=NAMES, allow_nan=True, max_leaves=20))
def test_valid_and_without_faults_are_the_same(name: SchemaName, value: Any) -> None:
    assert is_valid(name, value) == (faults(name, value) == ())


def test_nothing_is_read_on_import() -> None:
    program = "import sys, conformance.wire.body_schema; print('jsonschema_rs' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert ran.stdout == "False\n"

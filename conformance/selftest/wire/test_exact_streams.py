"""Where the stream readers say that something is odd, what stood there, and what they keep of odd streams."""

from __future__ import annotations

from ast import literal_eval
from typing import Any

import pytest

from conformance.model.settings import Limits
from conformance.selftest.schemas.bodies import changed
from conformance.selftest.wire import chunk_bodies as b
from conformance.wire.body_schema import SchemaName, faults
from conformance.wire.call_grammar import CallKind
from conformance.wire.chunk_fold import FoldedChoice
from conformance.wire.json_text import JsonForm, JsonText, read_json_text
from conformance.wire.oddity_log import sample
from conformance.wire.schema_words import appearance
from conformance.wire.sse import SseReader
from conformance.wire.stream_order import is_azure_extra
from conformance.wire.stream_reading import StreamReading
from conformance.wire.strict_json import read_json

HERE = "\u2021"
"""Stands before the odd place."""
FIRST = b.role()


@pytest.mark.parametrize(
    ("text", "kind", "event", "actual"),
    [
        ("\u2021\ufeffdata: a\n\n", "byte-order-mark", 0, None),
        ("\ufeff\u2021\ufeffdata: a\n\n", "second-byte-order-mark", 0, b"\xef\xbb\xbfdata: a"),
        ("data: a\n\ndata: b\u2021\r\n\n", "mixed-line-endings", 1, b"\r\n"),
        ("data: a\n\n\u2021data: b\n", "unterminated-event", 1, b"data: b\n"),
        ("data: a\n\n\u2021event: x\n\n", "block-without-data", 1, None),
        ("data: a\n\n\u2021data\n\n", "empty-data", 1, None),
        ("\u2021x: y\ndata: a\n\n", "unknown-field", 0, b"x: y"),
        ("\u2021Data: y\ndata: a\n\n", "misspelt-field", 0, b"Data: y"),
        ("\u2021data:y\n\n", "no-space-after-colon", 0, b"y"),
        ("\u2021data:  y\n\n", "extra-space-after-colon", 0, b" y"),
        ("\u2021data: y\ndata: z\n\n", "multi-line-data", 0, b"y\nz"),
        ("data: y\n\u2021event: z\n\n", "event-field", 0, b"z"),
        ("data: y\n\u2021id: z\n\n", "id-field", 0, b"z"),
        ("data: y\n\u2021id: z\0\n\n", "id-with-nul", 0, b"z\0"),
        ("data: y\n\u2021retry: 3\n\n", "retry-field", 0, b"3"),
        ("data: y\n\u2021retry: x\n\n", "retry-not-digits", 0, b"x"),
        ("id: 1\ndata: y\n\n: c\n\u2021\n", "id-then-empty-block", 1, None),
        ("data: y\n\n\u2021: c\n", "comment", 1, b": c"),
        ("\u2021data: : c\n\n", "comment-as-data", 0, b": c"),
    ],
)
@pytest.mark.parametrize("size", [1, 5, 1 << 20])
def test_places_in_event_streams(text: str, kind: str, event: int, actual: bytes | None, size: int) -> None:
    before, _, after = text.partition(HERE)
    data = (before + after).encode()
    reader = SseReader(Limits())
    for at in range(0, len(data), size):
        reader.feed(data[at : at + size])
    reader.finish()
    found = [one for one in reader.oddities if one.kind == kind]
    assert [(one.place.byte, one.place.event) for one in found] == [(len(before.encode()), event)]
    assert (literal_eval(found[0].actual) if found[0].actual else None) == actual


def test_a_wrong_byte_is_shown_with_what_follows() -> None:
    reader = SseReader(Limits())
    reader.feed(b"data: ab\xff1234567890\n\n")
    (oddity,) = reader.oddities
    assert (oddity.place.byte, literal_eval(oddity.actual)) == (8, b"\xff1234567")


def test_a_scalar_that_is_labelled_as_an_error_is_no_chunk_that_is_wrong() -> None:
    scalar = b"data: 3\n\n"
    assert "not-an-object" in {str(one.kind) for one in b.read(FIRST, scalar).oddities}
    assert "not-an-object" not in {str(one.kind) for one in b.read(FIRST, b"event: error\n" + scalar).oddities}


@pytest.mark.parametrize("member", ["prompt_filter_results", "prompt_annotations", "obfuscation", "moderation"])
def test_chunks_without_choices_that_have_a_reason(member: str) -> None:
    said = {str(one.kind) for one in b.read(FIRST, b.chunk(**{member: []}), b.finish()).oddities}
    assert "empty-choices" not in said
    assert "empty-choices" in {str(one.kind) for one in b.read(FIRST, b.chunk(), b.finish()).oddities}


def test_what_every_chunk_repeats_is_counted() -> None:
    extra = [{**b.said(text), "provider": "x"} for text in "abcdef"]
    reading = b.read(FIRST, *extra, b.finish())
    assert reading.extra_members == {"chunk#/provider": 6}
    wrong = [{**b.said(text), "object": "x"} for text in "abcdef"]
    assert list(b.read(FIRST, *wrong, b.finish()).schema_counts.values()) == [6]


@pytest.mark.parametrize(
    "pointer",
    [
        "/usage",
        "/choices/0/logprobs",
        "/choices/0/delta/tool_calls/0",
        "/choices/0/delta/function_call",
    ],
)
def test_what_is_new_below_a_chunk_of_the_same_names_is_counted(pointer: str) -> None:
    plain = changed(FIRST, {pointer: {}} if pointer[-1] != "0" else {pointer.removesuffix("/0"): [{}]})
    odd = changed(plain, {f"{pointer}/odd": 1})
    location = f"chunk#{pointer.replace('/0', '/*')}/odd"
    assert b.read(plain, plain, odd, plain, odd).extra_members == {location: 2}


def test_extra_members_are_named_by_their_place() -> None:
    odd = b.chunk({**b.choice({"content": "a", "mood": 1}), "x": 1}, provider="p")
    assert b.read(odd).extra_members == {
        "chunk#/provider": 1,
        "chunk#/choices/*/x": 1,
        "chunk#/choices/*/delta/mood": 1,
    }


def test_empty_identities() -> None:
    empty = b.read({**FIRST, "id": "", "system_fingerprint": ""}, b.finish())
    assert (empty.ids, empty.fingerprints) == ((b.finish()["id"],), ())
    assert b.read({**FIRST, "model": "", "created": 0}).models == ("",)
    assert b.read({**FIRST, "created": 0}).created == (0,)


def test_a_reading_of_nothing() -> None:
    nothing = StreamReading()
    assert (nothing.events, nothing.chunks, nothing.done, nothing.error) == (0, 0, 0, None)
    assert (nothing.counts, nothing.schema_counts, nothing.choices, nothing.extra_members) == ({}, {}, {}, {})
    assert (nothing.oddities, nothing.schema_faults, nothing.usages, nothing.ids) == ((), (), (), ())
    assert (nothing.models, nothing.created, nothing.fingerprints) == ((), (), ())
    assert (nothing.first_event_seconds, nothing.done_seconds, nothing.end_seconds) == (None, None, None)
    assert FoldedChoice(0).cumulative is False
    assert SseReader(Limits()).tail == b""


ANNOTATION: dict[str, Any] = {
    "index": 0,
    "finish_reason": None,
    "content_filter_results": {},
    "content_filter_offsets": {},
}


@pytest.mark.parametrize(
    ("chunk", "extra"),
    [
        ({"choices": [ANNOTATION]}, True),
        ({"choices": [ANNOTATION, ANNOTATION]}, True),
        ({"choices": [ANNOTATION, b.choice()]}, False),
        ({"choices": [3]}, False),
        ({"choices": {"0": ANNOTATION}}, False),
        ({"choices": [], "prompt_filter_results": []}, True),
        ({"prompt_annotations": []}, True),
        ({"choices": []}, False),
    ],
)
def test_chunks_that_azure_adds(chunk: dict[str, Any], extra: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_azure_extra(chunk) is extra


def test_kinds_of_fragments_have_their_words() -> None:
    assert set(CallKind) == {
        *("id-missing", "type-missing", "name-missing", "id-repeated"),
        *("name-repeated", "type-nulled", "blank", "index-shared"),
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a", '"a"'),
        (None, "null"),
        ({"a": 1}, '{"a": 1}'),
        (list(range(1000)), "an array of 1000 items"),
        (dict.fromkeys(map(str, range(1000))), "an object of 1000 members"),
        (object(), "an object that cannot be shown"),
    ],
)
def test_appearances(value: Any, shown: str) -> None:
    assert appearance(value) == shown


@pytest.mark.parametrize("size", range(1, 60))
def test_sequences_are_shown_until_they_are_long(size: int) -> None:
    ones = [1] * size
    assert appearance(ones) in {str(ones), f"an array of {size} items"}
    assert (appearance(ones) == str(ones)) == (size <= 20)


def test_a_sample_of_what_stood_there_is_bounded() -> None:
    assert sample("ab") == "'ab'"
    assert len(sample(b"\\" * 10_000)) <= 210
    numbers = "".join(f"{number:04}" for number in range(1000))
    assert sample(numbers).startswith("'00000001")
    assert sample(numbers).endswith("00980099'")


@pytest.mark.parametrize(
    ("number", "huge"), [("-1", False), ("-" + "9" * 400, False), ("1e999", True), ("-1e999", True)]
)
def test_numbers_that_no_reader_can_hold(number: str, huge: bool) -> None:  # noqa: FBT001 - a parameter
    assert ("huge-number" in {str(one.kind) for one in read_json(number.encode()).oddities}) is huge


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"a": 1}', JsonText(JsonForm.OBJECT, {"a": 1})),
        ('```json\n{"a": 1}\n```', JsonText(JsonForm.FENCED, {"a": 1})),
        ('see {"a": 1} there', JsonText(JsonForm.SURROUNDED, {"a": 1})),
        ("} {", JsonText(JsonForm.NONE)),
        ("{}x", JsonText(JsonForm.NONE)),
        ("3", JsonText(JsonForm.OTHER_VALUE, 3)),
    ],
)
def test_texts_as_json(text: str, read: JsonText) -> None:
    assert read_json_text(text) == read
    assert JsonText(JsonForm.NONE).value is None


def test_what_is_wrong_is_shown_with_its_member() -> None:
    found = faults(SchemaName.COMPLETION, {"choices": [{"index": 0, "message": 3}, 4]})
    places = {fault.location: (fault.oddity.place.pointer, fault.oddity.actual) for fault in found}
    assert places["completion#/choices/*/message"] == ("/choices/0/message", "3")
    assert places["completion#/choices/*"] == ("/choices/1", "4")

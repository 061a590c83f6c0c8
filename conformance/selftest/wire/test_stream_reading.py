"""What a whole stream comes to: each cause once, nothing hidden, nothing that is legal reported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model.settings import Limits
from conformance.selftest.wire import chunk_bodies as b
from conformance.strategies.byte_splits import Pieces, byte_splits
from conformance.strategies.chunk_streams import ChunkStream, chunk_stream_lookalikes, chunk_streams
from conformance.strategies.faulty_chunk_streams import faulty_chunk_streams
from conformance.wire.body_schema import SchemaName, faults
from conformance.wire.stream_grammar import StreamKind
from conformance.wire.stream_reading import StreamAsked, StreamReading, read_stream

K = StreamKind
FIRST, LAST = b.role(), b.finish()
AZURE_FIRST = {
    "choices": [],
    "created": 0,
    "id": "",
    "model": "",
    "object": "",
    "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {}}],
}
ANNOTATION: dict[str, Any] = {
    "id": "",
    "object": "",
    "created": 0,
    "model": "",
    "choices": [{"index": 0, "finish_reason": None, "content_filter_results": {}, "content_filter_offsets": {}}],
}


def kinds(reading: StreamReading) -> set[str]:
    """Everything that was found, schema included."""
    found = {f"{fault.location} {fault.kind}" for fault in reading.schema_faults}
    return found | {str(oddity.kind) for oddity in reading.oddities}


def verdict(content: str | None) -> dict[str, Any]:
    return {**ANNOTATION, "choices": [{**ANNOTATION["choices"][0], "finish_reason": content}]}


LEGAL: dict[str, b.Later] = {
    "baseline": b.later(FIRST, b.said("a"), b.said("b"), LAST),
    "role with content": b.later(b.chunk(b.choice({"role": "assistant", "content": "a"})), LAST),
    "role without content": b.later(b.chunk(b.choice({"role": "assistant"})), b.said("a"), LAST),
    "usage null": b.later({**FIRST, "usage": None}, {**LAST, "usage": None}),
    "usage chunk": b.later({**FIRST, "usage": None}, LAST, b.usage(), include_usage=True),
    "two choices": b.later(FIRST, b.role(1), b.said("a", 1), LAST, b.said("b", 1), b.finish(index=1), n=2),
    "two choices in one chunk": b.later(
        b.chunk(b.choice({"role": "assistant"}, index=1), b.choice({"role": "assistant"})),
        b.chunk(b.choice(finish="stop"), b.choice(finish="stop", index=1)),
        n=2,
    ),
    "empty deltas": b.later(b.chunk(b.choice()), FIRST, b.chunk(b.choice()), LAST),
    "empty delta behind the finish": b.later(FIRST, LAST, b.chunk(b.choice())),
    "obfuscation alone": b.later(FIRST, b.chunk(obfuscation="x"), LAST),
    "fingerprint comes and goes": b.later(FIRST, {**LAST, "system_fingerprint": "fp"}, b.chunk(b.choice())),
    "reasoning first": b.later(FIRST, b.chunk(b.choice({"reasoning_content": "hm"})), b.said("a"), LAST),
    "error null": b.later({**FIRST, "error": None}, LAST),
    "azure first chunk": b.later(AZURE_FIRST, FIRST, LAST),
    "azure annotations": b.later(AZURE_FIRST, FIRST, ANNOTATION, b.said("a"), ANNOTATION, LAST, ANNOTATION),
    "azure annotation behind the finish says content_filter": b.later(FIRST, LAST, verdict("content_filter")),
    "azure annotation ends the answer": b.later(FIRST, verdict("content_filter")),
    "azure annotation with a delta": b.later(FIRST, LAST, b.chunk({**ANNOTATION["choices"][0], "delta": {}})),
}


@pytest.mark.parametrize("name", LEGAL)
def test_nothing_is_said_about_legal_streams(name: str) -> None:
    reading = LEGAL[name]()
    assert kinds(reading) == set()
    assert reading.done == 1


def error(**members: Any) -> dict[str, Any]:
    return {"error": {"message": "gone"}, **members}


FAULTY: dict[str, tuple[b.Later, set[str]]] = {
    # the end
    "nothing": (b.later(done=b""), {K.NO_EVENTS}),
    "nothing, usage and two choices asked": (b.later(done=b"", n=2, include_usage=True), {K.NO_EVENTS}),
    "only the end marker": (b.later(), set()),
    "no end marker": (b.later(FIRST, LAST, done=b""), {K.DONE_MISSING}),
    "cut": (b.later(FIRST, b.said("a"), done=b"", include_usage=True), {K.DONE_MISSING, K.FINISH_MISSING}),
    "marker with a blank in front": (
        b.later(FIRST, LAST, done=b"data:  [DONE]\n\n"),
        {K.DONE_MALFORMED, "extra-space-after-colon"},
    ),
    "marker with a blank behind": (b.later(FIRST, LAST, done=b"data: [DONE] \n\n"), {K.DONE_MALFORMED}),
    "marker in lower case": (b.later(FIRST, LAST, done=b"data: [done]\n\n"), {K.DONE_MALFORMED}),
    "marker with text behind": (b.later(FIRST, LAST, done=b"data: [DONE]x\n\n"), {K.DONE_MALFORMED}),
    "marker as a JSON string": (b.later(FIRST, LAST, done=b'data: "[DONE]"\n\n'), {K.DONE_MALFORMED}),
    "marker without brackets": (b.later(FIRST, LAST, done=b"data: DONE\n\n"), {K.DONE_MALFORMED}),
    "marker without blank line": (b.later(FIRST, LAST, done=b"data: [DONE]\n"), {"unterminated-event"}),
    "marker without line end": (b.later(FIRST, LAST, done=b"data: [DONE]"), {"unterminated-event"}),
    "marker behind the last chunk without blank line": (
        b.later(FIRST, b.event(LAST)[:-1] + b.DONE, done=b""),
        {"trailing-text", "multi-line-data"},
    ),
    "last chunk and marker unterminated": (
        b.later(FIRST, b.event(LAST)[:-1], done=b"data: [DONE]"),
        {"unterminated-event"},
    ),
    "comments behind the marker": (b.later(FIRST, LAST, done=b.DONE + b": bye\n\n\n"), {"comment"}),
    "finish behind the marker": (b.later(FIRST, b.DONE, LAST, done=b""), {K.DATA_AFTER_DONE}),
    "usage behind the marker": (
        b.later(FIRST, LAST, b.DONE, b.usage(), done=b"", include_usage=True),
        {K.DATA_AFTER_DONE},
    ),
    "rubbish and an error behind the marker": (
        b.later(FIRST, LAST, b.DONE, b"data: x\n\n", error(), done=b""),
        {K.DATA_AFTER_DONE},
    ),
    # finish
    "finish empty": (b.later(FIRST, b.finish("")), {"chunk#/choices/*/finish_reason empty"}),
    "finish empty on every chunk but the last": (
        b.later(b.chunk(b.choice({"role": "assistant"}, "")), b.chunk(b.choice({"content": "a"}, "")), LAST),
        {"chunk#/choices/*/finish_reason empty"},
    ),
    "finish empty at first, and then never": (
        b.later(b.chunk(b.choice({"role": "assistant"}, "")), b.said("a")),
        {"chunk#/choices/*/finish_reason empty", K.FINISH_MISSING},
    ),
    "finish unknown": (b.later(FIRST, b.finish("abort")), {"chunk#/choices/*/finish_reason unknown-value"}),
    "finish a number": (b.later(FIRST, b.finish(0)), {"chunk#/choices/*/finish_reason wrong-type"}),
    "finish on every chunk": (
        b.later(b.chunk(b.choice({"role": "assistant"}, "stop")), b.chunk(b.choice({"content": "a"}, "stop"))),
        {K.CONTENT_AFTER_FINISH, K.SECOND_FINISH},
    ),
    "tool call behind the finish": (
        b.later(FIRST, LAST, b.chunk(b.choice({"tool_calls": [{"index": 0}]}))),
        {K.CONTENT_AFTER_FINISH},
    ),
    # role
    "role null": (
        b.later(b.chunk(b.choice({"role": None, "content": "a"})), LAST),
        {K.ROLE_MISSING, "chunk#/choices/*/delta/role null"},
    ),
    "role empty behind a proper one": (
        b.later(FIRST, b.chunk(b.choice({"role": "", "content": "a"})), LAST),
        {"chunk#/choices/*/delta/role empty"},
    ),
    # shape
    "message in place of delta": (
        b.later(
            *(
                b.chunk({"index": 0, "message": {"role": "assistant", "content": "a"}, "finish_reason": finish})
                for finish in (None, "stop")
            )
        ),
        {"chunk#/choices/*/delta missing"},
    ),
    "index missing": (
        b.later(*(b.chunk({"delta": d, "finish_reason": f}) for d, f in (({"role": "assistant"}, None), ({}, "stop")))),
        {"chunk#/choices/*/index missing"},
    ),
    "index missing, two asked": (
        b.later(b.chunk({"delta": {"role": "assistant"}, "finish_reason": None}), n=2),
        {"chunk#/choices/*/index missing"},
    ),
    "index missing on one of two choices": (
        b.later(FIRST, LAST, b.chunk({"delta": {"role": "assistant"}, "finish_reason": "stop"}), n=2),
        {"chunk#/choices/*/index missing"},
    ),
    "index counts from one": (b.later(b.role(1), b.said("a", 1), b.finish(index=1)), {K.INDEX_OUT_OF_RANGE}),
    "index negative": (b.later(FIRST, b.role(-1), LAST, b.finish(index=-1)), {K.INDEX_OUT_OF_RANGE}),
    "one of two choices": (b.later(FIRST, LAST, n=2), {K.CHOICE_MISSING}),
    "one of two choices, with usage": (b.later(FIRST, LAST, b.usage(), n=2, include_usage=True), {K.CHOICE_MISSING}),
    "choices null": (b.later(FIRST, {**b.chunk(), "choices": None}, LAST), {"chunk#/choices null"}),
    "choices missing": (
        b.later(FIRST, {name: value for name, value in b.chunk().items() if name != "choices"}, LAST),
        {"chunk#/choices missing"},
    ),
    "choices of scalars": (b.later(FIRST, {**b.chunk(), "choices": [5]}, LAST), {"chunk#/choices/* wrong-type"}),
    # usage
    "usage on the finish": (b.later(FIRST, b.finish(usage=b.USAGE), include_usage=True), {K.USAGE_ON_CHOICE_CHUNK}),
    "usage on a chunk behind the finish": (
        b.later(FIRST, LAST, b.chunk(b.choice(), usage=b.USAGE), include_usage=True),
        {K.USAGE_ON_CHOICE_CHUNK},
    ),
    "usage on every chunk": (
        b.later(*({**value, "usage": b.USAGE} for value in (FIRST, b.said("a"), LAST)), include_usage=True),
        {K.USAGE_CONTINUOUS},
    ),
    "usage on every chunk and in its own": (
        b.later(*({**value, "usage": b.USAGE} for value in (FIRST, LAST)), b.usage(), include_usage=True),
        {K.USAGE_CONTINUOUS},
    ),
    "usage on the first chunk only": (
        b.later({**FIRST, "usage": b.USAGE}, b.said("a"), LAST, include_usage=True),
        {K.USAGE_CONTINUOUS, K.USAGE_MISSING},
    ),
    "usage first of all": (b.later(b.usage(), FIRST, LAST, include_usage=True), {K.USAGE_EARLY}),
    "usage, but no finish": (b.later(FIRST, b.usage(), include_usage=True), {K.FINISH_MISSING}),
    "usage on the last chunk of a choice that has finished, beside one that never does": (
        b.later(
            *(b.role(index) for index in (0, 1)), b.finish(), {**b.said(""), "usage": b.USAGE}, n=2, include_usage=True
        ),
        {K.FINISH_MISSING, K.USAGE_ON_CHOICE_CHUNK},
    ),
    "usage of a wrong type": (
        b.later(FIRST, LAST, b.chunk(usage=5), include_usage=True),
        {"chunk#/usage wrong-type"},
    ),
    "usage on every chunk, nobody asked": (
        b.later(*({**value, "usage": b.USAGE} for value in (FIRST, b.said("a"), LAST)), b.usage()),
        {K.USAGE_NOT_ASKED},
    ),
    # errors
    "error, and nothing else": (b.later(error(), done=b"", include_usage=True), {K.ERROR_EVENT}),
    "error in the middle": (b.later(b.said("a"), error(), done=b"", n=2, include_usage=True), {K.ERROR_EVENT}),
    "error, then the end marker": (b.later(FIRST, error()), {K.ERROR_EVENT}),
    "error beside choices": (b.later(FIRST, {**LAST, **error()}), {K.ERROR_EVENT}),
    "event: error": (
        b.later(FIRST, b'event: error\ndata: {"message":"gone"}\n\n', done=b""),
        {K.ERROR_EVENT, "event-field"},
    ),
    "event: error with a chunk like those before": (
        b.later(FIRST, b.said("a"), b.said("b"), b"event: error\n" + b.event(b.said("c")), done=b""),
        {K.ERROR_EVENT, "event-field"},
    ),
    "event: error with text": (
        b.later(FIRST, b"event: error\ndata: gone\n\n", done=b""),
        {"not-json", "event-field"},
    ),
    # not chunks
    "keep-alive as data": (b.later(FIRST, b"data: : keepalive\n\n", LAST), {"comment-as-data"}),
    "empty data": (b.later(FIRST, b"data:\n\n", LAST), {"empty-data"}),
    "rubbish": (b.later(FIRST, b"data: {oops\n\n", LAST), {"not-json"}),
    "not UTF-8": (b.later(FIRST, b.event(b.said("a")).replace(b'"a"', b'"\xff"'), LAST), {"invalid-utf-8"}),
    "a list": (b.later(FIRST, [b.said("a")], LAST), {K.NOT_AN_OBJECT}),
    # identity
    "id empty throughout": (b.later({**FIRST, "id": ""}, {**LAST, "id": ""}), {K.EMPTY_ID}),
    "id a number": (b.later({**FIRST, "id": 1}, {**LAST, "id": 2}), {"chunk#/id wrong-type"}),
    "azure metadata on a chunk of the answer": (
        b.later(FIRST, {**LAST, "id": "", "model": "", "created": 0, "object": ""}),
        {K.EMPTY_ID, K.MODEL_CHANGED, K.CREATED_CHANGED, "chunk#/created out-of-range", "chunk#/object empty"},
    ),
    "finish, role, object and end marker at once": (
        b.later(
            *(
                {name: value for name, value in made.items() if name != "object"}
                for made in (b.said("a"), b.finish(""))
            ),
            done=b"",
        ),
        {K.DONE_MISSING, K.ROLE_MISSING, "chunk#/object missing", "chunk#/choices/*/finish_reason empty"},
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_each_cause_is_said_once_and_hides_no_other(name: str) -> None:
    later, expected = FAULTY[name]
    reading = later()
    assert kinds(reading) - {K.FINISH_WITH_CONTENT} == {str(kind) for kind in expected}


def test_readings_of_a_small_stream() -> None:
    pieces = [(1.0, b.event(FIRST)), (2.0, b.event(b.said("a"))[:9]), (3.0, b.event(b.said("a"))[9:])]
    pieces += [(4.0, b.event({**LAST, "x": 1}) + b.event(b.usage())), (5.0, b.DONE), (6.0, b"\n")]
    reading = read_stream(pieces, StreamAsked(include_usage=True))
    assert (reading.events, reading.chunks, reading.done) == (5, 4, 1)
    assert reading.event_seconds.tolist() == [1.0, 3.0, 4.0, 4.0, 5.0]
    assert (reading.first_event_seconds, reading.done_seconds, reading.end_seconds) == (1.0, 5.0, 6.0)
    assert (reading.ids, reading.models, reading.created, reading.fingerprints) == (
        ("chatcmpl-1",),
        ("m",),
        (1_754_000_000,),
        (),
    )
    assert reading.usages == (b.USAGE,)
    assert reading.extra_members == {"chunk#/x": 1}
    assert reading.choices[0].content == "a"
    assert faults(SchemaName.COMPLETION, reading.completion()) == ()


def test_an_empty_body_has_no_times_but_that_of_its_end() -> None:
    assert read_stream([]).end_seconds is None
    reading = read_stream([(2.0, b"")])
    assert (reading.first_event_seconds, reading.done_seconds, reading.end_seconds) == (None, None, 2.0)


def test_the_error_is_kept_and_what_comes_behind_it_is_not_folded() -> None:
    reading = b.read(FIRST, error(), {"error": "second"}, b.said("a"))
    assert reading.error == {"message": "gone"}
    assert reading.choices[0].content == ""
    assert reading.counts[K.ERROR_EVENT] == 2
    assert b.read(b'event: error\ndata: {"message":"gone"}\n\n').error == {"message": "gone"}


def test_places_say_event_byte_and_pointer() -> None:
    reading = b.read(b": hi\n\n", FIRST, LAST, b.chunk(b.choice(finish="abort", index=0), object=""))
    offset = len(b.body(b": hi\n\n", FIRST, LAST, done=b""))
    place = reading.of(K.SECOND_FINISH)[0].place
    assert (place.event, place.byte, place.pointer) == (2, offset, "/choices/0")
    assert {fault.location: fault.oddity.place for fault in reading.schema_faults} == {
        "chunk#/choices/*/finish_reason": replace(place, pointer="/choices/0/finish_reason"),
        "chunk#/object": replace(place, pointer="/object"),
    }


def test_identity_is_counted_per_change_and_kept_in_part() -> None:
    reading = b.read(FIRST, *({**b.said("a"), "id": str(n % 9)} for n in range(40)), LAST)
    assert reading.counts[K.ID_CHANGED] == 41
    assert len(reading.of(K.ID_CHANGED)) == 20
    assert reading.ids == ("chatcmpl-1", "0", "1", "2", "3")


def test_counts_of_schema_faults_and_unknown_members() -> None:
    chunks = [{**b.said("a"), "object": "x", "new": {"a": 1}, "usage": None} for _ in range(30)]
    tool = b.chunk(b.choice({"tool_calls": [{"index": 0, "odd": 1}]}), new=1)
    reading = b.read(FIRST, *chunks, tool, LAST)
    assert reading.schema_counts == {"chunk#/object unknown-value": 30}
    assert len(reading.schema_faults) == 1
    assert reading.extra_members == {"chunk#/new": 31, "chunk#/choices/*/delta/tool_calls/*/odd": 1}


def test_of_many_usages_the_last_is_kept() -> None:
    chunks = ({**b.said("a"), "usage": {**b.USAGE, "total_tokens": n}} for n in range(100))
    reading = b.read(FIRST, *chunks, LAST, include_usage=True)
    assert len(reading.usages) == 20
    assert reading.usages[-1]["total_tokens"] == 99


def test_beyond_the_limit_of_events_nothing_is_owed() -> None:
    body = b.body(FIRST, *(b.said("a") for _ in range(9)))
    reading = read_stream([(0.0, body)], StreamAsked(2, include_usage=True), Limits(events=5))
    assert kinds(reading) == {"too-many-events"}
    assert reading.events == 5


def test_interrupted_streams_are_excused_from_usage_only() -> None:
    assert K.USAGE_MISSING in kinds(b.read(FIRST, LAST, done=b"", include_usage=True))
    assert K.USAGE_MISSING in kinds(b.read(FIRST, include_usage=True))
    assert K.USAGE_MISSING not in kinds(b.read(FIRST, done=b"", include_usage=True))


def test_the_number_of_choices_asked_for_may_be_absurd() -> None:
    reading = b.read(FIRST, LAST, n=10**9)
    assert kinds(reading) == {K.CHOICE_MISSING}
    assert reading.of(K.CHOICE_MISSING)[0].actual == "{'never seen': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}"


@given(st.lists(st.tuples(st.floats(0, 9), st.binary(max_size=40)), max_size=8), st.integers(0, 3), st.booleans())
def test_no_bytes_raise(pieces: list[tuple[float, bytes]], n: int, include_usage: bool) -> None:  # noqa: FBT001 - drawn
    reading = read_stream(pieces, StreamAsked(n, include_usage))
    assert len(reading.event_seconds) == reading.events
    assert reading.completion()["object"] == "chat.completion"


BODIES = (
    chunk_stream_lookalikes()
    | chunk_streams().map(lambda stream: stream.body)
    | faulty_chunk_streams().map(lambda stream: stream.body)
)


@given(byte_splits(BODIES), st.integers(1, 3), st.booleans())
def test_no_events_raise_and_cuts_do_not_matter(
    pieces: Pieces,
    n: int,
    include_usage: bool,  # noqa: FBT001 - drawn
) -> None:
    asked = StreamAsked(n, include_usage)
    whole = read_stream([(0.0, b"".join(pieces))], asked)
    again = read_stream(((0.0, piece) for piece in pieces), asked)
    assert repr(replace(again, end_seconds=0.0)) == repr(replace(whole, end_seconds=0.0))  # NaN equals only its text
    assert sum(whole.counts.values()) >= len(whole.oddities)


MERE_FACTS = {K.FINISH_WITH_CONTENT, "comment", "no-space-after-colon"}


@settings(max_examples=200)
@given(st.data(), chunk_streams())
def test_legal_streams_show_mere_facts(data: st.DataObject, stream: ChunkStream) -> None:
    asked = stream.asked
    reading = read_stream(((0.0, piece) for piece in data.draw(byte_splits(stream.body, max_cuts=6))), asked)
    # Drawn deltas may repeat what came before, as a cumulative server does.
    assert kinds(reading) - MERE_FACTS - {K.CUMULATIVE_CONTENT} == set()
    assert (reading.done, len(reading.choices)) == (1, asked.n)
    assert all(choice.finished and choice.role == "assistant" for choice in reading.choices.values())
    assert reading.extra_members in (
        {},
        {"chunk#/choices/*/delta/reasoning_content": sum(reading.extra_members.values())},
    )

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.chunk_streams import (
    SINGLE_LINE_ENDS,
    ChunkStream,
    chunk_stream_lookalikes,
    chunk_streams,
    payload_encodings,
)
from conformance.strategies.event_streams import LineEnds
from conformance.strategies.faulty_chunk_streams import STREAM_FAULTS, faulty_chunk_streams
from conformance.wire.sse import SseKind
from conformance.wire.stream_kind import StreamKind
from conformance.wire.stream_reading import StreamAsked, StreamReading, read_stream
from conformance.wire.strict_json import JsonKind

MERE_FACTS = {
    StreamKind.FINISH_WITH_CONTENT,
    StreamKind.CUMULATIVE_CONTENT,  # drawn texts may happen to repeat those before them
    SseKind.COMMENT,
    SseKind.NO_SPACE_AFTER_COLON,
}


NEVER_DRAWN = {
    *MERE_FACTS - {StreamKind.CUMULATIVE_CONTENT},
    JsonKind.NOT_UTF_8,  # the line is not UTF-8, which is said of the line
    *(SseKind.LINE_TOO_LONG, SseKind.TOO_MANY_EVENTS, SseKind.OVERSIZED_EVENT),  # they would fill the memory
}


def read(body: bytes, asked: StreamAsked) -> StreamReading:
    return read_stream([(0.0, body)], asked)


def kinds(reading: StreamReading) -> set[str]:
    return set(reading.counts) | {f"{fault.location} {fault.kind}" for fault in reading.schema_faults}


@settings(deadline=None)
@given(chunk_streams())
def test_a_stream_says_its_chunks_and_nothing_is_wrong_with_it(stream: ChunkStream) -> None:
    reading = read(stream.body, stream.asked)
    assert kinds(reading) - MERE_FACTS == set()
    assert (reading.done, reading.chunks) == (1, len(stream.chunks))
    assert (len(reading.choices), len(reading.usages)) == (stream.asked.n, stream.asked.include_usage)


def test_every_shape_of_a_stream_occurs() -> None:
    drawn = sample(chunk_streams(), 200)
    assert {(stream.asked.n, stream.asked.include_usage) for stream in drawn} == {
        (n, include_usage) for n in (1, 2, 3) for include_usage in (True, False)
    }
    for mark in (b"tool_calls", b"refusal", b"reasoning_content", b'"usage": null', b"\n:", b"data:{", b"data: {"):
        assert any(mark in stream.body for stream in drawn)
    assert {b"\r" in stream.body for stream in drawn} == {b"\n" in stream.body for stream in drawn} == {True, False}
    indexes = [[made["choices"][0]["index"] for made in stream.chunks if made["choices"]] for stream in drawn]
    assert any(order != sorted(order) for order in indexes)


def test_a_stream_is_as_asked() -> None:
    drawn = sample(
        chunk_streams(
            min_choices=2,
            max_choices=2,
            include_usage=True,
            allow_tools=False,
            allow_reasoning=False,
            line_ends=[LineEnds.CRLF],
        ),
        100,
    )
    assert {stream.asked for stream in drawn} == {StreamAsked(2, include_usage=True)}
    for stream in drawn:
        assert stream.body.count(b"\r\n") == stream.body.count(b"\n") == stream.body.count(b"\r")
        assert b"tool_calls" not in stream.body
        assert b"reasoning_content" not in stream.body


@pytest.mark.parametrize("fault", STREAM_FAULTS)
def test_the_fault_that_is_asked_for_is_there_and_no_other(fault: StrEnum) -> None:
    for stream in sample(faulty_chunk_streams(faults=[fault]), 12):
        found = kinds(read(stream.body, stream.asked))
        assert (stream.fault, found - (MERE_FACTS - {fault})) == (fault, {fault, *stream.beside})


def test_every_kind_that_a_reader_has_can_be_drawn() -> None:
    assert set(STREAM_FAULTS) == {*StreamKind, *SseKind, *JsonKind} - NEVER_DRAWN


def test_all_faults_are_drawn_unless_some_are_named() -> None:
    drawn = {stream.fault for stream in sample(faulty_chunk_streams(), 120)}
    assert len(drawn) > len(STREAM_FAULTS) / 3
    assert drawn <= set(STREAM_FAULTS)


def test_lookalikes_are_odd_in_many_ways_and_sometimes_in_none() -> None:
    expected: set[str] = {
        StreamKind.DONE_MISSING,
        StreamKind.DONE_REPEATED,
        StreamKind.NOT_AN_OBJECT,
        StreamKind.ROLE_MISSING,
        StreamKind.NO_EVENTS,
        SseKind.UNTERMINATED_EVENT,
        JsonKind.NOT_JSON,
        "chunk#/choices missing",
        "nothing",
    }
    seen = spread(chunk_stream_lookalikes(), lambda body: kinds(read(body, StreamAsked())) or {"nothing"}, expected)
    assert seen > expected


@pytest.mark.parametrize(
    ("strategy", "arguments"),
    [
        (chunk_streams, {"min_choices": 0}),
        (chunk_streams, {"min_choices": 3, "max_choices": 2}),
        (chunk_streams, {"line_ends": []}),
        (faulty_chunk_streams, {"faults": []}),
        (faulty_chunk_streams, {"faults": [StreamKind.FINISH_WITH_CONTENT]}),
    ],
)
def test_arguments_are_checked_at_once(strategy: Any, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        strategy(**arguments)


def test_payloads_are_written_with_every_single_line_end() -> None:
    drawn = sample(payload_encodings(["[DONE]"]), 60)
    assert {body[-2:] for body in drawn} == {(end.value[0] * 2).encode()[-2:] for end in SINGLE_LINE_ENDS}

"""Where in a stream something is odd, what stood there, and what the end says about it."""

from __future__ import annotations

from ast import literal_eval

import pytest

from conformance.model.finding import NOWHERE
from conformance.model.settings import Limits
from conformance.selftest.wire import chunk_bodies as b
from conformance.wire.stream_reading import StreamReading, read_stream


def places(reading: StreamReading, kind: str) -> list[tuple[int | None, int | None, str | None]]:
    return [(one.place.event, one.place.byte, one.place.pointer) for one in reading.of(kind)]


def test_the_first_event_is_a_place_like_any_other_and_the_end_is_none() -> None:
    reading = b.read(b.chunk(), b.said("a"), done=b"")
    assert places(reading, "empty-choices") == [(0, 0, None)]
    missing = reading.of("done-missing", "role-missing", "finish-missing")
    assert [(one.place, one.actual) for one in missing] == [
        (NOWHERE, ""),
        *[(NOWHERE, "{'index': 0}")] * 2,
    ]


@pytest.mark.parametrize(
    ("event", "kind", "actual"),
    [
        (b"data: x\n\n", "data-after-done", "x"),
        (b"data: : hi\n\n", "data-after-done", ": hi"),
        (b"data: 3\n\n", "data-after-done", "3"),
        (b"event: error\ndata: gone\n\n", "data-after-done", "gone"),
        (b"data: [done]\n\n", "data-after-done", "[done]"),
        (b'data: {"error": "gone"}\n\n', "data-after-done", "gone"),
        (b'event: error\ndata: {"a": 1}\n\n', "data-after-done", "{'a': 1}"),
        (b.event(b.chunk()), "data-after-done", str(b.chunk())[:80]),
        (b.DONE, "done-repeated", "[DONE]"),
    ],
)
def test_what_stands_behind_the_end_marker_is_shown_with_its_place(event: bytes, kind: str, actual: str) -> None:
    reading = b.read(b.role(), b.finish(), b.DONE, event, done=b"")
    offset = len(b.body(b.role(), b.finish(), b.DONE, done=b""))
    assert [one.actual[: len(actual)] for one in reading.of(kind)] == [actual]
    assert places(reading, kind) == [(3, offset, None)]
    assert (reading.done, reading.error) == (1 + (kind == "done-repeated"), None)


@pytest.mark.parametrize(
    ("event", "kind", "actual"),
    [
        (b"data: [1]\n\n", "not-an-object", "[1]"),
        (b"data: 'DONE'\n\n", "done-malformed", "'DONE'"),
        (b'data: {"error": {"code": 1}}\n\n', "error-event", "{'code': 1}"),
        (b.event({**b.chunk(), "id": "c"}), "empty-choices", "'choices': []"),
    ],
)
def test_what_is_no_chunk_of_an_answer_is_shown(event: bytes, kind: str, actual: str) -> None:
    (oddity,) = b.read(b.role(), event, b.finish()).of(kind)
    assert actual in oddity.actual


def test_a_text_that_grows_from_delta_to_delta_is_shown_with_its_choice() -> None:
    (oddity,) = b.read(b.role(), *(b.said("one two"[:end]) for end in (3, 4, 7)), b.finish()).of("cumulative-content")
    assert (literal_eval(oddity.actual), oddity.place) == ({"index": 0, "content": "oneone one two"}, NOWHERE)


def test_the_end_is_judged_although_a_chunk_came_behind_it() -> None:
    reading = b.read(b.role(), b.DONE, b.said("a"), b.DONE, done=b"")
    assert [str(one.kind) for one in reading.oddities] == ["data-after-done", "done-repeated", "finish-missing"]


def test_times_of_markers_and_of_what_only_the_end_completes() -> None:
    twice = read_stream([(1.0, b.DONE), (2.0, b.DONE)])
    assert (twice.done, twice.done_seconds, twice.end_seconds) == (2, 1.0, 2.0)
    for seconds in (0.0, 2.5):
        held = read_stream([(seconds, b"data: [DONE]\r\r")])
        assert (held.event_seconds.tolist(), held.done_seconds) == ([seconds], seconds)


def test_oddities_of_json_are_placed_in_the_stream() -> None:
    odd = [b'data: {"a": {"b": NaN}, "c": "\xff"}\n\n'] * 25
    reading = b.read(b.role(), *odd, b.finish())
    offset = len(b.event(b.role()))
    assert places(reading, "not-a-number") == [(1 + at, offset + at * len(odd[0]), "/a/b") for at in range(20)]
    assert (reading.counts["not-a-number"], reading.counts["invalid-utf-8"]) == (25, 25)
    assert "not-utf-8" not in reading.counts  # the bytes of the line said it


def test_oddities_of_json_behind_the_end_are_left_alone() -> None:
    reading = b.read(b.role(), b.finish(), b.DONE, b'data: {"a": NaN}\n\n', done=b"")
    assert [str(one.kind) for one in reading.oddities] == ["data-after-done"]


@pytest.mark.parametrize("blanks", [b"", b" ", b"\t "])
def test_a_marker_in_the_last_line_of_a_chunk_ends_the_stream(blanks: bytes) -> None:
    reading = b.read(b.role(), b.event(b.finish())[:-1] + b"data: [DONE]" + blanks + b"\n\n", done=b"")
    assert {str(one.kind) for one in reading.oddities} == {"trailing-text", "multi-line-data"}


def test_what_stands_behind_a_line_that_is_too_long_settles_nothing() -> None:
    body = b.body(b.role(), b.finish(), done=b"data: [DONE]\ndata: " + b"a" * 500)
    reading = read_stream([(0.0, body)], limits=Limits(line_bytes=400))
    assert {str(one.kind) for one in reading.oddities} == {"line-too-long", "done-missing"}

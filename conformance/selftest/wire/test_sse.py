"""The event stream reader: standard behaviour, every oddity once, and properties."""

from __future__ import annotations

import json
import runpy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from conformance.model.settings import Limits
from conformance.strategies.byte_splits import Pieces, byte_splits
from conformance.strategies.event_streams import EventStream, event_stream_lookalikes, event_streams
from conformance.wire.sse import SseEvent, SseKind, SseReader

STREAMS_DIRECTORY = Path(__file__).parents[3] / "fixtures" / "streams"
VECTORS: dict[str, Any] = json.loads((STREAMS_DIRECTORY / "vectors.json").read_text("utf-8"))
SMALL = Limits(line_bytes=40, events=6)

Everything = tuple[list[SseEvent], list[Any], dict[str, int], int, bytes]


def read(pieces: Iterator[bytes] | list[bytes], limits: Limits = SMALL) -> Everything:
    reader = SseReader(limits)
    events = [event for piece in pieces for event in reader.feed(piece)]
    events += reader.finish()
    return events, reader.oddities, reader.counts, reader.events, reader.tail


def kinds(data: bytes, limits: Limits = SMALL) -> dict[str, int]:
    return {str(kind): count for kind, count in read([data], limits)[2].items()}


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def test_vectors_are_what_the_generator_writes() -> None:
    made = runpy.run_path(str(STREAMS_DIRECTORY / "make.py"))
    assert {name: made["as_json"](vector) for name, vector in made["VECTORS"].items()} == VECTORS


@pytest.mark.parametrize("name", VECTORS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1 << 20])
def test_vector(name: str, size: int) -> None:
    vector = VECTORS[name]
    events, oddities, counts, number, tail = read(cut(vector["bytes"].encode("latin-1"), size), Limits())
    assert [[event.type, event.data.decode("latin-1"), event.offset, event.end] for event in events] == vector["events"]
    assert [[str(oddity.kind), oddity.place.byte] for oddity in oddities] == vector["oddities"]
    assert sum(counts.values()) == len(vector["oddities"])
    assert number == len(events)
    assert tail.decode("latin-1") == vector["tail"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbfdata: a\n\n", {"byte-order-mark": 1}),
        (b"data: \xff\n\n", {"invalid-utf-8": 1}),
        (b"data: a\ndata: \xff\xfe\n\n", {"invalid-utf-8": 1, "multi-line-data": 1}),
        (b"data: a\r\n\n", {"mixed-line-endings": 1}),
        (b"data: a\n", {"unterminated-event": 1}),
        (b"data: a", {"unterminated-event": 1}),
        (b": a", {}),
        (b": a\n", {"comment": 1}),
        (b"event: a\n\n", {"event-field": 1, "block-without-data": 1}),
        (b"data:\n\n", {"empty-data": 1}),
        (b"data\n\n", {"empty-data": 1}),
        (b"foo: a\n\n", {"unknown-field": 1}),
        (b'{"a": 1}\n\n', {"unknown-field": 1}),
        (b"Data: a\n\n", {"misspelt-field": 1}),
        (b" data: a\n\n", {"misspelt-field": 1}),
        (b"data : a\n\n", {"misspelt-field": 1}),
        (b"a:\n\n\xef\xbb\xbfdata: a\n\n", {"unknown-field": 1, "misspelt-field": 1}),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", {"byte-order-mark": 1, "second-byte-order-mark": 1}),
        (b"data:a\n\n", {"no-space-after-colon": 1}),
        (b"data:  a\n\n", {"extra-space-after-colon": 1}),
        (b"data: a\ndata: b\n\n", {"multi-line-data": 1}),
        (b"id: 1\ndata: a\n\n", {"id-field": 1}),
        (b"id: 1\0\ndata: a\n\n\n", {"id-field": 1, "id-with-nul": 1}),
        (b"retry: 1\ndata: a\n\n", {"retry-field": 1}),
        (b"retry: 1x\ndata: a\n\n", {"retry-field": 1, "retry-not-digits": 1}),
        (b"retry\ndata: a\n\n", {"retry-field": 1, "retry-not-digits": 1}),
        (b"id: 1\ndata: a\n\n: x\n\n", {"id-field": 1, "comment": 1, "id-then-empty-block": 1}),
        (b"id: 1\ndata: a\n\nid\ndata: a\n\n\n", {"id-field": 2}),
        (b"data: : keepalive\n\n", {"comment-as-data": 1}),
        (b"data: : a\n\n" * 3, {"comment-as-data": 3}),
        (b"data: a\n\n" * 7, {"too-many-events": 1}),
        (b"data: " + b"a" * 34 + b"\n\n", {}),
        (b"data: " + b"a" * 35 + b"\n\n", {"line-too-long": 1}),
        (b"data: " + b"a" * 900, {"line-too-long": 1}),
        (b"data: " + b"a" * 30 + b"\ndata: " + b"a" * 30 + b"\n\n", {"oversized-event": 1}),
    ],
)
def test_oddities(data: bytes, expected: dict[str, int]) -> None:
    assert kinds(data) == expected
    assert read(cut(data, 1)) == read([data])


def test_every_kind_is_emitted_in_some_test() -> None:
    marks = next(mark for mark in test_oddities.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {kind for _, expected in marks.args[1] for kind in expected} == {str(kind) for kind in SseKind}


def test_large_event_is_dispatched_and_noted() -> None:
    events, oddities, *_ = read([b"data: " + b"a" * ((1 << 20) + 1) + b"\n\n"], Limits())
    assert len(events[0].data) == (1 << 20) + 1
    assert [oddity.kind for oddity in oddities] == [SseKind.OVERSIZED_EVENT]


def test_wrong_byte_is_found_exactly_and_kept() -> None:
    events, oddities, *_ = read([b"data: a\n\ndata: ab\xe2\x28\xa1\n\n"])
    assert events[1].data == b"ab\xe2\x28\xa1"
    assert oddities[0].place.byte == 17
    assert oddities[0].place.event == 1


def test_character_cut_off_by_the_end_is_only_an_unterminated_event() -> None:
    assert kinds("data: é".encode()[:-1]) == {"unterminated-event": 1}


def test_twenty_of_a_kind_are_kept_and_all_counted() -> None:
    _, oddities, counts, *_ = read([b": x\n" * 50])
    assert len(oddities) == 20
    assert counts == {"comment": 50}


def test_tail_is_bounded() -> None:
    assert len(read([b": x\n\ndata: a\n" * 3 + b"data: " + b"a" * 5000], Limits())[4]) == 1024


@given(byte_splits(event_stream_lookalikes(), allow_empty=True))
def test_result_does_not_depend_on_cuts(pieces: Pieces) -> None:
    data = b"".join(pieces)
    whole = read([data])
    assert read([*pieces[:-1], data[sum(map(len, pieces[:-1])) :]]) == whole
    assert read(cut(data, 1)) == whole


@given(event_stream_lookalikes())
def test_agrees_with_a_plain_reading_of_the_standard(data: bytes) -> None:
    """Decode, split and interpret as section 9.2.6 says, without regard to speed or limits."""
    events, *_ = read([data], Limits())
    assert [(event.type, event.data.decode("utf-8", "replace")) for event in events] == list(interpreted(data))


def interpreted(data: bytes) -> Iterator[tuple[str, str]]:
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    kind, lines = "", list[str]()
    for line in text.split("\n")[:-1]:
        name, _, value = line.partition(":")
        if not line and lines:
            yield kind or "message", "\n".join(lines)
        if not line:
            kind, lines = "", []
        elif name == "data":
            lines.append(value.removeprefix(" "))
        elif name == "event":
            kind = value.removeprefix(" ")


@given(event_streams())
def test_round_trip(stream: EventStream) -> None:
    events, data = [(event.type, event.data) for event in stream.events], stream.data
    assert [(event.type, event.data.decode()) for event in read([data], Limits())[0]] == events


@pytest.mark.parametrize(
    "data",
    [
        b"a" * 1_000_000,
        b"data: x\r\r" * 100_000,
        b"\n" + b"data: x\r\r" * 100_000,
        b"\r" + b"data: x\n\n" * 100_000,
        b"\n" * 400_000,
        b"data\n" * 200_000,
        b"\n" + b"data: " * 200_000,
    ],
    ids=["line", "cr", "cr after lf", "lf after cr", "blank lines", "data lines", "no end"],
)
@pytest.mark.parametrize("size", [16, 1 << 30])
def test_time_is_linear(data: bytes, size: int) -> None:
    began = time.process_time()
    reader = SseReader(Limits())
    for piece in cut(data, size):
        reader.feed(piece)
    reader.finish()
    assert time.process_time() - began < 10

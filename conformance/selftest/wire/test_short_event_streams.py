"""Every short event stream, cut everywhere, beside a plain reading of the standard; and the short way is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from unittest.mock import patch

import pytest

from conformance.model.settings import Limits
from conformance.wire.sse import SseEvent, SseKind, SseReader
from conformance.wire.sse_block import SseInterpreter

TINY = Limits(line_bytes=9, events=2)
BEGINNINGS = [b"", b"\n", b"\r", b"\r\n"]
"""The first line ending decides what is common."""
PARTS = [
    b"data: a",
    b"data: abcd",
    b"data: ",
    b"data:  ",
    b"data: :",
    b"data: \xff",
    b"x",
    b"\n",
    b"\r",
    b"\n\n",
    b"\r\n\r\n",
]
"""The second is a line that is too long; a third event is one too many."""
_LINE = re.compile(rb"([^\r\n]*)(\r\n|\r|\n)")


def read(pieces: list[bytes], limits: Limits = TINY) -> tuple[list[SseEvent], SseReader]:
    reader = SseReader(limits)
    events = [event for piece in pieces for event in reader.feed(piece)]
    return events + reader.finish(), reader


def told(pieces: list[bytes]) -> tuple[object, ...]:
    events, reader = read(pieces)
    return events, reader.oddities, reader.counts, reader.events, reader.tail


def streams(beginning: bytes, most: int) -> Iterator[bytes]:
    for count in range(most + 1):
        yield from (beginning + b"".join(parts) for parts in product(PARTS, repeat=count))


def interpreted(data: bytes) -> list[SseEvent]:
    """Read lines and blocks as the standard says, without limits but that of a line."""
    events, block, spoilt = list[SseEvent](), list[re.Match[bytes]](), False
    for met in _LINE.finditer(data):
        spoilt = spoilt or len(met[1]) > TINY.line_bytes
        if met[1]:
            block.append(met)
            continue
        lines = [line[1][5:].removeprefix(b" ") for line in block if line[1].startswith(b"data:")]
        if lines and not spoilt:
            events.append(SseEvent(b"\n".join(lines), "message", block[0].start(), met.end(), len(lines)))
        block, spoilt = [], False
    return events


def behind_the_last_blank_line(data: bytes) -> int:
    return max((met.end() for met in _LINE.finditer(data) if not met[1]), default=0)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_events_and_long_lines_are_those_of_a_plain_reading(beginning: bytes) -> None:
    for data in streams(beginning, 3):
        events, reader = read([data])
        expected = interpreted(data)
        assert (data, events) == (data, expected[: TINY.events])
        assert (data, SseKind.TOO_MANY_EVENTS in reader.counts) == (data, len(expected) > TINY.events)
        if len(expected) <= TINY.events:
            long = sum(len(line) > TINY.line_bytes for line in re.split(rb"[\r\n]", data))
            assert (data, reader.counts.get(SseKind.LINE_TOO_LONG, 0)) == (data, long)
            assert long or (data, reader.tail) == (data, data[behind_the_last_blank_line(data) :])


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_nothing_depends_on_where_a_stream_is_cut(beginning: bytes) -> None:
    for data in streams(beginning, 3):
        whole = told([data])
        assert (data, told([data[at : at + 1] for at in range(len(data))])) == (data, whole)
    for data in streams(beginning, 2):
        whole = told([data])
        for at in range(1, len(data)):
            assert (data[:at], data[at:], told([data[:at], data[at:]])) == (data[:at], data[at:], whole)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_an_event_comes_with_the_piece_that_completes_it(beginning: bytes) -> None:
    """Only one that ends in CR waits for the next byte."""
    for data in streams(beginning, 2):
        ends = [event.end for event in read([data])[0]]
        for at in range(len(data) + 1):
            complete = at - data[:at].endswith(b"\r")
            returned = SseReader(TINY).feed(data[:at])
            assert (data[:at], len(returned)) == (data[:at], sum(end <= complete for end in ends))


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("text", [b"a", b"{}" * 40, "\N{GRINNING FACE}".encode(), b"x" * 4000])
def test_the_short_way_is_taken_by_common_events(ending: bytes, text: bytes) -> None:
    """All but the first event, which shows how lines end."""
    line = SseInterpreter.line
    with patch.object(SseInterpreter, "line", autospec=True, side_effect=line) as general:
        events, reader = read([(b"data: " + text + ending * 2) * 50] * 2, Limits())
    assert [event.data for event in events] == [text] * 100
    assert (reader.events, reader.counts) == (100, {})
    assert general.call_count == 2

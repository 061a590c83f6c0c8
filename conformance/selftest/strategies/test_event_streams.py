from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.model.settings import Limits
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.event_streams import (
    MESSAGE,
    Event,
    EventStream,
    LineEnds,
    event_encodings,
    event_stream_lookalikes,
    event_streams,
    events,
)
from conformance.wire.sse import SseKind, SseReader

PLAIN = [Event(MESSAGE, "{}"), Event(MESSAGE, "[DONE]")]
LEGAL_TRAITS: set[str] = {
    SseKind.BYTE_ORDER_MARK,
    SseKind.MIXED_LINE_ENDINGS,
    SseKind.EMPTY_DATA,
    SseKind.UNKNOWN_FIELD,
    SseKind.NO_SPACE_AFTER_COLON,
    SseKind.EXTRA_SPACE_AFTER_COLON,
    SseKind.MULTI_LINE_DATA,
    SseKind.EVENT_FIELD,
    SseKind.ID_FIELD,
    SseKind.RETRY_FIELD,
    SseKind.COMMENT,
    SseKind.COMMENT_AS_DATA,
    SseKind.ID_THEN_EMPTY_BLOCK,
}
"""What a stream may show about it although every client must read it."""


def read(data: bytes) -> tuple[list[Event], set[str]]:
    reader = SseReader(Limits())
    found = [*reader.feed(data), *reader.finish()]
    return [Event(event.type, event.data.decode("utf-8", "replace")) for event in found], set(reader.counts)


def kinds_of(data: bytes) -> set[str]:
    return read(data)[1]


def line_ends(data: bytes) -> set[bytes]:
    return set(re.findall(rb"\r\n|\r|\n", data))


@given(event_streams())
def test_a_stream_dispatches_its_events_and_shows_legal_traits_only(stream: EventStream) -> None:
    found, kinds = read(stream.data)
    assert tuple(found) == stream.events
    assert kinds <= LEGAL_TRAITS


@given(event_encodings(PLAIN, plain=True))
def test_plain_streams_have_comments_and_data_only(data: bytes) -> None:
    found, kinds = read(data)
    assert found == PLAIN
    assert kinds <= {SseKind.COMMENT, SseKind.NO_SPACE_AFTER_COLON, SseKind.MIXED_LINE_ENDINGS}


def test_every_legal_trait_occurs() -> None:
    assert spread(event_streams(), lambda stream: kinds_of(stream.data), LEGAL_TRAITS) == LEGAL_TRAITS


@pytest.mark.parametrize("ends", LineEnds)
def test_lines_end_as_asked(ends: LineEnds) -> None:
    drawn = sample(event_streams(line_ends=[ends]), 100)
    assert set[bytes]().union(*(line_ends(stream.data) for stream in drawn)) == {end.encode() for end in ends.value}


def test_all_line_ends_occur() -> None:
    drawn = sample(event_encodings(PLAIN), 200)
    assert {frozenset(line_ends(data)) for data in drawn} == {
        frozenset({b"\n"}),
        frozenset({b"\r\n"}),
        frozenset({b"\r"}),
        frozenset({b"\n", b"\r\n"}),
    }


def test_events_of_any_type_and_any_number_of_lines_occur() -> None:
    drawn = sample(events())
    assert {event.type == MESSAGE for event in drawn} == {True, False}
    assert {event.data.count("\n") for event in drawn} == {0, 1, 2}
    assert {len(stream.events) for stream in sample(event_streams(max_events=3))} == {0, 1, 2, 3}


def test_lookalikes_show_what_legal_streams_never_do() -> None:
    expected: set[str] = {
        SseKind.UNTERMINATED_EVENT,
        SseKind.MISSPELT_FIELD,
        SseKind.BLOCK_WITHOUT_DATA,
        SseKind.INVALID_UTF_8,
    }
    assert spread(event_stream_lookalikes(), kinds_of, expected) > expected


@pytest.mark.parametrize(
    "arguments", [{"line_ends": []}, {"line_ends": ["\n"]}, {"plain": True, "events": [Event("error", "")]}]
)
def test_encodings_check_their_arguments_at_once(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        event_encodings(**{"events": PLAIN, **arguments})


@pytest.mark.parametrize(
    ("strategy", "arguments"),
    [
        (events, {"max_lines": 0}),
        (events, {"max_size": -1}),
        (event_streams, {"max_events": -1}),
        (event_streams, {"line_ends": ()}),
    ],
)
def test_arguments_are_checked_at_once(strategy: Any, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        strategy(**arguments)


@given(st.data())
def test_events_can_be_encoded_apart(data: st.DataObject) -> None:
    drawn = data.draw(st.lists(events(), max_size=3))
    assert read(data.draw(event_encodings(drawn)))[0] == drawn

"""Which requirement is named where the HTTP message around a body is broken."""

from __future__ import annotations

from array import array

import pytest

from conformance.checks.message import broken_message, never_ends, unreadable_stream
from conformance.model.finding import Outcome
from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.wire.exchange import Exchange

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
EVENTS = OK + b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def answered(data: bytes, ending: Ending = Ending.COMPLETE) -> Exchange:
    recording = Recording(data, array("d", [0.0]), array("Q", [len(data)]))
    return Exchange(ExchangeKey("text"), Request(body=b"{}"), Transcript(recording=recording, ending=ending))


@pytest.mark.parametrize(
    ("data", "ending", "requirement"),
    [
        (b"HTTP/1.1 OK\r\n\r\n{}", Ending.GARBLED, "HTTP-005"),
        (CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n", Ending.GARBLED, "HTTP-005"),
        (CHUNKED + b'{"id": 1}', Ending.TRUNCATED, "HTTP-005"),
        (OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", Ending.GARBLED, "HTTP-006"),
        (OK + b"Content-Length: 3\r\n\r\n{}", Ending.RESET, "HTTP-007"),
        (OK + b"Content-Length: 1\r\n\r\n{}", Ending.COMPLETE, "HTTP-007"),
        (CHUNKED + b"2\r\n{}\r\n", Ending.TRUNCATED, "HTTP-008"),
        (OK + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}", Ending.COMPLETE, "HTTP-010"),
    ],
)
def test_the_cause_is_named(data: bytes, ending: Ending, requirement: str) -> None:
    remark = broken_message(answered(data, ending))
    assert remark is not None
    assert (remark.outcome, requirement in remark.reason) == (Outcome.BLOCKED, True)


def test_a_whole_message_is_not_broken() -> None:
    exchange = answered(OK + b"Content-Length: 2\r\n\r\n{}")
    assert (broken_message(exchange), unreadable_stream(exchange)) == (None, None)


def test_silence_proves_nothing() -> None:
    remark = broken_message(answered(OK + b"Content-Length: 9\r\n\r\n{", Ending.SILENT))
    assert remark is not None
    assert remark.outcome is Outcome.INCONCLUSIVE


def test_a_stream_that_was_cut_between_its_chunks_can_be_read() -> None:
    assert unreadable_stream(answered(EVENTS + b"4\r\n: a\n\r\n", Ending.TRUNCATED)) is None
    assert unreadable_stream(answered(EVENTS + b"0x4\r\n: a\n\r\n", Ending.GARBLED)) is not None


@pytest.mark.parametrize(("ending", "expected"), [(Ending.SILENT, True), (Ending.COMPLETE, False)])
def test_only_a_body_without_any_end_never_ends(ending: Ending, expected: bool) -> None:  # noqa: FBT001 - a parameter
    assert never_ends(answered(OK + b"\r\n{}", ending)) is expected
    assert not never_ends(answered(OK + b"Content-Length: 2\r\n\r\n{}", ending))


@pytest.mark.parametrize("begun", [b"", b"1", b"1f", b"1f;x", b"1f\r"])
def test_a_size_line_that_was_cut_is_not_malformed(begun: bytes) -> None:
    oddities = answered(CHUNKED + b"2\r\n{}\r\n" + begun, Ending.TRUNCATED).http.oddities
    assert [oddity.kind for oddity in oddities] == ["last-chunk-missing"]

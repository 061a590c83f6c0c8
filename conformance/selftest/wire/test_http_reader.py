"""The HTTP reader: framing, oddities, arrival times, codings, and properties."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.settings import Limits
from conformance.model.transcript import Ending, Recording
from conformance.strategies.byte_splits import Pieces, byte_splits
from conformance.strategies.http_messages import Coding, HttpMessage, http_lookalikes, http_messages
from conformance.wire.http_reader import Framing, HttpKind, HttpReading, read_http

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ZIPPED = gzip.compress(b"hi", mtime=0)


def reading(data: bytes, ending: Ending = Ending.COMPLETE, size: int = 1 << 20) -> HttpReading:
    pieces = [(float(number), data[at : at + size]) for number, at in enumerate(range(0, len(data), size))]
    return read_http(Recording.of(*pieces), ending)


def kinds(http: HttpReading) -> list[str]:
    return [str(oddity.kind) for oddity in http.oddities]


def test_head_and_body() -> None:
    http = reading(
        OK + b'Content-Type: Text/Event-Stream ; charset="utf-8"\r\nX-A: 1\r\nx-a:2 \r\ncontent-length: 2\r\n\r\nhi'
    )
    assert (http.status, http.reason, http.version, http.interim) == (200, "OK", "1.1", ())
    assert http.headers[1:3] == (("X-A", "1"), ("x-a", "2"))
    assert http.values("X-a") == ("1", "2")
    assert http.header("x-A") == "1"
    assert http.header("absent") is None
    assert (http.media_type, http.charset) == ("text/event-stream", "utf-8")
    assert (http.framing, http.body(100), http.body(1), http.body_complete) == (Framing.LENGTH, b"hi", b"h", True)
    assert kinds(http) == []


def test_interim_responses_are_passed_over() -> None:
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    http = reading(early + OK + b"Content-Length: 2\r\n\r\nhi")
    assert (http.status, http.interim, http.body(9), kinds(http)) == (200, (100, 103), b"hi", [])


def test_only_an_interim_response_is_no_response() -> None:
    http = reading(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert (http.status, http.interim, kinds(http)) == (None, (100,), ["malformed-status-line"])


@pytest.mark.parametrize(("status", "empty"), [(100, True), (101, True), (199, True), (200, False), (205, False)])
def test_informational_responses_have_no_body(status: int, empty: bool) -> None:  # noqa: FBT001 - a parameter
    assert (reading(b"HTTP/1.1 %d X\r\nA: b\r\n" % status).framing is Framing.EMPTY) is empty


def test_a_field_that_is_continued_is_one_field() -> None:
    http = reading(OK + b"A: b\r\n c\r\n\td\r\nX: \r\n  y\r\n\r\n")
    assert http.headers == (("A", "b c d"), ("X", "y"))
    assert reading(OK + b" c\r\nA: b\r\n\r\n").headers == (("A", "b"),)


@pytest.mark.parametrize("status", [204, 304])
def test_bodiless_statuses(status: int) -> None:
    http = reading(b"HTTP/1.1 %d X\r\nContent-Length: 3\r\n\r\nabc" % status)
    assert (http.framing, http.body(9), http.body_complete, kinds(http)) == (
        Framing.EMPTY,
        b"",
        True,
        ["surplus-bytes"],
    )


@pytest.mark.parametrize(
    ("data", "body", "expected"),
    [
        (b"", b"", ["no-response"]),
        (b"\x15\x03\x01\x00\x02\x02\x16", b"", ["malformed-status-line"]),
        (b'{"error": 1}', b"", ["malformed-status-line"]),
        (b"HTTP/1.1 200\r\n\r\nhi", b"hi", ["malformed-status-line"]),
        (b"HTTP/2 200 OK\r\n\r\nhi", b"hi", ["malformed-status-line"]),
        (OK + b"A: b", b"", ["malformed-header"]),
        (OK + b"A: b\r\n", b"", ["malformed-header"]),
        (OK + b"no colon\r\n\r\nhi", b"hi", ["malformed-header"]),
        (OK + b"A : b\r\n\r\nhi", b"hi", ["malformed-header"]),
        (OK + b"A: b\r\n c\r\n\r\nhi", b"hi", ["malformed-header"]),
        (OK + b"A: b\rc\r\n\r\nhi", b"hi", ["malformed-header"]),
        (OK + b"Content-Length: two\r\n\r\nhi", b"hi", ["malformed-header"]),
        (OK + b"Content-Length: %s\r\n\r\nhi" % (b"9" * 5000), b"hi", ["malformed-header"]),
        (OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", b"hi", ["malformed-header"]),
        (b"HTTP/1.1 200 OK\nA: b\n\nhi", b"hi", ["bare-line-feed"] * 3),
        (CHUNKED + b"2\nhi\r\n0\r\n\r\n", b"hi", ["bare-line-feed"]),
        (
            OK + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            b"hi",
            ["length-and-chunked"],
        ),
        (OK + b"Content-Length: 2, 3\r\n\r\nhi", b"hi", ["conflicting-lengths"]),
        (OK + b"Content-Length: 3\r\n\r\nhi", b"hi", ["body-short"]),
        (OK + b"Content-Length: 1\r\n\r\nhi", b"h", ["surplus-bytes"]),
        (CHUNKED + b"2\r\nhi\r\n0\r\n\r\n!", b"hi", ["surplus-bytes"]),
        (CHUNKED + b"x\r\nhi\r\n", b"", ["chunk-malformed"]),
        (CHUNKED + b"1\r\nhi\r\n0\r\n\r\n", b"h", ["chunk-malformed"]),
        (CHUNKED + b"2 \r\nhi\r\n0\r\n\r\n", b"hi", ["chunk-malformed"]),
        (CHUNKED + b"2" * 20000, b"", ["chunk-malformed"]),
        (CHUNKED + b"2\r\nhi\r\n", b"hi", ["last-chunk-missing"]),
        (CHUNKED + b"2\r\nhi\r\n0\r\n", b"hi", ["last-chunk-missing"]),
        (CHUNKED + b"5\r\nhi", b"hi", ["last-chunk-missing"]),
        (CHUNKED + b"2;a=b\r\nhi\r\n0\r\nTrailer: x\r\n\r\n", b"hi", []),
        (CHUNKED + b"2\r\nhi\r\n0\r\ntrailer\r\n\r\n", b"hi", ["malformed-header"]),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + ZIPPED, b"hi", ["content-encoded"]),
        (
            OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"h", mtime=0) + gzip.compress(b"i", mtime=0),
            b"hi",
            ["content-encoded"],
        ),
        (OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"hi"), b"hi", ["content-encoded"]),
        (OK + b"Content-Encoding: identity\r\n\r\nhi", b"hi", []),
        (OK + b"Content-Encoding: gzip\r\n\r\nhi", b"hi", ["content-encoded", "content-undecodable"]),
        (OK + b"Content-Encoding: br\r\n\r\nhi", b"hi", ["content-encoded", "content-undecodable"]),
        (
            OK + b"Content-Encoding: gzip\r\n\r\n" + ZIPPED[:-1],
            b"hi",
            ["content-encoded", "content-undecodable"],
        ),
        (
            OK + b"Content-Encoding: gzip\r\n\r\n" + ZIPPED + b"\x1f",
            b"hi",
            ["content-encoded", "content-undecodable"],
        ),
    ],
)
def test_oddities(data: bytes, body: bytes, expected: list[str]) -> None:
    for size in (1 << 20, 1):
        http = reading(data, size=size)
        assert (http.body(1 << 20), kinds(http)) == (body, expected)


def test_every_kind_is_emitted_in_some_test() -> None:
    marks = next(mark for mark in test_oddities.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {kind for _, _, expected in marks.args[1] for kind in expected} == {str(kind) for kind in HttpKind}


def test_arrival_is_right_to_the_piece() -> None:
    pieces = [OK, b"Transfer-Encoding: chunked\r\n\r\n2\r\nh", b"i\r\n", b"3\r\nyou\r\n1\r\n!\r", b"\n0\r\n", b"\r\n"]
    http = read_http(Recording.of(*((float(at), piece) for at, piece in enumerate(pieces))), Ending.COMPLETE)
    assert list(http.body_pieces()) == [(1.0, b"h"), (2.0, b"i"), (3.0, b"you!")]
    assert http.body_complete


@pytest.mark.parametrize(("ending", "complete"), [(Ending.COMPLETE, True), (Ending.RESET, False)])
def test_close_delimited_body_is_complete_when_the_peer_closed_in_order(ending: Ending, *, complete: bool) -> None:
    http = reading(OK + b"\r\nhi", ending)
    assert (http.framing, http.body_complete) == (Framing.CLOSE, complete)


def test_offset_of_surplus_counts_from_the_first_byte() -> None:
    data = OK + b"Content-Length: 2\r\n\r\nhi!!"
    assert reading(data).oddities[0].place.byte == len(data) - 2


def test_expansion_is_bounded() -> None:
    data = OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(5_000_000))
    http = read_http(Recording.of((0.0, data)), Ending.COMPLETE, Limits(body_bytes=1000))
    assert http.body(1 << 30) == bytes(1000)
    assert kinds(http) == ["content-encoded", "content-undecodable"]


def test_large_recording_in_a_file_needs_little_memory(tmp_path: Path) -> None:
    chunk = b"fa\r\n" + b"x" * 250 + b"\r\n"
    count = 40_000
    file = tmp_path / "recording"
    file.write_bytes(CHUNKED + chunk * count + b"0\r\n\r\n")
    ends = array("Q", [len(CHUNKED) + len(chunk) * number for number in range(count + 1)] + [file.stat().st_size])
    recording = Recording(file, array("d", range(count + 2)), ends)
    tracemalloc.start()
    try:
        http = read_http(recording, Ending.COMPLETE)
        total = sum(len(piece) for _, piece in http.body_pieces())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (total, kinds(http), http.body_complete) == (250 * count, [], True)
    assert peak < 1 << 20


def test_a_recording_in_a_file_is_read_like_one_in_memory(tmp_path: Path) -> None:
    body = bytes(range(256)) * 3000
    data = OK + b"\r\n" + body
    memory = Recording.of((1.0, data[:9]), (2.0, data[9:40]), (3.0, data[40:]))
    (tmp_path / "recording").write_bytes(data)
    recordings = (memory, Recording(tmp_path / "recording", memory.seconds, memory.ends))
    pieces = [list(read_http(recording, Ending.COMPLETE).body_pieces()) for recording in recordings]
    assert pieces[0] == pieces[1]
    assert b"".join(piece for _, piece in pieces[0]) == body
    assert {seconds for seconds, _ in pieces[0]} == {2.0, 3.0}
    assert max(len(piece) for _, piece in pieces[0]) == 1 << 18


@pytest.mark.parametrize("fill", [(1 << 14) - 40, 1 << 14, (1 << 20) - 40])
def test_a_long_head_is_read_whole_up_to_a_bound(fill: int) -> None:
    http = reading(OK + b"A: " + b"a" * fill + b"\r\n\r\nhi", size=1 << 30)
    assert (http.head_complete, http.body(9), kinds(http)) == (True, b"hi", [])
    beyond = reading(OK + b"A: " + b"a" * (1 << 20) + b"\r\n\r\nhi", size=1 << 30)
    assert (beyond.head_complete, beyond.body(9), kinds(beyond)) == (False, b"", ["malformed-header"])


@given(byte_splits(http_lookalikes(), max_cuts=8, allow_empty=True), st.sampled_from(Ending))
def test_never_raises_and_does_not_depend_on_cuts(pieces: Pieces, ending: Ending) -> None:
    cut = read_http(Recording.of(*((0.0, piece) for piece in pieces)), ending)
    whole = reading(b"".join(pieces), ending)
    assert (cut.body(1000), cut.oddities, cut.body_complete) == (whole.body(1000), whole.oddities, whole.body_complete)
    assert (cut.status, cut.headers, cut.interim) == (whole.status, whole.headers, whole.interim)


@given(http_messages(bodies=st.binary(max_size=150)), st.integers(1, 50))
def test_round_trip(message: HttpMessage, size: int) -> None:
    plain, data, encoded = message.body, message.data, message.coding is not Coding.IDENTITY
    http = reading(data, size=size)
    assert (http.body(10_000), http.body_complete) == (plain, True)
    assert kinds(http) == (["content-encoded"] if encoded else [])

from __future__ import annotations

import hpack
import pytest
from hyperframe.frame import ContinuationFrame, DataFrame, HeadersFrame, PingFrame
from hypothesis import example, given
from hypothesis import strategies as st

from conformance.wire.http2_reader import read_http2

Fields = list[tuple[str, str]]


def headers(fields: Fields, encoder: hpack.Encoder | None = None, stream: int = 1) -> bytes:
    frame = HeadersFrame(stream, (encoder or hpack.Encoder()).encode(fields))
    frame.flags.add("END_HEADERS")
    return frame.serialize()


@given(st.binary(max_size=200))
@example(headers([(":status", "200")])[:-1])
@example(b"HTTP/1.1 200 OK\r\n\r\n")
def test_it_never_raises(data: bytes) -> None:
    reading = read_http2(data)
    assert isinstance(reading.problem, str)


names = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz-"), min_size=1, max_size=12)
values = st.text(st.sampled_from("abc 123;=/"), max_size=20)


@given(
    st.integers(100, 599), st.lists(st.tuples(names, values), max_size=5), st.lists(st.binary(max_size=50), max_size=4)
)
def test_what_was_framed_is_read(status: int, fields: Fields, pieces: list[bytes]) -> None:
    frames = headers([(":status", str(status)), *fields]) + b"".join(
        DataFrame(1, piece).serialize() for piece in pieces
    )
    reading = read_http2(frames)
    assert (reading.status, reading.body, reading.problem) == (status, b"".join(pieces), "")
    assert [(name.decode(), value.decode()) for name, value in reading.fields] == fields


def test_interim_answers_are_replaced_and_trailers_added() -> None:
    encoder = hpack.Encoder()
    frames = [
        headers([(":status", "103"), ("link", "x")], encoder=encoder),
        headers([(":status", "200"), ("server", "y")], encoder=encoder),
        headers([("trailer", "z")], encoder=encoder),
    ]
    reading = read_http2(b"".join(frames))
    assert (reading.status, reading.fields) == (200, ((b"server", b"y"), (b"trailer", b"z")))
    assert reading.problem == ""


def test_other_streams_and_frames_are_left_alone() -> None:
    frames = PingFrame(0).serialize() + headers([(":status", "500")], stream=3) + headers([(":status", "200")])
    assert read_http2(frames).status == 200


def test_a_header_section_may_be_continued() -> None:
    block = hpack.Encoder().encode([(":status", "200"), ("a", "b")])
    rest = ContinuationFrame(1, block[2:])
    rest.flags.add("END_HEADERS")
    frames = HeadersFrame(1, block[:2]).serialize() + rest.serialize()
    assert read_http2(frames).fields == ((b"a", b"b"),)


def test_fields_of_connections_and_upper_case_names_are_told() -> None:
    reading = read_http2(headers([(":status", "200"), ("Transfer-Encoding", "chunked"), ("keep-alive", "5")]))
    assert reading.connection_fields == ((b"Transfer-Encoding", b"chunked"), (b"keep-alive", b"5"))
    assert reading.upper_case_fields == ((b"Transfer-Encoding", b"chunked"),)


def test_what_cannot_be_read_is_told() -> None:
    assert read_http2(headers([(":status", "200")])[:-1]).problem == "the last frame is cut off"
    broken = HeadersFrame(1, b"\xff\xff\xff\xff\xff\xff")
    broken.flags.add("END_HEADERS")
    assert "cannot be decoded" in read_http2(broken.serialize()).problem
    assert read_http2(headers([(":status", "abc")])).status is None


@pytest.mark.parametrize("name", ["connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"])
def test_every_field_of_connections_is_told(name: str) -> None:
    reading = read_http2(headers([(":status", "200"), (name, "x"), ("te", "trailers")]))
    assert reading.connection_fields == ((name.encode(), b"x"),)

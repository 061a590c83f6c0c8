from __future__ import annotations

import gzip
import zlib
from typing import Any

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.model.transcript import Ending, Recording
from conformance.selftest.strategies.sampling import sample
from conformance.strategies.http_messages import (
    Coding,
    HttpMessage,
    http_lookalikes,
    http_messages,
    odd_http_messages,
)
from conformance.wire.http_reader import Framing, HttpKind, HttpReading, read_http

DECODERS: dict[Coding, Any] = {Coding.IDENTITY: bytes, Coding.GZIP: gzip.decompress, Coding.DEFLATE: zlib.decompress}


def read(data: bytes) -> HttpReading:
    return read_http(Recording.of((0.0, data)), Ending.COMPLETE)


def seen_by_h11(data: bytes) -> tuple[tuple[int, ...], bytes]:
    """Return the interim statuses and the body without its framing, as a client reads them that shares no code."""
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="POST", target="/", headers=[("Host", "x"), ("Content-Length", "0")]))
    client.send(h11.EndOfMessage())
    client.receive_data(data)
    client.receive_data(b"")
    events = [client.next_event()]
    while not isinstance(events[-1], h11.EndOfMessage):
        assert events[-1] is not h11.NEED_DATA
        events.append(client.next_event())
    interim = tuple(event.status_code for event in events if isinstance(event, h11.InformationalResponse))
    return interim, b"".join(event.data for event in events if isinstance(event, h11.Data))


@given(http_messages())
def test_a_message_is_read_as_it_was_made(message: HttpMessage) -> None:
    http = read(message.data)
    coded = message.coding is not Coding.IDENTITY
    assert (http.body(1000), http.body_complete, http.framing) == (message.body, True, message.framing)
    assert [oddity.kind for oddity in http.oddities] == [HttpKind.CONTENT_ENCODED] * coded
    assert http.interim == message.interim


@given(http_messages())
def test_another_reader_sees_the_same(message: HttpMessage) -> None:
    interim, content = seen_by_h11(message.data)
    assert (interim, DECODERS[message.coding](content)) == (message.interim, message.body)


def test_every_framing_coding_and_interim_response_occurs() -> None:
    drawn = sample(http_messages(), 400)
    framings = {(message.framing, message.coding) for message in drawn}
    assert framings == {(Framing.EMPTY, Coding.IDENTITY)} | {
        (framing, coding) for framing in set(Framing) - {Framing.EMPTY} for coding in Coding
    }
    assert {message.interim for message in drawn} >= {(), (100,), (103,), (100, 103), (100, 100)}
    assert {read(message.data).status for message in drawn} == {200, 204, 304, 400, 503}
    for mark in (b";a=b\r\n", b"Trailer: x", b"\r\n000\r\n", b"content-length:", b"X-Twice"):
        assert any(mark in message.data for message in drawn)


def test_messages_are_as_asked() -> None:
    drawn = sample(http_messages(bodies=st.just(b"hi"), framings=[Framing.CHUNKED], codings=[Coding.GZIP]), 60)
    assert {(message.body, message.framing, message.coding) for message in drawn} == {
        (b"hi", Framing.CHUNKED, Coding.GZIP)
    }


def test_odd_messages_and_lookalikes_show_much_that_is_odd() -> None:
    drawn = sample(odd_http_messages(), 300) + sample(http_lookalikes(), 300)
    kinds = {oddity.kind for data in drawn for oddity in read(data).oddities}
    assert kinds >= set(HttpKind) - {HttpKind.CONTENT_UNDECODABLE}
    assert any(not read(data).oddities for data in drawn)


@pytest.mark.parametrize("arguments", [{"framings": []}, {"codings": []}, {"codings": ["br"]}])
def test_arguments_are_checked_at_once(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        http_messages(**arguments)

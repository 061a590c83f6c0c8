from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import h2.config
import h2.connection
import h2.events
import pytest
import trustme

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Limits, Target
from conformance.model.transcript import Ending, Transcript
from conformance.transport.http import HttpSender
from conformance.transport.http2 import NOT_OFFERED
from conformance.wire.http2_reader import read_http2

AUTHORITY = trustme.CA()
REQUEST = Request(body=b"{" + b" " * 200_000 + b"}", over_http2=True)
QUICK = Limits(timeout=0.5, seconds=5.0)
Fields = list[tuple[str, str]]
OK: Fields = [(":status", "200"), ("content-type", "application/json")]
Reply = Callable[[h2.connection.H2Connection, dict[bytes, bytes], bytes], None]


def plain(fields: Fields, body: bytes = b"{}") -> Reply:
    def reply(connection: h2.connection.H2Connection, _: dict[bytes, bytes], __: bytes) -> None:
        connection.send_headers(1, fields)
        connection.send_data(1, body, end_stream=True)

    return reply


def echo(connection: h2.connection.H2Connection, asked: dict[bytes, bytes], body: bytes) -> None:
    told = f"{asked[b':method'].decode()} {asked[b':path'].decode()} {len(body)} {asked[b'authorization'].decode()}"
    plain(OK, told.encode())(connection, asked, body)


@asynccontextmanager
async def peer(reply: Reply | None, protocols: tuple[str, ...] = ("h2",)) -> AsyncIterator[str]:
    """Serve HTTP/2 over TLS; a reply of None never answers."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert("localhost").configure_cert(tls)
    tls.set_alpn_protocols(list(protocols))
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        config = h2.config.H2Configuration(
            client_side=False, header_encoding=None, validate_outbound_headers=False, normalize_outbound_headers=False
        )
        connection = h2.connection.H2Connection(config)
        connection.initiate_connection()
        asked: dict[bytes, bytes] = {}
        body = b""
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                writer.write(connection.data_to_send())
                await writer.drain()
                data = await reader.read(65536)
                if not data:
                    break
                for event in connection.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        asked = {bytes(name): bytes(value) for name, value in event.headers or ()}
                    elif isinstance(event, h2.events.DataReceived):
                        body += event.data or b""
                        connection.acknowledge_received_data(event.flow_controlled_length or 0, 1)
                    elif isinstance(event, h2.events.StreamEnded) and reply is not None:
                        reply(connection, asked, body)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        for _ in range(3):
            await asyncio.sleep(0)


async def ask(reply: Reply | None, protocols: tuple[str, ...] = ("h2",)) -> Transcript:
    tls = ssl.create_default_context()
    AUTHORITY.configure_trust(tls)
    async with (
        peer(reply, protocols) as url,
        HttpSender(Target(base_url=url, key="sk-12345678"), QUICK, 2, tls=tls) as sender,
    ):
        return (await sender.send(ExchangeKey("c"), REQUEST)).transcript


async def test_a_request_larger_than_the_window_arrives_and_the_answer_is_recorded() -> None:
    got = await ask(echo)
    reading = read_http2(got.recording.read())
    assert (got.ending, reading.status, reading.problem) == (Ending.COMPLETE, 200, "")
    assert reading.body == b"POST /v1/chat/completions 200002 Bearer ***********"
    assert [mask.name for mask in got.masked] == ["api-key"]


async def test_fields_that_break_the_version_are_recorded_as_they_came() -> None:
    got = await ask(plain([*OK, ("connection", "keep-alive"), ("X-Upper", "1")]))
    reading = read_http2(got.recording.read())
    assert reading.connection_fields == ((b"connection", b"keep-alive"),)
    assert reading.upper_case_fields == ((b"X-Upper", b"1"),)


async def test_a_secret_in_a_compressed_field_is_not_kept() -> None:
    got = await ask(plain([*OK, ("x-echo", "sk-12345678")]))
    assert (got.ending, len(got.recording)) == (Ending.GARBLED, 0)
    assert "repeats a secret" in got.detail


async def test_http2_is_not_offered() -> None:
    got = await ask(echo, ("http/1.1",))
    assert (got.ending, got.detail) == (Ending.UNREACHABLE, NOT_OFFERED)
    async with HttpSender(Target(base_url="http://127.0.0.1:9/v1"), QUICK, 1) as sender:
        plain_http = (await sender.send(ExchangeKey("c"), REQUEST)).transcript
    assert plain_http.detail == NOT_OFFERED


async def test_nobody_answers() -> None:
    async with HttpSender(Target(base_url="https://127.0.0.1:9/v1"), QUICK, 1) as sender:
        assert (await sender.send(ExchangeKey("c"), REQUEST)).transcript.ending is Ending.UNREACHABLE
    assert (await ask(None)).ending is Ending.SILENT


def reset(connection: h2.connection.H2Connection, _: dict[bytes, bytes], __: bytes) -> None:
    connection.reset_stream(1, 2)


def go_away(connection: h2.connection.H2Connection, _: dict[bytes, bytes], __: bytes) -> None:
    connection.close_connection(1)


@pytest.mark.parametrize(("reply", "ending"), [(reset, Ending.RESET), (go_away, Ending.TRUNCATED)])
async def test_streams_and_connections_that_end_early(reply: Reply, ending: Ending) -> None:
    got = await ask(reply)
    assert got.ending is ending
    assert got.detail

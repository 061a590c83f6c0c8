from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from contextlib import suppress
from pathlib import Path

import pytest
import trustme

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Limits, Target
from conformance.model.transcript import Ending, Masked, Transcript
from conformance.selftest.transport.peer import EVENTS, OK, Answer, chunk, fixed, peer, reset
from conformance.transport.http import HttpSender
from conformance.transport.sender import SendCancelled, Unsendable

KEY = ExchangeKey("c")
POST = Request(body=b'{"stream": true}')
QUICK = Limits(timeout=0.3, seconds=3.0, linger=0.1)


async def send(url: str, request: Request = POST, limits: Limits = QUICK, key: str = "", query: str = "") -> Transcript:
    async with HttpSender(Target(base_url=url, key=key, query=query), limits, 4) as sender:
        return (await sender.send(KEY, request)).transcript


async def play(answer: Answer, request: Request = POST, limits: Limits = QUICK) -> Transcript:
    async with peer(answer) as url:
        return await send(url, request, limits)


async def test_complete_answer_is_recorded_as_it_stood_on_the_wire() -> None:
    got = await play(fixed(OK, keep=True))
    assert (got.ending, got.detail, got.recording.read()) == (Ending.COMPLETE, "", OK)
    assert 0 < got.sent_seconds <= got.recording.seconds[0] <= got.seconds
    assert abs(got.started_at - time.time()) < 5


async def test_chunked_answer_keeps_framing_and_arrival_times() -> None:
    pieces = [EVENTS + chunk(b"data: 1\n\n"), chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n"]
    got = await play(fixed(pieces[0], 0.1, pieces[1], keep=True))
    assert got.ending is Ending.COMPLETE
    assert got.recording.read() == b"".join(pieces)
    assert list(got.recording.ends) == [len(pieces[0]), len(b"".join(pieces))]
    assert got.recording.seconds[1] - got.recording.seconds[0] > 0.08


async def test_gzip_is_not_undone() -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
    got = await play(fixed(raw))
    assert (got.ending, got.recording.read()) == (Ending.COMPLETE, raw)


async def test_close_delimited_body_is_complete() -> None:
    got = await play(fixed(b"HTTP/1.1 200 OK\r\n\r\nall of it"))
    assert got.ending is Ending.COMPLETE


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 20",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        EVENTS + b"9\r\nda",
        EVENTS + chunk(b"data: 1\n\n"),
    ],
)
async def test_closed_too_early_is_truncated(answer: bytes) -> None:
    got = await play(fixed(answer))
    assert (got.ending, got.recording.read()) == (Ending.TRUNCATED, answer)
    assert "closed" in got.detail


async def test_reset_within_the_body() -> None:
    async def answer(_: bytes, writer: asyncio.StreamWriter) -> bool:
        writer.write(EVENTS + chunk(b"data: 1\n\n"))
        await asyncio.sleep(0.05)
        reset(writer)
        return False

    got = await play(answer)
    assert (got.ending, got.detail) == (Ending.RESET, "the connection was reset")
    assert got.recording.read() == EVENTS + chunk(b"data: 1\n\n")


@pytest.mark.parametrize("start", [b"", EVENTS, EVENTS + chunk(b"data: 1\n\n")])
async def test_silence(start: bytes) -> None:
    got = await play(fixed(start, 2.0))
    assert (got.ending, got.detail) == (Ending.SILENT, "no byte came for 0.3 s")
    assert 0.29 < got.seconds < 1


async def test_body_open_after_done_is_left_after_the_linger_time() -> None:
    data = EVENTS + chunk(b"data: 1\n\ndata:[DO") + chunk(b"NE]\n\n")
    got = await play(fixed(data, 5.0), limits=Limits(timeout=60, linger=0.1))
    assert (got.ending, got.recording.read()) == (Ending.HELD_OPEN, data)
    assert 0.59 < got.seconds < 1.2


async def test_keep_alives_after_done_do_not_prolong_the_linger_time() -> None:
    got = await play(fixed(EVENTS + chunk(b"data: [DONE]\n\n"), *(0.1, chunk(b":\n\n")) * 20))
    assert got.ending is Ending.HELD_OPEN


async def test_done_inside_content_is_not_the_end() -> None:
    data = EVENTS + chunk(b'data: {"content": "data: [DONE]"}\n\n')
    got = await play(fixed(data, 0.9, chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n"), limits=Limits(timeout=2, linger=0.1))
    assert got.ending is Ending.COMPLETE


async def test_limits_of_bytes_and_seconds() -> None:
    flood = fixed(EVENTS, *(chunk(b":" * 1000), 0.01) * 200)
    many = await play(flood, limits=Limits(timeout=1, body_bytes=5000))
    late = await play(flood, limits=Limits(timeout=1, seconds=0.2))
    assert (many.ending, late.ending) == (Ending.LIMIT, Ending.LIMIT)
    assert 5000 < len(many.recording) < 20000
    assert late.seconds < 0.6


async def test_leaves_after_the_events_that_the_request_says() -> None:
    request = Request(body=b"{}", disconnect_after_events=2)
    got = await play(fixed(EVENTS, *(chunk(b"data: 1\r\n\r\n"), 0.03) * 20), request)
    assert got.ending is Ending.DISCONNECTED
    assert got.recording.read().count(b"data: 1") == 2


@pytest.mark.parametrize("raw", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 OK\r\n\r\n", b"\0\0\0", EVENTS + b"zz\r\nx\r\n"])
async def test_other_bytes_than_http_are_garbled(raw: bytes) -> None:
    got = await play(fixed(raw))
    assert (got.ending, got.recording.read()) == (Ending.GARBLED, raw)
    assert got.detail.startswith("not an HTTP/1.1 answer")


async def test_refused_port_and_unknown_name() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        refused = await send(f"http://127.0.0.1:{free.getsockname()[1]}/v1")
    unknown = await send("http://host.invalid/v1", limits=Limits(timeout=10))
    assert (refused.ending, refused.detail) == (Ending.UNREACHABLE, "connection refused")
    assert unknown.ending is Ending.UNREACHABLE
    assert unknown.detail.startswith("name not found")


async def test_tls_trust() -> None:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with peer(fixed(OK, keep=True), context) as url:
        stranger = await send(url)
        async with HttpSender(Target(base_url=url), QUICK, 1, tls=trusting) as sender:
            friend = (await sender.send(KEY, POST)).transcript
    assert stranger.ending is Ending.UNREACHABLE
    assert stranger.detail.startswith("TLS: certificate verify failed: ")
    assert (friend.ending, friend.recording.read()) == (Ending.COMPLETE, OK)


@pytest.mark.parametrize(
    ("first", "detail"),
    [(OK, "TLS: the handshake failed: wrong version number"), (b"", "TLS: no handshake within the time-out")],
)
async def test_peer_without_tls(first: bytes, detail: str) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(1)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    got = await send(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    server.close()
    assert (got.ending, got.detail) == (Ending.UNREACHABLE, detail)


async def test_exchanges_on_one_connection_are_recorded_apart() -> None:
    connections = set()

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> bool:
        connections.add(writer)
        body = request.partition(b"\r\n\r\n")[2]
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        return True

    async with peer(answer) as url, HttpSender(Target(base_url=url), QUICK, 2) as sender:
        got = [(await sender.send(KEY, Request(body=b"%d" % n))).transcript for n in range(3)]
    assert [one.recording.read()[-1:] for one in got] == [b"0", b"1", b"2"]
    assert {len(one.recording) for one in got} == {len(got[0].recording)}
    assert len(connections) == 1


async def test_concurrent_exchanges_are_not_mixed_up() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> bool:
        body = request.partition(b"\r\n\r\n")[2]
        for piece in (b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (2 * len(body)), body, body):
            writer.write(piece)
            await asyncio.sleep(0.01)
        return True

    async with peer(answer) as url, HttpSender(Target(base_url=url), QUICK, 8) as sender:
        sent = await asyncio.gather(*(sender.send(KEY, Request(body=b"%02d" % n)) for n in range(40)))
    for one in sent:
        assert one.transcript.recording.read().endswith(b"\r\n\r\n" + 2 * one.request.body)


async def test_surplus_bytes_belong_to_their_exchange_and_do_not_answer_the_next() -> None:
    surplus = OK + b"HTTP/1.1 500 Smuggled\r\nContent-Length: 0\r\n\r\n"
    async with peer(fixed(surplus, keep=True)) as url, HttpSender(Target(base_url=url), QUICK, 1) as sender:
        got = [(await sender.send(KEY, POST)).transcript for _ in range(2)]
    assert [(one.ending, one.recording.read()) for one in got] == [(Ending.COMPLETE, surplus)] * 2


async def test_kept_alive_connection_closed_by_the_peer_is_opened_again() -> None:
    seen: list[asyncio.StreamWriter] = []

    async def answer(_: bytes, writer: asyncio.StreamWriter) -> bool:
        if writer in seen:  # closes when the second request arrives, without a word
            return False
        seen.append(writer)
        writer.write(OK)
        return True

    async with peer(answer) as url, HttpSender(Target(base_url=url), QUICK, 1) as sender:
        got = [(await sender.send(KEY, POST)).transcript for _ in range(3)]
    assert [one.ending for one in got] == [Ending.COMPLETE] * 3
    assert len(seen) == 3


async def test_redirects_cookies_and_broken_fields_mean_nothing_to_the_client() -> None:
    requests = []
    raw = b"HTTP/1.1 302 Found\r\nLocation: http://[broken\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> bool:
        requests.append(request)
        writer.write(raw)
        return True

    async with peer(answer) as url, HttpSender(Target(base_url=url), QUICK, 1) as sender:
        got = [(await sender.send(KEY, POST)).transcript for _ in range(2)]
    assert [(one.ending, one.recording.read()) for one in got] == [(Ending.COMPLETE, raw)] * 2
    assert len(requests) == 2
    assert b"ookie" not in requests[1]


async def test_secrets_reach_the_wire_and_neither_log_nor_recording(caplog: pytest.LogCaptureFixture) -> None:
    requests = []

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> bool:
        requests.append(request)
        writer.write(b'HTTP/1.1 401 No\r\nContent-Length: 24\r\n\r\n{"e": "bad sk-\\"secret"} ')
        return True

    caplog.set_level(logging.DEBUG)
    async with peer(answer) as url:
        got = await send(url, Request(body=b"{}"), key='sk-"secret', query="token=hush-hush-hush")
    assert requests[0].startswith(b"POST /v1/chat/completions?token=hush-hush-hush HTTP/1.1\r\n")
    assert b'\r\nAuthorization: Bearer sk-"secret\r\n' in requests[0]
    assert got.recording.read().endswith(b'{"e": "bad ***********"} ')
    assert got.masked == (Masked(len(got.recording) - 14, 11, "api-key"),)
    assert "hush" not in caplog.text
    assert 'sk-"secret' not in caplog.text


async def test_large_recording_is_spooled_and_masked(tmp_path: Path) -> None:
    body = b"x" * (5 << 20) + b"sk-secret" + b"y" * 10
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    async with peer(fixed(raw, keep=True)) as url:
        target = Target(base_url=url, key="sk-secret")
        async with HttpSender(target, Limits(timeout=5), 1, tmp_path / "spool") as sender:
            got = (await sender.send(KEY, POST)).transcript
    assert isinstance(got.recording.source, Path)
    assert got.recording.source.parent == tmp_path / "spool"
    assert got.recording.read() == raw.replace(b"sk-secret", b"*" * 9)
    assert got.masked[0].offset == raw.index(b"sk-secret")


async def test_answer_before_the_request_was_taken_is_read() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(1.5)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1024)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    got = await send(url, Request(body=b"x" * (32 << 20)))
    server.close()
    assert got.ending is Ending.COMPLETE
    assert got.recording.head(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize(("seconds", "ending"), [(60.0, Ending.SILENT), (0.2, Ending.LIMIT)])
async def test_peer_that_does_not_take_the_request(seconds: float, ending: Ending) -> None:
    async def ignore(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(1)
        writer.close()

    server = await asyncio.start_server(ignore, "127.0.0.1", 0, limit=1024)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    got = await send(url, Request(body=b"x" * (32 << 20)), Limits(timeout=0.3, seconds=seconds))
    server.close()
    assert got.ending is ending
    assert got.seconds < 0.8


async def test_cancelled_exchange_keeps_what_came() -> None:
    async with peer(fixed(EVENTS, 60.0)) as url, HttpSender(Target(base_url=url), Limits(), 1) as sender:
        task = asyncio.create_task(sender.send(KEY, POST))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(SendCancelled) as caught:
            await task
    assert caught.value.sent.transcript.ending is Ending.CANCELLED
    assert caught.value.sent.transcript.recording.read() == EVENTS


async def test_unusable_targets_and_requests_are_not_findings() -> None:
    with pytest.raises(Unsendable):
        HttpSender(Target(base_url="ftp://host/v1"), QUICK, 1)
    with pytest.raises(Unsendable):
        await play(fixed(OK), Request(body=b"", headers=(("Bad Name", "x"),)))

"""Scripts over sockets, and the official client against the served reference."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest
from openai import OpenAI

from conformance.endpoints import catalogue
from conformance.endpoints.reference.endpoint import make_reference
from conformance.endpoints.server import Server, serve
from conformance.model.script import Finish, Pause, ReceivedRequest, Script, Send
from conformance.selftest.endpoints.asking import MODEL, READY, WEATHER, chat_body, data_uri, picture

_KEY = "sk-selftest"
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture(scope="module")
def served() -> Iterator[Server]:
    with serve(make_reference(_KEY)) as server:
        yield server


@pytest.fixture
def client(served: Server) -> Iterator[OpenAI]:
    with OpenAI(base_url=served.url, api_key=_KEY, max_retries=0) as client:
        yield client


def _connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=5)


def _request(body: bytes, *headers: str) -> bytes:
    lines = ["POST /v1/chat/completions HTTP/1.1", "Host: x", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _read_answer(peer: socket.socket, end: bytes = b"ok") -> bytes:
    data = b""
    while not data.endswith(end):
        piece = peer.recv(65536)
        assert piece, data
        data += piece
    return data


def _echo(request: ReceivedRequest) -> Script:
    body = json.dumps([request.method, request.target, dict(request.headers), request.body.decode()]).encode()
    return Script((Send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(body) + 2) + body + b"ok"),))


def test_requests_are_read_whole_and_connections_kept() -> None:
    with serve(_echo) as server, _connect(server) as peer:
        for body in (b"one", b"", b"three"):
            peer.sendall(b"\r\n" + _request(body, "X-Name: value "))
            answer = json.loads(_read_answer(peer).partition(b"\r\n\r\n")[2][:-2])
            assert answer[0:2] == ["POST", "/v1/chat/completions"]
            assert answer[2]["X-Name"] == "value"
            assert answer[3] == body.decode()


def test_chunked_bodies_and_expectations_are_understood() -> None:
    with serve(_echo) as server, _connect(server) as peer:
        head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
        peer.sendall(head.encode())
        assert _read_answer(peer, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        peer.sendall(b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n")
        assert b'"abcde"' in _read_answer(peer)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nbad header\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"x" * 200_000,
    ],
    ids=lambda data: repr(data[:40]),
)
def test_malformed_requests_are_refused_and_the_connection_closed(request_bytes: bytes) -> None:
    with serve(_echo) as server, _connect(server) as peer:
        peer.sendall(request_bytes)
        assert peer.recv(100).startswith(b"HTTP/1.1 400")


def test_an_endpoint_that_fails_answers_500(caplog: pytest.LogCaptureFixture) -> None:
    def fails(_: ReceivedRequest) -> Script:
        raise RuntimeError("on purpose")

    with serve(fails) as server, _connect(server) as peer:
        peer.sendall(_request(b""))
        assert peer.recv(100).startswith(b"HTTP/1.1 500")
        with _connect(server) as second:
            second.sendall(_request(b""))
            assert second.recv(100).startswith(b"HTTP/1.1 500")
    assert "on purpose" in caplog.text


def test_each_send_is_one_segment_and_pauses_are_kept() -> None:
    script = Script(
        (Send(b"HTTP/1.1 200 OK\r\n"), Pause(0.1), Send(b"Content-Length: 2\r\n\r\n"), Pause(0.1), Send(b"ok"))
    )
    with serve(lambda _: script) as server, _connect(server) as peer:
        started = time.monotonic()
        peer.sendall(_request(b""))
        pieces = [peer.recv(65536) for _ in range(3)]
        assert pieces == [step.data for step in script.steps if isinstance(step, Send)]
        assert time.monotonic() - started >= 0.19


def test_latency_comes_before_the_first_byte() -> None:
    with serve(lambda _: Script((Send(_OK),)), latency=0.2) as server, _connect(server) as peer:
        started = time.monotonic()
        peer.sendall(_request(b""))
        _read_answer(peer)
        assert time.monotonic() - started >= 0.19


def test_close_closes_in_order() -> None:
    with serve(lambda _: Script((Send(_OK),), Finish.CLOSE)) as server, _connect(server) as peer:
        peer.sendall(_request(b""))
        assert _read_answer(peer) == _OK
        assert peer.recv(10) == b""


def test_reset_resets() -> None:
    with serve(lambda _: Script((), Finish.RESET)) as server, _connect(server) as peer:
        peer.sendall(_request(b""))
        with pytest.raises(ConnectionResetError):
            peer.recv(10)


def test_hanging_holds_up_nobody_and_stops_at_once() -> None:
    def endpoint(request: ReceivedRequest) -> Script:
        return (
            Script((), Finish.HANG)
            if request.body == b"hang"
            else Script((Pause(30.0),) if request.body == b"wait" else (Send(_OK),))
        )

    server = serve(endpoint)
    stuck = [_connect(server) for _ in range(40)]
    for at, peer in enumerate(stuck):
        peer.sendall(_request(b"hang" if at % 2 else b"wait"))
    with _connect(server) as peer:
        peer.sendall(_request(b"go"))
        assert _read_answer(peer) == _OK
    started = time.monotonic()
    server.stop()
    server.stop()
    assert time.monotonic() - started < 1
    assert [peer.recv(10) for peer in stuck] == [b""] * len(stuck)
    for peer in stuck:
        peer.close()


def test_a_client_that_leaves_an_endless_stream_disturbs_nobody() -> None:
    with serve(catalogue.find("hostile/endless")) as server:
        for _ in range(3):
            with _connect(server) as peer:
                peer.sendall(_request(chat_body(stream=True)))
                assert peer.recv(1000).startswith(b"HTTP/1.1 200")


def test_large_bodies_are_read(served: Server) -> None:
    body = chat_body(messages=[{"role": "user", "content": "x" * (17 << 20)}])
    with _connect(served) as peer:
        peer.sendall(_request(body, f"Authorization: Bearer {_KEY}"))
        assert peer.recv(1000).startswith(b"HTTP/1.1 400")  # longer than the context window, and said so


async def test_serving_works_inside_a_running_event_loop() -> None:
    with serve(lambda _: Script((Send(_OK),))) as server, _connect(server) as peer:
        peer.sendall(_request(b""))
        assert _read_answer(peer) == _OK


def test_stopping_does_not_wait_for_a_client_that_does_not_read() -> None:
    server = serve(catalogue.find("hostile/endless"))
    with _connect(server) as peer:
        peer.sendall(_request(chat_body(stream=True)))
        assert peer.recv(100)
        started = time.monotonic()
        server.stop()
        assert time.monotonic() - started < 1


def test_a_port_in_use_is_reported(served: Server) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(_echo, port=served.port)


def test_the_official_client_gets_text(client: OpenAI) -> None:
    answer = client.chat.completions.create(model=MODEL, messages=READY)
    assert answer.choices[0].message.content == "ready"


def test_the_official_client_sees_a_picture_streamed(client: OpenAI) -> None:
    stream = client.chat.completions.create(
        model=MODEL,
        stream=True,
        stream_options={"include_usage": True},
        messages=[
            {
                "role": "user",
                "content": [{"type": "image_url", "image_url": {"url": data_uri(picture("blue", "JPEG"))}}],
            }
        ],
    )
    chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices).startswith(
        "I see 1 picture: 1. blue"
    )
    assert chunks[-1].usage is not None


def test_the_official_stream_helper_collects_tool_calls(client: OpenAI) -> None:
    with client.chat.completions.stream(
        model=MODEL,
        messages=[{"role": "user", "content": "What is the weather in Paris and in Rome?"}],
        tools=[WEATHER],
    ) as stream:
        for _ in stream:
            pass
        calls = stream.get_final_completion().choices[0].message.tool_calls or []
    assert [json.loads(call.function.arguments)["city"] for call in calls] == ["Paris", "Rome"]


def test_the_official_client_gets_json(client: OpenAI) -> None:
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "Say hello in JSON."}],
        response_format={"type": "json_object"},
    )
    assert isinstance(json.loads(answer.choices[0].message.content or ""), dict)


def test_the_official_client_raises_the_documented_errors(client: OpenAI, served: Server) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model=MODEL, messages=READY, temperature=3)
    assert (caught.value.param, caught.value.code) == ("temperature", "decimal_above_max_value")
    assert (caught.value.request_id or "").startswith("req_")
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="other", messages=READY)
    with (
        OpenAI(base_url=served.url, api_key="wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError),
    ):
        stranger.models.list()


def test_many_clients_at_once(client: OpenAI) -> None:
    def ask(at: int) -> str | None:
        messages: list[Any] = [{"role": "user", "content": f"Reply with the single word: word{at}"}]
        answer = client.chat.completions.create(model=MODEL, messages=messages)
        return str(answer.choices[0].message.content)

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(ask, range(64))) == [f"word{at}" for at in range(64)]

from __future__ import annotations

import time

import pytest

from conformance.model.request import UNKNOWN_KEY, Credential, ExchangeKey, Request
from conformance.model.script import Endpoint, Finish, Pause, ReceivedRequest, Script, Send
from conformance.model.settings import Limits, Target
from conformance.model.transcript import Ending, Transcript
from conformance.selftest.transport.peer import EVENTS, OK, chunk, peer, played
from conformance.transport.http import HttpSender
from conformance.transport.memory import MemorySender

KEY = ExchangeKey("c")
POST = Request(body=b'{"stream": true}')
DONE = chunk(b"data: [DONE]\n\n")


def always(*steps: bytes | float, finish: Finish = Finish.KEEP) -> Endpoint:
    script = Script(tuple(Send(step) if isinstance(step, bytes) else Pause(step) for step in steps), finish)
    return lambda _: script


async def play(endpoint: Endpoint, limits: Limits | None = None, request: Request = POST) -> Transcript:
    return (await MemorySender(endpoint, limits=limits).send(KEY, request)).transcript


async def over_socket(target: Target, limits: Limits, request: Request) -> Transcript:
    async with HttpSender(target, limits, 1) as sender:
        return (await sender.send(KEY, request)).transcript


CASES = [
    (always(OK), Ending.COMPLETE, 0.0),
    (always(0.1, OK[:20], 0.1, OK[20:], 0.1, b"late surplus"), Ending.COMPLETE, 0.2),
    (always(OK, finish=Finish.RESET), Ending.COMPLETE, 0.0),
    (always(EVENTS, DONE, b"0\r\n\r\n"), Ending.COMPLETE, 0.0),
    (always(EVENTS, DONE, finish=Finish.CLOSE), Ending.TRUNCATED, 0.0),
    (always(EVENTS, DONE, finish=Finish.HANG), Ending.HELD_OPEN, 0.6),
    (always(EVENTS, DONE), Ending.HELD_OPEN, 0.6),
    (always(EVENTS, finish=Finish.HANG), Ending.SILENT, 1.0),
    (always(finish=Finish.HANG), Ending.SILENT, 1.0),
    (always(finish=Finish.CLOSE), Ending.TRUNCATED, 0.0),
    (always(EVENTS, 0.1, finish=Finish.RESET), Ending.RESET, 0.1),
    (always(EVENTS, *(0.5, chunk(b":\n\n")) * 9), Ending.LIMIT, 2.0),
    (always(EVENTS, chunk(b":" * 5000)), Ending.LIMIT, 0.0),
    (always(b"hello\r\n\r\n"), Ending.GARBLED, 0.0),
    (always(b"HTTP/1.1 200 OK\r\nBad : x\r\n\r\n", 0.05, b"body", 1.0, b"late"), Ending.GARBLED, 0.05),
    (always(b"HTTP/1.1 200 OK\r\n\r\nbody", finish=Finish.CLOSE), Ending.COMPLETE, 0.0),
]


@pytest.mark.parametrize(("endpoint", "ending", "seconds"), CASES)
async def test_endings_in_virtual_time_and_over_a_socket(endpoint: Endpoint, ending: Ending, seconds: float) -> None:
    limits = Limits(timeout=1.0, seconds=2.0, linger=0.1, body_bytes=4096)
    memory = await play(endpoint, limits)
    async with peer(played(endpoint)) as url:
        real = await over_socket(Target(base_url=url), limits, POST)
    assert memory.ending is ending
    assert memory.seconds == pytest.approx(seconds)
    assert real.ending is ending
    assert real.seconds == pytest.approx(seconds, abs=0.4)
    if ending is not Ending.LIMIT:
        assert real.recording.read() == memory.recording.read()


async def test_leaves_after_events() -> None:
    request = Request(body=b"{}", disconnect_after_events=2)
    got = await play(always(EVENTS, *[chunk(b"data: 1\n\n")] * 5), request=request)
    assert (got.ending, got.recording.read().count(b"data")) == (Ending.DISCONNECTED, 2)


async def test_surplus_without_a_pause_is_recorded() -> None:
    got = await play(always(OK, b"more"))
    assert (got.ending, got.recording.read()) == (Ending.COMPLETE, OK + b"more")


@pytest.mark.parametrize("credential", Credential)
@pytest.mark.parametrize("key", ["sk-geheim", None])
async def test_endpoint_sees_what_a_server_sees(credential: Credential, key: str | None) -> None:
    seen: list[ReceivedRequest] = []

    def endpoint(request: ReceivedRequest) -> Script:
        seen.append(request)
        return Script((Send(OK),))

    request = Request(body=b'{"a": 1}', credential=credential, headers=(("X-Own", "1"),))
    await MemorySender(endpoint, key=key).send(KEY, request)
    async with peer(played(endpoint)) as url:
        await over_socket(Target(base_url=url, key=key), Limits(), request)
    memory, real = seen
    assert (memory.method, memory.target, memory.body) == (real.method, real.target, real.body)
    assert [field for field in memory.headers if field[0] != "Host"] == [
        field for field in real.headers if field[0] != "Host"
    ]
    expected = {
        Credential.CONFIGURED: f"Bearer {key}" if key else None,
        Credential.ABSENT: None,
        Credential.UNKNOWN: f"Bearer {UNKNOWN_KEY}",
        Credential.OTHER_SCHEME: f"Token {key or ''}".strip(),
        Credential.LOWER_CASE_SCHEME: f"bearer {key}" if key else None,
        Credential.QUERY: None,
        Credential.EMPTY: "Bearer",
    }[credential]
    assert memory.header("authorization") == expected
    assert memory.target.endswith(f"?api_key={key or ''}") is (credential is Credential.QUERY)


async def test_overhead_is_small() -> None:
    endpoint = always(OK)
    sender = MemorySender(endpoint)
    best = min([await _seconds(sender) for _ in range(5)])
    assert best < 200e-6, f"{best * 1e6:.0f} microseconds for an exchange"


async def _seconds(sender: MemorySender) -> float:
    begun = time.perf_counter()
    for _ in range(200):
        await sender.send(KEY, POST)
    return (time.perf_counter() - begun) / 200

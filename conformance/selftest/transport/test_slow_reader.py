from __future__ import annotations

from dataclasses import replace

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Limits, Target
from conformance.model.transcript import Ending, Transcript
from conformance.selftest.transport.peer import fixed, peer
from conformance.transport.http import HttpSender
from conformance.transport.tape import SLOW_PIECE, SLOW_SECONDS

PATIENT = Limits(timeout=5.0, seconds=20.0)
QUICKLY = Request(body=b"{}")
BODY = b"data: " + b"x" * 200_000 + b"\n\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY


async def read(request: Request) -> Transcript:
    async with peer(fixed(ANSWER, keep=True)) as url, HttpSender(Target(base_url=url), PATIENT, 1) as sender:
        return (await sender.send(ExchangeKey("c"), request)).transcript


async def test_a_slow_reader_takes_small_pieces_and_makes_the_peer_wait() -> None:
    quick, slow = await read(QUICKLY), await read(replace(QUICKLY, reads_slowly=True))
    assert (quick.ending, slow.ending) == (Ending.COMPLETE, Ending.COMPLETE)
    assert slow.recording.read() == quick.recording.read() == ANSWER
    assert list(slow.recording.ends)[:2] == [SLOW_PIECE, 2 * SLOW_PIECE]
    assert quick.seconds < SLOW_SECONDS <= slow.seconds

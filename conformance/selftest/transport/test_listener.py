from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import LISTENER_WORD
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.transport.evidence import EvidenceWriter, read_evidence
from conformance.transport.listener import Listener, WatchingSender
from conformance.transport.sender import Sent

KEY = ExchangeKey("c")
PICTURE = b"\x89PNG picture"


def fetch(url: str) -> bytes:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
        return bytes(answer.read())


class Fetching:
    """A target that does something with the request before it answers."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act

    async def send(self, key: ExchangeKey, request: Request) -> Sent:  # noqa: ARG002 - the protocol of senders
        await asyncio.to_thread(self._act)
        return Sent(request, Transcript(recording=Recording(), ending=Ending.COMPLETE))


def request(listener: Listener, name: str) -> Request:
    return Request(body=json.dumps({"url": f"{listener.url}/{name}"}).encode())


def test_pictures_and_texts_are_served_and_visits_are_told_apart() -> None:
    with Listener(PICTURE) as listener:
        assert fetch(f"{listener.url}/fetched-a.png?x=1") == PICTURE
        assert fetch(f"{listener.url}/fetched-b.txt") == LISTENER_WORD.encode()
        assert listener.visits("fetched-a") == ("GET /fetched-a.png?x=1 HTTP/1.1",)
        assert listener.visits("fetched-c") == ()


def test_nobody_is_served_behind_the_end() -> None:
    with Listener(PICTURE) as listener:
        url = listener.url
    with pytest.raises(OSError):  # noqa: PT011 - which one is the system's business
        fetch(url)


async def test_a_visit_becomes_part_of_the_evidence(tmp_path: Path) -> None:
    with Listener(PICTURE) as listener:
        target = Fetching(lambda: fetch(f"{listener.url}/fetched-a.png"))
        sent = await WatchingSender(target, listener).send(KEY, request(listener, "fetched-a.png"))
    assert sent.transcript.visits == ("GET /fetched-a.png HTTP/1.1",)
    with EvidenceWriter(tmp_path, {}) as writer:
        writer.exchange(KEY, sent.request, sent.transcript)
    assert read_evidence(tmp_path).exchange(KEY)[1].visits == sent.transcript.visits


async def test_visits_of_others_and_of_before_do_not_count() -> None:
    with Listener(PICTURE) as listener:
        fetch(f"{listener.url}/fetched-a.png")
        target = Fetching(lambda: fetch(f"{listener.url}/fetched-b.png"))
        sent = await WatchingSender(target, listener, patience=0.05).send(KEY, request(listener, "fetched-a.png"))
    assert sent.transcript.visits == ()


async def test_a_late_visit_is_waited_for_and_a_request_that_names_nothing_is_not() -> None:
    with Listener(PICTURE) as listener:
        loop = asyncio.get_running_loop()
        late = Fetching(
            lambda: loop.call_soon_threadsafe(
                loop.call_later, 0.1, lambda: loop.run_in_executor(None, fetch, f"{listener.url}/fetched-a.png")
            )
        )
        sent = await WatchingSender(late, listener, patience=1.0).send(KEY, request(listener, "fetched-a.png"))
        assert len(sent.transcript.visits) == 1
        started = loop.time()
        await WatchingSender(Fetching(lambda: None), listener, patience=5.0).send(KEY, Request(body=b"{}"))
        assert loop.time() - started < 1

"""A stream with one fault is judged by the one requirement that is about it, and nothing else is said against it."""

from __future__ import annotations

import json
from array import array
from enum import StrEnum
from functools import cache

import pytest
from hypothesis import given, settings

from conformance.conversations.conversation import Played
from conformance.conversations.registry import all_conversations
from conformance.judging.judge import Weighing, judge_item
from conformance.judging.plan import Item, judges_of
from conformance.model.finding import Outcome
from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.strategies.sampling import sample
from conformance.strategies.chunk_streams import ChunkStream, chunk_streams
from conformance.strategies.faulty_chunk_streams import STREAM_FAULTS, FaultyChunkStream, faulty_chunk_streams
from conformance.wire.exchange import Exchange
from conformance.wire.sse import SseKind
from conformance.wire.stream_kind import StreamKind

CONVERSATION = "text streamed"
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nX-Request-Id: r\r\n"
    b"X-Accel-Buffering: no\r\n"
    b"Connection: close\r\n\r\n"
)
NAMED_OTHERWISE = {
    "choices-ignored": StreamKind.CHOICE_MISSING,
    "byte-order-mark-in-json": SseKind.BYTE_ORDER_MARK,
}
NEVER_JUDGED = {StreamKind.CHUNK_AFTER_ERROR}
"""The error before it is judged."""
LEGAL = {StreamKind.FINISH_WITH_CONTENT, StreamKind.CUMULATIVE_CONTENT, "no-text"}
"""What drawn texts may come to: a last delta beside the finish, a text that repeats itself, no text at all."""


@cache
def requirements() -> list[str]:
    """Return what is judged by checks alone: relations compare with other conversations."""
    return [name for name, judges in judges_of(CONVERSATION).items() if judges.checks and not judges.relations]


def exchange_of(stream: ChunkStream | FaultyChunkStream) -> Exchange:
    asked, whole = stream.asked, HEAD + stream.body
    body = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": True, "n": asked.n}
    if asked.include_usage:
        body["stream_options"] = {"include_usage": True}
    recording = Recording(whole, array("d", [0.0]), array("Q", [len(whole)]))
    transcript = Transcript(recording=recording, ending=Ending.COMPLETE)
    return Exchange(ExchangeKey(CONVERSATION), Request(body=json.dumps(body).encode()), transcript)


def found_in(stream: ChunkStream | FaultyChunkStream) -> dict[str, set[str]]:
    """Return the kinds that are found -> the requirements under which they are."""
    played = Played(all_conversations()[CONVERSATION], (exchange_of(stream),))
    found: dict[str, set[str]] = {}
    for name in requirements():
        result = judge_item(Item(name, CONVERSATION), played, {}, Weighing(load_catalogue()))
        assert result.outcome is not Outcome.ERRORED
        for judged in result.findings:
            kind = judged.finding.kind
            found.setdefault(NAMED_OTHERWISE.get(kind, kind), set()).add(name)
    return found


@settings(deadline=None, max_examples=40)
@given(chunk_streams())
def test_nothing_is_said_against_a_legal_stream(stream: ChunkStream) -> None:
    assert found_in(stream).keys() <= LEGAL


@pytest.mark.parametrize("fault", STREAM_FAULTS)
def test_a_fault_is_found_by_one_requirement_and_nothing_else_is(fault: StrEnum) -> None:
    for stream in sample(faulty_chunk_streams(faults=[fault]), 3):
        found, expected = found_in(stream), {fault, *stream.beside} - NEVER_JUDGED
        assert found.keys() - (LEGAL - expected) == expected
        assert all(len(found[kind]) == 1 for kind in expected)

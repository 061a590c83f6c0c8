"""Deltas spell what the official client spells from them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletionChunk

from conformance.selftest.wire import chunk_bodies as b
from conformance.strategies.chunk_streams import ChunkStream, chunk_streams
from conformance.wire.body_schema import SchemaName, faults
from conformance.wire.stream_reading import read_stream

Chunks = list[dict[str, Any]]


def call(index: int, **members: Any) -> dict[str, Any]:
    return {"tool_calls": [{"index": index, **members}]}


TOOLS = [
    b.role(),
    b.chunk(b.choice(call(0, id="a", type="function", function={"name": "f", "arguments": ""}))),
    b.chunk(b.choice(call(0, function={"arguments": '{"x":'}))),
    b.chunk(b.choice(call(0, function={"arguments": "1}"}))),
    b.chunk(b.choice(call(1, id="b", type="function", function={"name": "g", "arguments": "{}"}))),
    b.finish("tool_calls"),
    b.usage(),
]
TWO = [b.role(), b.role(1), b.said("a"), b.said("b", 1), b.said("c"), b.finish(), b.finish("length", 1), b.usage()]
REFUSAL = [
    b.chunk(b.choice({"role": "assistant", "content": None, "refusal": ""})),
    b.chunk(b.choice({"refusal": "I "})),
    b.chunk(b.choice({"refusal": "cannot"})),
    b.finish(),
]
EMOJI = [b.role(), b.said("\N{PILE OF POO} "), b.said("\N{GRINNING FACE}\n"), b.finish("length")]


STREAMS = pytest.mark.parametrize(
    "chunks", [TOOLS, TWO, REFUSAL, EMOJI], ids=["tools", "two choices", "refusal", "emoji"]
)
"""Written down, because each is a shape that servers send."""


def by_the_client(chunks: Chunks) -> dict[str, Any]:
    """Return what the accumulator of openai-python makes of a stream, without what it parses for its caller."""
    state: ChatCompletionStreamState[None] = ChatCompletionStreamState()
    for chunk in openings_first(chunks):
        list(state.handle_chunk(ChatCompletionChunk.model_validate(chunk)))
    completion: dict[str, Any] = state.current_completion_snapshot.to_dict()
    for choice in completion["choices"]:
        choice["message"].pop("parsed", None)
        for made in choice["message"].get("tool_calls") or []:
            made.pop("index", None)
            made["function"].pop("parsed_arguments", None)
    return completion


def openings_first(chunks: Chunks) -> Chunks:
    """Put the first chunk of every choice in front, by index.

    The accumulator appends a choice that it does not know yet, and looks for it at its index afterwards: choices that
    begin in another order, which nothing forbids, are mixed up.
    """
    first: dict[int, int] = {}
    for number, chunk in enumerate(chunks):
        for choice in chunk["choices"]:
            first.setdefault(choice["index"], number)
    openings = [first[index] for index in sorted(first)]
    return [chunks[number] for number in dict.fromkeys([*openings, *range(len(chunks))])]


def said(value: Any) -> Any:
    """Leave out members that say nothing.

    Null, absent and an empty list are alike to the client; an empty refusal or reasoning is none to us, since servers
    stream an empty refusal where a whole answer has null.
    """
    if isinstance(value, dict):
        silent = {name for name in ("refusal", "reasoning_content") if value.get(name) == ""}
        return {name: said(member) for name, member in value.items() if member not in (None, []) and name not in silent}
    return [said(member) for member in value] if isinstance(value, list) else value


def assert_alike(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    names = ("id", "created", "model", "choices", "usage")
    assert {name: said(ours.get(name)) for name in names} == {name: said(theirs.get(name)) for name in names}


@STREAMS
def test_the_fold_is_that_of_the_official_client(chunks: Chunks) -> None:
    n = 1 + max(choice["index"] for chunk in chunks for choice in chunk["choices"])
    reading = b.read(*chunks, n=n, include_usage=b.usage() in chunks)
    assert_alike(reading.completion(), by_the_client(chunks))


@settings(deadline=None)
@given(chunk_streams())
def test_the_fold_of_any_legal_stream_is_that_of_the_official_client(stream: ChunkStream) -> None:
    reading = read_stream([(0.0, stream.body)], stream.asked)
    assert_alike(reading.completion(), by_the_client(list(stream.chunks)))


@STREAMS
def test_a_folded_stream_is_a_valid_completion(chunks: Chunks) -> None:
    assert faults(SchemaName.COMPLETION, b.read(*chunks, n=2).completion()) == ()


@given(chunk_streams())
def test_any_folded_legal_stream_is_a_valid_completion(stream: ChunkStream) -> None:
    assert faults(SchemaName.COMPLETION, read_stream([(0.0, stream.body)], stream.asked).completion()) == ()

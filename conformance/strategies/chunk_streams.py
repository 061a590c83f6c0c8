"""Legal streams of chat completion chunks: any interleaving of choices, written in any legal way."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import check_sizes, chosen
from conformance.strategies.chunks import USAGE, choice_chunks, chunk, odd_chunk_members, odd_chunks
from conformance.strategies.event_streams import MESSAGE, Event, LineEnds, event_encodings
from conformance.wire.stream_reading import StreamAsked

DONE = "[DONE]"
"""The data of the event that ends a stream."""
SINGLE_LINE_ENDS = (LineEnds.LF, LineEnds.CRLF, LineEnds.CR)
Chunk = dict[str, Any]


@dataclass(frozen=True)
class ChunkStream:
    """A stream that answers a request in full.

    Attributes:
        asked: what the request asked for.
        chunks: the chunks in order.
        body: the chunks and the end marker as an event stream.
    """

    asked: StreamAsked
    chunks: tuple[Chunk, ...]
    body: bytes


def chunk_streams(
    *,
    min_choices: int = 1,
    max_choices: int = 3,
    include_usage: bool | None = None,
    allow_tools: bool = True,
    allow_reasoning: bool = True,
    line_ends: Collection[LineEnds] = SINGLE_LINE_ENDS,
) -> SearchStrategy[ChunkStream]:
    """Return a strategy for legal streams.

    The choices are interleaved; usage, if asked for, comes in a chunk of its own and is null or absent before it;
    comments stand anywhere; each stream has its line endings, and each event its space behind the colon or none.

    Args:
        min_choices: the least number of choices, at least 1.
        max_choices: the largest number of choices.
        include_usage: whether usage is asked for; either unless given.
        allow_tools: as for `choice_chunks`.
        allow_reasoning: as for `choice_chunks`.
        line_ends: the line endings to draw from.

    Raises:
        InvalidArgument: the numbers of choices are no integers, below 1 or in the wrong order, or no line ending is
            left.
    """
    check_sizes("min_choices", min_choices, "max_choices", max_choices, least=1)
    chosen("line_ends", line_ends, LineEnds)
    usage = st.booleans() if include_usage is None else st.just(include_usage)

    def with_choices(asked: StreamAsked) -> SearchStrategy[ChunkStream]:
        drawn = _sequences(asked, allow_tools=allow_tools, allow_reasoning=allow_reasoning)
        return drawn.flatmap(lambda chunks: _written(asked, chunks, line_ends))

    return st.builds(StreamAsked, st.integers(min_choices, max_choices), usage).flatmap(with_choices)


def payload_encodings(
    payloads: Sequence[Chunk | str], *, line_ends: Collection[LineEnds] = SINGLE_LINE_ENDS
) -> SearchStrategy[bytes]:
    """Return a strategy for the plain legal ways to write these payloads as events.

    Args:
        payloads: objects are written as JSON, escaped to ASCII or not; strings as they are.
        line_ends: as for `event_encodings`.

    Raises:
        InvalidArgument: no line ending is left.
    """

    def encoded(ascii_only: bool) -> SearchStrategy[bytes]:  # noqa: FBT001 - called by flatmap
        texts = (
            payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=ascii_only)
            for payload in payloads
        )
        return event_encodings([Event(MESSAGE, text) for text in texts], line_ends=line_ends, plain=True)

    return st.booleans().flatmap(encoded)


def chunk_stream_lookalikes() -> SearchStrategy[bytes]:
    """Return a strategy for events of any JSON, of odd chunks, of good ones and end markers, and for bytes between."""
    good: SearchStrategy[Any] = choice_chunks(max_deltas=0).flatmap(st.sampled_from)
    values = odd_chunk_members() | odd_chunks() | good
    raw = st.binary(max_size=20) | st.sampled_from([b"data: [DONE]\n\n", b"data: [DONE]", b"data: {oops\n\n"])
    events = values.map(lambda value: b"data: " + json.dumps(value).encode() + b"\n\n")
    return st.lists(events | raw, max_size=8).map(b"".join)


def _written(asked: StreamAsked, chunks: list[Chunk], line_ends: Collection[LineEnds]) -> SearchStrategy[ChunkStream]:
    encoded = payload_encodings([*chunks, DONE], line_ends=line_ends)
    return encoded.map(lambda body: ChunkStream(asked, tuple(chunks), body))


@st.composite
def _sequences(draw: DrawFn, asked: StreamAsked, *, allow_tools: bool, allow_reasoning: bool) -> list[Chunk]:
    """Draw the chunks of all choices in any order that keeps each choice in order and begins with choice 0."""
    rows = [
        draw(choice_chunks(index=index, allow_tools=allow_tools, allow_reasoning=allow_reasoning))
        for index in range(asked.n)
    ]
    chunks = [rows[0].pop(0)]
    while any(rows):
        chunks.append(draw(st.sampled_from([row for row in rows if row])).pop(0))
    if not asked.include_usage:
        return chunks
    return [{**made, **draw(st.sampled_from([{}, {"usage": None}]))} for made in chunks] + [chunk(usage=USAGE)]

"""Streams of chat completion chunks with exactly one fault, named by the kind that a reader is to report."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.strategies.chunk_streams import DONE, Chunk, chunk_streams, payload_encodings
from conformance.strategies.chunks import USAGE, choice, chunk
from conformance.strategies.faulty_stream_bytes import BESIDE, SPOILT, spoilt
from conformance.wire.sse import SseKind
from conformance.wire.stream_kind import StreamKind
from conformance.wire.stream_reading import StreamAsked
from conformance.wire.strict_json import JsonKind

Payloads = list[Chunk | str]
Bend = Callable[[DrawFn, StreamAsked, list[Chunk]], Payloads]
"""Takes what was asked and the chunks of a legal stream, and returns the payloads of the events of a faulty one."""


@dataclass(frozen=True)
class FaultyChunkStream:
    """A stream with one fault.

    Attributes:
        fault: a kind of `StreamKind`, `SseKind` or `JsonKind`.
        beside: what else a reader reports with it, because the one is not without the other.
        asked: what the request asked for.
        body: the event stream.
    """

    fault: StrEnum
    asked: StreamAsked
    body: bytes
    beside: frozenset[StrEnum] = frozenset()


def faulty_chunk_streams(*, faults: Collection[StrEnum] | None = None) -> SearchStrategy[FaultyChunkStream]:
    """Return a strategy for streams that are legal but for one fault.

    Args:
        faults: the faults to draw from, some of `STREAM_FAULTS`; all unless given.

    Raises:
        InvalidArgument: no fault is left, or one is not known.
    """
    return st.sampled_from(chosen("faults", faults, STREAM_FAULTS)).flatmap(_faulty)


@st.composite
def _faulty(draw: DrawFn, fault: StrEnum) -> FaultyChunkStream:
    least = 2 if fault is StreamKind.FIRST_INDEX_NOT_ZERO else 1
    base = draw(chunk_streams(min_choices=least, max_choices=2, include_usage=_NEEDS_USAGE.get(fault)))
    asked, beside = base.asked, _BESIDE.get(fault, frozenset())
    if fault in SPOILT:
        return FaultyChunkStream(fault, asked, spoilt(draw, fault, base.body), beside)
    payloads = _BENDS[fault](draw, asked, list(base.chunks))
    if fault is StreamKind.CHOICE_MISSING:
        asked = replace(asked, n=asked.n + 1)
    if fault in _ASKED_AFTERWARDS:
        asked = replace(asked, include_usage=True)
    return FaultyChunkStream(fault, asked, draw(payload_encodings(payloads)), beside)


def _instead_of_done(*endings: tuple[str, ...]) -> Bend:
    return lambda draw, _, chunks: [*chunks, *draw(st.sampled_from(endings))]


def _inserted(*texts: str) -> Bend:
    """Return a bend that puts one of these payloads somewhere among the chunks, but never first."""

    def bend(draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
        at = draw(st.integers(1, len(chunks)))
        return [*chunks[:at], draw(st.sampled_from(texts)), *chunks[at:], DONE]

    return bend


def _behind_finish(extra: Chunk) -> Bend:
    """Return a bend that puts a chunk right behind the finish of choice 0."""

    def bend(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
        at = _finish_of_first(chunks) + 1
        return [*chunks[:at], extra, *chunks[at:], DONE]

    return bend


def _on_last(**members: Any) -> Bend:
    return lambda _draw, _, chunks: [*chunks[:-1], {**chunks[-1], **members}, DONE]


def _on_all(**members: Any) -> Bend:
    return lambda _draw, _, chunks: [*({**made, **members} for made in chunks), DONE]


def _without_role(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    begin = chunks[0]["choices"][0]
    delta = {name: value for name, value in begin["delta"].items() if name != "role"}
    return [{**chunks[0], "choices": [{**begin, "delta": delta}]}, *chunks[1:], DONE]


def _role_again(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    return [chunks[0], chunk(choice({"role": "assistant"})), *chunks[1:], DONE]


def _role_behind_content(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    return [chunk(choice({"content": "x"})), chunk(choice({"role": "assistant"})), *chunks[1:], DONE]


def _second_choice_first(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    at = next(at for at, made in enumerate(chunks) for entry in made["choices"] if entry["index"])
    return [chunks[at], *chunks[:at], *chunks[at + 1 :], DONE]


def _cumulative(draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    """Let choice 0 repeat all it said before in each delta, ahead of the other choices."""
    whole = draw(st.sampled_from(["one two three", "a b", "\u00e9\u00e8\u00ea"]))
    said = [whole[:end] for end in (1, 2, len(whole))]
    others = [made for made in chunks if not any(entry["index"] == 0 for entry in made["choices"])]
    deltas = [{"role": "assistant"}, *({"content": text} for text in said)]
    return [*(chunk(choice(delta)) for delta in deltas), chunk(choice(finish="stop")), *others, DONE]


def _without_finish(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    at = _finish_of_first(chunks)
    return [*chunks[:at], *chunks[at + 1 :], DONE]


def _stray_choice(_draw: DrawFn, asked: StreamAsked, chunks: list[Chunk]) -> Payloads:
    return [chunks[0], chunk(choice({"role": "assistant"}, "stop", index=asked.n)), *chunks[1:], DONE]


def _done_too_early(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    return [*chunks[:-1], DONE, chunks[-1]]


def _usage_at_the_end(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    return [*chunks, chunk(usage=USAGE), DONE]


def _usage_before_last_finish(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    return [*chunks[:-2], chunks[-1], chunks[-2], DONE]


def _usage_on_first(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    return [{**chunks[0], "usage": USAGE}, *chunks[1:], DONE]


def _another_fingerprint_at_last(_draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    first = [{**made, "system_fingerprint": "fp_1"} for made in chunks[:-1]]
    return [*first, {**chunks[-1], "system_fingerprint": "fp_2"}, DONE]


def _failing(draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    """End the answer at any place with an error, with an end marker or without."""
    failed: Payloads = [*chunks[: draw(st.integers(0, len(chunks) - 1))], {"error": {"message": "gone"}}]
    return [*failed, *draw(st.sampled_from([(), (DONE,)]))]


def _going_on_after_an_error(draw: DrawFn, _: StreamAsked, chunks: list[Chunk]) -> Payloads:
    at = draw(st.integers(0, len(chunks) - 1))
    return [*chunks[:at], {"error": {"message": "gone"}}, chunks[at], DONE]


def _finish_of_first(chunks: list[Chunk]) -> int:
    return next(
        at
        for at, made in enumerate(chunks)
        for entry in made["choices"]
        if entry["index"] == 0 and entry["finish_reason"] is not None
    )


_MALFORMED_DONE = ("[done]", "[DONE] ", "DONE", "[DONE]x", json.dumps(DONE))
_BENDS: dict[StrEnum, Bend] = {
    StreamKind.DONE_MISSING: _instead_of_done(()),
    StreamKind.DONE_REPEATED: _instead_of_done((DONE, DONE)),
    StreamKind.DONE_MALFORMED: _instead_of_done(*((text,) for text in _MALFORMED_DONE)),
    StreamKind.DATA_AFTER_DONE: _done_too_early,
    StreamKind.ROLE_MISSING: _without_role,
    StreamKind.ROLE_REPEATED: _role_again,
    StreamKind.CONTENT_AFTER_FINISH: _behind_finish(chunk(choice({"content": "more"}))),
    StreamKind.SECOND_FINISH: _behind_finish(chunk(choice(finish="stop"))),
    StreamKind.FINISH_MISSING: _without_finish,
    StreamKind.CHOICE_MISSING: lambda _draw, _, chunks: [*chunks, DONE],
    StreamKind.INDEX_OUT_OF_RANGE: _stray_choice,
    StreamKind.EMPTY_CHOICES: _inserted(json.dumps(chunk())),
    StreamKind.USAGE_MISSING: lambda _draw, _, chunks: [*chunks, DONE],
    StreamKind.USAGE_NOT_ASKED: _usage_at_the_end,
    StreamKind.USAGE_REPEATED: _usage_at_the_end,
    StreamKind.USAGE_ON_CHOICE_CHUNK: _on_last(usage=USAGE),
    StreamKind.ID_CHANGED: _on_last(id="chatcmpl-2"),
    StreamKind.CREATED_CHANGED: _on_last(created=1_754_000_001),
    StreamKind.MODEL_CHANGED: _on_last(model="another"),
    StreamKind.EMPTY_ID: _on_all(id=""),
    StreamKind.ERROR_EVENT: _failing,
    StreamKind.NO_EVENTS: lambda _draw, _, _chunks: [],
    StreamKind.ROLE_LATE: _role_behind_content,
    StreamKind.ROLE_AFTER_FINISH: _behind_finish(chunk(choice({"role": "assistant"}))),
    StreamKind.FIRST_INDEX_NOT_ZERO: _second_choice_first,
    StreamKind.USAGE_EARLY: _usage_before_last_finish,
    StreamKind.USAGE_CONTINUOUS: _usage_on_first,
    StreamKind.USAGE_NOT_LAST: lambda _draw, _, chunks: [*chunks, chunk(choice()), DONE],
    StreamKind.FINGERPRINT_CHANGED: _another_fingerprint_at_last,
    StreamKind.CHUNK_AFTER_ERROR: _going_on_after_an_error,
    StreamKind.CUMULATIVE_CONTENT: _cumulative,
    JsonKind.TOO_DEEP: _inserted("[" * 200 + "]" * 200, '{"a":' * 129 + "1" + "}" * 129),
    StreamKind.NOT_AN_OBJECT: _inserted("[]", "5", "null", json.dumps("text")),
    JsonKind.NOT_JSON: _inserted("{oops", '{"id":', "keep-alive"),
    SseKind.COMMENT_AS_DATA: _inserted(": keep-alive", ":"),
    SseKind.EMPTY_DATA: _inserted(""),
}
STREAM_FAULTS: tuple[StrEnum, ...] = (*_BENDS, *SPOILT)
"""All faults that can be drawn."""
_ASKED_AFTERWARDS = (StreamKind.USAGE_MISSING, StreamKind.USAGE_ON_CHOICE_CHUNK)
_BESIDE = {**BESIDE, StreamKind.CHUNK_AFTER_ERROR: frozenset({StreamKind.ERROR_EVENT})}
_NEEDS_USAGE: dict[StrEnum, bool] = {
    **dict.fromkeys((*_ASKED_AFTERWARDS, StreamKind.USAGE_NOT_ASKED), False),
    **dict.fromkeys((StreamKind.USAGE_REPEATED, StreamKind.USAGE_EARLY), True),
    **dict.fromkeys((StreamKind.USAGE_CONTINUOUS, StreamKind.USAGE_NOT_LAST), True),
}
"""Whether the legal stream that is bent asked for usage; either for the faults that are not here."""

"""Builders of streams for tests: chunks as dicts, events as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from conformance.wire.stream_reading import StreamAsked, StreamReading, read_stream

USAGE = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
DONE = b"data: [DONE]\n\n"


def chunk(*choices: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A chunk that is right in everything that its arguments do not change."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_754_000_000,
        "model": "m",
        "choices": list(choices),
        **members,
    }


def choice(delta: Any = None, finish: Any = None, index: Any = 0, **members: Any) -> dict[str, Any]:
    return {"index": index, "delta": {} if delta is None else delta, "finish_reason": finish, **members}


def said(text: str, index: int = 0) -> dict[str, Any]:
    return chunk(choice({"content": text}, index=index))


def role(index: int = 0) -> dict[str, Any]:
    return chunk(choice({"role": "assistant", "content": ""}, index=index))


def finish(reason: Any = "stop", index: int = 0, **members: Any) -> dict[str, Any]:
    return chunk(choice(finish=reason, index=index), **members)


def usage(**members: Any) -> dict[str, Any]:
    return chunk(usage=USAGE, **members)


def event(value: Any) -> bytes:
    """One event; bytes are taken as they are."""
    if isinstance(value, bytes):
        return value
    return b"data: " + json.dumps(value, separators=(",", ":")).encode() + b"\n\n"


def body(*values: Any, done: bytes = DONE) -> bytes:
    return b"".join(event(value) for value in values) + done


def read(*values: Any, done: bytes = DONE, n: int = 1, include_usage: bool = False) -> StreamReading:
    return read_body(body(*values, done=done), n=n, include_usage=include_usage)


def read_body(data: bytes, *, n: int = 1, include_usage: bool = False) -> StreamReading:
    return read_stream([(1.0, data)], StreamAsked(n, include_usage))


def cut(data: bytes, ends: Iterable[int]) -> list[tuple[float, bytes]]:
    """Cut a body at these places, in order; times do not matter."""
    places = sorted({0, len(data), *(end % (len(data) + 1) for end in ends)})
    return [(0.0, data[a:b]) for a, b in pairwise(places)]

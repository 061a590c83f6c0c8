"""Builders of streams for tests: chunks as dicts, events as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from conformance.strategies.chunks import USAGE, choice, chunk
from conformance.wire.stream_reading import StreamAsked, StreamReading, read_stream

__all__ = [
    "DONE",
    "USAGE",
    "Later",
    "body",
    "choice",
    "chunk",
    "event",
    "finish",
    "later",
    "read",
    "read_body",
    "role",
    "said",
    "usage",
]

DONE = b"data: [DONE]\n\n"


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


Later = Callable[[], StreamReading]


def later(*values: Any, **how: Any) -> Later:
    """Return what reads a stream when a test runs, so that a reader that fails is a test that fails."""
    return partial(read, *values, **how)


def read_body(data: bytes, *, n: int = 1, include_usage: bool = False) -> StreamReading:
    return read_stream([(1.0, data)], StreamAsked(n, include_usage))

"""Token usage in streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.conversations.building import A_MISTAKE_STREAMED, chat, exhaustive, rejected, streamed
from conformance.conversations.conversation import Conversation
from conformance.model.settings import Capability

UNPADDED = "text streamed without obfuscation"
_CAN = Capability.USAGE_IN_STREAM
_ASKED = {"include_usage": True}


def _wrong(name: str, options: Any) -> Conversation:
    return rejected(
        name,
        "USAGE-010",
        chat(stream=True, stream_options=options),
        subject="stream_options",
        control="text streamed with usage",
        capability=_CAN,
    )


def _more() -> Iterator[Conversation]:
    for label, options in (("are an array", []), ("are a number", 1), ("are true", True)):
        yield _wrong(f"stream_options that {label}", options)
    for label, value in (("a string", "yes"), ("a number", 1), ("an array", [])):
        yield _wrong(f"include_usage that is {label}", {"include_usage": value})
    yield streamed("stream_options that are empty", "USAGE-011", chat(stream=True, stream_options={}), capability=_CAN)
    yield streamed(
        UNPADDED,
        "USAGE-012",
        chat(stream=True, stream_options={"include_obfuscation": False}),
        capability=_CAN,
        controls=("text streamed with usage",),
    )


CONVERSATIONS = (
    streamed(
        "text streamed with usage",
        "USAGE-001",
        chat(stream=True, stream_options=_ASKED),
        capability=Capability.USAGE_IN_STREAM,
        controls=("text", "text streamed"),
        usage=True,
    ),
    rejected(
        "stream_options without stream",
        "USAGE-008",
        chat(stream_options=_ASKED),
        subject="stream_options",
        control="text streamed with usage",
        capability=Capability.USAGE_IN_STREAM,
    ),
    streamed("stream_options null streamed", "USAGE-009", chat(stream=True, stream_options=None), capability=_CAN),
    streamed(
        "include_usage false", "USAGE-011", chat(stream=True, stream_options={"include_usage": False}), capability=_CAN
    ),
    _wrong(A_MISTAKE_STREAMED, "x"),
    *exhaustive(_more()),
)

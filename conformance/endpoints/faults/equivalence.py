"""Faults that make the same question two: escaped or raw, streamed or not, with marks of the framing in the text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.fault import On, body_fault, fault, request_fault
from conformance.endpoints.reply import Reply, rewrite_text
from conformance.model.script import ReceivedRequest

_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}")
_HIGHEST, _HALF_A_MINUTE = 2, 32.0


@request_fault(trips=("HTTP-036",))
def escapes_replaced(request: ReceivedRequest) -> ReceivedRequest:
    """Escapes are read by hand, and come out as question marks."""
    return replace(request, body=_ESCAPE.sub(b"?", _PAIR.sub(b"??", request.body)))


def _explains_streams(asked: Asked) -> bool:
    return "[DONE]" in str(asked.body.get("messages"))


@fault(trips=("STREAM-034",), on=On.STREAM, when=_explains_streams)
def stream_ends_at_a_mark_in_the_text(reply: Reply) -> None:
    """A gateway looks for the end mark anywhere in an event, and stops there."""
    rewrite_text(reply, lambda text: text.partition("[DONE]")[0])


@fault(trips=("STREAM-034",), on=On.STREAM, when=_explains_streams)
def mark_in_the_text_dropped(reply: Reply) -> None:
    """Lines that hold the end mark are filtered out of what the backend sends, text or not."""
    rewrite_text(reply, lambda text: text.replace("data: [DONE]\n\n", ""))


@fault(trips=("STREAM-034",), on=On.STREAM, when=_explains_streams)
def line_breaks_eaten_by_the_framing(reply: Reply) -> None:
    """Text is cut into lines before it is put into events, and the line breaks do not come back."""
    rewrite_text(reply, lambda text: text.replace("\n\n", "\n"))


@fault(trips=("STREAM-035",), on=On.STREAM, when=lambda asked: number_of(asked.body, "temperature") == 0)
def temperature_zero_sampled_in_streams(reply: Reply) -> None:
    """The streaming path has its own sampler, with another default for a temperature of 0."""
    rewrite_text(reply, str.swapcase)


@fault(trips=("STREAM-036",), on=On.STREAM)
def model_of_the_backend_in_streams(reply: Reply) -> None:
    """Completions get the name that was asked for, chunks keep the one of the backend."""
    for chunk in reply.chunks:
        chunk["model"] += "-2026-01-01"


@fault(trips=("SSE-023",), on=On.STREAM, when=lambda asked: "to 60" in str(asked.body.get("messages")))
def stream_thinks_in_silence(reply: Reply) -> None:
    """The model thinks for more than half a minute before its text, and nothing keeps the connection awake."""
    reply.text_events[0].pause = _HALF_A_MINUTE


@fault(trips=("HTTP-023",), on=On.STREAM, when=lambda asked: "gzip" in (asked.request.header("Accept-Encoding") or ""))
def compressor_holds_back(reply: Reply) -> None:
    """Whoever takes gzip gets a proxy's compressor, which waits for a full buffer."""
    reply.stream[0].pause = 5.0


@body_fault(trips=("TEMP-004",))
def ranges_not_checked_in_streams(body: dict[str, Any]) -> None:
    """The streaming path has no validation of its own."""
    if body.get("stream") is True and (number_of(body, "temperature") or 0) > _HIGHEST:
        body["temperature"] = _HIGHEST

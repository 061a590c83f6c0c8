"""An answer before it becomes bytes: a status, header fields, and a JSON body or a list of events.

The reference builds a fresh `Reply` for every request, a fault bends it, and `http_script.render` turns it
into the raw HTTP/1.1 bytes of a `Script`. A reply is mutable on purpose: it belongs to the one
request that it answers, and a fault is shortest when it may change it in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from conformance.model.script import Finish

DONE = "[DONE]"


class Framing(StrEnum):
    """How the end of the body is told (RFC 9112 section 6.3)."""

    LENGTH = "length"
    """Content-Length."""
    CHUNKED = "chunked"
    """Transfer-Encoding: chunked."""
    CLOSE = "close"
    """Neither: the body ends with the connection. Sets nothing else; combine with `Finish.CLOSE`."""


@dataclass(slots=True, eq=False)
class Event:
    r"""One block of an event stream: `before`, `data: ...`, a blank line, `after`.

    Events are told apart by identity, for a text says a word twice and a fault bends one of them.

    Attributes:
        data: a JSON value (written as compact JSON), a str (written as it stands, such as `[DONE]`) or bytes.
        before: raw bytes in front of the data line, such as `b"id: 7\n"` or `b": ping\n\n"`.
        after: raw bytes behind the blank line.
        field: what stands in front of the data, name, colon and blanks.
        raw: the whole block as raw bytes; nothing else of the event is used then.
        pause: seconds to wait before the block is sent.
    """

    data: Any = None
    before: bytes = b""
    after: bytes = b""
    field: bytes = b"data: "
    raw: bytes | None = None
    pause: float = 0.0


@dataclass(slots=True)
class Reply:
    """One HTTP answer, structured.

    Attributes:
        status: HTTP status code.
        headers: header fields in order; Content-Length and Transfer-Encoding are added when rendered.
        content: body of an answer without events: a JSON value, or bytes to send as they stand.
        events: blocks of an event stream, or None where the answer is not a stream.
        framing: how the end of the body is told.
        declared_length: Content-Length to claim instead of the true one; given with CHUNKED, both are sent.
        status_line: bytes to send instead of the status line, line ending included.
        raw_headers: bytes behind the header fields, line endings included, for fields that are malformed or doubled.
        chunk_format: how an HTTP chunk is written, from its size and its data.
        line_ending: ends the lines of the event stream.
        prefix: raw bytes in front of the body (a byte order mark).
        suffix: raw bytes behind the body, inside the framing.
        surplus: raw bytes behind the message, outside the framing.
        ensure_ascii: escape everything beyond ASCII in JSON.
        piece: cut all bytes of the message into Send steps of this size; None: one step per event.
        coalesce: send the whole stream as one HTTP chunk in one step.
        chunk_size: HTTP chunks of this size, wherever events end; None: one chunk per event.
        last_chunk: whether a chunked body is ended by the last chunk.
        head_pause: seconds before the first byte.
        end_pause: seconds behind the last event, before the body ends.
        cut: stop after so many bytes of the message, or None.
        finish: what becomes of the connection.
    """

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    content: Any = b""
    events: list[Event] | None = None
    framing: Framing = Framing.LENGTH
    declared_length: int | None = None
    status_line: bytes | None = None
    raw_headers: bytes = b""
    chunk_format: bytes = b"%x\r\n%b\r\n"
    line_ending: bytes = b"\n"
    prefix: bytes = b""
    suffix: bytes = b""
    surplus: bytes = b""
    ensure_ascii: bool = False
    piece: int | None = None
    coalesce: bool = False
    chunk_size: int | None = None
    last_chunk: bool = True
    head_pause: float = 0.0
    end_pause: float = 0.0
    cut: int | None = None
    finish: Finish = Finish.KEEP

    @property
    def is_stream(self) -> bool:
        """Whether the answer is an event stream."""
        return self.events is not None

    def header(self, name: str) -> str | None:
        """Return the first field of that name (case-insensitive), or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def set_header(self, name: str, value: str) -> None:
        """Give the field this value, in its old place where there was one."""
        for at, (key, _) in enumerate(self.headers):
            if key.lower() == name.lower():
                self.headers[at] = (key, value)
                return
        self.headers.append((name, value))

    def drop_header(self, name: str) -> None:
        """Remove every field of that name."""
        self.headers[:] = [(key, value) for key, value in self.headers if key.lower() != name.lower()]

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """The JSON objects of the stream in order (live: changing one changes the answer); [] without a stream."""
        return [event.data for event in self.events or () if event.raw is None and isinstance(event.data, dict)]

    @property
    def chunk_events(self) -> list[Event]:
        """The events of the stream that hold a JSON object, in order; [] without a stream."""
        return [event for event in self.events or () if event.raw is None and isinstance(event.data, dict)]

    @property
    def text_events(self) -> list[Event]:
        """The events whose chunk brings text, in order."""
        return [event for event in self.chunk_events if any(_brings_text(part) for part in event.data["choices"])]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """Every JSON object of the answer: the completion or error, or each chunk. Live."""
        if self.events is not None:
            return self.chunks
        return [self.content] if isinstance(self.content, dict) else []

    def choices(self) -> Iterator[dict[str, Any]]:
        """Yield every choice of every JSON object of the answer, in order. Live."""
        for body in self.bodies:
            yield from body.get("choices") or ()

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield the `message` or `delta` of every choice, in order. Live."""
        for choice in self.choices():
            yield choice["message" if "message" in choice else "delta"]

    def text_deltas(self) -> list[dict[str, Any]]:
        """Return the deltas that carry text, in order. Live."""
        return [delta for delta in self.messages() if delta.get("content")]

    def finals(self) -> Iterator[dict[str, Any]]:
        """Yield the choices that have a finish_reason: all of a completion, the last one per choice of a stream."""
        return (choice for choice in self.choices() if choice.get("finish_reason") is not None)

    def usages(self) -> Iterator[dict[str, Any]]:
        """Yield every `usage` object of the answer. Live."""
        return (body["usage"] for body in self.bodies if body.get("usage"))

    def done_at(self) -> int:
        """Return the position of the `[DONE]` event among `events`.

        Raises:
            ValueError: the answer has none.
        """
        return [event.data if event.raw is None else None for event in self.events or ()].index(DONE)

    def insert_before_done(self, *events: Event) -> None:
        """Put events in front of `[DONE]`."""
        at = self.done_at()
        self.stream[at:at] = events

    def drop_chunks(self, *chunks: dict[str, Any]) -> None:
        """Remove the events of these chunks (compared by identity)."""
        self.stream[:] = [event for event in self.stream if all(event.data is not chunk for chunk in chunks)]

    @property
    def stream(self) -> list[Event]:
        """The events of an answer that is known to be a stream.

        Raises:
            ValueError: the answer is not a stream.
        """
        if self.events is None:
            raise ValueError("The answer is not an event stream.")
        return self.events


def rewrite_text(reply: Reply, change: Callable[[str], str]) -> None:
    """Put another text in the place of the one of an answer; streamed, it comes in two deltas.

    An answer of several choices, without a text, or with a single delta stays as it is.
    """
    messages, rest = reply.text_deltas(), reply.text_events[2:]
    if len(messages) <= reply.is_stream or any(choice["index"] for choice in reply.choices()):
        return
    text = change("".join(message["content"] for message in messages))
    half = len(text) // 2 if len(messages) > 1 else len(text)
    for message, part in zip(messages, (text[:half], text[half:]), strict=False):
        message["content"] = part
    if rest:
        reply.drop_chunks(*(event.data for event in rest))


def _brings_text(choice: dict[str, Any]) -> bool:
    return bool((choice.get("delta") or {}).get("content"))


def json_reply(value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Answer with a JSON value and its label."""
    return Reply(status, [("Content-Type", "application/json"), *headers], value)


def error_reply(
    status: int, message: str, *, kind: str = "invalid_request_error", param: str | None = None, code: str | None = None
) -> Reply:
    """Answer with the error envelope."""
    return json_reply({"error": {"message": message, "type": kind, "param": param, "code": code}}, status)


def stream_reply(events: list[Event]) -> Reply:
    """Answer 200 with an event stream, chunked."""
    headers = [
        ("Content-Type", "text/event-stream; charset=utf-8"),
        ("Cache-Control", "no-cache"),
        ("X-Accel-Buffering", "no"),
    ]
    return Reply(200, headers, events=events, framing=Framing.CHUNKED)

"""One answer for each kind of finding that the catalogue says to break openai-python: a healthy one with one fault.

Written without the suite's own endpoints, so that the catalogue's claims rest on nothing but bytes and the client.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

Json = dict[str, Any]
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n"
_DONE = b"data: [DONE]\n\n"


def chunk(delta: Any, finish: str | None = None) -> Json:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1763800000,
        "model": "m",
        "choices": [choice],
    }


CHUNKS = (
    chunk({"role": "assistant", "content": ""}),
    chunk({"content": "Hello"}),
    chunk({"content": " there"}),
    chunk({}, "stop"),
)
COMPLETION: Json = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1763800000,
    "model": "m",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Hello there", "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        },
    ],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
}
_ENVELOPE = {"error": {"message": "bad request", "type": "invalid_request_error", "param": None, "code": None}}


def message(body: bytes, media_type: bytes = b"text/event-stream", surplus: int = 0) -> bytes:
    """An HTTP message with a Content-Length that is larger than the body by `surplus`."""
    return _OK % media_type + b"Content-Length: %d\r\n\r\n" % (len(body) + surplus) + body


def chunked(body: bytes, media_type: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return _OK % media_type + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body + b"\r\n" + end


def events(*items: Json | bytes, done: bytes = _DONE) -> bytes:
    """A stream's body: objects become events, bytes stand as they are."""
    return b"".join(item if isinstance(item, bytes) else _event(item) for item in items) + done


def _event(item: Json) -> bytes:
    return b"data: " + json.dumps(item).encode() + b"\n\n"


def _between(*raw: bytes) -> bytes:
    """A healthy stream with raw bytes in its middle."""
    return message(events(*CHUNKS[:2], *raw, *CHUNKS[2:]))


def _third_event(change: Callable[[bytes], bytes]) -> bytes:
    """A healthy stream whose third event has its bytes changed."""
    return message(events(*CHUNKS[:2], change(_event(CHUNKS[2])), CHUNKS[3]))


def _each(change: Callable[[Json], object]) -> bytes:
    """A healthy stream with the same change to every chunk."""
    chunks = deepcopy(CHUNKS)
    for item in chunks:
        change(item)
    return message(events(*chunks))


def _each_choice(change: Callable[[Json], object]) -> bytes:
    return _each(lambda item: change(item["choices"][0]))


def _each_delta(change: Callable[[Json], object]) -> bytes:
    return _each_choice(lambda choice: change(choice["delta"]))


def plain(value: Any) -> bytes:
    return message(json.dumps(value).encode(), b"application/json")


def completion(change: Callable[[Json], object]) -> bytes:
    """A healthy completion with one change."""
    value = deepcopy(COMPLETION)
    change(value)
    return plain(value)


def _status(status: bytes) -> bytes:
    return plain(_ENVELOPE).replace(b"200 OK", status)


def _nested(depth: int) -> Callable[[bytes], bytes]:
    return lambda event: event.replace(b'{"id"', b'{"x": ' + b"[" * depth + b"]" * depth + b', "id"')


HEALTHY_STREAM = message(events(*CHUNKS))
HEALTHY_COMPLETION = plain(COMPLETION)

COMPLETIONS: dict[tuple[str, str], bytes] = {
    ("HTTP-001", "refused"): _status(b"400 Bad Request"),
    ("HTTP-001", "server-error"): _status(b"500 Internal Server Error"),
    ("HTTP-001", "no-answer"): b"",
    ("HTTP-001", "not-json"): message(b"<html></html>", b"application/json"),
    ("HTTP-001", "not-an-object"): plain([COMPLETION]),
    ("HTTP-001", "error-in-success"): plain(_ENVELOPE),
    ("IMG-001", "error-in-success"): plain(_ENVELOPE),
    ("IMG-001", "not-json"): message(b"<html></html>", b"application/json"),
    ("IMG-001", "no-answer"): b"",
    ("IMG-001", "server-error"): _status(b"500 Internal Server Error"),
    ("IMG-001", "refused"): _status(b"400 Bad Request"),
    **{
        ("MSG-005", kind): answer
        for kind, answer in (
            ("refused", _status(b"400 Bad Request")),
            ("server-error", _status(b"500 Internal Server Error")),
            ("no-answer", b""),
        )
    },
    ("HTTP-005", "malformed-status-line"): HEALTHY_COMPLETION.replace(b"1.1 200 OK", b"1.1 OK 200"),
    ("HTTP-005", "malformed-header"): HEALTHY_COMPLETION.replace(b"OK\r\n", b"OK\r\nno colon here\r\n"),
    ("HTTP-005", "chunk-malformed"): _OK % b"application/json" + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    ("HTTP-006", "conflicting-lengths"): HEALTHY_COMPLETION.replace(b"OK\r\n", b"OK\r\nContent-Length: 9\r\n"),
    ("HTTP-007", "body-short"): message(json.dumps(COMPLETION).encode(), b"application/json", surplus=9),
    ("HTTP-008", "last-chunk-missing"): chunked(json.dumps(COMPLETION).encode(), b"application/json", end=b""),
    ("HTTP-011", "not-utf-8"): HEALTHY_COMPLETION.replace(b"there", b"th\xffre"),
    ("HTTP-011", "trailing-text"): message(json.dumps(COMPLETION).encode() + b" x", b"application/json"),
    ("RESP-004", "missing"): completion(lambda value: value.pop("choices")),
    ("RESP-004", "null"): completion(lambda value: value.update(choices=None)),
    ("RESP-004", "wrong-type"): completion(lambda value: value.update(choices="x")),
    ("RESP-004", "empty"): completion(lambda value: value.update(choices=[])),
    ("RESP-006", "no-message"): completion(lambda value: value["choices"][0].pop("message")),
    ("RESP-018", "event-stream"): HEALTHY_STREAM,
}
"""Answers to a request without stream."""

STREAMS: dict[tuple[str, str], bytes] = {
    ("HTTP-005", "malformed-status-line"): HEALTHY_STREAM.replace(b"1.1 200 OK", b"1.1 OK 200"),
    ("HTTP-005", "malformed-header"): HEALTHY_STREAM.replace(b"OK\r\n", b"OK\r\nno colon here\r\n"),
    ("HTTP-005", "chunk-malformed"): _OK % b"text/event-stream" + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    ("HTTP-006", "conflicting-lengths"): HEALTHY_STREAM.replace(b"OK\r\n", b"OK\r\nContent-Length: 9\r\n"),
    ("SSE-001", "invalid-utf-8"): _third_event(lambda event: event.replace(b"there", b"th\xffere")),
    ("SSE-002", "byte-order-mark"): message(b"\xef\xbb\xbf" + events(*CHUNKS)),
    ("SSE-005", "misspelt-field"): message(events(*CHUNKS).replace(b"data:", b"Data:")),
    ("SSE-008", "not-json"): _between(b"data: {oops\n\n"),
    ("SSE-008", "trailing-text"): _third_event(lambda event: event.replace(b"\n\n", b" x\n\n")),
    ("SSE-008", "not-an-object"): _between(b"data: []\n\n"),
    ("SSE-008", "comment-as-data"): _between(b"data: : keepalive\n\n"),
    ("SSE-008", "byte-order-mark-in-json"): _third_event(lambda event: event.replace(b": {", b": \xef\xbb\xbf{", 1)),
    ("SSE-010", "block-without-data"): _between(b"event: ping\n\n"),
    ("SSE-010", "empty-data"): _between(b"data:\n\n"),
    ("SSE-012", "id-then-empty-block"): message(b"id: 1\n" + events(*CHUNKS[:2], b": ping\n\n", *CHUNKS[2:])),
    ("SSE-022", "huge-number"): _third_event(lambda event: event.replace(b"1763800000", b"9" * 5000)),
    ("SSE-022", "too-deep"): _third_event(_nested(100_000)),
    ("SSE-014", "raw-control-character"): _third_event(lambda event: event.replace(b" there", b" \x01there")),
    ("SSE-015", "done-malformed"): message(events(*CHUNKS, done=b"data: [done]\n\n")),
    ("SSE-018", "cut"): chunked(events(*CHUNKS[:3], done=b""), b"text/event-stream", end=b""),
    ("SSE-021", "no-events"): message(json.dumps(COMPLETION).encode()),
    ("STREAM-001", "refused"): _status(b"400 Bad Request"),
    ("STREAM-001", "server-error"): _status(b"500 Internal Server Error"),
    ("STREAM-001", "no-answer"): b"",
    ("STREAM-001", "not-a-stream"): HEALTHY_COMPLETION,
    ("IMG-001", "not-a-stream"): HEALTHY_COMPLETION,
    ("STREAM-003", "missing"): _each(lambda item: item.pop("object")),
    ("STREAM-003", "null"): _each(lambda item: item.update(object=None)),
    ("STREAM-003", "empty"): _each(lambda item: item.update(object="")),
    ("STREAM-003", "wrong-type"): _each(lambda item: item.update(object=7)),
    ("STREAM-003", "unknown-value"): _each(lambda item: item.update(object="chat.completion")),
    ("STREAM-008", "missing"): _each(lambda item: item.pop("choices")),
    ("STREAM-008", "null"): _each(lambda item: item.update(choices=None)),
    ("STREAM-008", "wrong-type"): _each(lambda item: item.update(choices="x")),
    ("STREAM-010", "missing"): _each_choice(lambda choice: choice.pop("index")),
    ("STREAM-010", "null"): _each_choice(lambda choice: choice.update(index=None)),
    ("STREAM-010", "wrong-type"): _each_choice(lambda choice: choice.update(index="0")),
    ("STREAM-010", "index-out-of-range"): _each_choice(lambda choice: choice.update(index=1)),
    ("STREAM-012", "missing"): _each_choice(lambda choice: choice.pop("delta")),
    ("STREAM-012", "null"): _each_choice(lambda choice: choice.update(delta=None)),
    ("STREAM-012", "wrong-type"): _each_choice(lambda choice: choice.update(delta="x")),
    ("STREAM-013", "role-missing"): _each_delta(lambda delta: delta.pop("role", None)),
    ("STREAM-015", "role-repeated"): _each_delta(lambda delta: delta.update(role="assistant")),
    ("STREAM-015", "role-after-finish"): message(events(*CHUNKS, chunk({"role": "assistant"}))),
    ("STREAM-018", "wrong-type"): _third_event(lambda event: event.replace(b'" there"', b'["there"]')),
    ("STREAM-024", "cumulative-content"): _third_event(lambda event: event.replace(b'" there"', b'"Hello there"')),
}
"""Answers to a request with stream: true, after which a reader has to have the text, the reason and the role."""

LATE_DATA = message(events(*CHUNKS) + _event(chunk({"content": " more"})))
"""SSE-016 data-after-done: the event behind [DONE] is lost."""

ERROR_EVENTS: dict[tuple[str, str], bytes] = {
    ("STREAM-027", "no-message"): message(events({"error": {"code": 500, "detail": "overloaded"}})),
    ("STREAM-027", "wrong-type"): message(events({"error": "overloaded"})),
}
HEALTHY_ERROR_EVENT = message(events({"error": {"message": "overloaded", "type": "server_error"}}))

HARMLESS: dict[tuple[str, str], bytes] = {
    ("HTTP-003", "wrong-media-type"): message(events(*CHUNKS), b"text/plain"),
    ("SSE-003", "unterminated-event"): message(events(*CHUNKS, done=b"data: [DONE]\n")),
    ("SSE-004", "unknown-field"): _between(b"foo: bar\n\n"),
    ("SSE-006", "mixed-line-endings"): _between(b": note\r\n\r\n"),
    ("SSE-007", "extra-space-after-colon"): _third_event(lambda event: event.replace(b"data:", b"data: ")),
    ("SSE-009", "multi-line-data"): _third_event(lambda event: event.replace(b', "object"', b',\ndata: "object"')),
    ("SSE-011", "event-field"): message(b"event: message\n" + events(*CHUNKS)),
    ("SSE-012", "id-field"): message(b"id: 1\n" + events(*CHUNKS)),
    ("SSE-013", "retry-field"): message(b"retry: 1000\n" + events(*CHUNKS)),
    ("SSE-022", "duplicate-name"): _third_event(lambda event: event.replace(b'"model"', b'"model": "m", "model"')),
    ("SSE-015", "done-missing"): message(events(*CHUNKS, done=b"")),
    ("SSE-015", "done-repeated"): message(events(*CHUNKS) + _DONE),
    ("STREAM-002", "missing"): _each(lambda item: item.pop("id")),
    ("STREAM-004", "missing"): _each(lambda item: item.pop("created")),
    ("STREAM-006", "missing"): _each(lambda item: item.pop("model")),
    ("STREAM-014", "role-late"): message(
        events(chunk({"content": "Hello"}), chunk({"role": "assistant", "content": " there"}), CHUNKS[3]),
    ),
    ("STREAM-017", "null"): message(
        events(*CHUNKS[:2], chunk({"role": None, "content": " there"}), CHUNKS[3]),
    ),
    ("STREAM-021", "missing"): message(
        events(CHUNKS[0], json.loads(json.dumps(CHUNKS[1]).replace(', "finish_reason": null', "")), *CHUNKS[2:]),
    ),
    ("STREAM-023", "finish-with-content"): message(events(*CHUNKS[:2], chunk({"content": " there"}, "stop"))),
    ("USAGE-003", "usage-not-asked"): message(
        events(*CHUNKS, {**chunk({}), "choices": [], "usage": COMPLETION["usage"]}),
    ),
}
"""Streams with a fault that openai-python does not mind: the catalogue must not claim that it does."""

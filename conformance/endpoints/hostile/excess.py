"""Peers that send too much of something: each is bounded, but larger than any reader should keep."""

from __future__ import annotations

import gzip
from functools import cache

from conformance.endpoints.fault import hostile
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Reply, json_reply
from conformance.model.script import Finish, Pause, ReceivedRequest, Script, Send

_MEGABYTE = 1 << 20
_STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
_ENDLESS_BYTES = 50 * _MEGABYTE
_LINE_BYTES = 10 * _MEGABYTE
_HOUR = 3600
_DEPTH = 100_000
_DIGITS = 20_000
_EVENT = (
    b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m",'
    b'"choices":[{"index":0,"delta":{"content":"again "},"finish_reason":null}]}\n\n'
)


@hostile
def endless(_: ReceivedRequest) -> Script:
    """Streams the same event for 50 MB and never says [DONE]."""
    block = Send(_EVENT * (_MEGABYTE // len(_EVENT)))
    return Script((Send(_STREAM_HEAD), *[block] * (_ENDLESS_BYTES // len(block.data) + 1)), Finish.HANG)


@hostile
def drip(_: ReceivedRequest) -> Script:
    """Streams a comment every second for an hour: never silent, never done."""
    return Script((Send(_STREAM_HEAD), *(Send(b": wait\n\n"), Pause(1.0)) * _HOUR), Finish.HANG)


@hostile
def ten_megabyte_line(_: ReceivedRequest) -> Script:
    """Streams one line of 10 MB."""
    part = b"x" * _MEGABYTE
    return raw_script(_STREAM_HEAD, b"data: ", *[part] * (_LINE_BYTES // len(part)), b"\n\n", finish=Finish.CLOSE)


@hostile
def deep_json(_: ReceivedRequest) -> Reply:
    """Answers with arrays nested 100,000 deep."""
    return json_reply(b"[" * _DEPTH + b"]" * _DEPTH)


@hostile
def huge_number(_: ReceivedRequest) -> Reply:
    """Answers with a number of 20,000 digits."""
    return json_reply(b'{"id":"chatcmpl-1","created":' + b"9" * _DIGITS + b"}")


@hostile
def endless_headers(_: ReceivedRequest) -> Script:
    """Sends header fields for 10 MB."""
    block = b"X-Padding: again\r\n" * 4096
    return raw_script(b"HTTP/1.1 200 OK\r\n", *[block] * (_LINE_BYTES // len(block)), b"\r\n", finish=Finish.CLOSE)


@hostile
def compressed_bomb(_: ReceivedRequest) -> Reply:
    """Answers with 100 KB of gzip that unpack to 100 MB."""
    return json_reply(_bomb(), headers=(("Content-Encoding", "gzip"),))


@hostile
def length_too_large(_: ReceivedRequest) -> Reply:
    """Claims a terabyte and hangs after a few bytes."""
    reply = json_reply(b'{"id":')
    reply.declared_length, reply.finish = 1 << 40, Finish.HANG
    return reply


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(100 * _MEGABYTE), mtime=0)

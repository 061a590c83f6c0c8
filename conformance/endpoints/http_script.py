"""Raw HTTP/1.1 bytes of a reply (RFC 9112), cut into the steps of a script."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus

from conformance.endpoints.reply import Event, Framing, Reply
from conformance.model.script import Finish, Pause, Script, Send

_UTF_8_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ASCII_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
_LAST_CHUNK = b"0\r\n\r\n"
_NO_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})

Step = Send | Pause


def render(reply: Reply, *, head_only: bool = False) -> Script:
    """Turn a reply into a script.

    Args:
        reply: what to say.
        head_only: leave the body out, as an answer to HEAD must (RFC 9110 section 9.3.2).
    """
    steps: list[Step] = [Pause(reply.head_pause)] if reply.head_pause else []
    steps += _stream_steps(reply) if reply.events is not None else _plain_steps(reply)
    if head_only:
        steps = [Send(_sent(steps).partition(b"\r\n\r\n")[0] + b"\r\n\r\n")]
    elif reply.surplus:
        steps.append(Send(reply.surplus))
    if reply.cut is not None:
        steps = list(_cut(steps, reply.cut))
    if reply.piece is not None:
        steps = list(_in_pieces(steps, reply.piece))
    return Script(tuple(steps), reply.finish)


def raw_script(*pieces: bytes, finish: Finish = Finish.KEEP) -> Script:
    """Build a script that sends these bytes as they stand, one step each."""
    return Script(tuple(Send(piece) for piece in pieces), finish)


def event_bytes(event: Event, reply: Reply) -> bytes:
    """Return the bytes of one block of the event stream."""
    if event.raw is not None:
        return event.raw
    end = reply.line_ending
    return b"".join((event.before, event.field, _encoded(event.data, reply), end, end, event.after))


def json_bytes(value: object, *, ensure_ascii: bool = False) -> bytes:
    """Return compact JSON; NaN and lone surrogates are written as they are, for faults."""
    encoder = _ASCII_JSON if ensure_ascii else _UTF_8_JSON
    return encoder.encode(value).encode("utf-8", "surrogatepass")


def body_bytes(reply: Reply) -> bytes:
    """Return the body without its framing: what a compressing fault compresses."""
    return _sent(_blocks(reply)) if reply.is_stream else _plain_body(reply)


def _encoded(value: object, reply: Reply) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return value if isinstance(value, bytes) else json_bytes(value, ensure_ascii=reply.ensure_ascii)


def _plain_body(reply: Reply) -> bytes:
    content = reply.content
    body = content if isinstance(content, bytes) else json_bytes(content, ensure_ascii=reply.ensure_ascii)
    return reply.prefix + body + reply.suffix


def _head(reply: Reply, length: int) -> bytes:
    lines = [f"{name}: {value}\r\n" for name, value in reply.headers]
    if reply.framing is Framing.CHUNKED:
        lines.append("Transfer-Encoding: chunked\r\n")
    if reply.declared_length is not None:
        lines.append(f"Content-Length: {reply.declared_length}\r\n")
    elif reply.framing is Framing.LENGTH and reply.status not in _NO_BODY:
        lines.append(f"Content-Length: {length}\r\n")
    return _status_line(reply) + "".join(lines).encode("latin-1") + reply.raw_headers + b"\r\n"


def _status_line(reply: Reply) -> bytes:
    if reply.status_line is not None:
        return reply.status_line
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = "Unknown"
    return f"HTTP/1.1 {reply.status} {phrase}\r\n".encode("ascii")


def _plain_steps(reply: Reply) -> list[Step]:
    body = _plain_body(reply)
    head = _head(reply, len(body))
    if reply.framing is Framing.CHUNKED:
        body = b"".join(_chunk(part, reply) for part in _parts(body, reply.chunk_size)) + _end(reply)
    if reply.end_pause:
        return [Send(head + body[:-1]), Pause(reply.end_pause), Send(body[-1:])]
    return [Send(head + body)]


def _stream_steps(reply: Reply) -> list[Step]:
    blocks = _blocks(reply)
    if reply.framing is Framing.CHUNKED:
        steps: list[Step] = [Send(_head(reply, 0))]
        steps += [_in_chunks(step.data, reply) if isinstance(step, Send) else step for step in blocks]
    else:
        steps = [Send(_head(reply, len(_sent(blocks)))), *blocks]
    if reply.end_pause:
        steps.append(Pause(reply.end_pause))
    end = _end(reply) if reply.framing is Framing.CHUNKED else b""
    return [*steps, Send(end)] if end else steps


def _blocks(reply: Reply) -> list[Step]:
    steps: list[Step] = [Send(reply.prefix)] if reply.prefix else []
    for event in reply.stream:
        if event.pause:
            steps.append(Pause(event.pause))
        steps.append(Send(event_bytes(event, reply)))
    if reply.suffix:
        steps.append(Send(reply.suffix))
    if reply.coalesce:
        return [Send(_sent(steps))]
    return steps


def _sent(steps: Iterable[Step]) -> bytes:
    return b"".join(step.data for step in steps if isinstance(step, Send))


def _in_chunks(data: bytes, reply: Reply) -> Send:
    return Send(b"".join(_chunk(part, reply) for part in _parts(data, reply.chunk_size)))


def _chunk(data: bytes, reply: Reply) -> bytes:
    return reply.chunk_format % (len(data), data) if data else b""


def _end(reply: Reply) -> bytes:
    return _LAST_CHUNK if reply.last_chunk else b""


def _parts(data: bytes, size: int | None) -> Iterator[bytes]:
    size = size or max(len(data), 1)
    return (data[at : at + size] for at in range(0, len(data), size))


def _cut(steps: Iterable[Step], size: int) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, Send):
            if size <= 0:
                return
            yield Send(step.data[:size])
            size -= len(step.data)
        else:
            yield step


def _in_pieces(steps: Iterable[Step], size: int) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, Send):
            yield from (Send(part) for part in _parts(step.data, size))
        else:
            yield step

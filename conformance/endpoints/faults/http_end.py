"""Faults of the end of an HTTP message: too little, too much, too late, not said."""

from __future__ import annotations

from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import body_bytes
from conformance.endpoints.reply import Framing, Reply
from conformance.model.script import Finish


@fault(trips=("HTTP-007",), on=On.PLAIN)
def length_too_large_and_closed(reply: Reply) -> None:
    """The Content-Length is that of the answer before a middleware shortened it, and the connection is closed."""
    reply.declared_length = len(body_bytes(reply)) + 22
    reply.finish = Finish.CLOSE


@fault(trips=("HTTP-007",), on=On.PLAIN)
def length_too_large_and_open(reply: Reply) -> None:
    """The Content-Length counts a line end that is not sent: clients wait until their patience ends."""
    reply.declared_length = len(body_bytes(reply)) + 1


@fault(trips=("HTTP-007",), on=On.PLAIN)
def body_cut_and_closed(reply: Reply) -> None:
    """The process dies in the middle of the body, and the connection is closed."""
    reply.declared_length = len(body_bytes(reply))
    reply.content = body_bytes(reply)[: reply.declared_length // 2]
    reply.finish = Finish.CLOSE


@fault(trips=("HTTP-007",), on=On.PLAIN)
def body_cut_and_reset(reply: Reply) -> None:
    """A load balancer resets the connection in the middle of the body."""
    reply.declared_length = len(body_bytes(reply))
    reply.content = body_bytes(reply)[: reply.declared_length // 2]
    reply.finish = Finish.RESET


@fault(trips=("HTTP-007",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def picture_answer_cut(reply: Reply) -> None:
    """Where the request has a picture the connection is closed in the middle of the body."""
    reply.declared_length = len(body_bytes(reply))
    reply.content = body_bytes(reply)[: reply.declared_length // 2]
    reply.finish = Finish.CLOSE


@fault(trips=("HTTP-007",), on=On.ERROR)
def error_body_cut(reply: Reply) -> None:
    """The connection is closed in the middle of every refusal."""
    reply.declared_length = len(body_bytes(reply))
    reply.content = body_bytes(reply)[:20]
    reply.finish = Finish.CLOSE


@fault(trips=("HTTP-007",), on=On.PLAIN)
def length_counts_characters(reply: Reply) -> None:
    """The Content-Length counts characters, and the text has some that take several bytes."""
    for message in reply.messages():
        message["content"] = f"{message['content']} ✓ 好 🙂"
    reply.declared_length = len(body_bytes(reply).decode())


@fault(trips=("HTTP-007",), on=On.ANY, when=lambda asked: not asked.streams)
def line_end_behind_the_body(reply: Reply) -> None:
    """A line end that no length counts stands behind every body."""
    if reply.framing is Framing.LENGTH:
        reply.declared_length = len(body_bytes(reply))
        reply.suffix = b"\r\n"


@fault(trips=("HTTP-007",), on=On.STREAM)
def line_end_behind_the_last_chunk(reply: Reply) -> None:
    """One line end too many stands behind the last chunk of a stream."""
    reply.last_chunk = False
    reply.surplus = b"0\r\n\r\n\r\n"


@fault(trips=("HTTP-008",), on=On.PLAIN)
def last_chunk_missing(reply: Reply) -> None:
    """The chunked body is ended by closing the connection."""
    reply.framing, reply.last_chunk, reply.finish = Framing.CHUNKED, False, Finish.CLOSE


@fault(trips=("HTTP-008",), on=On.PLAIN)
def chunked_body_never_ended(reply: Reply) -> None:
    """The last chunk is forgotten, and the connection is kept: clients wait until their patience ends."""
    reply.framing, reply.last_chunk = Framing.CHUNKED, False


@fault(trips=("HTTP-008",), on=On.PLAIN)
def chunked_body_cut(reply: Reply) -> None:
    """The process dies between two chunks of an answer."""
    body = body_bytes(reply)
    reply.content = body[: len(body) // 2]
    reply.framing, reply.last_chunk, reply.finish = Framing.CHUNKED, False, Finish.CLOSE


@fault(trips=("HTTP-008",), on=On.STREAM)
def last_chunk_missing_behind_done(reply: Reply) -> None:
    """The stream is whole up to `[DONE]`, and the connection is closed without the last chunk."""
    reply.last_chunk, reply.finish = False, Finish.CLOSE


@fault(trips=("HTTP-008",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def picture_stream_reset_behind_done(reply: Reply) -> None:
    """Where the request has a picture the connection is reset behind `[DONE]`, when that has arrived."""
    reply.last_chunk, reply.finish = False, Finish.RESET
    reply.end_pause = 0.1


@fault(trips=("HTTP-008",), on=On.ERROR)
def error_without_last_chunk(reply: Reply) -> None:
    """Refusals are chunked, and the connection is closed without the last chunk."""
    reply.framing, reply.last_chunk, reply.finish = Framing.CHUNKED, False, Finish.CLOSE

"""Faults of the HTTP message: its head, its lengths, its chunks."""

from __future__ import annotations

from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import body_bytes, raw_script
from conformance.endpoints.reply import Framing, Reply
from conformance.model.script import Finish, Script


@fault(trips=("HTTP-005",))
def status_line_without_code(reply: Reply) -> None:
    """The status line has no code."""
    reply.status_line = b"HTTP/1.1 OK\r\n"


@fault(trips=("HTTP-005",), on=On.ERROR)
def error_status_line_without_code(reply: Reply) -> None:
    """The status line of every refusal has words and no code."""
    reply.status_line = b"HTTP/1.1 Bad Request\r\n"


@fault(trips=("HTTP-005",))
def status_line_without_version(reply: Reply) -> None:
    """The status line begins as HTTP/0.9 proxies write it, without a version."""
    reply.status_line = b"HTTP 200 OK\r\n"


@fault(trips=("HTTP-005",))
def head_missing(reply: Reply) -> Script:
    """The body comes without status line and header section, as from a raw socket."""
    return raw_script(body_bytes(reply), finish=Finish.CLOSE)


@fault(trips=("HTTP-005",))
def header_without_colon(reply: Reply) -> None:
    """A line of the header section has no colon."""
    reply.raw_headers = b"X-Cache HIT\r\n"


@fault(trips=("HTTP-005",))
def header_with_a_blank_before_the_colon(reply: Reply) -> None:
    """A blank stands between a field's name and its colon."""
    reply.raw_headers = b"X-Served-By : edge-3\r\n"


@fault(trips=("HTTP-005",), on=On.ERROR)
def length_in_words(reply: Reply) -> None:
    """The Content-Length of every refusal is not a number."""
    reply.framing, reply.finish = Framing.CLOSE, Finish.CLOSE
    reply.raw_headers = b"Content-Length: unknown\r\n"


@fault(trips=("HTTP-005",))
def head_with_line_feeds(reply: Reply) -> None:
    """The status line ends in LF without CR."""
    reply.status_line = b"HTTP/1.1 200 OK\n"


@fault(trips=("HTTP-005",))
def chunk_size_with_prefix(reply: Reply) -> None:
    """The size of a chunk is written as in a programming language, `0x1f`."""
    reply.framing = Framing.CHUNKED
    reply.chunk_format = b"0x%x\r\n%b\r\n"


@fault(trips=("HTTP-005",))
def chunk_size_missing(reply: Reply) -> None:
    """The header promises chunks, and the body comes as it is."""
    reply.framing, reply.finish = Framing.CLOSE, Finish.CLOSE
    reply.set_header("Transfer-Encoding", "chunked")


@fault(trips=("HTTP-005",))
def chunk_longer_than_its_size(reply: Reply) -> None:
    """A middleman adds a line end to each chunk and does not count it."""
    reply.framing = Framing.CHUNKED
    reply.chunk_format = b"%x\r\n%b\n\r\n"


@fault(trips=("HTTP-005",))
def chunks_with_line_feeds(reply: Reply) -> None:
    """The lines of the chunk framing end in LF without CR."""
    reply.framing = Framing.CHUNKED
    reply.chunk_format = b"%x\n%b\n"


@fault(trips=("HTTP-006",), on=On.PLAIN)
def length_beside_chunks(reply: Reply) -> None:
    """A gateway chunks the answer and keeps the Content-Length of its upstream."""
    reply.declared_length = len(body_bytes(reply))
    reply.framing = Framing.CHUNKED


@fault(trips=("HTTP-006",), on=On.ERROR)
def error_length_beside_chunks(reply: Reply) -> None:
    """Refusals are chunked and have a Content-Length all the same."""
    reply.declared_length = len(body_bytes(reply))
    reply.framing = Framing.CHUNKED


@fault(trips=("HTTP-006",), on=On.PLAIN)
def two_lengths(reply: Reply) -> None:
    """A middleware rewrites the body and adds its Content-Length to the one of the engine."""
    reply.raw_headers = b"Content-Length: 17\r\n"


@fault(trips=("HTTP-006",), on=On.STREAM)
def stream_with_two_lengths(reply: Reply) -> None:
    """A stream has two lengths that differ, and neither is its own."""
    reply.framing, reply.finish = Framing.CLOSE, Finish.CLOSE
    reply.raw_headers = b"Content-Length: 0\r\nContent-Length: 4096\r\n"

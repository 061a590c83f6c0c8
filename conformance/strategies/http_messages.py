"""HTTP/1.1 responses in every framing, and bytes that are nearly responses (RFC 9112)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.wire.http_reader import Framing


class Coding(StrEnum):
    """The content coding of a body; the value is its name in Content-Encoding."""

    IDENTITY = "identity"
    GZIP = "gzip"
    DEFLATE = "deflate"


@dataclass(frozen=True)
class HttpMessage:
    """One legal response.

    Attributes:
        data: the bytes on the wire, interim responses before it included.
        body: the content, framing and coding taken away; empty where the framing is EMPTY.
        framing: how the end of the body is told. With CLOSE it is the end of the connection.
        coding: the content coding.
        interim: the status codes of the interim responses.
    """

    data: bytes
    body: bytes
    framing: Framing
    coding: Coding
    interim: tuple[int, ...]


_HINTS = {100: b"HTTP/1.1 100 Continue\r\n\r\n", 103: b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"}
_OTHER_FIELDS = (b"Content-Type: application/json", b"x-empty:", b"X-Twice: 1", b"X-Twice: 2", b"Server:\t a b \t")
_STATUS_LINES = (b"HTTP/1.1 200 OK", b"HTTP/1.1 200 ", b"HTTP/1.1 400 Bad Request", b"HTTP/1.1 503 caf\xe9")
_BODILESS = (b"HTTP/1.1 204 No Content", b"HTTP/1.1 304 Not Modified")
_ZIPPED = gzip.compress(b"hi", mtime=0)
_PIECES = (
    *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", _HINTS[100]),
    *(b"Content-Length: 3\r\n", b"Content-Encoding: gzip\r\n", b"\r\n", b"\n", b"2\r\nhi\r\n", b"0\r\n\r\n", _ZIPPED),
    *(b"abc", b"\x1f", b"\x8b", b":", b" "),
)
_ODD_HEADS = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 200\nContent-Length: 5, 5\n\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: 3\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
    b"HTTP/1.1 204 None\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nX: folded\r\n value\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nBad : name\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    b"HTTP/1.1 OK\r\n\r\n",
    b"\r\n\r\n",
    b"\x16\x03",
)
_ODD_CHUNKS = (
    *(b"5\r\nhello\r\n", b"0\r\n\r\n", b"0\r\nTrailer: x\r\n\r\n", b"a;x=y\r\n0123456789\r\n"),
    *(b"hello", b"g\r\n", b"2\r\nabc"),
)


def http_messages(
    *,
    bodies: SearchStrategy[bytes] | None = None,
    framings: Collection[Framing] | None = None,
    codings: Collection[Coding] | None = None,
) -> SearchStrategy[HttpMessage]:
    """Return a strategy for legal responses, with interim ones before them or none.

    Args:
        bodies: the content; up to 120 bytes unless given. A response framed as EMPTY has none.
        framings: the framings to draw from; all unless given.
        codings: the content codings to draw from; all unless given. A response framed as EMPTY has none.

    Raises:
        InvalidArgument: no framing or no coding is left, or one is not known.
    """
    content = st.binary(max_size=120) if bodies is None else bodies
    coded = st.sampled_from(chosen("codings", codings, Coding))
    return st.sampled_from(chosen("framings", framings, Framing)).flatmap(
        lambda framing: _messages(framing, content, coded)
    )


def odd_http_messages() -> SearchStrategy[bytes]:
    """Return a strategy for heads of which some are broken or contradict themselves, with any run of chunks behind."""
    bodies = st.lists(st.sampled_from(_ODD_CHUNKS)).map(b"".join)
    return st.builds(bytes.__add__, st.sampled_from(_ODD_HEADS), bodies)


def http_lookalikes() -> SearchStrategy[bytes]:
    """Return a strategy for any bytes, and for pieces of responses in any order."""
    return st.binary(max_size=100) | st.lists(st.sampled_from(_PIECES), max_size=10).map(b"".join)


@st.composite
def _messages(
    draw: DrawFn, framing: Framing, bodies: SearchStrategy[bytes], codings: SearchStrategy[Coding]
) -> HttpMessage:
    interim = tuple(draw(st.lists(st.sampled_from(sorted(_HINTS)), max_size=2)))
    empty = framing is Framing.EMPTY
    body, coding = (b"", Coding.IDENTITY) if empty else (draw(bodies), draw(codings))
    content = _encoded(body, coding)
    fields = draw(st.lists(st.sampled_from(_OTHER_FIELDS), max_size=2))
    if coding is not Coding.IDENTITY:
        fields.append(b"Content-Encoding: " + coding.encode())
    if framing is Framing.LENGTH:
        fields.append(draw(st.sampled_from([b"Content-Length: %d", b"content-length:%d"])) % len(content))
    if framing is Framing.CHUNKED:
        fields.append(draw(st.sampled_from([b"Transfer-Encoding: chunked", b"transfer-encoding:Chunked"])))
        content = draw(_chunked(content))
    line = draw(st.sampled_from(_BODILESS if empty else _STATUS_LINES))
    head = b"\r\n".join([line, *draw(st.permutations(fields)), b"", b""])
    return HttpMessage(b"".join(_HINTS[status] for status in interim) + head + content, body, framing, coding, interim)


def _encoded(body: bytes, coding: Coding) -> bytes:
    if coding is Coding.GZIP:
        return gzip.compress(body, mtime=0)
    return zlib.compress(body) if coding is Coding.DEFLATE else body


@st.composite
def _chunked(draw: DrawFn, content: bytes) -> bytes:
    """Cut content into chunks of any sizes, with extensions and trailers or none (section 7.1)."""
    written, at = b"", 0
    while at < len(content):
        size = draw(st.integers(1, len(content) - at))
        form = draw(st.sampled_from([b"%x", b"%X", b"00%x", b"%x;a=b"]))
        written += form % size + b"\r\n" + content[at : at + size] + b"\r\n"
        at += size
    return written + draw(st.sampled_from([b"0\r\n\r\n", b"000\r\n\r\n", b"0\r\nTrailer: x\r\n\r\n"]))

"""Reads HTTP/1.1 requests (RFC 9112) from a connection: Content-Length and chunked bodies, `Expect: 100-continue`."""

from __future__ import annotations

import asyncio
import re

from conformance.model.script import ReceivedRequest

_MOST_BODY_BYTES = 1 << 28
_MOST_HEADER_BYTES = 1 << 18
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,15}")


class BadRequestError(Exception):
    """The bytes are not an HTTP/1.1 request, or it is larger than we read."""


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> ReceivedRequest | None:
    """Read one request; `writer` is used for an interim 100.

    Returns:
        The request, or None when the client closed the connection between two requests.

    Raises:
        BadRequestError: the bytes are not an HTTP/1.1 request.
        EOFError: the client left in the middle of one.
    """
    line = await _line(reader)
    while line == b"":  # RFC 9112 section 2.2: ignore empty lines in front of a request
        line = await _line(reader)
    if line is None:
        return None
    parts = line.decode("latin-1").split(" ")
    if len(parts) != len(("method", "target", "version")) or not parts[2].startswith("HTTP/1."):
        raise BadRequestError
    request = ReceivedRequest(parts[0], parts[1], await _headers(reader), b"")
    if (request.header("Expect") or "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return ReceivedRequest(request.method, request.target, request.headers, await _body(reader, request))


async def _line(reader: asyncio.StreamReader) -> bytes | None:
    """Read a line without its ending; None at the end of input."""
    try:
        line = await reader.readline()
    except ValueError:
        raise BadRequestError from None  # longer than the reader's limit
    if not line:
        return None
    if not line.endswith(b"\n"):
        raise EOFError
    return line[:-1].removesuffix(b"\r")


async def _headers(reader: asyncio.StreamReader) -> tuple[tuple[str, str], ...]:
    headers, size = [], 0
    while line := await _line(reader):
        name, colon, value = line.decode("latin-1").partition(":")
        size += len(line)
        if not colon or not _TOKEN.fullmatch(name) or size > _MOST_HEADER_BYTES:
            raise BadRequestError
        headers.append((name, value.strip(" \t")))
    if line is None:
        raise EOFError
    return tuple(headers)


async def _body(reader: asyncio.StreamReader, request: ReceivedRequest) -> bytes:
    if (request.header("Transfer-Encoding") or "").lower().endswith("chunked"):
        return await _chunked(reader)
    length = request.header("Content-Length") or "0"
    if not (length.isascii() and length.isdecimal()) or int(length) > _MOST_BODY_BYTES:
        raise BadRequestError
    return await reader.readexactly(int(length))


async def _chunked(reader: asyncio.StreamReader) -> bytes:
    chunks, total = [], 0
    while size := await _chunk_size(reader):
        total += size
        if total > _MOST_BODY_BYTES:
            raise BadRequestError
        chunks.append(await reader.readexactly(size))
        if await _line(reader) != b"":
            raise BadRequestError
    await _headers(reader)  # the trailer section
    return b"".join(chunks)


async def _chunk_size(reader: asyncio.StreamReader) -> int:
    line = await _line(reader)
    size = (line or b"").partition(b";")[0].strip()
    if not _CHUNK_SIZE.fullmatch(size):
        raise BadRequestError
    return int(size, 16)

"""A raw peer for tests: answers with whatever bytes, pauses and endings a test asks for."""

from __future__ import annotations

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from socket import SO_LINGER, SOL_SOCKET

from conformance.model.script import Endpoint, Finish, ReceivedRequest, Send

Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[bool]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """Return head and body of the next request."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), b"0")
    return head + await reader.readexactly(int(length))


def reset(writer: asyncio.StreamWriter) -> None:
    """Reset the connection."""
    writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def chunk(data: bytes) -> bytes:
    """Frame as one chunk."""
    return b"%x\r\n%s\r\n" % (len(data), data)


@asynccontextmanager
async def peer(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Serve until the block ends; `answer` returns whether the connection stays open. Yields the base URL."""

    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            while await answer(await read_request(reader), writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if tls else 'http'}://localhost:{port}/v1"
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        for _ in range(3):  # transports let go of their sockets in the next rounds of the loop
            await asyncio.sleep(0)


def fixed(*steps: bytes | float, keep: bool = False) -> Answer:
    """Answer with pieces and pauses, then close or keep the connection."""

    async def answer(_: bytes, writer: asyncio.StreamWriter) -> bool:
        for step in steps:
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            else:
                await asyncio.sleep(step)
        return keep

    return answer


def played(endpoint: Endpoint) -> Answer:
    """Answer as an endpoint's scripts say."""

    async def answer(raw: bytes, writer: asyncio.StreamWriter) -> bool:
        head, _, body = raw.partition(b"\r\n\r\n")
        start, *lines = head.decode().split("\r\n")
        method, target, _ = start.split(" ")
        fields = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
        script = endpoint(ReceivedRequest(method, target, fields, body))
        await fixed(*(step.data if isinstance(step, Send) else step.seconds for step in script.steps))(raw, writer)
        if script.finish is Finish.RESET:
            await asyncio.sleep(0.02)
            reset(writer)
        if script.finish is Finish.HANG:
            await asyncio.sleep(60)
        return script.finish is Finish.KEEP

    return answer

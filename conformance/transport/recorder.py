"""A network backend for httpcore that records below HTTP and above TLS.

httpcore does all its work for an exchange in the task that asked for it, so a context variable tells which
tape the bytes of a read belong to, also when exchanges follow each other on one connection.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import httpcore

from conformance.model.transcript import Ending
from conformance.transport.tape import GARBLED_SECONDS, SLOW_PAUSE, SLOW_PIECE, Tape

CURRENT_TAPE: ContextVar[Tape] = ContextVar("CURRENT_TAPE")


class RecordingStream(httpcore.AsyncNetworkStream):
    """A connection whose reads go to the tape of the current exchange."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._tape: Tape | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109, ARG002
        """Read and record; how long to wait is the tape's business, not the caller's.

        Raises:
            Left: nothing came in time, or a limit was reached.
        """
        tape = self._current()
        if tape.reads_slowly:
            await asyncio.sleep(SLOW_PAUSE)
            max_bytes = min(max_bytes, SLOW_PIECE)
        until, _ = tape.patience()
        try:
            data = await self._stream.read(max_bytes, max(0.0, until - tape.elapsed))
        except httpcore.ReadTimeout:
            raise tape.out_of_patience() from None
        if data:
            tape.take(data)
            if tape.frame.garbled:
                await self._listen_on(tape, max_bytes)
        else:
            tape.peer_closed = True
            tape.frame.peer_closed()
        return data

    async def _listen_on(self, tape: Tape, max_bytes: int) -> None:
        """Record what else comes in a moment; httpcore is about to close the connection."""
        until = tape.elapsed + GARBLED_SECONDS
        with suppress(httpcore.ReadTimeout, httpcore.ReadError):
            while more := await self._stream.read(max_bytes, max(0.0, until - tape.elapsed)):
                tape.take(more)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109, ARG002
        """Write; a peer that stops reading because it has already answered is listened to.

        Raises:
            Left: the exchange took too long as a whole.
        """
        tape = self._current()
        until, ending = tape.patience()
        try:
            await self._stream.write(buffer, max(0.0, until - tape.elapsed))
        except httpcore.WriteTimeout:
            if self._stream.get_extra_info("is_readable"):
                tape.heard()
                # httpcore goes on to read the answer after a WriteError, and gives up after a WriteTimeout.
                raise httpcore.WriteError("the peer answered before it had taken the request") from None
            if ending is Ending.LIMIT:
                raise tape.out_of_patience() from None
            raise
        tape.wrote()

    def _current(self) -> Tape:
        tape = CURRENT_TAPE.get()
        if tape is not self._tape:
            tape.reused = self._tape is not None
            self._tape = tape
            tape.heard()  # the time that connecting took does not count as silence
        return tape

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
    ) -> httpcore.AsyncNetworkStream:
        """Wrap the connection in TLS; recording goes on above it."""
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except httpcore.ConnectTimeout:
            raise httpcore.ConnectTimeout("TLS: no handshake within the time-out") from None
        return RecordingStream(stream)

    def get_extra_info(self, info: str) -> Any:
        """Answer httpcore's questions about the connection.

        A connection is reported as readable, which keeps the pool from using it again, when bytes came behind the
        last answer: they would be taken for the next one, although they stand on the tape of the last.
        """
        if info == "is_readable" and self._tape is not None and self._tape.frame.surplus:
            return True
        return self._stream.get_extra_info(info)


class RecordingBackend(httpcore.AsyncNetworkBackend):
    """Opens connections that record."""

    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open a TCP connection."""
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return RecordingStream(stream)

    async def sleep(self, seconds: float) -> None:
        """Sleep; httpcore asks for it between attempts to connect, of which we make one."""
        await self._backend.sleep(seconds)

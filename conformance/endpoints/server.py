"""Serves an endpoint on a raw loopback socket, byte for byte as its scripts say.

One event loop on one daemon thread carries any number of connections, so an answer that pauses or hangs
holds up nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import struct
import threading
from types import TracebackType
from typing import Self
from weakref import WeakSet

from conformance.endpoints.http_request import BadRequestError, read_request
from conformance.endpoints.http_script import render
from conformance.endpoints.reply import error_reply
from conformance.model.script import Endpoint, Finish, Pause, ReceivedRequest, Send

_LOG = logging.getLogger(__name__)
_STOP_SECONDS = 1.0
_BACKLOG = 512
_READ_SIZE = 1 << 16


class Server:
    """A running server; a context manager that stops it at the end.

    Attributes:
        url: base URL for clients, `http://127.0.0.1:PORT/v1`.
        port: the port that it listens on.
    """

    def __init__(self, endpoint: Endpoint, host: str, port: int, latency: float) -> None:
        self._endpoint = endpoint
        self._latency = latency
        self._tasks: set[asyncio.Task[None]] = set()
        self._transports: WeakSet[asyncio.WriteTransport] = WeakSet()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}/v1"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"endpoint on port {self.port}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Return the running server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def stop(self) -> None:
        """Close every connection, hanging or not, and end the thread; further calls do nothing."""
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # the loop is closed between the two calls
                self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(2 * _STOP_SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        listening = asyncio.start_server(self._accept, sock=self._socket, limit=_READ_SIZE)
        server = self._loop.run_until_complete(listening)
        try:
            self._loop.run_forever()
        finally:
            server.close()
            self._loop.run_until_complete(self._hang_up())
            self._loop.close()

    async def _hang_up(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_STOP_SECONDS)
        for transport in list(self._transports):
            transport.abort()  # also those whose task never began, or that were still being written when theirs ended
        for _ in range(3):
            await asyncio.sleep(0)  # transports let go of their sockets in the next rounds of the loop

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._transports.add(writer.transport)
        task = self._loop.create_task(self._converse(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _set_no_delay(writer)
        try:
            while (request := await read_request(reader, writer)) is not None:
                finish = await self._answer(request, reader, writer)
                if finish is not Finish.KEEP or (request.header("Connection") or "").lower() == "close":
                    break
        except BadRequestError:
            _write_error(writer, 400, "Malformed HTTP request.", "invalid_request_error")
        except (OSError, EOFError):
            pass  # the client left
        except asyncio.CancelledError:
            writer.transport.abort()  # the server stops: what the client has not read is lost
            raise
        finally:
            writer.close()

    async def _answer(
        self, request: ReceivedRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> Finish:
        try:
            script = self._endpoint(request)
        except Exception:  # noqa: BLE001 - our own fault must not end the server; it is logged with its traceback
            _LOG.exception("The endpoint failed on %s %s", request.method, request.target.partition("?")[0])
            _write_error(writer, 500, "The endpoint failed.", "server_error")
            return Finish.CLOSE
        if self._latency:
            await asyncio.sleep(self._latency)
        for step in script.steps:
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
            elif step.data:
                writer.write(step.data)
                await writer.drain()
                await asyncio.sleep(0)  # let the other connections run; drain alone does not
        if script.finish is Finish.RESET:
            _reset(writer)
        elif script.finish is Finish.HANG:
            while await reader.read(_READ_SIZE):
                pass
        return script.finish


def serve(endpoint: Endpoint, *, host: str = "127.0.0.1", port: int = 0, latency: float = 0.0) -> Server:
    """Serve an endpoint until `stop()` or the end of a `with` block.

    Args:
        endpoint: what to serve.
        host: address to listen on; loopback unless there is a reason.
        port: port to listen on; 0 picks a free one.
        latency: seconds before the first step of every answer.

    Raises:
        OSError: the address cannot be listened on.
    """
    return Server(endpoint, host, port, latency)


def _write_error(writer: asyncio.StreamWriter, status: int, message: str, kind: str) -> None:
    reply = error_reply(status, message, kind=kind)
    reply.set_header("Connection", "close")
    writer.writelines(step.data for step in render(reply).steps if isinstance(step, Send))


def _set_no_delay(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):  # the client may be gone already
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _reset(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()

"""The suite's own listener on the loopback interface: who asks it for something was sent there by a request of ours.

A picture is served at every path that ends in `.png`, and a text with a secret word at every other, so that
what a target fetches can be recognized in its answer. Nothing else on the machine is ever named to a target.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import LISTENER_WORD
from conformance.transport.sender import Sender, Sent

_MARK = b"/fetched-"
_NAMED = re.compile(rb"/(fetched-[a-z0-9-]+)")
_LONGEST_LINE = 200


class Listener:
    """Listens on 127.0.0.1 and, where there is one, on ::1 at the same port; a context manager.

    Args:
        picture: what it serves as PNG.

    Attributes:
        url: base URL, `http://127.0.0.1:PORT`.
    """

    def __init__(self, picture: bytes) -> None:
        self._visits: list[str] = []
        visits = self._visits

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                visits.append(self.requestline[:_LONGEST_LINE])
                is_picture = self.path.partition("?")[0].endswith(".png")
                body = picture if is_picture else LISTENER_WORD.encode()
                self.send_response(200)
                self.send_header("Content-Type", "image/png" if is_picture else "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_POST = do_GET  # noqa: N815 - as above

            def log_message(self, *_: object) -> None:
                """Say nothing: the visits are the log."""

        self._servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler)]
        port = self._servers[0].server_address[1]
        self.url = f"http://127.0.0.1:{port}"
        with contextlib.suppress(OSError):  # a machine without IPv6
            self._servers.append(_IPv6Server(("::1", port), Handler))
        for server in self._servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self) -> Self:
        """Return the running listener."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def visits(self, name: str) -> tuple[str, ...]:
        """Return the request lines that ask for a path with this name, in the order in which they came."""
        return tuple(line for line in list(self._visits) if name in line)


class _IPv6Server(ThreadingHTTPServer):
    address_family = socket.AF_INET6


class WatchingSender:
    """Sends through another sender, and notes who came to the listener because of it.

    Args:
        sender: what sends.
        listener: who is watched.
        patience: seconds to wait behind an answer for a visit that comes late.
    """

    def __init__(self, sender: Sender, listener: Listener, patience: float = 0.3) -> None:
        self._sender = sender
        self._listener = listener
        self._patience = patience

    async def send(self, key: ExchangeKey, request: Request) -> Sent:
        """Send a request; see `Sender.send`. Only one whose body names the listener is waited for."""
        named = _NAMED.search(request.body) if _MARK in request.body else None
        if named is None:
            return await self._sender.send(key, request)
        name = named[1].decode("ascii")
        before = len(self._listener.visits(name))
        sent = await self._sender.send(key, request)
        if self._patience and len(self._listener.visits(name)) == before:
            await asyncio.sleep(self._patience)
        visits = self._listener.visits(name)[before:]
        return replace(sent, transcript=replace(sent.transcript, visits=visits)) if visits else sent

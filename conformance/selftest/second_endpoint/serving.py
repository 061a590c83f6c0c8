"""Serves the endpoint on the loopback interface, in a thread of this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from conformance.selftest.second_endpoint.app import Door
from conformance.selftest.second_endpoint.manners import STRICT, Manner

_HOST = "127.0.0.1"
_PATIENCE = 20.0


def settings(key: str, manner: Manner) -> uvicorn.Config:
    """Return how uvicorn is to run: quietly."""
    return uvicorn.Config(Door(key, manner).application(), log_level="warning", access_log=False, lifespan="off")


def bound(port: int = 0) -> socket.socket:
    """Return a socket at a port, or at any free one."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((_HOST, port))
    return listener


def base_url(listener: socket.socket) -> str:
    """Return the base URL of what listens there."""
    return f"http://{_HOST}:{listener.getsockname()[1]}/v1"


@contextmanager
def serving(key: str, manner: Manner = STRICT) -> Iterator[str]:
    """Serve as long as the context lasts; its value is the base URL.

    Raises:
        RuntimeError: uvicorn did not start.
    """
    listener = bound()
    server = uvicorn.Server(settings(key, manner))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        _wait_for(server)
        yield base_url(listener)
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        listener.close()


def _wait_for(server: uvicorn.Server) -> None:
    patience = time.monotonic() + _PATIENCE
    while not server.started:
        if time.monotonic() > patience:
            raise RuntimeError("The second endpoint did not start.")
        time.sleep(0.01)

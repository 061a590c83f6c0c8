"""An ASGI application of the user, served on the loopback interface by a thread of this process."""

from __future__ import annotations

import importlib
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conformance.running.options import SettingsError

_PATIENCE = 30.0
_POLL_SECONDS = 0.02


@contextmanager
def asgi_served(application: str, path: str) -> Iterator[str]:
    """Serve an application by uvicorn, and give its base URL.

    A socket, and no short cut within the process, since what is judged are bytes and when they arrive.

    Args:
        application: `module:attribute`, found from the current directory as well.
        path: of the base URL.

    Raises:
        SettingsError: uvicorn is missing, there is no such application, or it does not start.
    """
    try:
        import uvicorn  # noqa: PLC0415 - an extra, which only such targets need
    except ImportError:
        raise SettingsError("--target-url asgi: needs uvicorn: pip install 'eyechart[asgi]'.") from None
    config = uvicorn.Config(_application(application), log_level="error", lifespan="auto", access_log=False)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="asgi", daemon=True)
        thread.start()
        try:
            _wait(server, thread, application)
            yield f"http://127.0.0.1:{port}{path}"
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def _application(name: str) -> Any:
    module, _, attribute = name.partition(":")
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as text, which is what the list holds
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as problem:  # noqa: BLE001 - a module may raise anything while it is imported
        raise SettingsError(f"--target-url asgi:{name} cannot be loaded: {problem!r}.") from None
    finally:
        sys.path.pop(0)
    if not callable(found):
        raise SettingsError(f"--target-url asgi:{name} is no application: it cannot be called.")
    return found


def _wait(server: Any, thread: threading.Thread, application: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise SettingsError(f"--target-url asgi:{application} did not start: does its start-up raise?")
        time.sleep(_POLL_SECONDS)

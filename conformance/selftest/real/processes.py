"""Starts a server as a process, waits until it answers, and stops it whatever happens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

_POLL_SECONDS = 0.2
_GRACE_SECONDS = 10.0
_LAST_LINES = 20


class ServerError(Exception):
    """A server did not come up; the message holds the end of its log."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a running server is asked.

    Attributes:
        url: base URL, up to `/v1`.
        model: model id to ask for.
        key: API key that it checks, or None if it checks none.
        further: header fields that every request must carry, as (name, value).
    """

    url: str
    model: str
    key: str | None
    further: tuple[tuple[str, str], ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """The header fields that carry the key, and the further ones."""
        return ({"Authorization": f"Bearer {self.key}"} if self.key else {}) | dict(self.further)


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: Address) -> bool:
    """Tell whether a plain question is answered with 200."""
    body = {"model": address.model, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 8}
    with suppress(httpx.HTTPError), httpx.Client(trust_env=False, timeout=10.0) as client:
        response = client.post(f"{address.url}/chat/completions", json=body, headers=address.headers)
        return response.status_code == httpx.codes.OK
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started, first politely."""
    for request in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, request)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)


@contextmanager
def running(
    command: Sequence[str], address: Address, *, variables: Mapping[str, str], log: Path, patience: float = 120.0
) -> Iterator[None]:
    """Run a server for the time of a `with` block.

    Args:
        command: the program and its arguments.
        address: where it will answer.
        variables: its whole environment.
        log: file for what it prints.
        patience: seconds until it must have answered.

    Raises:
        ServerError: it ended, or did not answer in time.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(variables),
            cwd=log.parent,
            start_new_session=True,
        )
        try:
            _wait(process, address, log, time.monotonic() + patience)
            yield
        finally:
            stop(process)


def _wait(process: subprocess.Popen[bytes], address: Address, log: Path, deadline: float) -> None:
    while not answers(address):
        ended = process.poll()
        if ended is not None or time.monotonic() > deadline:
            fate = "did not answer in time" if ended is None else f"ended with {ended}"
            last = "\n".join(log.read_text("utf-8", "replace").splitlines()[-_LAST_LINES:])
            raise ServerError(f"the server {fate}:\n{last}")
        time.sleep(_POLL_SECONDS)

"""A server that the run starts, waits for, and stops: for jobs that deploy."""

from __future__ import annotations

import os
import shlex
import signal
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from conformance.running.options import SettingsError, reason_of
from conformance.running.preflight import TargetNotReached

LOG = "server.log"
"""Name of the file in the report directory that takes what the server prints."""
_POLL_SECONDS = 0.2
_ANSWER_SECONDS = 5.0
_STOP_SECONDS = 10.0
_SERVER_ERROR = 500
_LAST_WORDS = 200


@contextmanager
def launched(command: str, base_url: str, patience: float, log: Path, key: str | None = None) -> Iterator[None]:
    """Start a server, wait until it is healthy, and stop it with everything that it started.

    Healthy is what answers `GET {base}/models` with a status below 500, whether or not it has such a list.

    Args:
        command: program and arguments, in the quoting of a shell; no shell runs it.
        base_url: where the server will listen.
        patience: seconds to wait.
        log: file for what it prints.
        key: API key that the request for the list presents.

    Raises:
        SettingsError: the command cannot be started.
        TargetNotReached: it ended, or it was not healthy in time; names the log.
    """
    words = _words(command)
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own command
                words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        except OSError as problem:
            reason = reason_of(problem)
            raise SettingsError(f"--target-command: {words[0]} cannot be started: {reason}.") from None
        try:
            _wait(process, base_url, patience, log, key)
            yield
        finally:
            _stop(process)


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as problem:
        raise SettingsError(f"--target-command: {problem}: is a quotation mark missing?") from None
    if not words:
        raise SettingsError("--target-command names no program.")
    return words


def _wait(process: subprocess.Popen[bytes], base_url: str, patience: float, log: Path, key: str | None) -> None:
    deadline = time.monotonic() + patience
    while not _is_healthy(base_url, key):
        code = process.poll()
        if code is not None:
            raise TargetNotReached(f"The server ended with code {code} before it answered{_said(log)}.")
        if time.monotonic() > deadline:
            problem = f"The server did not answer {base_url}/models within {patience:g} s"
            raise TargetNotReached(f"{problem} (--target-wait){_said(log)}.")
        time.sleep(_POLL_SECONDS)


def _is_healthy(base_url: str, key: str | None) -> bool:
    headers: Mapping[str, str] = {"Authorization": f"Bearer {key}"} if key else {}
    request = urllib.request.Request(f"{base_url}/models", headers=dict(headers))  # noqa: S310 - http(s), see TargetName
    # Whether the certificate is right is for the run to say; here only an answer is waited for.
    context = ssl._create_unverified_context()  # noqa: S323, SLF001 - as above; the library has no public name for it
    try:
        with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS, context=context) as answer:  # noqa: S310 - as above
            return int(answer.status) < _SERVER_ERROR
    except urllib.error.HTTPError as refusal:
        return refusal.code < _SERVER_ERROR
    except (OSError, HTTPException, ValueError):
        return False


def _said(log: Path) -> str:
    """Return the server's last words, and where the others stand."""
    words = log.read_bytes()[-_LAST_WORDS:].decode("utf-8", "replace").strip().splitlines()
    return f"; its last words: {words[-1].strip()!r}, all of them in {log}" if words else "; it printed nothing"


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM):
        if process.poll() is None:
            _signal(process, sign)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
    _signal(process, signal.SIGTERM)


def _signal(process: subprocess.Popen[bytes], sign: int) -> None:
    """Signal the process and what it started; on Windows, which has no such groups, the process."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, sign)
        elif process.poll() is None:
            process.terminate()
    except (ProcessLookupError, PermissionError):  # they have ended
        return

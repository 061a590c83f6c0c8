"""The processes that ask by real clients: started, fed with jobs, and listened to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Any, Self

from conformance.selftest.clients.surfaces import NODE, PYTHON

NODE_FOLDER = Path(__file__).with_name("node")
_PLACES = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
"""The node of the environment that the clients are installed in comes first: they need a current one."""
_LONGEST_SILENCE = 120.0
_INSTALL_SECONDS = 900
_LAST_WORDS = 1 << 11


class DriverError(Exception):
    """A driver cannot be started, or ended before its work was done; the message is for people."""


@dataclass(frozen=True)
class Job:
    """One question to one endpoint by one surface; `job` is its number, `timeout` in seconds."""

    job: int
    base_url: str
    surface: str
    task: str
    timeout: float


class Driver:
    """A running driver; a context manager that ends it.

    Attributes:
        name: `python` or `node`.
        versions: of the clients that it drives.
    """

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self._lines: Queue[str | None] = Queue()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process; stop() closes it
        self._process = subprocess.Popen(  # noqa: S603 - our own command line
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, text=True, encoding="utf-8"
        )
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self.versions: dict[str, str] = self._next()["versions"]
        except DriverError:
            self.stop()
            raise

    def __enter__(self) -> Self:
        """Return the running driver."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it."""
        self.stop()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._complaints.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[dict[str, Any]]:
        """Yield the result of every job, in the order in which they come.

        Raises:
            DriverError: the driver ended, or said nothing for two minutes.
        """
        jobs = list(jobs)
        threading.Thread(target=self._feed, args=(jobs,), daemon=True).start()
        for _ in jobs:
            yield self._next()

    def _feed(self, jobs: list[Job]) -> None:
        if self._process.stdin is None:
            return
        try:
            for job in jobs:
                self._process.stdin.write(json.dumps(asdict(job)) + "\n")
            self._process.stdin.flush()
        except OSError:
            return  # it ended, which whoever waits for results is told

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
        self._lines.put(None)

    def _next(self) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=_LONGEST_SILENCE)
        except Empty:
            raise DriverError(f"The {self.name} driver said nothing for {_LONGEST_SILENCE:.0f} s.") from None
        if line is None:
            raise DriverError(
                f"The {self.name} driver ended with exit code {self._process.wait()}: {self._last_words()}"
            )
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        """Return the end of what it wrote to standard error, where clients complain of every faulty answer."""
        self._complaints.seek(0)
        return self._complaints.read()[-_LAST_WORDS:].decode("utf-8", "replace").strip()


def start_python() -> Driver:
    """Start the driver of the Python clients.

    Raises:
        DriverError: it does not start.
    """
    return Driver(PYTHON, [sys.executable, "-m", "conformance.selftest.clients.python_driver"])


def start_node() -> Driver | None:
    """Install what package-lock.json names and start the driver of the node clients; None where there is no node.

    Raises:
        DriverError: it cannot be installed, or does not start.
    """
    node, npm = (shutil.which(name, path=_PLACES) for name in ("node", "npm"))
    if node is None or npm is None or not (NODE_FOLDER / "driver.mjs").is_file():
        return None
    if not (NODE_FOLDER / "node_modules").is_dir():
        _install(npm)
    return Driver(NODE, [node, str(NODE_FOLDER / "driver.mjs")])


def _install(npm: str) -> None:
    command = [npm, "ci", "--no-audit", "--no-fund"]
    try:
        subprocess.run(command, cwd=NODE_FOLDER, check=True, timeout=_INSTALL_SECONDS, stdout=sys.stderr)  # noqa: S603 - our own command line
    except subprocess.SubprocessError as error:
        raise DriverError(
            f"The node clients cannot be installed: {error}. Is the npm registry within reach?"
        ) from error

"""Types a command in an empty directory, and says what was seen: exit code, terminal, report."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.endpoints.server import serve
from conformance.model.script import Endpoint
from conformance.requirements.catalogue import load_catalogue

ROOT = Path(__file__).parents[3]
_OURS = ("EYECHART_", "OPENAI_", "PYTEST_", "COV_")
LISTED = "--target-examples=0"
"""The option that leaves searches out, where a test is not about them."""
_PATIENCE = 240.0
_AT_ONCE = 2


@dataclass(frozen=True, eq=False)
class Command:
    """Something to type.

    Attributes:
        name: id of the test.
        arguments: what stands behind the program; `{url}` is the base URL of the endpoint.
        endpoint: makes the endpoint that is served meanwhile.
        latency: seconds before each of its answers.
        program: module to run, `pytest` or `conformance` (which is `eyechart`).
        environment: variables beside the inherited ones.
        files: files of the directory, by name.
        code: the exit code to expect.
        says: what must stand on the terminal.
    """

    name: str
    arguments: tuple[str, ...]
    endpoint: Callable[[], Endpoint] | None = None
    latency: float = 0.0
    program: str = "pytest"
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    code: int = 0
    says: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Seen:
    """What came of a command."""

    code: int
    text: str
    seconds: float
    directory: Path

    @property
    def words(self) -> str:
        """The terminal with every run of blanks as one, so that wrapped sentences are found."""
        return re.sub(r"\s+", " ", self.text)

    @property
    def report_directory(self) -> Path | None:
        return next((path.parent for path in sorted(self.directory.rglob("report.json"))), None)

    @property
    def report(self) -> dict[str, Any]:
        assert self.report_directory is not None, self.text
        return report_in(self.report_directory)


def report_in(directory: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((directory / "report.json").read_text("utf-8"))
    return report


def violated(report: Mapping[str, Any]) -> set[str]:
    return {one["id"] for one in report["requirements"] if one["outcome"] in {"failed", "warned", "info"}}


def only(*families: str) -> str:
    """Return the option that selects families; it makes fewer items than `-m`, which selects afterwards."""
    return "--target-only=" + ",".join(name for name, row in load_catalogue().items() if row.family in families)


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**inherited, "PYTHONPATH": str(ROOT), "COLUMNS": "120", "NO_COLOR": "1", **extra}


def command_line(program: str, arguments: Iterable[str]) -> list[str]:
    """Name the plugin, so that it is there with or without an installation; it is never registered twice."""
    plugin = ["-p", "conformance.plugin"] if program == "pytest" else []
    return [sys.executable, "-m", program, *plugin, *arguments]


def type_in(command: Command, directory: Path) -> Seen:
    """Run a command to its end."""
    for name, text in command.files.items():
        (directory / name).write_text(text, "utf-8")
    with ExitStack() as stack:
        url = ""
        if command.endpoint is not None:
            url = stack.enter_context(serve(command.endpoint(), latency=command.latency)).url
        arguments = [argument.replace("{url}", url) for argument in command.arguments]
        begin = time.monotonic()
        done = subprocess.run(  # noqa: S603 - our own programs with arguments of ours
            command_line(command.program, arguments),
            cwd=directory,
            env=environment(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE,
            check=False,
        )
    return Seen(done.returncode, done.stdout.decode("utf-8", "replace"), time.monotonic() - begin, directory)


class Terminal:
    """Runs commands ahead, two at a time, each once in a directory of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE, "terminal")
        self._results: dict[Command, Future[Seen]] = {}
        self._lock = threading.Lock()
        self._place = tempfile.TemporaryDirectory(prefix="eyechart-terminal-")

    def begin(self, commands: Iterable[Command]) -> None:
        with self._lock:
            for command in commands:
                if command not in self._results:
                    directory = Path(self._place.name) / str(len(self._results))
                    directory.mkdir()
                    self._results[command] = self._pool.submit(type_in, command, directory)

    def type(self, command: Command) -> Seen:
        self.begin([command])
        return self._results[command].result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._place.cleanup()


def heed_interrupts() -> None:
    """Undo what a shell does to jobs in the background: they ignore Ctrl-C, and so do their children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)

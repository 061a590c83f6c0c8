"""Asks by the Python clients: jobs are JSON lines on standard input, results on standard output.

A job is `{"job", "base_url", "surface", "task", "timeout"}`. A result has the number of the job, `text`, `calls`,
`finish`, `usage` (total tokens), `role`, `error`, `hung` and `seconds`; a call has `name`, `arguments` and `id`. Each
of them may be of any type, or left out, if a client hands it on so. The first line tells the versions of the clients.
Everything that a client raises is a result.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from conformance.selftest.clients.python_surfaces import SURFACES, Said

AT_ONCE = 8
TASKS: dict[str, Any] = json.loads(Path(__file__).with_name("tasks.json").read_text("utf-8"))
_LONGEST_MESSAGE = 200


class Driver:
    """Runs jobs side by side and writes a line for each.

    A client that hangs cannot be stopped: its thread is left to its own time-out, and what it says then is dropped.
    """

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._room = threading.Semaphore(AT_ONCE)
        self._writing = threading.Lock()
        self._waiting: list[threading.Thread] = []

    def start(self, job: dict[str, Any]) -> None:
        """Begin a job as soon as there is room for one more."""
        self._room.acquire()
        self._waiting = [thread for thread in self._waiting if thread.is_alive()]
        self._waiting.append(threading.Thread(target=self._watch, args=(job,)))
        self._waiting[-1].start()

    def join(self) -> None:
        """Wait until every job has its line."""
        for thread in self._waiting:
            thread.join()

    def tell(self, line: dict[str, Any]) -> None:
        """Write one line."""
        with self._writing:
            self._write(json.dumps(line))

    def _watch(self, job: dict[str, Any]) -> None:
        results: list[dict[str, Any]] = []
        begun = time.monotonic()
        asking = threading.Thread(target=lambda: results.append(ask(job)), daemon=True)
        asking.start()
        asking.join(job["timeout"])
        result = results[0] if results else {**_result(Said()), "hung": True}
        self.tell({"job": job["job"], **result, "seconds": round(time.monotonic() - begun, 3)})
        self._room.release()


def ask(job: dict[str, Any]) -> dict[str, Any]:
    """Ask one question by one surface, and return what the client reported or raised."""
    try:
        # A client's own time-out is longer than the job's: hanging is told by the driver, for all clients alike.
        said = SURFACES[job["surface"]](
            job["base_url"], 2 * job["timeout"], TASKS["model"], TASKS["tasks"][job["task"]]
        )
        return _result(said)
    except Exception as raised:  # noqa: BLE001 - the client may raise anything, which is what is observed
        message = str(raised)[:_LONGEST_MESSAGE]
        return {**_result(Said()), "error": {"type": type(raised).__name__, "message": message}}


def _result(said: Said) -> dict[str, Any]:
    calls = [{"name": name, "arguments": arguments, "id": number} for name, arguments, number in said.calls]
    told = {"text": said.text, "calls": calls, "finish": said.finish, "usage": said.usage, "role": said.role}
    return {**told, "error": None, "hung": False}


def main() -> None:
    """Serve jobs until the end of standard input."""
    warnings.simplefilter("ignore")  # what a client warns of is no outcome for its user
    driver = Driver(partial(print, flush=True))
    names = {"openai-python": "openai", "langchain-openai": "langchain-openai", "langchain-core": "langchain-core"}
    driver.tell({"versions": {name: version(package) for name, package in names.items()}})
    for line in sys.stdin:
        driver.start(json.loads(line))
    driver.join()


if __name__ == "__main__":
    main()

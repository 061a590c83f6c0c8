"""Tries one mutant in a process of its own, under bounds."""

from __future__ import annotations

import os
import pickle
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from multiprocessing.connection import Pipe
from typing import Any

from conformance.selftest.mutation.installing import NotInForceError

_SECONDS = 10
"""Processor time of a trial; what takes longer hangs, and a test that hangs has noticed it."""
_PATIENCE = 180
"""Seconds by the clock on the wall, for what waits without doing anything."""
_MEMORY = 6 << 30


class Verdict(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    WORDING = "wording"
    """Changes words for people alone; not tried."""
    EXPLAINED = "explained"
    """Survived, and `equivalent.toml` says why nothing could tell it from the original."""
    SAME = "same"
    """Compiles to the same code."""
    AFRESH = "afresh"
    """Must be imported afresh: no verdict yet."""
    UNTRIED = "untried"
    """Was never in force, which is a fault of ours and ends the run."""


@dataclass(frozen=True)
class Tried:
    """A verdict and who is responsible for it: the test that failed, or what the proof found."""

    verdict: Verdict
    by: str = ""


def in_child(doing: Callable[[], Tried]) -> Tried:
    """Do something in a forked process, under bounds; one that ends without an answer has been killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _bounded()
        with suppress(BaseException):
            os.write(writing, pickle.dumps(_answered(doing)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(answer) if answer else Tried(Verdict.KILLED, "hangs or ends the process")  # noqa: S301 - ours


def _answered(doing: Callable[[], Tried]) -> Tried:
    try:
        return doing()
    except NotInForceError as error:
        return Tried(Verdict.UNTRIED, str(error))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the proof would have ended with it
        return Tried(Verdict.KILLED, f"raises {type(error).__name__}: {str(error)[:100]}")


def _bounded() -> None:
    used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
    resource.setrlimit(resource.RLIMIT_CPU, (used + _SECONDS, used + _SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.alarm(_PATIENCE)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


class Aside:
    """A process that is forked before anything of ours is loaded, and tries what must be imported afresh.

    Args:
        trying: tries what was asked, in a child of that process.
    """

    def __init__(self, trying: Callable[[Any], Tried]) -> None:
        self._ours, theirs = Pipe()
        self._process = os.fork()
        if not self._process:
            self._ours.close()
            while (asked := theirs.recv()) is not None:
                theirs.send(in_child(partial(trying, asked)))
            os._exit(0)
        theirs.close()

    def ask(self, asked: Any) -> Tried:
        """Return what became of something."""
        self._ours.send(asked)
        tried: Tried = self._ours.recv()
        return tried

    def close(self) -> None:
        """End the process."""
        self._ours.send(None)
        os.waitpid(self._process, 0)

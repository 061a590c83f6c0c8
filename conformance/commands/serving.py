"""`eyechart serve` and `eyechart list`: endpoints to talk to, healthy or broken on purpose."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from conformance.commands.command import Command, CommandError, whole_number
from conformance.endpoints.catalogue import UnknownEndpointError, find, names
from conformance.endpoints.server import serve
from conformance.running.target_url import DEFAULT_PORT

_LAST_PORT = 65535
_LONGEST = 3600
_PIECE = 0.2
"""Seconds until Ctrl-C is noticed."""


def _declare(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--fault", metavar="NAME", help="a fault; see `eyechart list`")
    which.add_argument("--benign", metavar="NAME", help="an unusual but legal variant; see `eyechart list`")
    which.add_argument("--hostile", metavar="NAME", help="a peer beyond repair; see `eyechart list`")
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port on the loopback interface; 0 for a free one"
    )
    parser.add_argument("--api-key", type=_key, metavar="K", help="key that requests must carry (default: none)")
    parser.add_argument("--latency", type=_latency, default=0.0, metavar="S", help="seconds before each answer")


def _port(text: str) -> int:
    return whole_number(text, _LAST_PORT, "port")


def _key(text: str) -> str:
    if not (text.isascii() and text.isprintable() and text.strip()):
        raise argparse.ArgumentTypeError("a key is printable ASCII, and not empty")
    return text.strip()


def _latency(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < _LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0 to {_LONGEST}")
    return seconds


def _list(_: argparse.Namespace, __: Sequence[str]) -> int:
    sys.stdout.write("".join(f"embedded:{name}\n" for name in names()))
    return 0


def _serve(given: argparse.Namespace, _: Sequence[str]) -> int:
    kinds = {"fault": given.fault, "benign": given.benign, "hostile": given.hostile}
    name = next((f"{kind}/{name}" for kind, name in kinds.items() if name), "reference")
    try:
        endpoint = find(name, api_key=given.api_key)
        with serve(endpoint, port=given.port, latency=given.latency) as server, _noting_ctrl_c() as ctrl_c:
            sys.stdout.write(f"{name} at {server.url} (Ctrl-C to stop)\n")
            sys.stdout.flush()
            while not ctrl_c.pressed:
                time.sleep(_PIECE)
    except UnknownEndpointError as problem:
        raise CommandError(f"{problem} `eyechart list` names them all.") from None
    except OSError as problem:
        reason = os.strerror(problem.errno) if problem.errno else problem
        raise CommandError(f"port {given.port} cannot be used: {reason}") from None
    except KeyboardInterrupt:
        return 0
    return 0


@dataclass
class _CtrlC:
    """Notes Ctrl-C instead of raising, since what is raised while a line is written may have it written twice."""

    pressed: bool = False

    def note(self, _: int, __: FrameType | None) -> None:
        self.pressed = True


@contextmanager
def _noting_ctrl_c() -> Iterator[_CtrlC]:
    ctrl_c = _CtrlC()
    before = signal.signal(signal.SIGINT, ctrl_c.note)
    try:
        yield ctrl_c
    finally:
        signal.signal(signal.SIGINT, before)


SERVE = Command(
    name="serve", summary="serve the reference endpoint, healthy or broken on purpose", act=_serve, declare=_declare
)
LIST = Command(name="list", summary="list the endpoints that can be served or judged as embedded:NAME", act=_list)

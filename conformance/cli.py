"""The command `eyechart`: `run` and `plan` build a pytest command line, `serve` offers an endpoint to talk to."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from conformance import __version__
from conformance.endpoints.catalogue import UnknownEndpointError, find, names
from conformance.endpoints.server import serve
from conformance.running.options import OPTIONS
from conformance.running.target_url import DEFAULT_PORT

EXIT_USAGE = 4
_LAST_PORT = 65535
_TO_PYTEST = "Further arguments go to pytest, such as -k, -x, -v."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = _parser()
    given, rest = parser.parse_known_args(arguments)
    if given.command in {"run", "plan"}:
        return _run(given, rest)
    if rest:
        parser.error(f"unknown argument {rest[0]!r}")
    return _list() if given.command == "list" else _serve(given)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        # Abbreviations would claim options of pytest: `--co` is not `--concurrency`.
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> None:  # type: ignore[override] # exits as the base class does, with our code
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="eyechart", description="Judges endpoints that claim OpenAI-compatible chat completions.")
    parser.add_argument("--version", action="version", version=f"eyechart {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    _add_options(commands.add_parser("run", help="judge a target", epilog=_TO_PYTEST))
    planning = "print what a run would send, by family, and send nothing"
    _add_options(commands.add_parser("plan", help=planning, epilog=_TO_PYTEST))
    server = commands.add_parser("serve", help="serve the reference endpoint, healthy or broken on purpose")
    which = server.add_mutually_exclusive_group()
    which.add_argument("--fault", metavar="NAME", help="a fault; see `eyechart list`")
    which.add_argument("--benign", metavar="NAME", help="an unusual but legal variant; see `eyechart list`")
    which.add_argument("--hostile", metavar="NAME", help="a peer beyond repair; see `eyechart list`")
    server.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port on the loopback interface; 0 for a free one"
    )
    server.add_argument("--api-key", metavar="K", help="key that requests must carry (default: none)")
    server.add_argument("--latency", type=float, default=0.0, metavar="S", help="seconds before each answer")
    commands.add_parser("list", help="list the endpoints that can be served or judged as embedded:NAME")
    return parser


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("target", metavar="URL", help="base URL, embedded:NAME or replay:PATH")
    for option in OPTIONS:
        if option.name != "url":
            action = "append" if option.repeatable else "store"
            command.add_argument(
                f"--{option.name}", dest=option.destination, action=action, metavar=option.metavar, help=option.help
            )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LAST_PORT)) and int(text) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to {_LAST_PORT}")
    return int(text)


def _run(given: argparse.Namespace, rest: Sequence[str]) -> int:
    command = ["-p", "conformance.plugin", f"--target-url={given.target}"]
    if given.command == "plan":
        command += ["--target-plan", "-q", "--no-header"]
    for option in OPTIONS:
        value = getattr(given, option.destination, None)
        values = value if isinstance(value, list) else [value]
        command += [f"{option.flag}={one}" for one in values if one is not None]
    return int(pytest.main([*command, *rest]))


def _list() -> int:
    try:
        sys.stdout.write("".join(f"embedded:{name}\n" for name in names()))
        sys.stdout.flush()
    except BrokenPipeError:  # `eyechart list | head` has read what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _serve(given: argparse.Namespace) -> int:
    kinds = {"fault": given.fault, "benign": given.benign, "hostile": given.hostile}
    name = next((f"{kind}/{name}" for kind, name in kinds.items() if name), "reference")
    try:
        endpoint = find(name, api_key=given.api_key)
        with serve(endpoint, port=given.port, latency=given.latency) as server:
            sys.stdout.write(f"{name} at {server.url} (Ctrl-C to stop)\n")
            sys.stdout.flush()
            threading.Event().wait()
    except UnknownEndpointError as problem:
        sys.stderr.write(f"eyechart serve: {problem} `eyechart list` names them all.\n")
        return EXIT_USAGE
    except OSError as problem:
        reason = os.strerror(problem.errno) if problem.errno else problem
        sys.stderr.write(f"eyechart serve: port {given.port} cannot be used: {reason}\n")
        return EXIT_USAGE
    except KeyboardInterrupt:
        return 0
    return 0

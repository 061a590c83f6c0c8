"""Finds the subcommand that was asked for, and says in one sentence why it cannot be done."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from conformance import __version__
from conformance.commands.command import EXIT_USAGE, Command, CommandError
from conformance.commands.comparison import COMPARE
from conformance.commands.explaining import EXPLAIN
from conformance.commands.judging import PLAN, RUN
from conformance.commands.linting import LINT
from conformance.commands.matrix import MATRIX
from conformance.commands.serving import LIST, SERVE
from conformance.commands.verifying import VERIFY
from conformance.commands.waiving import WAIVE
from conformance.running.options import reason_of

COMMANDS: tuple[Command, ...] = (
    RUN,
    PLAN,
    COMPARE,
    VERIFY,
    WAIVE,
    EXPLAIN,
    LINT,
    SERVE,
    LIST,
    MATRIX,
)


def act(arguments: Sequence[str] | None) -> int:
    """Do what the arguments say, `sys.argv` where there are none, and return the exit code."""
    parser = _parser()
    given, rest = parser.parse_known_args(arguments)
    command: Command = given.command
    if rest and not command.takes_more:
        parser.error(f"unknown argument {rest[0]!r}")
    try:
        code = command.act(given, rest)
        sys.stdout.flush()
    except CommandError as problem:
        sys.stderr.write(f"eyechart {command.name}: {problem}\n")
        return EXIT_USAGE
    except OSError as problem:
        sys.stderr.write(f"eyechart {command.name}: {reason_of(problem)}: the output cannot be written.\n")
        return EXIT_USAGE
    return code


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
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for command in COMMANDS:
        sentence = f"{command.summary[0].upper()}{command.summary[1:]}."
        its_parser = commands.add_parser(
            command.name, help=command.summary, description=sentence, epilog=command.epilog
        )
        its_parser.set_defaults(command=command)
        command.declare(its_parser)
    return parser

"""What a subcommand is, and how it ends when it cannot do what was asked."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

EXIT_USAGE = 4
"""A wrong option, or a file that cannot be read."""


class CommandError(Exception):
    """The command cannot do what was asked; the message is one sentence for people, and the exit code is 4."""


def whole_number(text: str, most: int, what: str) -> int:
    """Return an argument that is a whole number.

    Args:
        text: the argument.
        most: the greatest that is allowed; the least is 0.
        what: what it is, for people: `port`.

    Raises:
        argparse.ArgumentTypeError: it is something else.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is no {what} from 0 to {most}")
    return int(text)


def _nothing(_: argparse.ArgumentParser) -> None:
    """Declare no argument."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """One subcommand.

    Attributes:
        name: what users type behind `eyechart`.
        summary: one line for `--help`.
        act: does it, given the arguments and those left over, and returns the exit code; raises CommandError.
        declare: adds its arguments to its parser.
        takes_more: whether arguments that it does not know may be left over, for pytest.
        epilog: what `--help` says at the end.
    """

    name: str
    summary: str
    act: Callable[[argparse.Namespace, Sequence[str]], int]
    declare: Callable[[argparse.ArgumentParser], None] = _nothing
    takes_more: bool = False
    epilog: str | None = None

"""`eyechart run` and `eyechart plan`: build a pytest command line, and nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import pytest

from conformance.commands.command import Command
from conformance.running.options import BY_NAME, OPTIONS

_TO_PYTEST = "Further arguments go to pytest, such as -k, -x, -v."
_PLANNING = "--target-plan", "-q", "--no-header"


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="URL", help=BY_NAME["url"].help)
    for option in OPTIONS:
        if option.name != "url":
            action = "append" if option.repeatable else "store"
            parser.add_argument(
                f"--{option.name}",
                dest=option.destination,
                action=action,
                metavar=option.metavar,
                help=option.help.replace("--target-", "--"),
            )


def _run(given: argparse.Namespace, rest: Sequence[str]) -> int:
    command = ["-p", "conformance.plugin", f"--target-url={given.target}"]
    for option in OPTIONS:
        value = getattr(given, option.destination, None)
        values = value if isinstance(value, list) else [value]
        command += [f"{option.flag}={one}" for one in values if one is not None]
    return int(pytest.main([*command, *rest]))


def _plan(given: argparse.Namespace, rest: Sequence[str]) -> int:
    return _run(given, [*_PLANNING, *rest])


RUN = Command(name="run", summary="judge a target", act=_run, declare=_declare, takes_more=True, epilog=_TO_PYTEST)
PLAN = Command(
    name="plan",
    summary="print what a run would send, by family, and send nothing",
    act=_plan,
    declare=_declare,
    takes_more=True,
    epilog=_TO_PYTEST,
)

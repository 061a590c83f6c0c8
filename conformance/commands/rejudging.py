"""Judges the evidence of a run again, in a process of its own that sees no setting of the user."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from conformance.running.options import ENVIRONMENT_PREFIX

_DECISIVE = ("only", "timeout")
"""Options of a run that decide what is judged, and that its evidence does not bring along by itself."""


def rejudge(directory: Path, place: Path, *more: str) -> None:
    """Judge the evidence in a directory, and write the report into `place`, where no settings are."""
    options = [f"--target-url=replay:{directory.resolve()}", f"--target-report-dir={place}", *more]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "conformance.plugin", "-p", "no:cacheprovider", *options]
    subprocess.run(command, cwd=place, env=_environment(), capture_output=True, check=False)  # noqa: S603 - our own command line


def _environment() -> dict[str, str]:
    hidden = (ENVIRONMENT_PREFIX, "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


def recorded_options(run: Mapping[str, Any]) -> Iterable[str]:
    """Return the options on which the judgement of a recorded run depends."""
    given = run.get("options")
    for name in _DECISIVE:
        value = given.get(name) if isinstance(given, dict) else None
        if isinstance(value, str | int | float):
            yield f"--target-{name}={value}"
        elif isinstance(value, list):
            yield from (f"--target-{name}={one}" for one in value)

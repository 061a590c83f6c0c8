"""Where a run writes its report."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where two runs in one directory are not told apart
    fcntl = None  # type: ignore[assignment] # a module, or None

from conformance.running.options import SettingsError, reason_of
from conformance.running.setup import Setup

_TIME = re.compile(r"-[0-9]{8}-[0-9]{6}(-[0-9]+)?$")
"""What the name of a report directory ends with, unless the user named it."""


def report_directory(setup: Setup) -> Path:
    """Return the directory that the user named, or a new one that is named after the target and the time."""
    if setup.options["report-dir"]:
        return Path(setup.options["report-dir"])
    stamp = datetime.now(tz=UTC).strftime("%Y%m%d-%H%M%S")
    host = "".join(c if c.isalnum() or c in "-." else "-" for c in setup.name.host)
    first = Path("reports") / f"{host}-{stamp}"
    others = (first.with_name(f"{first.name}-{number}") for number in itertools.count(2))
    return next(path for path in itertools.chain([first], others) if not path.exists())


def make_writable(directory: Path) -> None:
    """Make a directory and see to it that files can be written there.

    Raises:
        SettingsError: they cannot.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        reason = reason_of(problem)
        raise SettingsError(f"the report directory {directory} cannot be written: {reason}.") from None


def held(directory: Path) -> AbstractContextManager[object]:
    """Hold a directory for one run, until what is returned is closed; another that began would mix their evidence.

    Raises:
        SettingsError: another run holds it.
    """
    holding = ExitStack()
    if fcntl is None:
        return holding
    descriptor = os.open(directory, os.O_RDONLY)
    holding.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holding.close()
        message = f"another run is writing to the report directory {directory}: give each run its own."
        raise SettingsError(message) from None
    except OSError:
        pass  # a file system without locks
    return holding


def earlier_files(directory: Path, name: str) -> Iterator[Path]:
    """Yield the files of that name that runs left behind: in this directory, then in those beside it, newest first.

    Args:
        directory: the report directory of a run; those beside it whose names differ in the time alone are earlier.
        name: of the file.
    """
    stem = _TIME.sub("", directory.name)
    beside = [one for one in directory.parent.glob(f"*/{name}") if _TIME.sub("", one.parent.name) == stem]
    earlier = sorted(beside, key=lambda one: one.parent.name, reverse=True) if stem != directory.name else []
    yield from dict.fromkeys((directory / name, *earlier))

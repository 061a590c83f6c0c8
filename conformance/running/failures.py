"""Failures that a search found: kept in the report directory, and sent first in the next run on the same target."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.properties.example import Example
from conformance.properties.record import read_record, record_of
from conformance.running.report_directory import earlier_files

FILE_NAME = "failures.jsonl"


@dataclass(frozen=True)
class Failure:
    """The smallest example found for a cause.

    Attributes:
        drawn: the property.
        requirement: what it breaks.
        kind: how.
        example: what to send again.
    """

    drawn: str
    requirement: str
    kind: str
    example: Example


def write_failures(path: Path, target: str, failures: Iterable[Failure]) -> None:
    """Write failures: line one names the target, each other line is one failure.

    Raises:
        OSError: the file cannot be written.
    """
    records = [{"target": target}, *map(_record, failures)]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")


def earlier_failures(directory: Path, target: str) -> tuple[Failure, ...]:
    """Return what the last run against the target kept, in this directory or in the newest beside it.

    Args:
        directory: the report directory of this run; those beside it whose names differ in the time alone are earlier.
        target: the target as it was named.
    """
    for path in earlier_files(directory, FILE_NAME):
        lines = list(_lines(path))
        if lines and lines[0].get("target") == target:
            return tuple(dict.fromkeys(_failures(lines[1:])))
    return ()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a file; what cannot be read is left out, since this is only a memory."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        with suppress(ValueError, RecursionError):
            if isinstance(record := json.loads(line), dict):
                yield record


def _failures(records: Iterable[dict[str, Any]]) -> Iterator[Failure]:
    for record in records:
        with suppress(ValueError, KeyError):  # another version wrote it
            drawn, requirement, kind = (str(record[name]) for name in ("property", "requirement", "kind"))
            yield Failure(drawn, requirement, kind, read_record(record["example"]))


def _record(failure: Failure) -> dict[str, Any]:
    return {
        "property": failure.drawn,
        "requirement": failure.requirement,
        "kind": failure.kind,
        "example": record_of(failure.example),
    }

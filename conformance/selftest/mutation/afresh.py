"""Tries a mutant in a process in which nothing of ours but the evidence is loaded yet."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from conformance.selftest.mutation.evidence import RecordedRow
from conformance.selftest.mutation.installing import import_as_mutant
from conformance.selftest.mutation.mutants import ROOT
from conformance.selftest.mutation.trial import Tried, Verdict
from conformance.selftest.mutation.unit_tests import Failed, FewExamples, arguments

_ROWS = 150
Asked = tuple[str, Path, str, list[str], str]
"""Module, its file, its source as a mutant, names of tests, function."""


class Afresh:
    """Tries what must be imported.

    Args:
        rows: the recorded evidence.
    """

    def __init__(self, rows: Sequence[RecordedRow]) -> None:
        self._rows = rows

    def __call__(self, asked: Asked) -> Tried:
        """Try one mutant; to be called in a process that ends behind it."""
        module, path, source, names, function = asked
        import_as_mutant(module, path, source)
        failed = _first_failing(names) or self._noticed(function, module)
        return Tried(Verdict.KILLED, failed) if failed else Tried(Verdict.SURVIVED)

    def _noticed(self, function: str, module: str) -> str:
        from conformance.selftest.mutation.bench import Bench  # noqa: PLC0415 - loads the mutant

        bench = Bench({row.name: row for row in self._rows})
        return bench.noticed(function, module, rereads=True, most=_ROWS)


def _first_failing(names: list[str]) -> str:
    if not names:
        return ""
    failed = Failed()
    os.chdir(ROOT)
    sys.stdout.flush()
    code = pytest.main(list(arguments(str(ROOT), names)), plugins=[FewExamples(), failed])
    return failed.name or ("" if code == pytest.ExitCode.OK else f"pytest ends with {code}")

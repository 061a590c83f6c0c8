"""The unit tests of readers and checks: collected once, watched once, and run again for the mutants they touch."""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

from conformance.selftest.mutation.evidence import Entered
from conformance.selftest.mutation.mutants import ROOT

DIRECTORIES = ("conformance/selftest/wire", "conformance/selftest/checks")
_EXAMPLES = 10
_LONGEST = 3.0
"""Processor seconds; a test that takes longer is left out."""
_OF_THE_MACHINE = ("time_is_linear", "needs_little_memory", "linear", "quick")
"""Words in the names of tests that measure the machine: under load they would kill what they cannot see."""


class FewExamples:
    """A plugin that draws few examples, the same ones every time, and lets nothing shrink."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Bound the examples of every test, also of those that ask for more."""
        items[:] = [item for item in items if not any(word in item.name for word in _OF_THE_MACHINE)]
        for item in items:
            function = getattr(item, "obj", None)
            used = getattr(function, "_hypothesis_internal_use_settings", None)
            if used is not None and function is not None:
                function = getattr(function, "__func__", function)
                function._hypothesis_internal_use_settings = _few(used)


def _few(used: settings) -> settings:
    return settings(
        used,
        max_examples=min(used.max_examples, _EXAMPLES),
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


class UnitTests:
    """Tests and the functions of ours that each of them enters.

    Args:
        items: collected tests.
    """

    def __init__(self, items: Iterable[pytest.Item]) -> None:
        self._items = list(items)
        self._seconds: dict[str, float] = {}
        self._touching: dict[str, list[pytest.Item]] = defaultdict(list)

    def watch(self, remembered: Path) -> None:
        """Run every test once, and note what it enters and how long it takes, unless that is remembered.

        Args:
            remembered: directory for what was noted.

        Raises:
            RuntimeError: a test fails although nothing is changed.
        """
        for path, some in groupby(self._items, key=lambda item: item.path):
            items = list(some)
            file = remembered / f"{path.stem}-{_digest(path)}.json"
            noted = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
            if not all(item.nodeid in noted for item in items):
                noted |= {item.nodeid: _watched(item) for item in items}
                file.write_text(json.dumps(noted), encoding="utf-8")
            for item in items:
                self._seconds[item.nodeid], names = noted[item.nodeid]
                for name in names:
                    self._touching[name].append(item)

    def touching(self, function: str, module: str, *, declaring: bool = False) -> list[pytest.Item]:
        """Return the tests that enter a function, the quickest first.

        What runs while a module is imported, a table or the declaration of a check, is seen by any test of its room.
        """
        room = module.split(".")[1]
        of_room = {item.nodeid: item for item in self._items if room in item.path.parts}
        if function and not declaring:
            found = {item.nodeid: item for item in self._touching.get(function, ())}
        else:
            found = of_room
        quick = [item for item in found.values() if self._seconds[item.nodeid] < _LONGEST]
        return sorted(quick, key=lambda item: self._seconds[item.nodeid])

    def failing(self, items: Iterable[pytest.Item]) -> str:
        """Return the name of the first test that fails, or ""."""
        return next((item.nodeid for item in items if _fails(item)), "")


def _digest(test: Path) -> str:
    """Tell apart what a test file and everything that it judges may be."""
    digest = hashlib.sha256(test.read_bytes())
    for room in ("wire", "checks"):
        for path in sorted((ROOT / "conformance" / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _watched(item: pytest.Item) -> tuple[float, list[str]]:
    entered, began, failed = Entered(), time.process_time(), []
    names = entered.during(lambda: failed.append(_fails(item)))
    if failed[0]:
        raise RuntimeError(f"{item.nodeid} fails although nothing is changed")
    return time.process_time() - began, sorted(names)


def _fails(item: pytest.Item) -> bool:
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


class Failed:
    """A plugin that remembers which test failed first."""

    name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a failure."""
        if report.failed and not self.name:
            self.name = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        """Note a module that cannot be imported."""
        if report.failed and not self.name:
            self.name = f"{report.nodeid} (import)"


def arguments(root: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the command line of pytest for some tests."""
    yield from ("-q", "-s", "-x", "--assert=plain", "--no-header", f"--rootdir={root}")
    yield from ("-p", "no:cacheprovider", "-p", "no:logging", "-W", "ignore::pytest.PytestAssertRewriteWarning")
    yield from names

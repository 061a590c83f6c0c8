"""Tries mutants where everything is loaded: unit tests first, then the recorded proof."""

from __future__ import annotations

import gc
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

from conformance.selftest.mutation.bench import Bench
from conformance.selftest.mutation.evidence import load
from conformance.selftest.mutation.installing import Loaded, LoadedAlready, Place
from conformance.selftest.mutation.mutants import Mutant, path_of
from conformance.selftest.mutation.trial import Aside, Tried, Verdict, in_child
from conformance.selftest.mutation.unit_tests import UnitTests

_REREAD_ROWS = 60
"""Rows that are read again for a mutant of a reader that the unit tests did not notice."""


class Trying:
    """Everything that is needed to try a mutant.

    Args:
        tests: the unit tests, watched.
        evidence: directory of the recorded rows.
        early: what ran while modules were imported.
    """

    def __init__(self, tests: UnitTests, evidence: Path, early: frozenset[Place]) -> None:
        self._tests = tests
        self._bench = Bench({row.name: row for row in load(evidence)})
        self._bench.warm_up()
        self._loaded = Loaded(early)
        self._caches = [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper) and _is_ours(one)]
        gc.freeze()

    def verdict(self, mutant: Mutant, aside: Aside) -> Tried:
        """Try a mutant."""
        if mutant.wording:
            return Tried(Verdict.WORDING)
        tried = in_child(lambda: self._exchanged(mutant))
        if tried.verdict is not Verdict.AFRESH:
            return _meant(tried)
        # What did its work while modules were imported is seen by whoever uses the module.
        items = self._tests.touching("", mutant.module)
        function = _full(mutant) if self._tests.touching(_full(mutant), mutant.module) else ""
        names = [item.nodeid for item in items]
        return _meant(aside.ask((mutant.module, mutant.path, mutant.source, names, function)))

    def control(self, module: str, aside: Aside) -> None:
        """Try a module that means the same as ever.

        Raises:
            RuntimeError: a test or the proof notices something, so that no verdict would mean anything.
        """
        path = path_of(module)
        names = [item.nodeid for item in self._tests.touching("", module)]
        same = path.read_text(encoding="utf-8") + "\n_means_the_same = True\n"
        for tried in (in_child(lambda: self._tried("", module)), aside.ask((module, path, same, names, ""))):
            if tried.verdict is not Verdict.SURVIVED:
                raise RuntimeError(f"{module} is as it was, and yet {tried.by} notices something")

    def _exchanged(self, mutant: Mutant) -> Tried:
        try:
            if not self._loaded.install(mutant.path, mutant.source):
                return Tried(Verdict.SAME)
        except LoadedAlready:
            return Tried(Verdict.AFRESH)
        return self._tried(_full(mutant), mutant.module, declaring=mutant.declaring)

    def _tried(self, function: str, module: str, *, declaring: bool = False) -> Tried:
        for cache in self._caches:
            cache.cache_clear()
        failed = self._tests.failing(self._tests.touching(function, module, declaring=declaring))
        if not failed:
            rereads = module.startswith("conformance.wire.")
            failed = self._bench.noticed(function, module, rereads=rereads, most=_REREAD_ROWS)
        return Tried(Verdict.KILLED, failed) if failed else Tried(Verdict.SURVIVED)


def _meant(tried: Tried) -> Tried:
    if tried.verdict is Verdict.UNTRIED:
        raise RuntimeError(tried.by)
    return tried


def _full(mutant: Mutant) -> str:
    return f"{mutant.module}.{mutant.function}" if mutant.function else ""


def _is_ours(cache: Any) -> bool:
    module = str(getattr(cache, "__module__", ""))
    return module.startswith(("conformance.wire.", "conformance.checks.", "conformance.judging."))

"""Changes readers and checks in small ways, and counts what no test notices: `tox -e mutation -- --help`."""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.selftest.mutation.afresh import Afresh
from conformance.selftest.mutation.equivalent import explanations
from conformance.selftest.mutation.evidence import load
from conformance.selftest.mutation.installing import Early
from conformance.selftest.mutation.mutants import PACKAGES, ROOT, Mutant, modules, mutants_of
from conformance.selftest.mutation.trial import Aside, Tried, Verdict
from conformance.selftest.mutation.unit_tests import DIRECTORIES, FewExamples, UnitTests, arguments

if TYPE_CHECKING:
    from conformance.selftest.mutation.warm import Trying

_WANTED = 0.9
_DEEP = 2


def main() -> int:
    """Try mutants, print the table and what survived; 1 where less than nine in ten are killed."""
    options = _options()
    evidence = _recorded(options.evidence)
    chosen = _chosen(options)
    rows = load(evidence)
    loaded = [name for name in sys.modules if name.startswith(tuple(f"{package}." for package in PACKAGES))]
    if loaded:
        raise RuntimeError(f"{loaded[0]} is imported before it can be imported as a mutant")
    asides = [Aside(Afresh(rows)) for _ in range(options.processes)]
    early = Early()
    telling = _Telling(options.details)
    driver = _Driver(chosen, evidence, asides, early, telling)
    os.chdir(ROOT)
    sys.setprofile(early)
    pytest.main(list(arguments(str(ROOT), DIRECTORIES)), plugins=[FewExamples(), driver])
    for aside in asides:
        aside.close()
    return telling.end()


class _Driver:
    """The plugin that tries mutants instead of running tests."""

    def __init__(
        self, chosen: list[Mutant], evidence: Path, asides: list[Aside], early: Early, telling: _Telling
    ) -> None:
        self._chosen, self._evidence, self._asides, self._early = chosen, evidence, asides, early
        self._telling = telling

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Watch the tests, then try every mutant."""
        from conformance.selftest.mutation.warm import Trying  # noqa: PLC0415 - loads what is changed

        for module in modules():  # those that tests load late would be taken for such that do nothing when they are
            importlib.import_module(module)
        sys.setprofile(None)
        tests = UnitTests(session.items)
        _note(f"watching {len(session.items)} tests")
        tests.watch(self._evidence.parent)
        _note("reading the evidence")
        trying = Trying(tests, self._evidence, frozenset(self._early.places))
        trying.control(self._chosen[0].module, self._asides[0])
        _note(f"trying {len(self._chosen)} mutants")
        for mutant, tried in _all_tried(self._chosen, trying, self._asides):
            self._telling.tell(mutant, tried)
        return True


def _all_tried(chosen: list[Mutant], trying: Trying, asides: list[Aside]) -> Iterator[tuple[Mutant, Tried]]:
    """Try mutants in as many processes as there are asides; each takes every so-many-th of them."""
    running: dict[Connection, int] = {}
    for number, aside in enumerate(asides):
        ours, theirs = Pipe(duplex=False)
        if not (child := os.fork()):
            for index in range(number, len(chosen), len(asides)):
                theirs.send((index, trying.verdict(chosen[index], aside)))
            theirs.close()
            os._exit(0)
        theirs.close()
        running[ours] = child
    done = 0
    while running:
        for ours in [one for one in running if one in wait(list(running), timeout=1)]:
            try:
                index, tried = ours.recv()
            except EOFError:
                os.waitpid(running.pop(ours), 0)
                continue
            done += 1
            if done % 100 == 0:
                _note(f"{done} of {len(chosen)}")
            yield chosen[index], tried


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tox -e mutation --", description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as wire.sse or checks.err; all by default")
    parser.add_argument("--sample", type=int, metavar="N", help="try N mutants of each module, drawn at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the sample (default 0)")
    parser.add_argument("--processes", type=int, default=2, help="mutants that are tried at once (default 2)")
    parser.add_argument("--details", type=Path, metavar="FILE", help="write every verdict, and whose it is, to a file")
    parser.add_argument("--evidence", type=Path, default=Path(".mutation"), help="where what endpoints answer is kept")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[Mutant]:
    wanted = [f"conformance.{name.removeprefix('conformance.')}" for name in options.modules] or modules()
    if unknown := set(wanted) - set(modules()):
        raise SystemExit(f"There is no module {', '.join(sorted(unknown))} to change; name one like wire.sse.")
    chosen = []
    for module in wanted:
        all_of_it = mutants_of(module)
        if options.sample is None or options.sample >= len(all_of_it):
            chosen += all_of_it
        else:
            chosen += random.Random(f"{options.seed} {module}").sample(all_of_it, options.sample)  # noqa: S311 - a sample
    if options.sample is not None:
        random.Random(options.seed).shuffle(chosen)  # noqa: S311 - so that what was tried at any time is a sample, too
    return chosen


def _recorded(directory: Path) -> Path:
    """Return the directory of the evidence, which is recorded anew when anything that it depends on has changed."""
    if directory.name.startswith("rows-"):
        return directory.resolve()
    digest = hashlib.sha256()
    for path in sorted((ROOT / "conformance").rglob("*.py")):
        if "selftest" not in path.parts:
            digest.update(path.read_bytes())
    rows = directory.resolve() / digest.hexdigest()[:16]
    _note("recording what endpoints answer, as far as it is not yet (some minutes, once)")
    subprocess.run([sys.executable, "-m", "conformance.selftest.mutation.record", str(rows)], check=True)  # noqa: S603 - ourselves
    return rows


class _Telling:
    """Tells each survivor at once, and the table at the end.

    Args:
        details: file for every verdict and whose it is, or None.
    """

    def __init__(self, details: Path | None) -> None:
        self._details = details
        self._explanations = explanations()
        self._table: dict[str, Counter[Verdict]] = defaultdict(Counter)
        if details:
            details.write_text("", encoding="utf-8")

    def tell(self, mutant: Mutant, tried: Tried) -> None:
        """Count a verdict, and show a survivor."""
        verdict = tried.verdict
        if verdict is Verdict.SURVIVED and self._explanations.of(mutant):
            verdict = Verdict.EXPLAINED
        for name in (mutant.module, mutant.module.rpartition(".")[0], "all"):
            self._table[name][verdict] += 1
        if verdict is Verdict.SURVIVED:
            _say(f"{mutant.diff}\n")
        if self._details:
            with self._details.open("a", encoding="utf-8") as file:
                file.write(json.dumps([mutant.name, verdict, tried.by, mutant.diff]) + "\n")

    def end(self) -> int:
        """Show the table, and return the exit code: 0 where at least nine in ten are killed."""
        words = f"{'killed':>8}{'survived':>9}{'explained':>10}{'same':>6}{'wording':>8}{'rate':>7}"
        _say(f"{'module':<36}{'mutants':>8}{words}")
        for name in sorted(self._table, key=lambda name: (name == "all", name.count(".") < _DEEP, name)):
            _say(_line(name, self._table[name]))
        return 0 if _rate(self._table["all"]) >= _WANTED else 1


def _line(name: str, counts: Counter[Verdict]) -> str:
    rate = f"{_rate(counts):.1%}" if counts[Verdict.KILLED] + counts[Verdict.SURVIVED] else "-"
    shown = [sum(counts.values()), *(counts[one] for one in (Verdict.KILLED, Verdict.SURVIVED, Verdict.EXPLAINED))]
    cells = "".join(f"{number:>{width}}" for number, width in zip(shown, (8, 8, 9, 10), strict=True))
    return f"{name:<36}{cells}{counts[Verdict.SAME]:>6}{counts[Verdict.WORDING]:>8}{rate:>7}"


def _rate(counts: Counter[Verdict]) -> float:
    """Return the share that is killed of what could be."""
    return counts[Verdict.KILLED] / max(1, counts[Verdict.KILLED] + counts[Verdict.SURVIVED])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _note(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    sys.exit(main())

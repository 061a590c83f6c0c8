"""Requirements x faults, in memory: `python -m conformance.selftest.proof.matrix`.

Prints one line a fault, then the requirements that no fault trips (unproven) and the faults and benign variants that
trip something they do not declare (false alarms). Exit code 1 unless there are none of either.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from conformance.endpoints.catalogue import REFERENCE, benign, faults, variant
from conformance.model.finding import Outcome
from conformance.model.requirement import Level
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, Known, judge_beside, learn, violated
from conformance.selftest.proof.remembering import RememberingReference, Scripts


@dataclass(frozen=True)
class Row:
    """One endpoint in the matrix.

    Attributes:
        name: name of the endpoint, `fault/done-missing`.
        declared: ids that it says it trips.
        tripped: ids with a finding.
        kinds: kinds of its findings, each as `ID kind`.
        errors: items that ended in an error of our own.
        seconds: processor time that judging took.
    """

    name: str
    declared: frozenset[str]
    tripped: frozenset[str]
    kinds: frozenset[str] = frozenset()
    errors: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def missed(self) -> frozenset[str]:
        """Declared and not found."""
        return self.declared - self.tripped

    @property
    def false_alarms(self) -> frozenset[str]:
        """Found and not declared; for a benign variant at MUST, or where a client breaks, only."""
        return self.tripped - self.declared


def all_names() -> list[str]:
    """Return the reference, every fault and every benign variant."""
    return [REFERENCE, *(f"fault/{name}" for name in faults()), *(f"benign/{name}" for name in benign())]


def _clock() -> float:
    """Return one moment for ever, so that what is answered twice is the same bytes."""
    return 1_800_000_000.0


_scripts: Scripts = {}
_HEAVY = frozenset({"picture of 6 MB"})
"""Takes longer to write and read than all others together, so a fault that is not about sizes does without."""


@cache
def _reference() -> Known:
    return learn(RememberingReference(KEY, _clock, _scripts, learns=True), _clock)


def judge_row(name: str) -> Row:
    """Judge one endpoint in memory; one that raises is an error of ours, and does not stop the others."""
    try:
        return _judged_row(name)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the name of the endpoint
        return Row(name, frozenset(), frozenset(), errors=(f"the endpoint failed: {error!r}",))


def _judged_row(name: str) -> Row:
    started = time.process_time()
    declared = frozenset[str]() if name == REFERENCE else variant(name).ids
    known = _reference()
    healthy = RememberingReference(KEY, _clock, _scripts)
    endpoint = healthy if name == REFERENCE else variant(name).make(healthy)
    light = name.startswith("fault/") and not any(id_.startswith("SIZE-") for id_ in declared)
    results = judge_beside(endpoint, known, _clock, declared, _HEAVY if light else frozenset())
    tripped = violated(results)
    if name.startswith("benign/"):
        catalogue = load_catalogue()
        tripped = frozenset(id_ for id_ in tripped if catalogue[id_].level is Level.MUST)
    errors = tuple(f"{r.requirement}:{r.conversation}: {r.reason}" for r in results if r.outcome is Outcome.ERRORED)
    kinds = frozenset(f"{r.requirement} {judged.finding.kind}" for r in results for judged in r.findings)
    return Row(name, declared, tripped, kinds, errors, time.process_time() - started)


def judge_all(names: list[str]) -> Iterator[Row]:
    """Judge endpoints in as many processes as there are processors."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(judge_row, names, chunksize=4)


def unproven(rows: list[Row]) -> list[str]:
    """Return the requirements that no fault trips and declares."""
    proven = {id_ for row in rows if row.name.startswith("fault/") for id_ in row.tripped & row.declared}
    return [id_ for id_, row in load_catalogue().items() if id_ not in proven and not row.untestable]


def _print_row(row: Row) -> None:
    notes = [f"missed {', '.join(sorted(row.missed))}"] if row.missed else []
    notes += [f"FALSE ALARM {', '.join(sorted(row.false_alarms))}"] if row.false_alarms else []
    notes += [f"ERROR {row.errors[0]}"] if row.errors else []
    found = ", ".join(sorted(row.tripped & row.declared)) or "nothing"
    sys.stdout.write(f"{row.name:<44} {found}{'  <-- ' + '; '.join(notes) if notes else ''}\n")


def main() -> int:
    """Print the matrix and return the exit code."""
    started = time.perf_counter()
    rows = []
    for row in judge_all(sys.argv[1:] or all_names()):
        _print_row(row)
        rows.append(row)
    missing = [] if sys.argv[1:] else unproven(rows)
    alarms = [row for row in rows if row.false_alarms or row.errors]
    missed = [row for row in rows if row.missed]
    seconds = time.perf_counter() - started
    sys.stdout.write(f"\nunproven: {', '.join(missing) or 'none'}\n")
    kinds = f"{len(faults())} faults, {len(benign())} benign variants, {len(load_catalogue())} requirements"
    sys.stdout.write(
        f"{kinds}, {seconds:.0f} s: {len(missing)} unproven, {len(alarms)} false alarms, {len(missed)} missed\n"
    )
    return 1 if missing or alarms or missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Requirements x faults, in memory: `python -m conformance.selftest.proof.matrix`.

Prints one line an endpoint, then what the whole leaves unproven (see `proven`). Exit code 1 unless that is nothing.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from conformance.endpoints.catalogue import REFERENCE, benign, faults, variant
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult
from conformance.model.requirement import Level
from conformance.model.script import Endpoint
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, Clock, Known, judge_beside, learn, violated
from conformance.selftest.proof.pace import lap
from conformance.selftest.proof.proven import Row, laps_an_endpoint, malformed, problems_of, row_problems, unproven
from conformance.selftest.proof.remembering import RememberingReference, Replies, Scripts, stopped_clock


def all_names() -> list[str]:
    """Return the reference, every fault and every benign variant."""
    return [REFERENCE, *(f"fault/{name}" for name in faults()), *(f"benign/{name}" for name in benign())]


_scripts: Scripts = {}
_replies: Replies = {}
_HEAVY = frozenset({"picture of 6 MB"})
"""Takes longer to write and read than all others together, so a fault that is not about sizes does without."""


@cache
def reference() -> Known:
    """Return what the reference came to, judged once a process, and kept by it to the end."""
    known = learn(RememberingReference(KEY, stopped_clock, _scripts, _replies, learns=True), stopped_clock)
    gc.freeze()  # nothing of it is ever garbage, and looking through it again and again is a twentieth of the work
    return known


def judge_row(name: str) -> Row:
    """Judge one endpoint in memory; one that raises is an error of ours, and does not stop the others."""
    try:
        return _judged_row(name)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the name of the endpoint
        return Row(name, frozenset(), frozenset(), errors=(f"the endpoint failed: {error!r}",))


def beside_reference(
    name: str, left_out: frozenset[str] = frozenset()
) -> tuple[Endpoint, Known, Clock, frozenset[str], frozenset[str]]:
    """Build an endpoint, and return it with how it is played beside the reference (arguments of `play_beside`).

    Args:
        name: `reference`, `fault/NAME` or `benign/NAME`.
        left_out: conversations that are not played, unless as controls.
    """
    one = None if name == REFERENCE else variant(name)
    declared = one.ids if one else frozenset[str]()
    known = reference()
    healthy = RememberingReference(KEY, stopped_clock, _scripts, _replies)
    endpoint = one.make(healthy) if one else healthy
    light = name.startswith("fault/") and not any(id_.startswith("SIZE-") for id_ in declared)
    return endpoint, known, stopped_clock, declared, left_out | _HEAVY if light else left_out


def results_of(name: str, left_out: frozenset[str] = frozenset()) -> list[ItemResult]:
    """Judge one endpoint in memory, what it answers otherwise than the reference does, and return what it came to.

    Args:
        name: `reference`, `fault/NAME` or `benign/NAME`.
        left_out: conversations that are not played, unless as controls.
    """
    return judge_beside(*beside_reference(name, left_out))


def _judged_row(name: str) -> Row:
    started = time.process_time()
    one = None if name == REFERENCE else variant(name)
    declared = one.ids if one else frozenset[str]()
    results = results_of(name)
    tripped = violated(results)
    if name.startswith("benign/"):
        catalogue = load_catalogue()
        tripped = frozenset(id_ for id_ in tripped if catalogue[id_].level is Level.MUST)
    errors = [f"{r.requirement}:{r.conversation}: {r.reason}" for r in results if r.outcome is Outcome.ERRORED]
    errors += [f"{r.requirement}:{r.conversation}: {wrong}" for r in results for wrong in _malformed(r)]
    kinds = frozenset(f"{r.requirement} {judged.finding.kind}" for r in results for judged in r.findings)
    seconds = time.process_time() - started
    only_drawn = one is not None and one.only_drawn
    return Row(name, declared, tripped, kinds, tuple(errors), seconds, lap(), only_drawn=only_drawn)


def _malformed(result: ItemResult) -> list[str]:
    return [wrong for judged in result.findings if (wrong := malformed(judged.finding))]


def judge_all(names: list[str]) -> Iterator[Row]:
    """Judge endpoints in as many processes as there are processors."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(judge_row, names, chunksize=4)


def _print_row(row: Row) -> None:
    notes = [f"missed {', '.join(sorted(row.missed))}"] if row.missed else []
    notes += [f"FALSE ALARM {', '.join(sorted(row.false_alarms))}"] if row.false_alarms else []
    notes += [f"ERROR {row.errors[0]}"] if row.errors else []
    found = ", ".join(sorted(row.tripped & row.expected)) or "nothing"
    sys.stdout.write(f"{row.name:<44} {found}{'  <-- ' + '; '.join(notes) if notes else ''}\n")


def main() -> int:
    """Print the matrix and what it proves, and return the exit code."""
    started = time.perf_counter()
    names = sys.argv[1:]
    rows = []
    for row in judge_all(names or all_names()):
        _print_row(row)
        rows.append(row)
    problems = list(row_problems(rows) if names else problems_of(rows))
    sys.stdout.writelines(f"{line}\n" for line in ("", *problems))
    counts = f"{len(faults())} faults, {len(benign())} benign variants, {len(load_catalogue())} requirements"
    alarms = sum(1 for row in rows if row.false_alarms or row.errors)
    missed = sum(1 for row in rows if row.missed)
    missing = "" if names else f"{len(unproven(rows))} unproven, "
    cost = "" if names else f", {laps_an_endpoint(rows):.0f} laps an endpoint"
    seconds = time.perf_counter() - started
    sys.stdout.write(f"{counts}, {seconds:.0f} s{cost}: {missing}{alarms} false alarms, {missed} missed\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

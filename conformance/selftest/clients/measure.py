"""Measure what real clients do: `python -m conformance.selftest.clients.measure --help`.

Every fault and every benign variant that answers some task otherwise than the reference is asked over loopback by the
clients' own code. A whole measurement is written to `conformance/requirements/clients.json`; a part is shown, and
nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from fnmatch import fnmatchcase
from pathlib import Path

from conformance.endpoints.catalogue import benign, faults
from conformance.endpoints.server import serve
from conformance.model.script import Script
from conformance.requirements.clients import COPED, DATA, Cell, Clients, Outcome, Verdict, cells_of, load_clients
from conformance.selftest.clients.asking import PATIENT_SECONDS, Asking, Measured, Question
from conformance.selftest.clients.data import as_text
from conformance.selftest.clients.drivers import Driver, DriverError, start_node, start_python
from conformance.selftest.clients.reach import reached
from conformance.selftest.clients.routes import Routes
from conformance.selftest.clients.surfaces import DRIVERS, TASKS, surfaces_of

Scripts = dict[str, dict[Cell, Script]]


def measure(asking: Asking, names: Sequence[str]) -> tuple[Scripts, list[Measured]]:
    """Return what each variant answers otherwise, and one verdict for each of these questions.

    Questions with the same answer, byte for byte, are asked once.
    """
    scripts = reached(names, asking.requests)
    questions = [Question(name, cell, script) for name, row in scripts.items() for cell, script in row.items()]
    distinct = {(question.cell, question.script): question for question in questions}
    settled = dict(zip(distinct, settle(asking, list(distinct.values())), strict=True))
    return scripts, [replace(settled[question.cell, question.script], question=question) for question in questions]


def settle(asking: Asking, questions: Sequence[Question]) -> list[Measured]:
    """Measure every question, once more what did not cope, and a third time where the two say something else.

    A client that seemed to hang is given more time: the machine may have been busy.
    """
    votes = [[measured] for measured in asking.measure(questions)]
    for seconds in (PATIENT_SECONDS, PATIENT_SECONDS):
        open_votes = [given for given in votes if _is_open(given)]
        again = asking.measure([given[0].question for given in open_votes], seconds)
        for given, measured in zip(open_votes, again, strict=True):
            given.append(measured)
    return [_majority(given) for given in votes]


def _is_open(given: Sequence[Measured]) -> bool:
    verdicts = {measured.verdict for measured in given}
    return len(verdicts) > 1 or (len(given) == 1 and verdicts != {COPED})


def _majority(given: Sequence[Measured]) -> Measured:
    """Return what most rounds say. A first round that hung is no vote against what came of more time."""
    patient = given[1:] if given[0].told.hung and len(given) > 1 else given
    counts = Counter(measured.verdict for measured in patient)
    verdict, _ = counts.most_common(1)[0]
    first = next(measured for measured in patient if measured.verdict == verdict)
    return replace(first, verdict=replace(verdict, unsteady=len(counts) > 1))


def gathered(
    versions: Mapping[str, str], surfaces: Mapping[str, bool], scripts: Scripts, all_measured: Iterable[Measured]
) -> Clients:
    """Put a measurement together."""
    verdicts: dict[str, dict[Cell, Verdict]] = {name: {} for name, row in scripts.items() if row}
    for measured in all_measured:
        if measured.verdict.outcome is not Outcome.COPED:
            verdicts[measured.question.variant][measured.question.cell] = measured.verdict
    return Clients(
        versions=versions,
        surfaces=surfaces,
        tasks=TASKS,
        reached={name: frozenset(row) for name, row in scripts.items() if row},
        verdicts={name: row for name, row in verdicts.items() if row},
        unreached=frozenset(name for name, row in scripts.items() if not row),
    )


def variant_names(pattern: str | None) -> list[str]:
    """Return the names of all faults and benign variants that match a pattern."""
    names = [*(f"fault/{name}" for name in faults()), *(f"benign/{name}" for name in benign())]
    return [name for name in names if pattern is None or fnmatchcase(name, pattern)]


def started(stack: ExitStack) -> dict[str, Driver]:
    """Start every driver there is; say so where one is not.

    Raises:
        DriverError: one does not start.
    """
    python, node = stack.enter_context(start_python()), start_node()
    if node is None:
        sys.stderr.write("Only the Python clients are measured: there is no node with npm, or no driver for it.\n")
        return {python.name: python}
    return {python.name: python, node.name: stack.enter_context(node)}


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure what real clients do with every endpoint of ours.")
    parser.add_argument("--only", metavar="PATTERN", help="variants whose name matches, such as 'fault/done-*'")
    parser.add_argument(
        "--surface", action="append", choices=tuple(DRIVERS), help="measure this surface, may be repeated"
    )
    parser.add_argument("--check", action="store_true", help="compare with the data that is there, and write nothing")
    parser.add_argument(
        "--details", type=Path, metavar="FILE", help="write what every client reported, one JSON line a cell"
    )
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Measure; the exit code is 0 if everything went well, and 1 if the data that is there says something else."""
    options = arguments(given)
    names = variant_names(options.only)
    routes = Routes()
    with ExitStack() as stack:
        drivers = started(stack)
        surfaces = {
            name: streams
            for name, streams in surfaces_of(frozenset(drivers)).items()
            if not options.surface or name in options.surface
        }
        server = stack.enter_context(serve(routes))
        asking = Asking(server.url.removesuffix("/v1"), routes, drivers, cells_of(surfaces, TASKS))
        scripts, all_measured = measure(asking, names)
        clients = gathered(asking.versions, surfaces, scripts, all_measured)
    if options.details:
        options.details.write_text("".join(map(_detail, all_measured)), "utf-8")
    if options.check:
        return checked(clients, names)
    if options.only or options.surface:
        sys.stdout.write(as_text(clients))
        return 0
    return kept(clients)


def _detail(measured: Measured) -> str:
    told = asdict(measured.told)
    question = {"variant": measured.question.variant, "cell": str(measured.question.cell)}
    return json.dumps({**question, "verdict": str(measured.verdict), **told}) + "\n"


def checked(clients: Clients, names: Iterable[str]) -> int:
    """Name every cell in which the data says something else, unsteady ones aside; 1 if there is one."""
    known = load_clients()
    differences = [
        f"{name} {cell}: {was or 'not reached'} in the data, {now or 'not reached'} now\n"
        for name in names
        for cell in clients.cells
        for was, now in [(known.verdict(name, cell), clients.verdict(name, cell))]
        if was != now and not any(verdict and verdict.unsteady for verdict in (was, now))
    ]
    sys.stderr.writelines(differences)
    sys.stderr.write(f"{len(differences)} cells differ from {DATA.name}.\n")
    return 1 if differences else 0


def kept(clients: Clients) -> int:
    """Write the data, unless it would lose surfaces that are in it."""
    lost = load_clients().surfaces.keys() - clients.surfaces.keys() if DATA.exists() else set()
    if lost:
        sys.stderr.write(
            f"{DATA.name} stays as it is: it has {', '.join(sorted(lost))}, which cannot be measured here.\n"
        )
        return 1
    DATA.write_text(as_text(clients), "utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DriverError as problem:
        sys.exit(str(problem))

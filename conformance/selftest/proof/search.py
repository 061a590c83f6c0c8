"""Generated requests against endpoints of ours, in memory: `python -m conformance.selftest.proof.search`.

    python -m conformance.selftest.proof.search --seeds 20 hunted
    python -m conformance.selftest.proof.search --seeds 50 --quiet reference benign
    python -m conformance.selftest.proof.search --property "numbers out of range" --examples 100 fault/NAME benign/NAME

`hunted` are the faults that only drawn requests show, `benign` all benign variants. Prints one line for each endpoint
and seed, and for each cause the smallest body that shows it. Exit code 1 where the reference or a benign variant is
accused, or a fault is not found; one that needs luck (see `luck`) is found with one seed at least.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial

from conformance.endpoints.catalogue import REFERENCE, benign, faults, variant
from conformance.model.requirement import Level
from conformance.properties.example import Example
from conformance.properties.property import all_properties
from conformance.requirements.catalogue import load_catalogue
from conformance.running.searching import Cause, Draw, causes, choose, smallest
from conformance.selftest.proof.bench_of_examples import DIALECT, Bench
from conformance.selftest.proof.luck import NEEDS_LUCK

EXAMPLES = 40
SEEDS = 20
_SHOWN = 600


@dataclass(frozen=True)
class Job:
    """One endpoint, one seed.

    Attributes:
        endpoint: `reference`, `fault/NAME` or `benign/NAME`.
        seed: of the run.
        properties: names of properties to search.
        examples: how many of each are sent at most.
    """

    endpoint: str
    seed: int
    properties: tuple[str, ...]
    examples: int


@dataclass(frozen=True)
class Catch:
    """A cause, the property that found it, and the smallest body that shows it."""

    cause: Cause
    drawn: str
    message: str
    body: bytes


Found = tuple[Job, list[Catch]]
_OWN_ERROR = Cause("error of our own", "raised")


@lru_cache(maxsize=1)
def _reference(_seed: int) -> Bench:
    """Return what is known of the reference; of one seed only, since of fifty it would fill the memory."""
    return Bench(REFERENCE)


@lru_cache(maxsize=100)
def _drawn(seed: int, name: str, examples: int) -> tuple[Draw, tuple[Example, ...]]:
    draw = Draw(all_properties()[name], DIALECT, seed, examples)
    return draw, tuple(choose(draw.pool, draw))


def search(job: Job) -> list[Catch]:
    """Search one endpoint with one seed, and shrink what counts against it."""
    healthy = _reference(job.seed)
    bench = healthy if job.endpoint == REFERENCE else Bench(job.endpoint, healthy, _counted(job))
    found: dict[Cause, Catch] = {}
    for name in job.properties:
        draw, chosen = _drawn(job.seed, name, job.examples)
        judge = partial(bench.judge, name)
        outcomes = {example: judge(example) for example in chosen}
        for cause in causes(result for results in outcomes.values() for result in results):
            if cause not in found:
                first = next(example for example, results in outcomes.items() if cause in causes(results))
                example = smallest(cause, draw, outcomes, judge) or first
                message = causes(judge(example))[cause].finding.message
                found[cause] = Catch(cause, name, message, example.bodies[-1])
    return list(found.values())


def _counted(job: Job) -> frozenset[str]:
    """Return the requirements that count: of a benign variant the MUSTs, of others all, which is an empty set."""
    wanted = (row for row in load_catalogue().values() if job.endpoint.startswith("benign/"))
    return frozenset(row.id for row in wanted if row.level is Level.MUST)


def right(job: Job, catches: Iterable[Catch]) -> bool:
    """Tell whether a search came to what it should: a fault is found by a requirement it declares, others never.

    One that only drawn requests show may break several requirements, of which a search of usual length finds some, or
    none where it needs luck.
    """
    tripped = {catch.cause.requirement for catch in catches}
    one = variant(job.endpoint) if job.endpoint.startswith("fault/") else None
    if one is not None and one.only_drawn:
        return tripped <= one.ids and (bool(tripped) or job.endpoint in NEEDS_LUCK)
    return tripped == one.ids if one is not None else not tripped


def search_all(jobs: Sequence[Job], processes: int) -> Iterator[Found]:
    """Search, in order of the jobs, which must be in order of their seeds."""
    endpoints = len({job.endpoint for job in jobs})
    # Each seed in one process, which then draws once; of few seeds each process takes some endpoints.
    size = endpoints if len(jobs) >= processes * endpoints else -(-len(jobs) // processes)
    with ProcessPoolExecutor(max_workers=processes) as pool:
        yield from pool.map(_search, jobs, chunksize=max(1, size))


def _search(job: Job) -> Found:
    """Search; an endpoint that raises is an error of ours, and does not stop the others."""
    try:
        return job, search(job)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the name of the endpoint
        return job, [Catch(_OWN_ERROR, "", repr(error), b"")]


def _lines(job: Job, catches: list[Catch]) -> Iterator[str]:
    verdict = "as it should be" if right(job, catches) else "WRONG"
    yield f"{job.endpoint}, seed {job.seed}: {verdict}; {len(catches)} causes"
    for catch in catches:
        body = catch.body.decode("utf-8", "backslashreplace")
        yield f"    {catch.cause.requirement} {catch.cause.kind} ({catch.drawn}): {catch.message}"
        yield f"        {body if len(body) < _SHOWN else body[: _SHOWN - 150] + ' ... ' + body[-150:]}"


def _endpoints(given: Iterable[str]) -> list[str]:
    groups = {
        "hunted": [f"fault/{name}" for name, one in faults().items() if one.only_drawn],
        "benign": [f"benign/{name}" for name in benign()],
    }
    return [name for one in given for name in groups.get(one, [one])]


def main() -> int:
    """Search, print, and return the exit code."""
    started = time.perf_counter()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("endpoints", nargs="*", default=[REFERENCE, "hunted", "benign"])
    parser.add_argument("--property", action="append", choices=tuple(all_properties()))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--quiet", action="store_true", help="print only what is wrong")
    given = parser.parse_args()
    endpoints, names = _endpoints(given.endpoints), tuple(given.property or all_properties())
    wrong, found = Counter[str](), Counter[str]()
    seeds = range(given.first_seed, given.first_seed + given.seeds)
    jobs = [Job(one, seed, names, given.examples) for seed in seeds for one in endpoints]
    for job, catches in search_all(jobs, given.processes):
        fine = right(job, catches)
        wrong[job.endpoint] += not fine
        found[job.endpoint] += bool(catches)
        if not (given.quiet and fine):
            sys.stdout.writelines(f"{line}\n" for line in _lines(job, catches))
            sys.stdout.flush()
        if job.endpoint == endpoints[-1]:
            sys.stderr.write(f"seed {job.seed} is done after {time.perf_counter() - started:.0f} s\n")
    for endpoint, times in (+wrong).most_common():
        sys.stdout.write(f"{endpoint}: not as it should be with {times} of {given.seeds} seeds\n")
    lucky = {one: found[one] for one in endpoints if one in NEEDS_LUCK}
    for endpoint, times in lucky.items():
        sys.stdout.write(f"{endpoint}: found with {times} of {given.seeds} seeds; it needs {NEEDS_LUCK[endpoint]}\n")
    seconds = time.perf_counter() - started
    total = sum(wrong.values()) + sum(not times for times in lucky.values())
    sys.stdout.write(
        f"{len(endpoints)} endpoints, {given.seeds} seeds, {seconds:.0f} s: {total} not as they should be\n"
    )
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())

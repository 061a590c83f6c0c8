"""How many of the reported defects are found: `python -m conformance.selftest.proof.recall [AREA ...]`.

Each class of defects of `requirements/field` names faulty endpoints that behave as was reported. They are judged in
memory as a smoke run would, then as a standard run, then as an exhaustive one; a class is found where each of its
faults trips an id that it declares. What was reported and is legal must be left alone. Prints the counts by area, the
shares of what one request shows (D), what depends on the model or on time (P) and what needs a set-up (S), and what was
missed and why. Exit code 1 where too little of D or P is found, or something legal is accused.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import variant
from conformance.judging.plan import Selection, plan_items
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult
from conformance.model.requirement import Level
from conformance.model.settings import Depth, Hazard
from conformance.properties.property import all_properties
from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.field_defects import areas, load_field_defects
from conformance.selftest.proof.matrix import results_of
from conformance.selftest.proof.recall_pages import as_json, as_markdown, as_text
from conformance.selftest.proof.recalled import Recalled, Stage, Trial, problems
from conformance.selftest.proof.search import EXAMPLES, Job, search

_DEFAULT_HAZARDS = frozenset({Hazard.NONE, Hazard.CRASH, Hazard.FETCH})
_SELECTIONS = {
    Stage.SMOKE: Selection(key_given=True, depth=Depth.SMOKE),
    Stage.STANDARD: Selection(key_given=True),
    Stage.HAZARDS: Selection(key_given=True, hazards=_DEFAULT_HAZARDS),
    Stage.EXHAUSTIVE: Selection(key_given=True, hazards=frozenset(Hazard), depth=Depth.EXHAUSTIVE),
}


@cache
def _played(stage: Stage) -> frozenset[str]:
    return frozenset(item.conversation for item in plan_items(_SELECTIONS[stage]))


def try_endpoint(name: str) -> Trial:
    """Try one endpoint; one that raises is an error of ours, and does not stop the others."""
    try:
        if name.startswith("benign/"):
            return _legal_trial(name)
        return _drawn_trial(name) if variant(name).only_drawn else _trial(name)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the name of the endpoint
        return Trial(name, error=f"the endpoint failed: {error!r}")


def _trial(name: str) -> Trial:
    """Judge run after run until one finds a violation; what is recorded only is kept for the case that none does."""
    recorded = Trial(name)
    for stage in Stage:
        trial = _trial_at(name, stage, variant(name).ids)
        if trial.violated or trial.error:
            return trial
        if trial.recorded and not recorded.recorded:
            recorded = trial
    return recorded


def _legal_trial(name: str) -> Trial:
    """Judge everything, whatever the variant declares."""
    return _trial_at(name, Stage.EXHAUSTIVE, frozenset(load_catalogue()))


def _trial_at(name: str, stage: Stage, wanted: frozenset[str]) -> Trial:
    results = _results(name, stage)
    if errors := [result.reason for result in results if result.outcome is Outcome.ERRORED]:
        return Trial(name, error=errors[0])
    failed, warned, recorded = (
        _ids(results, outcome) & wanted for outcome in (Outcome.FAILED, Outcome.WARNED, Outcome.INFO)
    )
    return Trial(name, stage if failed | warned | recorded else None, failed, warned, recorded)


def _results(name: str, stage: Stage) -> list[ItemResult]:
    played = _played(stage)
    results = results_of(name, frozenset(all_conversations()) - played)
    return [result for result in results if result.conversation in played]


def _ids(results: Iterable[ItemResult], outcome: Outcome) -> frozenset[str]:
    return frozenset(one.requirement for one in results if one.outcome is outcome)


def _drawn_trial(name: str) -> Trial:
    """Search as a standard run does; smoke runs draw nothing."""
    wanted, rows = variant(name).ids, load_catalogue()
    names = tuple(one.name for one in all_properties().values() if one.proves & wanted and one.depth is Depth.STANDARD)
    tripped = {str(catch.cause.requirement) for catch in search(Job(name, 0, names, EXAMPLES))} & wanted
    failed, warned, recorded = (frozenset(id_ for id_ in tripped if rows[id_].level is level) for level in Level)
    return Trial(name, Stage.STANDARD if tripped else None, failed, warned, recorded)


def try_all(names: Sequence[str]) -> Iterator[Trial]:
    """Try endpoints in as many processes as there are processors."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(try_endpoint, names, chunksize=4)


def recall(wanted: Sequence[str]) -> tuple[Recalled, ...]:
    """Judge the classes of the named areas, each endpoint once."""
    classes = [one for one in load_field_defects() if one.area in wanted]
    names = list(dict.fromkeys(name for one in classes for name in one.endpoints))
    trials = {trial.endpoint: trial for trial in try_all(names)}
    return tuple(Recalled(one, tuple(trials[name] for name in one.endpoints)) for one in classes)


def main() -> int:
    """Measure, print, and return the exit code."""
    started = time.perf_counter()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("areas", nargs="*", choices=[*areas(), []], metavar="AREA", help="all by default")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--markdown", action="store_true", help="print the tables for people as Markdown")
    given = parser.parse_args()
    recalled = recall(given.areas or areas())
    page: Callable[[Sequence[Recalled]], str] = as_text
    if given.json or given.markdown:
        page = as_json if given.json else as_markdown
    sys.stdout.write(page(recalled))
    wrong = problems(recalled)
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    sys.stderr.write(f"{time.perf_counter() - started:.0f} s\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""What our endpoints answer, recorded once: it does not depend on who judges it, so every mutant is judged over it.

Rows of the proof matrix are played, and of each is kept

- where it violates what it declares: up to 12 conversations a requirement, spread evenly, with their controls;
- a few conversations in which something else is judged, and nothing may be found.

The recording also says which of our functions each of them went through.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Limits
from conformance.model.transcript import Transcript

_VIOLATING = 12
_QUIET = 4
"""Conversations of a benign variant in which nothing may be found; of a fault one, of the reference all."""
_PROVING = 2
"""Faults that are recorded for each requirement; the first ones of the catalogue."""
_ROOMS = ("/conformance/wire/", "/conformance/checks/")


@dataclass(frozen=True)
class Recorded:
    """A conversation without its code: requests and answers, why it ended early, whether it was pushed back."""

    exchanges: tuple[tuple[ExchangeKey, Request, Transcript, Limits], ...]
    trouble: str
    pushed_back: bool


@dataclass(frozen=True)
class RecordedRow:
    """One endpoint.

    Attributes:
        name: of the endpoint, `fault/done-missing`.
        played: conversation -> what was recorded; those that are answered as by the reference are left out.
        violating: requirement -> where it is violated.
        quiet: where nothing else may be found.
        kinds: `ID kind` of every finding of the row.
        entered: requirement -> functions of ours that judging it where it is violated went through.
        read: all functions that were gone through.
    """

    name: str
    played: dict[str, Recorded] = field(default_factory=dict)
    violating: dict[str, tuple[str, ...]] = field(default_factory=dict)
    quiet: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    entered: dict[str, frozenset[str]] = field(default_factory=dict)
    read: frozenset[str] = frozenset()


class Entered:
    """Notes which functions of readers and checks are entered while it is the profiler, as `module.Class.method`."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self._codes: dict[Any, str] = {}

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Be called by the interpreter."""
        if event == "call":
            code = frame.f_code
            if code not in self._codes:
                self._codes[code] = outermost(code.co_filename, code.co_qualname)
            self.names.add(self._codes[code])

    def during(self, doing: Callable[[], Any]) -> frozenset[str]:
        """Return what is entered while something is done."""
        self.names = set()
        sys.setprofile(self)
        try:
            doing()
        finally:
            sys.setprofile(None)
        return frozenset(self.names - {""})


def outermost(file: str, qualified: str) -> str:
    """Name the outermost function that code stands in, `conformance.wire.sse.SseReader.feed`; "" for others' code."""
    room = next((room for room in _ROOMS if room in file), None)
    if room is None:
        return ""
    name = re.sub(r"\.<.*", "", qualified)
    return f"conformance{room.removeprefix('/conformance').replace('/', '.')}{Path(file).stem}.{name}"


def record_row(name: str) -> RecordedRow:
    """Play one endpoint, judge it, and keep what shows that it is judged rightly."""
    from conformance.selftest.proof.in_memory import judge_one, play_beside  # noqa: PLC0415 - loads what is changed
    from conformance.selftest.proof.matrix import beside_reference, reference  # noqa: PLC0415 - as above

    known = reference()
    beside = play_beside(*beside_reference(name))
    names = beside.judged if name != "reference" else tuple(known.played)
    results = [judge_one(item, beside.played) for one in names for item in known.items.get(one, ())]
    violating: dict[str, list[str]] = defaultdict(list)
    for result in results:
        if result.findings:
            violating[result.requirement].append(result.conversation)
    few = {id_: _evenly(tuple(some), _VIOLATING) for id_, some in violating.items()}
    quiet = _evenly(names, {"reference": len(names), "benign": _QUIET}.get(name.partition("/")[0], 1))
    kept = {one: beside.played[one] for some in (*few.values(), quiet) for one in some}
    kept |= {control: beside.played[control] for one in kept.values() for control in one.conversation.controls}
    large = {one for one, played in kept.items() if not all(_is_small(e.transcript) for e in played.exchanges)}
    kept = {one: played for one, played in kept.items() if large.isdisjoint((one, *played.conversation.controls))}
    few = {id_: tuple(one for one in some if one in kept) for id_, some in few.items()}
    return RecordedRow(
        name,
        {
            one: _recorded(played)
            for one, played in kept.items()
            if played is not known.played[one] or name == "reference"
        },
        few,
        tuple(one for one in quiet if one in kept),
        frozenset(f"{r.requirement} {judged.finding.kind}" for r in results for judged in r.findings),
        *_gone_through(kept, few, quiet),
    )


def _is_small(transcript: Transcript) -> bool:
    return isinstance(transcript.recording.source, bytes)


def _evenly(names: tuple[str, ...], count: int) -> tuple[str, ...]:
    return names[:: max(1, len(names) // max(1, count))][:count]


def _recorded(played: Any) -> Recorded:
    exchanges = tuple((e.key, e.request, e.transcript, e.limits) for e in played.exchanges)
    return Recorded(exchanges, played.trouble, played.pushed_back)


def _gone_through(
    kept: Mapping[str, Any], few: Mapping[str, tuple[str, ...]], quiet: tuple[str, ...]
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    from conformance.judging.plan import Item, judges_of  # noqa: PLC0415 - as above
    from conformance.selftest.mutation.bench import anew  # noqa: PLC0415 - as above
    from conformance.selftest.proof.in_memory import judge_one  # noqa: PLC0415 - as above

    entered = Entered()
    by_requirement = {}
    for id_, names in few.items():
        if names:
            fresh = {one: anew(kept[one]) for one in (names[0], *kept[names[0]].conversation.controls)}
            item = Item(id_, names[0])
            by_requirement[id_] = entered.during(lambda item=item, fresh=fresh: judge_one(item, fresh))  # type: ignore[misc] # bound now
    fresh = {one: anew(played) for one, played in kept.items()}
    items = [Item(id_, one) for one in quiet if one in kept for id_ in judges_of(one)]
    read = entered.during(lambda: [judge_one(item, fresh) for item in items])
    return by_requirement, read.union(*by_requirement.values())


def record(directory: Path) -> None:
    """Record every row that is missing, each into a file of its own."""
    directory.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        for _ in pool.map(_keep_row, ((directory, name) for name in recorded_names()), chunksize=4):
            pass


def _keep_row(asked: tuple[Path, str]) -> None:
    directory, name = asked
    file = directory / f"{name.replace('/', '--')}.pickle"
    if not file.exists():
        file.write_bytes(pickle.dumps(record_row(name), protocol=5))


def recorded_names() -> Iterator[str]:
    """Yield the reference, some faults for each requirement that a check judges, and every benign variant."""
    import conformance.checks  # noqa: PLC0415 - as above
    from conformance.checks.registry import load as load_checks  # noqa: PLC0415 - as above
    from conformance.endpoints.catalogue import benign, faults  # noqa: PLC0415 - as above

    judged = {check.requirement for check in load_checks(conformance.checks)[0]}
    proving: Counter[str] = Counter()
    yield "reference"
    for name, fault in faults().items():
        trips = judged.intersection(fault.trips)
        if not fault.only_drawn and any(proving[id_] < _PROVING for id_ in trips):
            proving.update(trips)
            yield f"fault/{name}"
    yield from (f"benign/{name}" for name in benign())


def load(directory: Path) -> list[RecordedRow]:
    """Return what was recorded."""
    return [pickle.loads(file.read_bytes()) for file in sorted(directory.glob("*.pickle"))]  # noqa: S301 - our own

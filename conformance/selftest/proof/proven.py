"""What the rows of the matrix prove: every requirement and every kind of finding, without a false alarm, quickly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.model.finding import Finding
from conformance.requirements.catalogue import load_catalogue

LAPS_AN_ENDPOINT = 75.0
"""Processor time, told in laps (see `pace`), since seconds depend on the machine and on who else is at work there.

Where a lap takes 1.9 ms, these are 0.14 s.
"""
_UNEXAMINED = (
    "Only where the schema libraries cannot walk an answer; no answer that passes the JSON reader is like that."
)
_DRAWN = "Only drawn texts show it, which are odder than those of the list."
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*", re.DOTALL)
NOT_EMITTED = {
    "RESP-015 malformed": _UNEXAMINED,
    "STREAM-025 malformed": _UNEXAMINED,
    "SSE-020 too-many-events": "Takes millions of events; the reader's own test lowers the limit.",
    "STREAM-032 characters-changed": _DRAWN,
}
"""`ID kind` -> why no endpoint of ours shows it."""


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
        lap: processor time of a lap that was run beside it, in seconds.
        only_drawn: whether the fixed list, which is what a row judges, must find nothing; a search proves the fault.
    """

    name: str
    declared: frozenset[str]
    tripped: frozenset[str]
    kinds: frozenset[str] = frozenset()
    errors: tuple[str, ...] = ()
    seconds: float = 0.0
    lap: float = 0.0
    only_drawn: bool = False

    @property
    def expected(self) -> frozenset[str]:
        """What the fixed list must find."""
        return frozenset() if self.only_drawn else self.declared

    @property
    def missed(self) -> frozenset[str]:
        """Expected and not found."""
        return self.expected - self.tripped

    @property
    def false_alarms(self) -> frozenset[str]:
        """Found and not expected; for a benign variant at MUST, or where a client breaks, only."""
        return self.tripped - self.expected


def malformed(finding: Finding) -> str:
    """Say what keeps a finding from being shown to people, or "": every one has a message, texts, and a place."""
    words = (finding.kind, finding.message, finding.expected, finding.actual)
    if not all(isinstance(word, str) for word in words):
        return f"a finding is told by {words!r}, which are not all texts"
    if not (finding.kind and finding.message.strip()):
        return f"a finding of the kind {finding.kind!r} says {finding.message!r}"
    place = finding.place
    numbers = all(one is None or (type(one) is int and one >= 0) for one in (place.byte, place.event))
    if not numbers or not (place.pointer is None or _POINTER.fullmatch(place.pointer)):
        return f"a finding of the kind {finding.kind!r} is at {place!r}, which is no place"
    return ""


def unproven(rows: Sequence[Row]) -> list[str]:
    """Return the requirements that no fault trips and declares, but for those that nobody can judge."""
    proven = {id_ for row in rows if _is_fault(row) for id_ in row.tripped & row.expected}
    return [id_ for id_, row in load_catalogue().items() if id_ not in proven and not row.untestable]


def catalogued_kinds() -> set[str]:
    """Return every kind of every requirement, as `ID kind`."""
    return {f"{row.id} {kind}" for row in load_catalogue().values() for kind in row.kinds}


def shown_kinds(rows: Sequence[Row]) -> set[str]:
    """Return every kind that some fault shows, as `ID kind`."""
    return {kind for row in rows if _is_fault(row) for kind in row.kinds}


def _is_fault(row: Row) -> bool:
    return row.name.startswith("fault/")


def row_problems(rows: Sequence[Row]) -> Iterator[str]:
    """Say of each endpoint what it trips beyond, or short of, what it declares, and what failed on our side."""
    for row in rows:
        if row.missed:
            yield f"{row.name} does not trip {_listed(row.missed)}"
        if row.false_alarms and row.only_drawn:
            yield f"{row.name} trips {_listed(row.false_alarms)} in the fixed list, so that it need not be searched for"
        elif row.false_alarms:
            yield f"{row.name} trips {_listed(row.false_alarms)}, and does not declare it"
        yield from (f"{row.name}: {error}" for error in row.errors)


def problems_of(rows: Sequence[Row]) -> Iterator[str]:
    """Say everything that keeps the whole matrix from being a proof."""
    yield from row_problems(rows)
    shown = shown_kinds(rows)
    sentences = {
        "no fault trips": set(unproven(rows)),
        "no fault shows the kinds": catalogued_kinds() - shown - NOT_EMITTED.keys(),
        "the catalogue does not have the kinds": shown - catalogued_kinds(),
        "a fault shows after all": shown & NOT_EMITTED.keys(),
    }
    yield from (f"{words} {_listed(names)}" for words, names in sentences.items() if names)
    laps = laps_an_endpoint(rows)
    if laps > LAPS_AN_ENDPOINT:
        yield f"an endpoint takes as much processor time as {laps:.0f} laps, and {LAPS_AN_ENDPOINT:.0f} are allowed"


def laps_an_endpoint(rows: Sequence[Row]) -> float:
    """Return how many laps take as much processor time as an endpoint does, on average; 0 where none was run."""
    beside = sum(row.lap for row in rows)
    return sum(row.seconds for row in rows) / beside if beside else 0.0


def _listed(names: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(names))

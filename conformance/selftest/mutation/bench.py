"""Judges recorded evidence and tells whether the proof would have noticed a mutant.

It notices what the matrix notices: a requirement that a fault declares and that is violated nowhere, one that is
violated and not declared, a kind that the catalogue does not have or that nothing shows any more, and an exception.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from conformance.conversations.conversation import Played
from conformance.conversations.registry import all_conversations
from conformance.judging.plan import Item, judges_of
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult
from conformance.model.requirement import Level
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.mutation.evidence import Recorded, RecordedRow
from conformance.selftest.proof.in_memory import judge_one
from conformance.selftest.proof.proven import malformed
from conformance.wire.exchange import Exchange

REFERENCE = "reference"


def anew(played: Played) -> Played:
    """Return the same evidence, of which nothing is read yet."""
    return replace(played, exchanges=tuple(replace(exchange) for exchange in played.exchanges))


@dataclass
class Bench:
    """Evidence by row, and what is to be found in it.

    Attributes:
        rows: every row by name.
    """

    rows: dict[str, RecordedRow]
    _played: dict[str, dict[str, Played]] = field(default_factory=dict)

    def played(self, row: RecordedRow) -> Mapping[str, Played]:
        """Return the conversations of a row, those that are answered as by the reference included."""
        if row.name not in self._played:
            own = {name: _played(name, one) for name, one in row.played.items()}
            base = {} if row.name == REFERENCE else self.played(self.rows[REFERENCE])
            self._played[row.name] = {**base, **own}
        return self._played[row.name]

    def warm_up(self) -> None:
        """Read once what mutants of checks are judged over; they only see what was read, and it is the same for all."""
        for row in self.rows.values():
            for _ in self._misses(row, row.violating):
                pass
            for _ in self._alarms(row, None):
                pass

    def noticed(self, function: str, module: str, *, rereads: bool, most: int) -> str:
        """Return why the matrix would have noticed a change, or "".

        Args:
            function: what was changed, as `evidence.outermost` names it; "" where it is anything of the module.
            module: dotted name.
            rereads: whether exchanges are read anew, because readings may have changed or nothing was read yet.
            most: rows of each sort that are looked at where they are read anew.
        """

        def enters(names: Iterable[str]) -> bool:
            return not function or function in names

        if rereads:
            self._played.clear()
        wanted = {row.name: [id_ for id_ in row.violating if enters(row.entered.get(id_, ()))] for row in self._all()}
        proving = [row for row in self._all() if wanted[row.name]]
        others = [row for row in self._all() if enters(row.read) or f"{module}.<lambda>" in row.read]
        if rereads:
            proving, others = _various(proving, most), _various(others, most)
        touched = {id_ for row in self._all() for id_ in wanted[row.name]}
        if module.startswith("conformance.wire.") or not touched:
            others, judged = _various(others, most), None
        else:
            judged = touched
        misses = (miss for row in proving for miss in self._misses(row, wanted[row.name]))
        alarms = (alarm for row in others for alarm in self._alarms(row, judged))
        return next(misses, "") or next(alarms, "") or ("" if rereads else self._lost_kind(touched))

    def _all(self) -> list[RecordedRow]:
        return list(self.rows.values())

    def _misses(self, row: RecordedRow, wanted: Iterable[str]) -> Iterator[str]:
        if row.name.startswith("benign/"):
            return
        for id_ in wanted:
            if not row.violating[id_]:
                continue
            results = (judge_one(Item(id_, name), self.played(row)) for name in row.violating[id_])
            if not any(_is_violated(result, row) for result in results):
                yield f"{row.name} does not trip {id_}"

    def _alarms(self, row: RecordedRow, touched: set[str] | None) -> Iterator[str]:
        for name in row.quiet:
            for id_ in judges_of(name):
                if touched is not None and id_ not in touched:
                    continue
                if id_ in row.violating and row.name != REFERENCE:
                    continue
                result = judge_one(Item(id_, name), self.played(row))
                if _is_violated(result, row):
                    yield f"{row.name} trips {id_} in {name}"

    def _lost_kind(self, touched: set[str]) -> str:
        showing: dict[str, list[RecordedRow]] = defaultdict(list)
        for row in self.rows.values():
            for shown in row.kinds if row.name.startswith("fault/") else ():
                if shown.partition(" ")[0] in touched:
                    showing[shown].append(row)
        for shown, rows in showing.items():
            if not any(self._shows(row, shown) for row in rows):
                return f"no fault shows {shown}"
        return ""

    def _shows(self, row: RecordedRow, shown: str) -> bool:
        id_, _, kind = shown.partition(" ")
        if not row.violating.get(id_):
            return True
        results = (judge_one(Item(id_, name), self.played(row)) for name in row.violating[id_])
        return any(judged.finding.kind == kind for result in results for judged in result.findings)


class NotOfTheCatalogue(Exception):  # noqa: N818 - a fact about a finding
    """A finding of a kind that its requirement does not have, or that is malformed."""


def _is_violated(result: ItemResult, row: RecordedRow) -> bool:
    if result.outcome is Outcome.ERRORED:
        raise NotOfTheCatalogue(result.reason)
    catalogue = load_catalogue()
    for judged in result.findings:
        if judged.finding.kind not in catalogue[result.requirement].kinds:
            raise NotOfTheCatalogue(f"{result.requirement} {judged.finding.kind}")
        if wrong := malformed(judged.finding):
            raise NotOfTheCatalogue(f"{result.requirement}: {wrong}")
    if row.name.startswith("benign/") and catalogue[result.requirement].level is not Level.MUST:
        return False
    return bool(result.findings)


def _various(rows: list[RecordedRow], most: int) -> list[RecordedRow]:
    """Return a few rows, as various as possible: first those that alone trip what they trip."""
    seen: dict[frozenset[str], int] = defaultdict(int)
    ranked = []
    for row in rows:
        ranked.append((seen[row.kinds], row.name != REFERENCE, row.name))
        seen[row.kinds] += 1
    by_name = {row.name: row for row in rows}
    return [by_name[name] for *_, name in sorted(ranked)[:most]]


def _played(name: str, recorded: Recorded) -> Played:
    exchanges = tuple(Exchange(key, request, answer, limits) for key, request, answer, limits in recorded.exchanges)
    return Played(all_conversations()[name], exchanges, recorded.trouble, recorded.pushed_back)

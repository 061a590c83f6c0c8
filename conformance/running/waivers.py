"""Waivers: read from a TOML file, applied to what was judged, and called stale when they no longer say what is so."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conformance.model.finding import Outcome
from conformance.model.report import VIOLATED, ItemResult, JudgedFinding
from conformance.model.waiver import Waiver
from conformance.report.standing import JUDGED
from conformance.running.options import SettingsError, reason_of

_REQUIRED = ("requirement", "reason", "until")
_OPTIONAL = ("conversation", "kind")


def read_waivers(path: Path, known: Collection[str]) -> tuple[Waiver, ...]:
    """Read a file of waivers: an array of tables `waiver`.

    Args:
        path: the file.
        known: ids of requirements that there are.

    Raises:
        SettingsError: it cannot be read, or an entry is wrong; says which and why.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise SettingsError(f"--target-waivers: {path} cannot be read: {reason_of(problem)}.") from None
    entries = document.get("waiver")
    if set(document) - {"waiver"} or not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise SettingsError(f"--target-waivers: {path} must hold tables [[waiver]], and nothing else.")
    return tuple(_waiver(entry, f"{path}, waiver {number}", known) for number, entry in enumerate(entries, 1))


def _waiver(entry: Mapping[str, Any], where: str, known: Collection[str]) -> Waiver:
    for name in entry:
        if name not in (*_REQUIRED, *_OPTIONAL):
            raise SettingsError(f"{where}: {name!r} is not known; there are {', '.join((*_REQUIRED, *_OPTIONAL))}.")
    for name in (*_REQUIRED, *_OPTIONAL):
        value = entry.get(name, "" if name in _REQUIRED else "*")
        if name == "until":
            if isinstance(value, datetime) or not isinstance(value, date):
                raise SettingsError(f"{where}: until must be a date without quotes, such as 2027-01-31.")
        elif not isinstance(value, str) or not value.strip():
            raise SettingsError(f"{where}: {name} must be a text that is not empty.")
    if entry["requirement"] not in known:
        raise SettingsError(f"{where}: there is no requirement {entry['requirement']!r}; CATALOGUE.md lists them.")
    return Waiver(**entry)


@dataclass(frozen=True)
class Excuses:
    """What does not count against the gate of a run.

    Attributes:
        waivers: what the user waived.
        today: the day of the run.
        known: tells of a finding of an item whether the baseline has it, and says so in words; "" where it does not.
    """

    waivers: tuple[Waiver, ...] = ()
    today: date = date.min
    known: Callable[[ItemResult, JudgedFinding], str] = lambda _, __: ""

    def applied(self, result: ItemResult) -> ItemResult:
        """Return a result with the findings marked that are excused; one of which all are is WAIVED.

        An error of ours has no finding, so nothing excuses it.
        """
        reasons = [self._reason(result, judged) for judged in result.findings]
        if result.outcome not in VIOLATED.values() or not any(reasons):
            return result
        findings = tuple(
            replace(one, waived=bool(reason)) for one, reason in zip(result.findings, reasons, strict=True)
        )
        if not all(reasons):
            return replace(result, findings=findings)
        return replace(result, outcome=Outcome.WAIVED, findings=findings, reason="; ".join(dict.fromkeys(reasons)))

    def _reason(self, result: ItemResult, judged: JudgedFinding) -> str:
        holding = (one for one in self.waivers if one.until >= self.today and _excuses(one, result, judged))
        waiver = next(holding, None)
        return f"waived until {waiver.until}: {waiver.reason}" if waiver else self.known(result, judged)

    def stale(
        self, results: Iterable[ItemResult], possible: Iterable[tuple[str, str]], selected: Collection[tuple[str, str]]
    ) -> tuple[str, ...]:
        """Return a sentence about each waiver that expired, matches nothing, or is no longer needed.

        Args:
            results: what was judged, waivers applied.
            possible: (requirement, conversation) of all items that a full run has.
            selected: those that this run has; a waiver for others is not judged by it.
        """
        items, pairs = tuple(results), tuple(possible)
        sentences = (self._stale(waiver, items, pairs, selected) for waiver in self.waivers)
        return tuple(sentence for sentence in sentences if sentence)

    def _stale(
        self,
        waiver: Waiver,
        results: Sequence[ItemResult],
        possible: Sequence[tuple[str, str]],
        selected: Collection[tuple[str, str]],
    ) -> str:
        if waiver.until < self.today:
            return f"The waiver of {waiver} ended on {waiver.until}: repair what it is about, or give it another day."
        own = [one for one in results if waiver.covers(one.requirement, one.conversation)]
        covered = [pair for pair in possible if waiver.covers(*pair)]
        if not own and not covered:
            return f"The waiver of {waiver} matches nothing that a run judges: is the pattern right?"
        if any(_excuses(waiver, one, judged) for one in own for judged in one.findings):
            return ""
        judged_all = all(pair in selected for pair in covered) and any(one.outcome in JUDGED for one in own)
        settled = not any(one.outcome in {Outcome.INCONCLUSIVE, Outcome.ERRORED, Outcome.BLOCKED} for one in own)
        return f"The waiver of {waiver} is no longer needed: take it out." if judged_all and settled else ""


def _excuses(waiver: Waiver, result: ItemResult, judged: JudgedFinding) -> bool:
    return waiver.covers(result.requirement, result.conversation) and waiver.kind in {"", judged.finding.kind}


def waivers_as_toml(waivers: Iterable[Waiver]) -> str:
    """Write waivers as `read_waivers` reads them."""
    return "\n".join("".join(_lines(waiver)) for waiver in waivers)


def _lines(waiver: Waiver) -> Iterator[str]:
    yield "[[waiver]]\n"
    for name in (*_REQUIRED, *_OPTIONAL):
        value = getattr(waiver, name)
        if value and not (name == "conversation" and value == "*"):
            yield f"{name} = {value if name == 'until' else _quoted(value)}\n"


def _quoted(text: str) -> str:
    """Write a basic string of TOML 1.0: as JSON does, but that DEL is escaped, too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")

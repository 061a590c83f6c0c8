"""Renders what became of the reported defects: as text, as Markdown, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from conformance.requirements.field_defects import Detect
from conformance.selftest.proof.recalled import (
    Recalled,
    Score,
    Stage,
    Tally,
    Trial,
    by_area,
    defects_of,
    left_alone,
    legal_of,
    scores,
    tally,
)

_HEADINGS = ("area", "classes", "found", "recorded only", "missed", *Stage)
_MEANINGS = {
    Detect.DETERMINISTIC: "one request shows it",
    Detect.PROBABLE: "depends on the model, on time or on repetition",
    Detect.SETUP: "needs a set-up",
}


def as_text(recalled: Sequence[Recalled]) -> str:
    """Return columns for a terminal, then everything that needs words."""
    rows = [_HEADINGS, *_rows(recalled)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", *_shares(recalled), "", *_words(recalled)]) + "\n"


def as_markdown(recalled: Sequence[Recalled]) -> str:
    """Return the same with a table in Markdown."""
    lines = [_line(_HEADINGS), _line(["---", *["--:"] * (len(_HEADINGS) - 1)]), *map(_line, _rows(recalled))]
    shares = [f"- {line}" for line in _shares(recalled)]
    return "\n".join([*lines, "", *shares, "", *(f"- {line}" for line in _words(recalled))]) + "\n"


def as_json(recalled: Sequence[Recalled]) -> str:
    """Return every class with what its endpoints came to, and the shares."""
    document = {
        "classes": [_class(one) for one in recalled],
        "shares": {detect: {"found": score.found, "of": score.total} for detect, score in scores(recalled).items()},
        "left_alone": {"found": left_alone(recalled).found, "of": left_alone(recalled).total},
    }
    return json.dumps(document, indent=2) + "\n"


def _class(one: Recalled) -> dict[str, Any]:
    return {
        "area": one.defect.area,
        "name": one.defect.name,
        "surface": one.defect.surface,
        "detect": one.defect.detect,
        "found": one.found,
        "depth": one.stage,
        "missed_because": one.why_missed,
        "setup": one.defect.setup,
        "endpoints": [_trial(trial) for trial in one.trials],
        "reports": [report.source for report in one.defect.reports],
    }


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "endpoint": trial.endpoint,
        "depth": trial.stage,
        "failed": sorted(trial.failed),
        "warned": sorted(trial.warned),
        "recorded": sorted(trial.recorded),
    }


def _rows(recalled: Sequence[Recalled]) -> Iterator[tuple[str, ...]]:
    for area, counted in by_area(recalled).items():
        yield _row(area, counted)
    yield _row("all", tally(recalled))


def _row(name: str, counted: Tally) -> tuple[str, ...]:
    numbers = (counted.classes, counted.found, counted.recorded, counted.missed)
    return (name, *map(str, numbers), *(str(counted.stages[stage]) for stage in Stage))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shares(recalled: Sequence[Recalled]) -> Iterator[str]:
    for detect, score in scores(recalled).items():
        recorded = sum(one.only_recorded for one in defects_of(recalled) if one.defect.detect is detect)
        yield f"{detect} {score}, {recorded} of them recorded only: {_MEANINGS[detect]}"
    yield f"legal, left alone: {left_alone(recalled)}"
    defects = defects_of(recalled)
    behind = sum(len(one.defect.reports) for one in defects if one.found)
    yield f"reports behind the classes that are found: {Score(behind, sum(len(o.defect.reports) for o in defects))}"


def _words(recalled: Sequence[Recalled]) -> Iterator[str]:
    """Say why classes are missed, which set-up shows the others, and what is told of what is legal."""
    for one in defects_of(recalled):
        if not one.found:
            yield f"missed: {one.defect} ({one.defect.detect}): {one.why_missed}"
    for one in defects_of(recalled):
        if one.found and one.defect.setup:
            yield f"set-up: {one.defect} ({one.stage}): {one.defect.setup}"
    for one in defects_of(recalled):
        if one.only_recorded:
            told = sorted({id_ for trial in one.trials if not trial.violated for id_ in trial.recorded})
            yield f"recorded only: {one.defect}: {', '.join(told)}"
    for one in legal_of(recalled):
        told = sorted({id_ for trial in one.trials for id_ in trial.warned | trial.recorded})
        note = f", with a note of {', '.join(told)}" if told else ""
        yield f"legal: {one.defect}: {_verdict(one)}{note}"


def _verdict(one: Recalled) -> str:
    if not one.trials:
        return "no endpoint of ours behaves so"
    if one.errors:
        return f"an error of our own: {'; '.join(one.errors)}"
    return f"FAILED {', '.join(sorted(one.accused))}" if one.accused else "not failed"

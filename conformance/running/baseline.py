"""The run to compare with: a report that the user names, or the last one on the same target."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conformance.conversations.registry import all_conversations
from conformance.model.report import ItemResult, JudgedFinding, Report
from conformance.properties.example import property_of
from conformance.report.as_comparison import caution, sections, summary, where
from conformance.report.compare import Comparison, compare, is_known
from conformance.report.judgement import Judgement, judgement_of, read_judgement
from conformance.report.reading import REPORT, UnreadableReportError
from conformance.running.options import SettingsError
from conformance.running.report_directory import earlier_files

LAST = "last"
"""In place of a path: the newest report on the same target beside the one that is written."""
_KNOWN = "known: the baseline has it"
_SHOWN = 8


def read_baseline(given: str | None, directory: Path, target: str) -> Judgement | None:
    """Return the run to compare with, or None where none was asked for, or there is no last one yet.

    Args:
        given: value of `--target-baseline`.
        directory: the report directory of this run.
        target: the target as named.

    Raises:
        SettingsError: the file that was named is no report.
    """
    if given is None:
        return None
    if given != LAST:
        try:
            return read_judgement(Path(given))
        except UnreadableReportError as problem:
            raise SettingsError(f"--target-baseline: {problem}") from None
    return _last(directory, target)


def _last(directory: Path, target: str) -> Judgement | None:
    for path in earlier_files(directory, REPORT):
        try:
            judgement = read_judgement(path)
        except UnreadableReportError:  # a run of an older suite, or one that ended before it was written
            continue
        if judgement.target == target:
            return judgement
    return None


def known_in(baseline: Judgement | None) -> Callable[[ItemResult, JudgedFinding], str]:
    """Return what tells of a finding that the baseline has it."""

    def known(result: ItemResult, judged: JudgedFinding) -> str:
        if baseline is None:
            return ""
        is_listed = result.conversation in all_conversations()
        name = result.conversation if is_listed else property_of(result.conversation)
        return _KNOWN if is_known(baseline, result.requirement, name, judged.finding.kind) else ""

    return known


def compared(baseline: Judgement | None, report: Report) -> tuple[str, ...]:
    """Return sentences about what changed since the baseline; none where there is no baseline."""
    if baseline is None:
        return ()
    comparison = compare(baseline, judgement_of(report))
    first = f"Beside the run of {baseline.start}: {summary(comparison)}."
    return (first, *filter(None, (caution(comparison),)), *_told(comparison))


def _told(comparison: Comparison) -> list[str]:
    told = []
    for name, heading, changes in sections(comparison):
        if changes and name in {"worse", "better", "stale"}:
            shown = "; ".join(f"{one.requirement} {where(one)}".strip() for one in changes[:_SHOWN])
            more = f" and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
            told.append(f"{heading}: {shown}{more}.")
    return told

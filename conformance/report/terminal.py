"""The summary at the end of a run, for a tired person: the answer first, then what to repair, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.model.finding import Outcome
from conformance.model.report import Report, Seen, Tier
from conformance.report import digest
from conformance.report.escaping import brief
from conformance.report.segments import (
    EMPTY,
    Line,
    PlainStyle,
    Role,
    Segment,
    Style,
    line,
    paragraph,
    rendered,
)
from conformance.report.standing import JUDGED, ExitCode
from conformance.report.violation import block
from conformance.report.wording import ANSWERS, READING_ORDER, SIGHT, counted, ids

WIDTH = 100
"""Columns of the summary where the terminal does not say."""

_NARROWEST = 40
_NAMED = 12
_GROUPS = 12
_SENTENCES = 2
_TEXT = 300
_TRUTH = {True: Role.GOOD, False: Role.BAD, None: Role.UNSURE}
_OUTCOME = {
    Outcome.PASSED: Role.GOOD,
    Outcome.FAILED: Role.BAD,
    Outcome.ERRORED: Role.BAD,
    Outcome.WARNED: Role.UNSURE,
    Outcome.INCONCLUSIVE: Role.UNSURE,
}
_PLAIN = PlainStyle()


def render(report: Report, *, width: int = WIDTH, paths: Sequence[str] = (), style: Style = _PLAIN) -> str:
    """Return the summary as text; with `PlainStyle` it holds no control character but newlines."""
    return rendered(summary(report, width=width, paths=paths), style)


def summary(report: Report, *, width: int = WIDTH, paths: Sequence[str] = ()) -> list[Line]:
    """Return the summary as lines of segments.

    Args:
        report: what to tell.
        width: columns to wrap at; only `curl` lines, which are there to be copied, run on.
        paths: files that the run wrote.
    """
    width = max(width, _NARROWEST)
    findings = (
        _tiers(report, width),
        _sight(report, width),
        _families(report, width),
        _violations(report, width),
        _lesser(report, width),
        _unsupported(report, width),
        _not_judged(report, width),
        _searches(report, width),
        _comparison(report, width),
    )
    sections = (
        _head(report, width),
        *(() if _ended_before_judging(report) else findings),
        _problems(report, width),
        _paths(paths, width),
        _gate(report, width),
    )
    written = [list(section) for section in sections]
    return [piece for section in written if section for piece in (*section, EMPTY)][:-1]


def _ended_before_judging(report: Report) -> bool:
    """Tell whether the one thing to say is why nothing was sent; that all else is unknown would bury it."""
    judged = any(result.outcome in JUDGED for result in report.requirements)
    return not judged and report.exit_code in {ExitCode.USAGE, ExitCode.TARGET_NOT_REACHED}


def _head(report: Report, width: int) -> Iterator[Line]:
    target = f"{brief(report.target, _TEXT)}, model {brief(report.model, _TEXT)}"
    yield from paragraph(target, width, role=Role.HEADING)
    edition, version = brief(report.edition, _TEXT), brief(report.suite_version, _TEXT)
    profile = f"profile {brief(report.profile, _TEXT)}, edition {edition}, eyechart {version}"
    yield from paragraph(profile, width, role=Role.QUIET)
    yield from paragraph(digest.cost(report), width, role=Role.QUIET)
    for change, names in digest.changes(report).items():
        listed = ", ".join(brief(name, _TEXT) for name in names)
        yield from paragraph(f"the profile says {brief(change, _TEXT)} for {listed}", width, role=Role.QUIET)


def _tiers(report: Report, width: int) -> Iterator[Line]:
    for tier in Tier:
        value = report.tiers.get(tier)
        first = line(f"{tier.value:<15}", Segment(f"{ANSWERS[value]:<13}", _TRUTH[value]))
        yield from paragraph(brief(report.reasons.get(tier.value, ""), _TEXT), width, first=first, indent=28)
    broken = digest.broken_clients(report)
    if broken:
        yield from paragraph(", ".join(broken), width, first=line(f"{'breaks':<15}"), indent=15, role=Role.BAD)


def _sight(report: Report, width: int) -> Iterator[Line]:
    sight = report.sight
    role = {Seen.SEEN: Role.GOOD, Seen.NOT_SEEN: Role.BAD, Seen.CANNOT_TELL: Role.UNSURE}[sight.verdict]
    first = line(f"{'pictures':<15}", Segment(f"{SIGHT[sight.verdict]:<13}", role))
    more = len(sight.evidence) - _SENTENCES
    told = " ".join(sight.evidence[:_SENTENCES]) + (f" And {more} more, see the report." if more > 0 else "")
    yield from paragraph(brief(told, _TEXT * 2), width, first=first, indent=28)


def _families(report: Report, width: int) -> Iterator[Line]:
    counts = digest.families(report)
    present = [outcome for outcome in READING_ORDER if any(outcome in family for family in counts.values())]
    digits = max((len(str(number)) for family in counts.values() for number in family.values()), default=1)
    cells = {outcome: digits + 1 + len(outcome) for outcome in present}
    label = max(map(len, counts), default=0)
    # Columns line up while they fit; otherwise each family names only what it has.
    aligned = label + sum(2 + size for size in cells.values()) <= width
    for family, numbers in counts.items():
        pieces: list[str | Segment] = [f"{family:<{label}}"]
        for outcome in present:
            if outcome in numbers:
                text = f"{numbers[outcome]:>{digits if aligned else 1}} {outcome}"
                pieces += ["  ", Segment(text.ljust(cells[outcome]) if aligned else text, _role(outcome))]
            elif aligned:
                pieces.append(" " * (2 + cells[outcome]))
        yield line(*pieces)


def _role(outcome: Outcome) -> Role:
    return _OUTCOME.get(outcome, Role.QUIET)


def _violations(report: Report, width: int) -> Iterator[Line]:
    results = digest.violations(report)
    if not results:
        return
    heading = f"{counted(len(results), 'requirement')} violated"
    hint = "(curl lines are run in the directory of the report)" if report.reproductions else ""
    yield from paragraph(hint, width, first=line(Segment(heading, Role.HEADING), " "), role=Role.QUIET)
    for result in results:
        yield EMPTY
        yield from block(report, result, width)


def _lesser(report: Report, width: int) -> Iterator[Line]:
    """Name what was only recorded, and what was waived."""
    for label, results in (("recorded only (MAY)", digest.recorded(report)), ("waived", digest.waived(report))):
        if results:
            names = ids([result.requirement.id for result in results])
            yield from paragraph(f"{label}: {len(results)}: {names}", width, role=Role.QUIET)


def _unsupported(report: Report, width: int) -> Iterator[Line]:
    if report.unsupported:
        yield line(Segment("not supported by the target", Role.HEADING))
    for feature, words in report.unsupported.items():
        yield from paragraph(brief(words, _TEXT), width, first=line(f"  {brief(feature, _NARROWEST)}: "), indent=4)


def _not_judged(report: Report, width: int) -> Iterator[Line]:
    groups = digest.by_reason(report.not_judged)
    if groups:
        yield line(
            Segment(f"{counted(len(report.not_judged), 'requirement')} not judged, or not in full", Role.HEADING)
        )
    for reason, names in groups[:_GROUPS]:
        text = f"{len(names)}: {brief(reason, _TEXT)} ({ids(names, _NAMED)})"
        yield from paragraph(text, width, first=line("  "), indent=4)
    if len(groups) > _GROUPS:
        yield line(f"  and {counted(len(groups) - _GROUPS, 'more reason')}, see the report")


def _searches(report: Report, width: int) -> Iterator[Line]:
    sentences = digest.searches(report)
    if sentences:
        yield line(Segment("searches", Role.HEADING))
    for sentence in sentences:
        yield from paragraph(brief(sentence, _TEXT), width, first=line("  "), indent=4)


def _comparison(report: Report, width: int) -> Iterator[Line]:
    if report.comparison:
        yield line(Segment("beside the baseline", Role.HEADING))
    for sentence in report.comparison:
        yield from paragraph(brief(sentence, _TEXT * 2), width, first=line("  "), indent=4)


def _problems(report: Report, width: int) -> Iterator[Line]:
    if report.problems:
        yield line(Segment("problems", Role.HEADING))
    for problem in report.problems[:_GROUPS]:
        yield from paragraph(brief(problem, _TEXT), width, first=line("  "), indent=4, role=Role.BAD)
    if len(report.problems) > _GROUPS:
        yield line(f"  and {counted(len(report.problems) - _GROUPS, 'more problem')}, see the report")


def _paths(paths: Sequence[str], width: int) -> Iterator[Line]:
    """Name the first file in full, to be opened by a click, and those beside it by their names."""
    if not paths:
        return
    first, *others = paths
    yield from paragraph(brief(first, _TEXT), width, first=line("written: "), indent=9, role=Role.QUIET)
    beside = [path.removeprefix(first.removesuffix(_name(first))) for path in others]
    if beside:
        text = f"and beside it {', '.join(beside)}"
        yield from paragraph(brief(text, _TEXT), width, first=line(" " * 9), indent=9, role=Role.QUIET)


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _gate(report: Report, width: int) -> Iterator[Line]:
    text = brief(digest.gate_line(report), _TEXT * 2)
    yield from paragraph(text, width, role=_TRUTH[False if report.exit_code else report.gate_reached])

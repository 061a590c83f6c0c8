"""One violated requirement in the terminal: what, why it matters, where, who suffers, how to see it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.model.report import JudgedFinding, Report, RequirementResult
from conformance.model.requirement import Break, Level
from conformance.report import digest
from conformance.report.escaping import brief
from conformance.report.segments import Line, Role, Segment, line, paragraph
from conformance.report.wording import counted

_KINDS = 4
_VALUE = 200
_INDENT = 8
_LABEL = 10


def block(report: Report, result: RequirementResult, width: int) -> Iterator[Line]:
    """Yield the lines of one violated requirement."""
    row, findings = result.requirement, digest.live(result)
    level = Segment(f"{result.level:<6}", Role.BAD if result.level is Level.MUST else Role.UNSURE)
    name = line(level, "  ", Segment(f"{row.id}  ", Role.HEADING))
    yield from paragraph(brief(row.title, _VALUE), width, first=name, indent=_INDENT, role=Role.HEADING)
    clause = f"{brief(row.clause.source, _VALUE)}  {brief(row.clause.link, _VALUE)}"
    yield from paragraph(clause, width, indent=_INDENT, role=Role.QUIET)
    for judged in findings[:_KINDS]:
        yield from _finding(judged, result, width)
    if len(findings) > _KINDS:
        yield line(" " * _INDENT, f"and {counted(len(findings) - _KINDS, 'more finding')}, see the report")
    reproduction = digest.reproduction_of(report, findings)
    if reproduction:
        yield line(" " * _INDENT, reproduction.curl)


def _finding(judged: JudgedFinding, result: RequirementResult, width: int) -> Iterator[Line]:
    finding = judged.finding
    message = f"{brief(finding.kind, _VALUE)}: {brief(finding.message, _VALUE)} ({digest.shown_by(judged, result)})"
    yield from paragraph(message, width, indent=_INDENT)
    for label, text in (("expected", finding.expected), ("actual", finding.actual), ("at", where(judged))):
        if text:
            yield from _labelled(label, brief(text, _VALUE), width)
    for how, clients in grouped_breaks(judged.breaks).items():
        yield from _labelled("breaks", f"{', '.join(clients)}: {brief(how, _VALUE)}", width)


def _labelled(label: str, text: str, width: int) -> Iterable[Line]:
    first = line(" " * (_INDENT + 2), Segment(f"{label:<{_LABEL}}", Role.QUIET))
    return paragraph(text, width, first=first, indent=_INDENT + 2 + _LABEL)


def where(judged: JudgedFinding) -> str:
    """Say where in which exchange the finding shows: the place, and the first exchange."""
    finding = judged.finding
    exchange = f"in {finding.exchanges[0]}" if finding.exchanges else ""
    return ", ".join(filter(None, (str(finding.place), exchange)))


def grouped_breaks(breaks: Iterable[Break]) -> dict[str, list[str]]:
    """Group clients by how they break: words with their source -> clients."""
    groups: dict[str, list[str]] = {}
    for broken in breaks:
        how = f"{broken.how} ({broken.source})" if broken.source else broken.how
        groups.setdefault(how, []).append(broken.client.value)
    return groups

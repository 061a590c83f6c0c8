"""The report for people, to be read in a browser or pasted into an issue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from conformance.model.report import JudgedFinding, Report, RequirementResult, Tier
from conformance.report import digest
from conformance.report.as_json import timestamp
from conformance.report.escaping import markdown as text
from conformance.report.escaping import markdown_cell as cell
from conformance.report.escaping import markdown_code as code
from conformance.report.escaping import printable
from conformance.report.fitting import Block, fitted
from conformance.report.violation import grouped_breaks, where
from conformance.report.wording import ANSWERS, READING_ORDER, SIGHT, counted

_MOST_FINDINGS = 8
_MOST_SENTENCES = 30


def render(report: Report) -> str:
    """Return `report.md`; text of the target stands in code spans or escaped, so it never becomes markup.

    It fits a comment on a pull request: of a long report the most important parts are kept, and the rest is named.
    """
    return fitted(list(_blocks(report)))


def _blocks(report: Report) -> Iterator[Block]:
    yield _block(0, "table of the run", _head(report))
    yield _block(0, "table of tiers", _tiers(report))
    yield _block(2, "section on pictures", _sight(report))
    yield _block(4, "table of families", _families(report))
    yield from _violations(report)
    yield _block(6, "list of what is recorded or waived", _recorded(report))
    refusals = _pairs("Not supported by the target", ("Feature", "The target's words"), report.unsupported)
    yield _block(6, "table of what the target does not support", refusals)
    yield _block(6, "table of what was not judged", _not_judged(report))
    yield _block(6, "list of searches", _searches(report))
    changes = _pairs("Levels that the profile changes", ("Requirement", "Change"), report.overrides)
    yield _block(7, "table of changed levels", changes)
    members = _pairs("Members that the specification does not know", ("Member", "Seen"), report.extra_members)
    yield _block(7, "table of unknown members", members)
    yield _block(3, "comparison", _sentences("Beside the baseline", report.comparison))
    yield _block(1, "list of problems", _sentences("Problems", report.problems))
    yield _block(0, "gate", _gate(report))


def _block(rank: int, name: str, lines: Iterable[str]) -> Block:
    return Block(tuple(lines), name, rank)


def link(words: str, address: str) -> str:
    """Link words to an address of the web; another address is shown and not linked."""
    if not re.match(r"https?://", address):
        return f"{text(words)} {text(address)}".strip()
    safe = quote(address, safe="/:?#[]@!$&'()*+,;=%~", errors="replace")
    return f"[{text(words)}](<{safe}>)"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Return the lines of a table, and an empty one; what the cells hold is escaped already."""
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _head(report: Report) -> Iterator[str]:
    yield f"# Eyechart: {report.verdict}"
    yield ""
    changes = digest.changes(report)
    rows = [
        ("Target", cell(report.target)),
        ("Model", cell(report.model)),
        ("Profile", text(report.profile)),
        ("Edition", text(report.edition)),
        ("Suite", text(report.suite_version)),
        ("Start", timestamp(report.started_at)),
        ("Cost", text(digest.cost(report))),
        *((f"The profile says {text(change)} for", ", ".join(map(text, names))) for change, names in changes.items()),
        *((f"Option {text(name)}", cell(str(value))) for name, value in sorted(report.options.items())),
    ]
    yield from table(("Run", ""), rows)


def _tiers(report: Report) -> Iterator[str]:
    rows = ((tier, ANSWERS[report.tiers.get(tier)], text(report.reasons.get(tier, ""))) for tier in Tier)
    yield from table(("Tier", "Reached", "Why"), rows)
    broken = digest.broken_clients(report)
    if broken:
        yield f"**Breaks:** {text(', '.join(broken))}"
        yield ""


def _sight(report: Report) -> Iterator[str]:
    yield f"**Pictures: {SIGHT[report.sight.verdict]}.**"
    yield ""
    if report.sight.evidence:
        yield from (f"- {text(sentence)}" for sentence in report.sight.evidence)
        yield ""


def _families(report: Report) -> Iterator[str]:
    families = digest.families(report)
    present = [outcome for outcome in READING_ORDER if any(outcome in counts for counts in families.values())]
    rows = ((text(name), *(str(counts[outcome] or "") for outcome in present)) for name, counts in families.items())
    if families:
        yield from table(("Family", *present), rows)


def _violations(report: Report) -> Iterator[Block]:
    results = digest.violations(report)
    if results:
        yield _block(0, "", (f"## {counted(len(results), 'requirement')} violated", ""))
    for result in results:
        yield _block(5, "violation", _violation(report, result))


def _violation(report: Report, result: RequirementResult) -> Iterator[str]:
    row, findings = result.requirement, digest.live(result)
    yield f"### {result.level} {text(row.id)}: {text(row.title)}"
    yield ""
    yield f"{link(row.clause.source, row.clause.link)}. {text(row.text)}"
    yield ""
    for judged in findings[:_MOST_FINDINGS]:
        yield from _finding(judged, result)
    if len(findings) > _MOST_FINDINGS:
        yield f"- and {counted(len(findings) - _MOST_FINDINGS, 'more finding')}, see report.html"
    yield ""
    reproduction = digest.reproduction_of(report, findings)
    if reproduction:
        # One line that begins with a letter cannot close the fence, whatever it holds.
        yield "```sh"
        yield printable(reproduction.curl)
        yield "```"
        yield ""


def _finding(judged: JudgedFinding, result: RequirementResult) -> Iterator[str]:
    finding = judged.finding
    yield f"- {code(finding.kind)}: {text(finding.message)} ({digest.shown_by(judged, result)})"
    for label, words in (("expected", finding.expected), ("actual", finding.actual), ("at", where(judged))):
        if words:
            yield f"  - {label}: {code(words)}"
    for how, clients in grouped_breaks(judged.breaks).items():
        yield f"  - breaks {', '.join(clients)}: {text(how)}"


def _recorded(report: Report) -> Iterator[str]:
    for heading, results in (("Recorded only (MAY)", digest.recorded(report)), ("Waived", digest.waived(report))):
        if results:
            yield f"## {heading}"
            yield ""
            yield from (f"- {text(result.requirement.id)}: {text(result.requirement.title)}" for result in results)
            yield ""


def _pairs(heading: str, header: tuple[str, str], members: Mapping[str, object]) -> Iterator[str]:
    if members:
        yield f"## {heading}"
        yield ""
        yield from table(header, ((cell(name), text(str(value))) for name, value in sorted(members.items())))


def _not_judged(report: Report) -> Iterator[str]:
    groups = digest.by_reason(report.not_judged)
    if groups:
        yield "## Not judged, or not in full"
        yield ""
        rows = ((text(reason), str(len(names)), ", ".join(map(text, names))) for reason, names in groups)
        yield from table(("Why", "Requirements", "Ids"), rows)


def _searches(report: Report) -> Iterator[str]:
    sentences = digest.searches(report)
    if sentences:
        yield "## Searches by generated requests"
        yield ""
        yield from (f"- {text(sentence)}" for sentence in sentences)
        yield ""


def _sentences(heading: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield f"## {heading}"
        yield ""
        yield from (f"- {text(sentence)}" for sentence in sentences[:_MOST_SENTENCES])
        if len(sentences) > _MOST_SENTENCES:
            yield f"- and {len(sentences) - _MOST_SENTENCES:,} more, see report.html"
        yield ""


def _gate(report: Report) -> Iterator[str]:
    yield "## Gate"
    yield ""
    yield text(digest.gate_line(report))

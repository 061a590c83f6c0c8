"""The matrix of reports in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.report.as_markdown import table
from conformance.report.escaping import markdown
from conformance.report.matrix import Family, families, in_front, passages, total
from conformance.report.matrix_words import (
    GATEWAYS,
    HEADING,
    HOW_TO_READ,
    caution,
    cell_words,
    facts,
    heading_of,
    names_at,
    names_of,
    summary_of,
    violator,
)
from conformance.report.reading import Sheet


def render(sheets: Sequence[Sheet], *, edition: str) -> str:
    """Return the matrix; text of the reports is escaped, so that it never becomes markup.

    Args:
        sheets: the reports, in the order of the columns.
        edition: the newest edition; reports about another are named as such.
    """
    lines = families(sheets)
    sections = (_head(sheets, edition), _matrix(sheets, lines), _gateways(sheets), _details(sheets, lines))
    return "\n".join(line for section in sections for line in section).rstrip("\n") + "\n"


def _head(sheets: Sequence[Sheet], edition: str) -> Iterator[str]:
    yield f"# {HEADING}"
    yield ""
    yield markdown(HOW_TO_READ)
    yield ""
    for sheet in sheets:
        if sheet.about:
            yield f"- {markdown(sheet.name)}: {markdown(sheet.about)}."
    yield ""
    rows = ((label, *map(markdown, values)) for label, values in facts(sheets, edition))
    yield from table(("", *(markdown(sheet.name) for sheet in sheets)), rows)


def _matrix(sheets: Sequence[Sheet], lines: Sequence[Family]) -> Iterator[str]:
    yield "## Matrix"
    yield ""
    header = ("Family", *(markdown(sheet.name) for sheet in sheets), "Fewest", "Most")
    rows = (
        (
            markdown(line.name),
            *(markdown(cell_words(cell)) for cell in line.cells),
            markdown(names_at(line.best, sheets)),
            markdown(names_at(line.worst, sheets)),
        )
        for line in (total(sheets), *lines)
    )
    yield from table(header, rows)


def _gateways(sheets: Sequence[Sheet]) -> Iterator[str]:
    pairs = in_front(sheets)
    if pairs:
        yield f"## {GATEWAYS}"
        yield ""
    for gateway, behind in pairs:
        yield f"### {markdown(gateway.name)} in front of {markdown(behind.name)}"
        yield ""
        told = caution(gateway, behind)
        yield from (markdown(told), "") if told else ()
        for passage, rows in passages(gateway, behind).items():
            yield f"- {passage} ({len(rows)}): {', '.join(map(markdown, names_of(rows)))}"
        yield ""


def _details(sheets: Sequence[Sheet], lines: Sequence[Family]) -> Iterator[str]:
    yield "## Violated requirements"
    yield ""
    for line in lines:
        if line.violations:
            yield f"### {markdown(line.name)}: {summary_of(line.violations)}"
            yield ""
        for violation in line.violations:
            yield f"- {markdown(heading_of(violation))}"
            yield from (f"  - {markdown(violator(sheets[position], row))}" for position, row in violation.rows)
        if line.violations:
            yield ""

"""The matrix of reports as one HTML page that needs nothing else: no script, no font, no address.

What can be unfolded is a `<details>`, which the keyboard opens; what scrolls can be focused. Colours only repeat what
the words say, and follow the reader's choice of light or dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conformance.model.finding import Outcome
from conformance.model.requirement import Level
from conformance.report.escaping import markup
from conformance.report.matrix import Cell, Family, Violation, families, in_front, passages, total
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

_STYLE = """
:root { color-scheme: light dark; --line: #8886; }
:root { --must: #b3261e33; --should: #b26a0033; --met: #2e7d3233; --open: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 100rem; padding: 1rem 1.5rem 4rem; }
.scroll { overflow-x: auto; margin: 1rem 0; }
.scroll:focus-visible, summary:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; min-width: 6.5rem; }
th, td { text-align: left; vertical-align: top; }
th[scope=row] { position: sticky; left: 0; background: Canvas; min-width: 9rem; }
td.must { background: var(--must); } td.should { background: var(--should); }
td.met { background: var(--met); } td.open { background: var(--open); }
details { margin: .3rem 0; } summary { cursor: pointer; padding: .2rem 0; }
details details, .inside { margin-left: 1.25rem; }
"""


def render(sheets: Sequence[Sheet], *, edition: str) -> str:
    """Return the page; text of the reports is escaped, so that it never becomes markup.

    Args:
        sheets: the reports, in the order of the columns.
        edition: the newest edition; reports about another are named as such.
    """
    lines = families(sheets)
    body = (_head(sheets, edition), _matrix(sheets, lines), _gateways(sheets), _details(sheets, lines))
    return "\n".join((*_opening(), *(line for section in body for line in section), "</main></body></html>")) + "\n"


def _opening() -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Eyechart: {markup(HEADING)}</title>"
    yield f"<style>{_STYLE}</style></head>"
    yield f"<body><main><h1>{markup(HEADING)}</h1>"


def _head(sheets: Sequence[Sheet], edition: str) -> Iterator[str]:
    yield f"<p>{markup(HOW_TO_READ)}</p>"
    described = [sheet for sheet in sheets if sheet.about]
    if described:
        yield from _list(f"<b>{markup(sheet.name)}</b>: {markup(sheet.about)}." for sheet in described)
    rows = ((label, [f"<td>{markup(value)}</td>" for value in values]) for label, values in facts(sheets, edition))
    yield from _table("Runs", ("", *(sheet.name for sheet in sheets)), rows)


def _matrix(sheets: Sequence[Sheet], lines: Sequence[Family]) -> Iterator[str]:
    yield "<h2>Matrix</h2>"
    rows = ((line.name, [*map(_cell, line.cells), *_extremes(line, sheets)]) for line in (total(sheets), *lines))
    header = ("Family", *(sheet.name for sheet in sheets), "Fewest", "Most")
    yield from _table("Families of requirements by server", header, rows)


def _extremes(line: Family, sheets: Sequence[Sheet]) -> Iterator[str]:
    return (f"<td>{markup(names_at(positions, sheets))}</td>" for positions in (line.best, line.worst))


def _table(caption: str, header: Sequence[str], rows: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    yield f'<div class="scroll" role="region" aria-label="{markup(caption)}" tabindex="0"><table><thead><tr>'
    yield "".join(f'<th scope="col">{markup(words) if words else ""}</th>' for words in header)
    yield "</tr></thead><tbody>"
    yield from (f'<tr><th scope="row">{markup(label)}</th>{"".join(cells)}</tr>' for label, cells in rows)
    yield "</tbody></table></div>"


def _cell(cell: Cell) -> str:
    return f'<td class="{_colour(cell)}">{markup(cell_words(cell))}</td>'


def _colour(cell: Cell) -> str:
    if cell.violated[Level.MUST] or cell.worst is Outcome.ERRORED:
        return "must"
    if cell.violated:
        return "should"
    return "met" if cell.judged and not cell.left_open else "open"


def _gateways(sheets: Sequence[Sheet]) -> Iterator[str]:
    pairs = in_front(sheets)
    if pairs:
        yield f"<h2>{markup(GATEWAYS)}</h2>"
    for gateway, behind in pairs:
        yield f"<h3>{markup(gateway.name)} in front of {markup(behind.name)}</h3>"
        told = caution(gateway, behind)
        yield from (f"<p>{markup(told)}</p>",) if told else ()
        for passage, rows in passages(gateway, behind).items():
            words = ", ".join(map(markup, names_of(rows)))
            yield f'<details><summary>{passage}: {len(rows)}</summary><p class="inside">{words}</p></details>'


def _details(sheets: Sequence[Sheet], lines: Sequence[Family]) -> Iterator[str]:
    yield "<h2>Violated requirements</h2>"
    for line in lines:
        if line.violations:
            yield f"<details><summary>{markup(line.name)}: {summary_of(line.violations)}</summary>"
            for violation in line.violations:
                yield from _violation(violation, sheets)
            yield "</details>"


def _violation(violation: Violation, sheets: Sequence[Sheet]) -> Iterator[str]:
    servers = f"{len(violation.rows)} of {len(sheets)}"
    yield f"<details><summary>{markup(heading_of(violation))} ({servers})</summary>"
    yield from _list(markup(violator(sheets[position], row)) for position, row in violation.rows)
    yield "</details>"


def _list(items: Iterable[str]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{item}</li>" for item in items)
    yield "</ul>"

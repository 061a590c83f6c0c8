"""`eyechart explain ID`: what a requirement asks, why, what a violation looks like, and who has suffered from one."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator, Sequence

import conformance.checks
import conformance.relations
from conformance.checks.registry import load
from conformance.commands.command import Command, CommandError
from conformance.endpoints.catalogue import faults
from conformance.model.requirement import Requirement
from conformance.report.escaping import printable, shorten, wrap
from conformance.report.page.pictures import Album
from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.field_defects import DefectClass, load_field_defects
from conformance.running.demonstration import Demonstration, demonstration
from conformance.wire.exchange import Exchange

_WIDTH = 100
_INDENT = "    "
_LONGEST_BODY = 1_200
_REPORTS = 12


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("requirement", metavar="ID", help="such as STREAM-014; CATALOGUE.md lists them all")


def _explain(given: argparse.Namespace, _: Sequence[str]) -> int:
    name = given.requirement.upper()
    row = load_catalogue().get(name)
    if row is None:
        raise CommandError(f"there is no requirement {given.requirement!r}; {_near(name)}.")
    sys.stdout.write("\n".join(_lines(row)) + "\n")
    return 0


def _near(name: str) -> str:
    family = [known for known in load_catalogue() if known.partition("-")[0] == name.partition("-")[0]]
    return f"its family goes from {family[0]} to {family[-1]}" if family else "CATALOGUE.md lists them all"


def _lines(row: Requirement) -> Iterator[str]:
    yield f"{row.id}  {row.level}  {row.title}"
    yield ""
    yield from wrap(row.text, _WIDTH)
    yield f"Clause: {row.clause.source}  {row.clause.link}"
    if row.untestable:
        yield from _paragraph("It is not judged", row.untestable)
    for why in _why(row.id):
        yield from _paragraph("Why", why)
    yield from _kinds(row)
    shown = demonstration(row.id)
    if shown is not None:
        yield from _shown(shown)
    yield from _field(row.id)


def _paragraph(label: str, text: str) -> Iterator[str]:
    yield ""
    yield f"{label}:"
    yield from (f"{_INDENT}{line}" for line in wrap(text, _WIDTH - len(_INDENT)))


def _why(requirement: str) -> list[str]:
    """Return what the docstrings of its checks and relations say, each once.

    Where the expectation of a conversation judges, as with values that must be refused, the text of the row says why.
    """
    checks, relations = load(conformance.checks, conformance.relations)
    judging = [
        *(one.function for one in checks if one.requirement == requirement),
        *(one.function for one in relations if one.requirement == requirement),
    ]
    texts = (" ".join((inspect.getdoc(function) or "").split()) for function in judging)
    return [text for text in dict.fromkeys(texts) if text]


def _kinds(row: Requirement) -> Iterator[str]:
    if row.kinds:
        yield ""
        yield "What is found:"
    for kind, meaning in row.kinds.items():
        yield from wrap(f"{_INDENT}{kind}: {meaning}", _WIDTH)
        for entry in row.breaks.get(kind, ()):
            yield from wrap(f"{_INDENT * 2}breaks {entry.client}: {entry.how}", _WIDTH)


def _shown(shown: Demonstration) -> Iterator[str]:
    yield ""
    yield f"A violation (eyechart serve --fault {shown.fault}; {shown.summary})"
    yield from _exchange(shown.violation)
    yield f"{_INDENT}found: {shown.finding.kind}: {shown.finding.message}"
    yield ""
    yield "A conforming answer to the same request"
    yield from _answer(shown.conforming)


def _exchange(exchange: Exchange) -> Iterator[str]:
    body, _ = Album().shortened(exchange.request.body.decode("utf-8", "backslashreplace"))
    yield f"{_INDENT}> {exchange.request.method} {exchange.request.path}"
    yield f"{_INDENT}> {printable(shorten(body, _LONGEST_BODY))}"
    yield from _answer(exchange)


def _answer(exchange: Exchange) -> Iterator[str]:
    if exchange.status is None:
        yield f"{_INDENT}< no answer: {exchange.transcript.ending}"
        return
    yield f"{_INDENT}< {exchange.status} {exchange.http.header('content-type') or ''}"
    body = shorten(exchange.http.body(1 << 16).decode("utf-8", "backslashreplace"), _LONGEST_BODY)
    yield from (f"{_INDENT}< {printable(line)}" for line in body.split("\n"))


def _field(requirement: str) -> Iterator[str]:
    classes = [one for one in load_field_defects() if _shows(one, requirement)]
    if not classes:
        return
    yield ""
    yield "Seen in the field:"
    reports = [(one, report) for one in classes for report in one.reports]
    yield from (f"{_INDENT}{report.server}: {one.name}  {report.source}" for one, report in reports[:_REPORTS])
    if len(reports) > _REPORTS:
        yield f"{_INDENT}and {len(reports) - _REPORTS} more"


def _shows(one: DefectClass, requirement: str) -> bool:
    names = (name.removeprefix("fault/") for name in one.endpoints if name.startswith("fault/"))
    return any(requirement in faults()[name].ids for name in names if name in faults())


EXPLAIN = Command(
    name="explain",
    summary="say what a requirement asks, why, and what a violation looks like",
    act=_explain,
    declare=_declare,
)

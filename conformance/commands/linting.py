"""`eyechart lint FILE`: judges one captured answer, without an endpoint: `curl -sN ... | eyechart lint -`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from conformance.commands.command import Command, CommandError
from conformance.model.report import ItemResult, JudgedFinding
from conformance.model.requirement import Level
from conformance.report.as_json import finding_object, plain
from conformance.report.escaping import brief
from conformance.report.standing import JUDGED
from conformance.report.wording import counted
from conformance.requirements.catalogue import load_catalogue
from conformance.running.captured import Captured, UnreadableCaptureError, read_capture
from conformance.running.linting import lint
from conformance.running.options import reason_of

_LONGEST = 64 << 20
_TEXT = 240
_VIOLATED = 1


def _declare(parser: argparse.ArgumentParser) -> None:
    forms = "an event stream, a JSON body, either with its header section (curl -i), chunks line by line, or a HAR"
    parser.add_argument("file", metavar="FILE", help=f"{forms}; - for the standard input")
    parser.add_argument("--request", type=Path, metavar="BODY.json", help="body of the request that was sent")
    parser.add_argument("--json", action="store_true", help="print findings as JSON")


def _lint(given: argparse.Namespace, _: Sequence[str]) -> int:
    request = _read(str(given.request)) if given.request else None
    try:
        captured = read_capture(_read(given.file), request)
    except UnreadableCaptureError as problem:
        raise CommandError(f"{given.file} cannot be judged: {problem}") from None
    results = [(one, lint(one)) for one in captured]
    sys.stdout.write(_as_json(results) if given.json else _as_text(results))
    return _VIOLATED if any(_levels(judged) & {Level.MUST} for _, judged in results) else 0


def _read(name: str) -> bytes:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_LONGEST + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_LONGEST + 1)
    except OSError as problem:
        raise CommandError(f"{name} cannot be read: {reason_of(problem)}.") from None
    if len(data) > _LONGEST:
        raise CommandError(f"{name} is longer than {_LONGEST >> 20} MiB.")
    return data


def _levels(results: Sequence[ItemResult]) -> set[Level]:
    return {judged.level for result in results for judged in result.findings}


def _as_text(results: Sequence[tuple[Captured, Sequence[ItemResult]]]) -> str:
    lines = [line for captured, judged in results for line in _told(captured, judged)]
    return "\n".join(lines) + "\n"


def _told(captured: Captured, results: Sequence[ItemResult]) -> Iterator[str]:
    exchange = captured.exchange
    what = f"a stream of {counted(exchange.stream.events, 'event')}" if exchange.is_event_stream else "a JSON body"
    yield brief(f"{exchange.key.conversation}: {exchange.status}, {what}", _TEXT)
    for result in results:
        for judged in result.findings:
            yield from _finding(result, judged)
    count = sum(result.outcome in JUDGED for result in results)
    found = sum(bool(result.findings) for result in results)
    yield f"{counted(count, 'requirement')} judged, {found} violated."


def _finding(result: ItemResult, judged: JudgedFinding) -> Iterator[str]:
    finding, row = judged.finding, load_catalogue()[result.requirement]
    yield f"  {judged.level:<6} {row.id}  {brief(row.title, _TEXT)}"
    yield f"         {finding.kind}: {brief(finding.message, _TEXT)}"
    for label, text in (("expected", finding.expected), ("actual", finding.actual), ("at", str(finding.place))):
        if text:
            yield f"         {label}: {brief(text, _TEXT)}"


def _as_json(results: Sequence[tuple[Captured, Sequence[ItemResult]]]) -> str:
    value = [
        {
            "name": captured.exchange.key.conversation,
            "status": captured.exchange.status,
            "judged": [result.requirement for result in judged if result.outcome in JUDGED],
            "findings": [_object(result, one) for result in judged for one in result.findings],
        }
        for captured, judged in results
    ]
    return json.dumps(plain(value), indent=2) + "\n"


def _object(result: ItemResult, judged: JudgedFinding) -> dict[str, Any]:
    return {"requirement": result.requirement, "level": judged.level, **finding_object(judged)}


LINT = Command(
    name="lint",
    summary="judge one captured answer; exit code 1 if a MUST is violated",
    act=_lint,
    declare=_declare,
)

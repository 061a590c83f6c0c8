"""`eyechart compare A B`: what became worse between two runs, and what another suite merely judges otherwise."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from conformance.commands.command import Command, CommandError
from conformance.commands.rejudging import rejudge
from conformance.report import as_comparison
from conformance.report.compare import compare
from conformance.report.judgement import Judgement, read_judgement
from conformance.report.reading import UnreadableReportError
from conformance.running.options import reason_of
from conformance.transport.evidence import FILE_NAME as EVIDENCE

_FORMS = {
    "text": as_comparison.as_text,
    "json": as_comparison.as_json_text,
    "markdown": as_comparison.as_markdown_text,
    "html": as_comparison.as_html,
}
_WORSE = 1


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", type=Path, metavar="A", help="report directory or report.json of the earlier run")
    parser.add_argument("after", type=Path, metavar="B", help="the same of the later run")
    parser.add_argument("--format", choices=tuple(_FORMS), default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it (default: the terminal)")


def _compare(given: argparse.Namespace, _: Sequence[str]) -> int:
    try:
        before, after = read_judgement(given.before), read_judgement(given.after)
        comparison = compare(before, after, rejudged=_rejudged(given.before, before, after))
    except UnreadableReportError as problem:
        raise CommandError(str(problem)) from None
    text = _FORMS[given.format](comparison)
    if given.output is None:
        sys.stdout.write(text)
    else:
        _write(given.output, text)
    return _WORSE if comparison.worse else 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as problem:
        raise CommandError(f"{path} cannot be written: {reason_of(problem)}") from None


def _rejudged(directory: Path, before: Judgement, after: Judgement) -> Judgement | None:
    """Judge the evidence of the earlier run again where another suite judged the later one, if it is there."""
    if (before.suite, before.edition) == (after.suite, after.edition) or not (directory / EVIDENCE).is_file():
        return None
    with tempfile.TemporaryDirectory() as place:
        rejudge(directory, Path(place), f"--target-profile={after.profile}")
        try:
            return read_judgement(Path(place))
        except UnreadableReportError:
            raise CommandError(f"the evidence in {directory} cannot be judged again.") from None


COMPARE = Command(
    name="compare",
    summary="say what became worse between two runs; exit code 1 if something did",
    act=_compare,
    declare=_declare,
)

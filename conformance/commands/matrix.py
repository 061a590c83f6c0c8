"""`eyechart matrix`: reports of several targets side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.commands.command import Command, CommandError
from conformance.report import matrix_html, matrix_markdown
from conformance.report.reading import UnreadableReportError, read_sheet
from conformance.requirements.editions import latest_edition
from conformance.running.options import reason_of

_RENDERINGS = {".md": matrix_markdown.render, ".html": matrix_html.render}


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directories", metavar="DIR", nargs="+", type=Path, help="directory with a report.json")
    words = "FILE.md or FILE.html (default: Markdown on stdout)"
    parser.add_argument("--output", metavar="FILE", type=_file, help=words)


def _file(text: str) -> Path:
    if Path(text).suffix not in _RENDERINGS:
        raise argparse.ArgumentTypeError(f"{text!r} must end with {' or '.join(_RENDERINGS)}")
    return Path(text)


def _matrix(given: argparse.Namespace, _: Sequence[str]) -> int:
    output: Path | None = given.output
    render = _RENDERINGS[output.suffix if output else ".md"]
    try:
        text = render([read_sheet(directory) for directory in given.directories], edition=latest_edition())
        if output is None:
            sys.stdout.write(text)
        else:
            output.write_text(text, "utf-8", newline="\n")
    except UnreadableReportError as problem:
        raise CommandError(str(problem)) from None
    except OSError as problem:
        raise CommandError(f"{output} cannot be written: {reason_of(problem)}.") from None
    return 0


MATRIX = Command(
    name="matrix",
    summary="set reports of several targets side by side, by family of requirements",
    act=_matrix,
    declare=_declare,
)

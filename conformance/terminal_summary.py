"""Writes header and summary with pytest's terminal; what they say is decided in the room `report`."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import pytest

from conformance.model.report import Report
from conformance.report.segments import MARKUP
from conformance.report.terminal import WIDTH, summary
from conformance.running.setup import EDITION, Setup
from conformance.running.target_url import DEFAULT_PORT


def write_header(setup: Setup) -> list[str]:
    """Return the lines that stand above the run."""
    if setup.options["url"]:
        target = setup.name.text
    else:
        target = f"{setup.name.text} (give --target-url=https://host/v1 to judge another)"
    properties = len(setup.properties())
    searches = (
        f"up to {setup.examples} generated requests for each of {properties} properties, --target-seed={setup.seed}"
    )
    return [
        f"eyechart: target {target}",
        f"eyechart: profile {setup.profile.name}, edition {EDITION}, depth {setup.selection.depth}, gate {setup.gate}",
        *([f"eyechart: {searches}"] if properties else []),
    ]


def write_summary(reporter: pytest.TerminalReporter, setup: Setup, report: Report, paths: Sequence[str]) -> None:
    """Write the summary of a run."""
    reporter.section("Eyechart")
    for line in summary(report, width=shutil.get_terminal_size((WIDTH, 24)).columns, paths=paths):
        for segment in line:
            reporter.write(segment.text, **MARKUP[segment.role])
        reporter.line("")
    if report.reproductions and setup.name.embedded:
        reporter.line(f"The curl lines need the endpoint: {_serving(setup.name.embedded)}")
    if report.reproductions and setup.name.asgi:
        reporter.line(f"The curl lines need the application: uvicorn {setup.name.asgi} --port {DEFAULT_PORT}")


def _serving(name: str) -> str:
    kind, _, variant = name.partition("/")
    return f"eyechart serve --{kind} {variant}" if variant else "eyechart serve"

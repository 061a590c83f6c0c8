"""`eyechart explain` shows what a requirement asks, a violation, and what a conforming answer looks like."""

from __future__ import annotations

import pytest

from conformance.cli import main
from conformance.endpoints.catalogue import faults
from conformance.running.demonstration import demonstration


@pytest.mark.parametrize(
    ("name", "judged_by_checks"),
    [("SSE-015", True), ("stream-014", True), ("B64-001", False), ("TEMP-004", False), ("ERR-003", True)],
)
def test_a_requirement_is_told_with_a_violation_and_a_conforming_answer(
    name: str, capsys: pytest.CaptureFixture[str], *, judged_by_checks: bool
) -> None:
    assert main(["explain", name]) == 0
    told = capsys.readouterr().out
    assert ("Why:" in told) is judged_by_checks
    for part in (name.upper(), "Clause: ", "What is found:", "A violation", "A conforming answer"):
        assert part in told
    assert all(line.isprintable() for line in told.split("\n"))


@pytest.mark.parametrize(("name", "hint"), [("TEMP-999", "from TEMP-001"), ("nothing", "CATALOGUE.md")])
def test_an_unknown_requirement_is_one_sentence(name: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name]) == 4
    said = capsys.readouterr().err
    assert hint in said
    assert said.count("\n") == 1


def test_what_cannot_be_judged_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "BIAS-009"]) == 0
    assert "It is not judged:" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["SSE-015", "FMT-001", "N-002", "TOOL-033"])
def test_the_violation_is_found_and_the_conforming_answer_is_another(name: str) -> None:
    shown = demonstration(name)
    assert shown is not None
    assert name in faults()[shown.fault].trips
    assert shown.violation.request == shown.conforming.request
    assert shown.violation.transcript.recording.read() != shown.conforming.transcript.recording.read()

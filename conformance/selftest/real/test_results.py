from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from conformance.model.finding import Outcome
from conformance.model.report import Tier
from conformance.selftest.real.results import Result, read_result, table

REPORT = {
    "tiers": {"interoperable": True, "conformant": False, "exemplary": None},
    "requirements": [{"outcome": "failed"}, {"outcome": "passed"}, {"outcome": "passed"}],
    "schedule": {"requests": 41},
    "problems": [],
}


def read(path: Path, exit_code: int = 1) -> Result:
    return read_result(path, server="mock", version="1.2", exit_code=exit_code, seconds=2.34)


def test_the_figures_come_from_the_report(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(REPORT))
    result = read(path)
    assert result.tiers == {Tier.INTEROPERABLE: True, Tier.CONFORMANT: False, Tier.EXEMPLARY: None}
    assert result.outcomes == Counter({Outcome.PASSED: 2, Outcome.FAILED: 1})
    assert result.requests == 41
    assert result.fine


def test_a_run_without_a_report_is_not_fine(tmp_path: Path) -> None:
    result = read(tmp_path / "report.json")
    assert result.problems == ("mock: no report.json",)
    assert not result.fine


def test_a_problem_of_ours_is_told(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(REPORT | {"problems": ["a check raised KeyError"]}))
    assert read(path).problems == ("mock: a check raised KeyError",)
    assert not read(path).fine


def test_what_is_said_about_the_target_is_no_problem_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(REPORT | {"problems": ["The target answers 200 to all 80 requests."]}))
    assert read(path).fine


@pytest.mark.parametrize(("code", "fine"), [(0, True), (1, True), (7, True), (2, False), (3, False), (6, False)])
def test_only_verdicts_are_fine_exit_codes(code: int, fine: bool) -> None:  # noqa: FBT001 - a column of the table
    assert Result(server="mock", exit_code=code).fine is fine


def test_a_server_that_this_machine_cannot_run_is_skipped_and_no_failure() -> None:
    skipped = Result(server="mock", skipped="no node")
    assert skipped.fine
    assert "skipped: no node" in table([skipped])


def test_a_server_that_did_not_start_is_not_fine() -> None:
    assert not Result(server="mock").fine


def test_the_table_has_a_line_for_each_server_and_the_problems_below() -> None:
    went = Result(
        server="mock",
        version="1.2",
        exit_code=7,
        seconds=2.34,
        tiers={Tier.INTEROPERABLE: True, Tier.CONFORMANT: False, Tier.EXEMPLARY: None},
        outcomes=Counter({Outcome.PASSED: 2, Outcome.FAILED: 1}),
        requests=41,
    )
    lines = table([went, Result(server="x", problems=("x: did not answer in time",))]).splitlines()
    assert lines[0].split() == [
        *(
            "server",
            "version",
            "exit",
            "interoperable",
            "conformant",
            "exemplary",
            "requirements",
            "requests",
            "seconds",
        )
    ]
    assert [cell.strip() for cell in lines[1].split("  ") if cell.strip()] == [
        *("mock", "1.2", "7", "yes", "no", "?", "1 failed, 2 passed", "41", "2.3")
    ]
    assert lines[2].split() == ["x", "-", "-", "?", "?", "?", "-", "0", "0.0"]
    assert lines[3:] == ["x: did not answer in time"]

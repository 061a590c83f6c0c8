"""A recorded run is judged again, with the same verdicts and without a request."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.selftest.plugin.typing_in import Command, Terminal, report_in, type_in

NAMES = (
    ("reference", ""),
    ("fault/stop-ignored", "STOP-003,STOP-004,STOP-005,HTTP-001"),
    ("fault/stream-cut", "SSE-018,SSE-015,STREAM-019"),
    ("fault/temperature-ignored", "TEMP-003,TEMP-004,TEMP-005,HTTP-020,AUTH-001"),
    ("hostile/always-429", "HTTP-001,HTTP-005,ERR-001"),
)


FEW = "--target-examples=4"
"""Of each search; what is recorded of one example is recorded of forty."""


def live(name: str, only: str) -> Command:
    more = (f"--target-only={only}",) if only else (FEW,)
    target = (f"--target-url=embedded:{name}", "--target-report-dir=live", "--target-model=eyechart-reference")
    return Command(name, (*target, *more))


LIVE = {name: live(name, only) for name, only in NAMES}


def verdicts(report: dict[str, Any]) -> dict[str, Any]:
    results = {
        one["id"]: (one["outcome"], one["counts"], one["findings"], one["reasons"]) for one in report["requirements"]
    }
    return {
        name: report[name] for name in ("tiers", "gate", "verdict", "exit_code", "problems", "not_judged")
    } | results


@pytest.mark.parametrize("command", LIVE.values(), ids=str)
def test_same_verdicts(terminal: Terminal, command: Command) -> None:
    first = terminal.type(command)
    only = command.arguments[3:]
    replay = Command(f"{command} again", ("--target-url=replay:live", "--target-report-dir=again", *only))
    second = type_in(replay, first.directory)
    assert second.code == first.code, second.text
    assert verdicts(report_in(first.directory / "again")) == verdicts(report_in(first.directory / "live"))
    assert not (first.directory / "again" / "exchanges.jsonl").exists()


def test_what_was_not_recorded_is_not_judged(terminal: Terminal) -> None:
    first = terminal.type(LIVE["fault/stream-cut"])
    replay = Command(
        "more", ("--target-url=replay:live/exchanges.jsonl", "--target-report-dir=more", "--target-only=TEMP-003")
    )
    second = type_in(replay, first.directory)
    assert second.code in {5, 7}, second.text
    report = report_in(first.directory / "more")
    assert "was not recorded" in report["not_judged"]["TEMP-003"]
    assert True not in report["tiers"].values()


def test_hazards_of_a_recorded_run_need_no_option(terminal: Terminal) -> None:
    first = terminal.type(LIVE["fault/stream-cut"])
    arguments = ("--target-url=replay:live", "--target-report-dir=fetched", "--target-only=SEC-001")
    type_in(Command("fetched", arguments), first.directory)
    reasons = report_in(first.directory / "fetched")["not_judged"]
    assert "was not recorded" in reasons["SEC-001"]


def test_a_line_that_was_cut_off_is_named(terminal: Terminal) -> None:
    first = terminal.type(LIVE["fault/stream-cut"])
    evidence = (first.directory / "live" / "exchanges.jsonl").read_bytes()
    (first.directory / "live" / "cut.jsonl").write_bytes(evidence[:-20])
    second = type_in(Command("cut", ("--target-url=replay:live/cut.jsonl",)), first.directory)
    assert second.code == 4, second.text
    last = evidence.count(b"\n")
    assert f"cut.jsonl, line {last}: not a line of JSON; the run was killed while writing it" in second.words


def test_a_picture_that_is_missing_is_named(terminal: Terminal) -> None:
    first = terminal.type(LIVE["fault/stream-cut"])
    copy = first.directory / "copy.jsonl"  # beside it, there are no pictures
    copy.write_bytes((first.directory / "live" / "exchanges.jsonl").read_bytes())
    second = type_in(Command("no pictures", ("--target-url=replay:copy.jsonl",)), first.directory)
    assert second.code == 4, second.text
    assert "is missing; restore the report directory as the run left it" in second.words

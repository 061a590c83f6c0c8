"""Searches as people meet them: what is printed, kept, sent again, replayed, and how they are switched off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conformance.model.settings import Depth
from conformance.properties.property import all_properties
from conformance.selftest.plugin.typing_in import Command, Terminal, report_in, type_in, violated

FAULT = "fault/temperature-just-above-two-accepted"
HERE = ("--target-only=TEMP-003,TEMP-004", "--target-model=eyechart-reference")
FOUND = Command("a fault", (f"--target-url=embedded:{FAULT}", *HERE, "--target-report-dir=live", "--target-seed=7"))
SWITCHED_OFF = Command(
    "no examples", (f"--target-url=embedded:{FAULT}", *HERE, "--target-report-dir=live", "--target-examples=0")
)
SMOKE = Command("smoke", (f"--target-url=embedded:{FAULT}", "--target-depth=smoke", "--target-report-dir=live"))
BOUNDED = Command(
    "few requests",
    (f"--target-url=embedded:{FAULT}", *HERE, "--target-report-dir=live", "--target-max-requests=20"),
)
PLANNED = Command("plan", ("--target-url=embedded:reference", "--target-plan", "--target-examples=3"))
NAME = "numbers out of range"


def evidence(directory: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (directory / "exchanges.jsonl").read_text("utf-8").splitlines()]


def test_what_a_search_finds_is_a_finding_with_a_short_line_to_copy(terminal: Terminal) -> None:
    seen = terminal.type(FOUND)
    assert seen.code == 1, seen.text
    assert violated(seen.report) == {"TEMP-004"}
    assert f"eyechart: up to 40 generated requests for each of {len(searched(seen.report))}" in seen.words
    assert "--target-seed=7 draws the same" in seen.words
    (line,) = (one for one in seen.text.splitlines() if one.strip().startswith("curl"))
    assert '"temperature":2.0' in line
    assert len(line) < 450
    (search,) = (one for one in seen.report["searches"] if one["failed"])
    assert search["name"] == NAME
    assert search["requests"] > search["examples"] == search["passed"] + search["failed"]


def searched(report: dict[str, Any]) -> list[str]:
    return [one["name"] for one in report["searches"]]


def test_the_seed_decides_what_is_sent(terminal: Terminal) -> None:
    first = terminal.type(FOUND)
    again = type_in(
        Command("again", (*FOUND.arguments[:-2], "--target-report-dir=same", "--target-seed=7")), first.directory
    )
    other = type_in(
        Command("other", (*FOUND.arguments[:-2], "--target-report-dir=other", "--target-seed=8")), first.directory
    )
    assert bodies(first.directory / "live") == bodies(first.directory / "same"), again.text
    assert bodies(first.directory / "live") != bodies(first.directory / "other"), other.text


def bodies(directory: Path) -> set[str]:
    drawn = (line for line in evidence(directory) if "drawn" in line and ": example " in line["conversation"])
    return {json.dumps(line["request"]["body"]) for line in drawn}


def test_a_failure_is_kept_and_sent_first_the_next_time(terminal: Terminal) -> None:
    first = terminal.type(FOUND)
    target, kept = (json.loads(one) for one in (first.directory / "live" / "failures.jsonl").read_text().splitlines())
    assert target == {"target": f"embedded:{FAULT}"}
    assert (kept["property"], kept["requirement"], kept["kind"]) == (NAME, "TEMP-004", "accepted")
    copied = first.directory / "next"
    copied.mkdir()
    (copied / "failures.jsonl").write_bytes((first.directory / "live" / "failures.jsonl").read_bytes())
    arguments = (*FOUND.arguments[:-2], "--target-report-dir=next", "--target-examples=1")
    second = type_in(Command("next", arguments), first.directory)
    assert second.code == 1, second.text
    sent = [line["conversation"] for line in evidence(copied) if "drawn" in line]
    assert sent[0] == f"{NAME}: kept 1"
    assert not any(": smaller " in name for name in sent)


def test_a_replay_comes_to_the_same_without_a_request(terminal: Terminal) -> None:
    first = terminal.type(FOUND)
    arguments = ("--target-url=replay:live", "--target-report-dir=replayed", HERE[0])
    second = type_in(Command("replay", arguments), first.directory)
    assert second.code == first.code, second.text
    again, report = report_in(first.directory / "replayed"), first.report
    assert again["requirements"] == report["requirements"]
    assert again["seed"] == report["seed"] == 7
    assert [one["smallest"] for one in again["searches"]] == [one["smallest"] for one in report["searches"]]


def test_searches_can_be_switched_off_and_a_smoke_run_has_none(terminal: Terminal) -> None:
    for command in (SWITCHED_OFF, SMOKE):
        seen = terminal.type(command)
        assert seen.code == 0, seen.text
        assert seen.report["searches"] == []
        assert seen.report["seed"] is None
        assert "generated" not in seen.words


def test_generated_requests_count_against_the_budget(terminal: Terminal) -> None:
    seen = terminal.type(BOUNDED)
    assert seen.report["schedule"]["requests"] == 20
    unjudged = [reason for one in seen.report["searches"] for reason in one["unjudged"]]
    assert "the budget of 20 requests is spent" in unjudged


def test_a_plan_names_each_search(terminal: Terminal) -> None:
    seen = terminal.type(PLANNED)
    assert seen.code == 0, seen.text
    for name, one in all_properties().items():
        assert (f"search: {name} " in seen.words) == (one.depth is Depth.STANDARD)
    assert "A search that finds something sends up to" in seen.words


COMMANDS = (FOUND, SWITCHED_OFF, SMOKE, BOUNDED, PLANNED)

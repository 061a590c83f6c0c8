"""Waivers and baselines as users type them, against faulty endpoints."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.selftest.plugin.typing_in import Command, Seen, report_in, type_in

FAULT = "fault/done-missing"
_SMOKE = "--target-depth=smoke"


def judge(directory: Path, into: str, *options: str, endpoint: str = FAULT) -> Seen:
    target = (f"--target-url=embedded:{endpoint}", f"--target-report-dir={into}", _SMOKE)
    return type_in(Command(into, (*target, *options)), directory)


def eyechart(directory: Path, *arguments: str) -> Seen:
    return type_in(Command(arguments[0], arguments, program="conformance"), directory)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which a faulty endpoint was judged once."""
    directory = tmp_path_factory.mktemp("gates")
    assert judge(directory, "host-20260101-000000").code == 1
    return directory


def test_a_drafted_waiver_reaches_the_gate_and_certifies_nothing(place: Path) -> None:
    drafted = eyechart(place, "waive", "host-20260101-000000")
    assert drafted.code == 0
    (place / "waivers.toml").write_text(drafted.text, "utf-8")
    assert judge(place, "waived", "--target-waivers=waivers.toml").code == 0
    assert report_in(place / "waived")["tiers"]["conformant"] is False
    stale = judge(place, "stale", "--target-waivers=waivers.toml", endpoint="reference")
    assert stale.code == 1
    assert "no longer needed" in stale.text


def test_only_what_became_worse_misses_the_gate(place: Path) -> None:
    worse = judge(place, "worse", "--target-baseline=host-20260101-000000", endpoint="fault/done-twice")
    assert worse.code == 1
    assert "Became worse: SSE-015" in worse.text
    same = judge(place, "host-20260102-000000", "--target-baseline=last")
    assert same.code == 0
    assert "Beside the run of" in same.text
    assert eyechart(place, "compare", "host-20260101-000000", "host-20260102-000000").code == 0
    assert eyechart(place, "compare", "host-20260101-000000", "worse").code == 1


@pytest.mark.parametrize("option", ["--target-waivers=nothing.toml", "--target-baseline=nothing"])
def test_a_file_that_is_not_there_is_one_sentence(option: str, tmp_path: Path) -> None:
    seen = judge(tmp_path, "report", option)
    assert seen.code == 4
    assert "cannot be read" in seen.text
    assert "Traceback" not in seen.text

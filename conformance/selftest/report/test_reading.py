"""Reports are read back, and what is none ends in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.commands.command import EXIT_USAGE
from conformance.model.finding import Outcome
from conformance.model.report import Tier
from conformance.model.requirement import Level
from conformance.report import as_json
from conformance.report.reading import DESCRIPTION, REPORT, UnreadableReportError, read_sheet
from conformance.selftest.report.sample import sample


def written(folder: Path, **changes: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    content = json.loads(as_json.render(sample())) | changes
    (folder / REPORT).write_text(json.dumps(content))
    return folder


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    report, sheet = sample(), read_sheet(written(tmp_path / "server"))
    assert (sheet.name, sheet.model, sheet.edition, sheet.profile) == (
        "server",
        report.model,
        report.edition,
        report.profile,
    )
    assert {name: (row.level, row.outcome) for name, row in sheet.rows.items()} == {
        result.requirement.id: (result.level, result.outcome) for result in report.requirements
    }
    assert sheet.rows["HTTP-021"].kinds == ("request-id-missing",)
    assert (sheet.rows["HTTP-021"].level, sheet.rows["HTTP-021"].outcome) == (Level.SHOULD, Outcome.WARNED)
    assert dict(sheet.tiers) == {tier: report.tiers[tier] for tier in Tier}
    assert sheet.examples == sum(search.examples for search in report.searches)
    assert (sheet.version, sheet.about, sheet.behind) == ("", "", "")


def test_clients_that_break_are_named_once(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path))
    found = {result.requirement.id: result.findings for result in sample().requirements}
    assert {name: set(row.breaks) for name, row in sheet.rows.items()} == {
        name: {broken.client for judged in findings for broken in judged.breaks} for name, findings in found.items()
    }


def test_a_description_beside_the_report_says_what_the_target_is(tmp_path: Path) -> None:
    told = {"name": "n", "version": "1.2", "about": "A server", "behind": None}
    (written(tmp_path) / DESCRIPTION).write_text(json.dumps(told))
    sheet = read_sheet(tmp_path)
    assert (sheet.name, sheet.version, sheet.about, sheet.behind) == ("n", "1.2", "A server", "")


def test_a_report_from_before_there_were_searches_has_none(tmp_path: Path) -> None:
    assert read_sheet(written(tmp_path, searches=None)).examples is None


@pytest.mark.parametrize(
    "changes",
    [
        {"schema_version": 2},
        {"requirements": [{"id": "A-001"}]},
        {"requirements": None},
        {"tiers": {}},
        {"tiers": dict.fromkeys(Tier, "yes")},
        {"options": []},
        {"schedule": {"requests": "many"}},
    ],
)
def test_a_report_of_another_form_is_refused_in_one_line(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(UnreadableReportError, match=r"report\.json is no report of this suite") as refused:
        read_sheet(written(tmp_path, **changes))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"), [(b"{", "is not JSON"), (b"[]", "no JSON object"), (b"\xff", "not JSON")]
)
def test_what_is_no_object_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / REPORT).write_bytes(content)
    with pytest.raises(UnreadableReportError, match=words):
        read_sheet(tmp_path)


def test_the_command_writes_by_the_ending_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = str(written(tmp_path / "one")), str(written(tmp_path / "two"))
    assert main(["matrix", one, two]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# ")
    for ending, begins in ((".md", "# "), (".html", "<!DOCTYPE html>")):
        assert main(["matrix", one, two, "--output", str(tmp_path / f"m{ending}")]) == 0
        assert (tmp_path / f"m{ending}").read_text().startswith(begins)
    assert (tmp_path / "m.md").read_text() == printed


def test_a_directory_without_a_report_ends_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", str(written(tmp_path / "one")), str(tmp_path)]) == EXIT_USAGE
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        f"eyechart matrix: {tmp_path / REPORT} cannot be read: No such file or directory.\n",
    )


def test_an_output_that_cannot_be_written_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "missing" / "m.md"
    assert main(["matrix", str(written(tmp_path)), "--output", str(output)]) == EXIT_USAGE
    assert capsys.readouterr().err == f"eyechart matrix: {output} cannot be written: No such file or directory.\n"


def test_an_output_of_another_ending_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["matrix", str(tmp_path), "--output", "m.pdf"])
    assert ended.value.code == EXIT_USAGE
    assert "must end with .md or .html" in capsys.readouterr().err

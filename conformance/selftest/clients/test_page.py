from __future__ import annotations

from pathlib import Path

import pytest

from conformance.selftest.clients import page
from conformance.selftest.clients.page_rows import Lot, rows
from conformance.selftest.clients.sample import CREATE, MEASURED, NODE, STREAMED

LARGEST_PAGE = 400_000
"""Bytes. GitHub renders no more than half a megabyte."""


def lines(heading: str) -> list[str]:
    return page.page(MEASURED).partition(f"{heading}\n")[2].partition("\n#")[0].splitlines()


def test_a_row_holds_the_worst_of_the_tasks_and_its_lot() -> None:
    found = {row.name: row for row in rows(MEASURED)}
    assert found["fault/choices-missing"].words == {CREATE: "raised", NODE: "lost"}
    assert found["fault/stream-cut"].words == {STREAMED: "as sent"}
    assert {name: row.lot for name, row in found.items()} == {
        "fault/choices-missing": Lot.SILENT,
        "fault/choices-null": Lot.SILENT,
        "fault/choices-empty": Lot.LOUD,
        "fault/done-missing": Lot.UNNOTICED,
        "fault/stream-cut": Lot.AS_SENT,
        "benign/crlf": Lot.LOUD,
    }


def test_equal_rows_share_a_line_and_silence_comes_first() -> None:
    table = [line for line in lines("### RESP") if line.startswith("| `")]
    assert len(table) == 2
    assert "`choices-missing`" in table[0]
    assert "`choices-null`" in table[0]
    assert table[0].endswith("| raised |  | **lost** |")
    assert table[1].endswith("| · |  | raised |")


def test_faults_are_counted_by_surface() -> None:
    assert any(line.startswith(f"| {NODE} | 3 |") for line in lines("## Each client"))


def test_what_nobody_notices_and_what_is_legal_stand_apart() -> None:
    assert any("`done-missing`" in line for line in lines("## What no client notices"))
    assert any("`stream-cut`" in line for line in lines("## What every client hands on"))
    assert f"- `crlf`: {CREATE} raises TypeError" in lines("## Legal, and yet a client breaks")


def test_the_page_in_the_repository_is_current_and_can_be_shown() -> None:
    assert page.main(["--check"]) == 0
    assert page.PAGE.stat().st_size < LARGEST_PAGE


def test_a_stale_page_is_told_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(page, "PAGE", tmp_path / "CLIENTS.md")
    monkeypatch.setattr(page, "load_clients", lambda: MEASURED)
    assert page.main(["--check"]) == 1
    assert "CLIENTS.md is not current" in capsys.readouterr().err
    assert page.main([]) == 0
    assert page.main(["--check"]) == 0

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.requirements import catalogue_page
from conformance.requirements.catalogue import load_catalogue


def test_the_page_in_the_repository_is_current() -> None:
    assert catalogue_page.main(["--check"]) == 0


def test_every_requirement_kind_and_break_stands_on_it() -> None:
    page = catalogue_page.page()
    for row in load_catalogue().values():
        section = page.partition(f"### {row.id}\n")[2].partition("\n##")[0]
        assert row.text in section
        assert row.clause.link in section
        assert all(f"- `{kind}`: " in section for kind in row.kinds)
        assert section.count("  - breaks ") == sum(len(entries) for entries in row.breaks.values())


def test_a_stale_page_is_told_and_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(catalogue_page, "PAGE", tmp_path / "CATALOGUE.md")
    assert catalogue_page.main(["--check"]) == 1
    assert "CATALOGUE.md is not current" in capsys.readouterr().err
    assert catalogue_page.main([]) == 0
    assert catalogue_page.main(["--check"]) == 0

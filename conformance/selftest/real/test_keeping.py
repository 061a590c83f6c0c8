from __future__ import annotations

import platform
from pathlib import Path

from conformance.selftest.real.keeping import EVIDENCE, MAXIMUM_EVIDENCE, keep, machine_names, without_machine

NAMES = {"/srv/build/eyechart": ".", "/srv/build": "HOME", "box7": "localhost"}


def test_names_of_the_machine_are_replaced_where_they_stand_alone() -> None:
    text = 'File "/srv/build/eyechart/a.py" in /srv/build on box7, box7.example and box70'
    assert without_machine(text, NAMES) == 'File "./a.py" in HOME on localhost, localhost.example and box70'


def test_a_name_inside_another_path_stays() -> None:
    assert without_machine("/mnt/srv/build", NAMES) == "/mnt/srv/build"


def test_the_longest_name_is_replaced_first(tmp_path: Path) -> None:
    names = list(machine_names(tmp_path))
    assert names == sorted(names, key=len, reverse=True)
    assert str(tmp_path.resolve()) in names
    assert platform.node() in {*names, "localhost", ""}


def test_reports_are_kept_without_the_machine(tmp_path: Path) -> None:
    run, folder = tmp_path / "run", tmp_path / "kept"
    run.mkdir()
    (run / "report.json").write_text('"/srv/build/eyechart/x"')
    (run / "report.md").write_bytes(b"\xff on box7")
    (run / "other.txt").write_text("not a report")
    assert keep(run, folder, NAMES) == ["report.json", "report.md"]
    assert (folder / "report.json").read_text() == '"./x"'
    assert (folder / "report.md").read_bytes() == b"\xff on localhost"
    assert sorted(path.name for path in folder.iterdir()) == ["report.json", "report.md"]


def test_large_evidence_is_not_kept_and_small_evidence_is(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / EVIDENCE).write_bytes(b"x" * MAXIMUM_EVIDENCE)
    assert keep(tmp_path, tmp_path / "first", NAMES) == ["report.json"]
    (tmp_path / EVIDENCE).write_bytes(b"{}\n")
    assert keep(tmp_path, tmp_path / "second", NAMES) == ["report.json", EVIDENCE]


def test_new_reports_take_the_place_of_old_ones_and_no_reports_do_not(tmp_path: Path) -> None:
    run, folder = tmp_path / "run", tmp_path / "kept"
    run.mkdir()
    folder.mkdir()
    (folder / EVIDENCE).write_text("old")
    assert keep(run, folder, NAMES) == []
    assert (folder / EVIDENCE).read_text() == "old"
    (run / "report.json").write_text("{}")
    keep(run, folder, NAMES)
    assert [path.name for path in folder.iterdir()] == ["report.json"]


def test_pictures_come_with_the_evidence(tmp_path: Path) -> None:
    run = tmp_path / "run"
    (run / "pictures").mkdir(parents=True)
    (run / "report.json").write_text("{}")
    (run / "pictures" / "abc.png").write_bytes(b"PNG")
    assert keep(run, tmp_path / "first", NAMES) == ["report.json"]
    (run / EVIDENCE).write_bytes(b"{}\n")
    assert keep(run, tmp_path / "second", NAMES) == ["report.json", EVIDENCE, "pictures/abc.png"]
    assert (tmp_path / "second" / "pictures" / "abc.png").read_bytes() == b"PNG"


def test_evidence_that_names_the_machine_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / EVIDENCE).write_text('"served by box7"')
    assert keep(tmp_path, tmp_path / "kept", NAMES) == ["report.json"]


def test_the_page_is_kept_where_it_is_wanted(tmp_path: Path) -> None:
    for name in ("report.json", "report.html"):
        (tmp_path / name).write_text("{}", "utf-8")
    assert keep(tmp_path, tmp_path / "without", NAMES) == ["report.json"]
    assert keep(tmp_path, tmp_path / "with", NAMES, page=True) == ["report.json", "report.html"]

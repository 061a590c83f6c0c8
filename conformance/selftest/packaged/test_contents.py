"""The checks of the wheel find what they look for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from conformance.selftest.packaged.contents import Mistake, check_entry_points, check_files

CLONE_FILES = (
    "conformance/plugin.py",
    "conformance/selftest/test_it.py",
    "conformance/requirements/sse.toml",
    "conformance/requirements/editions/2026.11.txt",
    "conformance/requirements/field/sse.toml",
    "schemas/report.json",
    "fixtures/pictures/red.png",
    "fixtures/combinations/rows.json",
    "fixtures/pictures/make.py",
)
WHEEL_FILES = (
    "conformance/plugin.py",
    "conformance/requirements/sse.toml",
    "conformance/requirements/editions/2026.11.txt",
    "conformance/requirements/field/sse.toml",
    "conformance/_data/schemas/report.json",
    "conformance/_data/fixtures/pictures/red.png",
    "conformance/_data/fixtures/combinations/rows.json",
)
POINTS = "[console_scripts]\neyechart = conformance.cli:main\n\n[pytest11]\nconformance.plugin = conformance.plugin\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in CLONE_FILES:
        path = tmp_path / "clone" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path / "clone"


def wheel(tmp_path: Path, names: tuple[str, ...] = WHEEL_FILES, points: str = POINTS) -> Path:
    path = tmp_path / "some.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
        archive.writestr("eyechart-1.dist-info/entry_points.txt", points)
    return path


def test_a_wheel_that_is_right(tmp_path: Path, clone: Path) -> None:
    assert check_files(wheel(tmp_path), clone) == "7 files, all 7 that it must hold"
    assert check_entry_points(wheel(tmp_path)) == "the plugin conformance.plugin, the command eyechart"


@pytest.mark.parametrize("left_out", WHEEL_FILES)
def test_a_file_that_is_left_out(tmp_path: Path, clone: Path, left_out: str) -> None:
    names = tuple(name for name in WHEEL_FILES if name != left_out)
    with pytest.raises(Mistake, match=f"the wheel lacks {left_out}"):
        check_files(wheel(tmp_path, names), clone)


@pytest.mark.parametrize(
    "added",
    [
        "conformance/selftest/x.py",
        "conformance/_data/fixtures/models/m.gguf",
        "reports/a/report.md",
        "tests/__init__.py",
    ],
)
def test_a_file_that_should_not_be_there(tmp_path: Path, clone: Path, added: str) -> None:
    with pytest.raises(Mistake, match=f"the wheel holds {added}"):
        check_files(wheel(tmp_path, (*WHEEL_FILES, added)), clone)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("", "the plugins are {}"),
        (POINTS.replace("conformance.plugin =", "eyechart ="), "under its own name"),
        (POINTS.replace("eyechart =", "Eyechart ="), "the commands are"),
        (POINTS + "other = conformance.plugin\n", "under its own name"),
    ],
)
def test_other_entry_points(tmp_path: Path, points: str, words: str) -> None:
    with pytest.raises(Mistake, match=words):
        check_entry_points(wheel(tmp_path, points=points))

from __future__ import annotations

from pathlib import Path

from conformance import resources


def test_clone_has_its_files_beside_the_package() -> None:
    assert (resources.schemas_directory() / "chunk.json").is_file()
    assert (resources.fixtures_directory() / "pictures").is_dir()


def test_wheel_has_its_files_inside_the_package(tmp_path: Path) -> None:
    (tmp_path / "conformance" / "_data" / "schemas").mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    found = resources._directory("schemas", package=tmp_path / "conformance")
    assert found == tmp_path / "conformance" / "_data" / "schemas"

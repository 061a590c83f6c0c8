"""Where the data files are: beside the package in a clone, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _directory(name: str, *, package: Path = _PACKAGE) -> Path:
    packed = package / "_data" / name
    return packed if packed.is_dir() else package.parent / name


def schemas_directory() -> Path:
    """Return the directory of the JSON Schemas."""
    return _directory("schemas")


def fixtures_directory() -> Path:
    """Return the directory of the fixtures; a wheel holds `pictures` and `combinations` of it."""
    return _directory("fixtures")

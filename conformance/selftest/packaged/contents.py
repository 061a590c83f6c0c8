"""What must be in the wheel, and what must not."""

from __future__ import annotations

import configparser
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_PACKAGE = "conformance"
_DATA = PurePosixPath("conformance/_data")
_UNWANTED_PARTS = frozenset({"selftest", "models", "streams", "reports", "__pycache__", ".ci"})
_CODE = frozenset({".py", ".pyc"})
_MODULE_OF_PLUGIN = "conformance.plugin"
_COMMAND = "conformance.cli:main"


class Mistake(Exception):  # noqa: N818 (what is wrong with the wheel, not with this program)
    """The wheel is not as it must be; the message says in what."""


def check_files(wheel: Path, clone: Path) -> str:
    """Compare the names in the wheel with the files of the clone.

    Raises:
        Mistake: something is missing, or is there and should not be.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {str(name) for name in _wanted(clone)}
    missing, surplus = sorted(wanted - names), sorted(filter(_is_unwanted, names))
    if missing:
        raise Mistake(f"the wheel lacks {', '.join(missing)}")
    if surplus:
        raise Mistake(f"the wheel holds {', '.join(surplus)}")
    return f"{len(names)} files, all {len(wanted)} that it must hold"


def _wanted(clone: Path) -> Iterator[PurePosixPath]:
    package = clone / _PACKAGE
    for pattern in ("**/*.py", "**/*.toml", "**/*.txt", "py.typed"):
        for path in package.glob(pattern):
            name = PurePosixPath(path.relative_to(clone).as_posix())
            if not _is_unwanted(str(name)):
                yield name
    for directory, pattern in (
        ("schemas", "*.json"),
        ("fixtures/pictures", "**/*"),
        ("fixtures/combinations", "*.json"),
    ):
        found = [path for path in (clone / directory).glob(pattern) if path.is_file() and path.suffix not in _CODE]
        if not found:
            raise Mistake(f"the clone has nothing in {directory}")
        yield from (_DATA / path.relative_to(clone).as_posix() for path in found)


def _is_unwanted(name: str) -> bool:
    return not _UNWANTED_PARTS.isdisjoint(PurePosixPath(name).parts) or not name.startswith(f"{_PACKAGE}/")


def check_entry_points(wheel: Path) -> str:
    """Make sure that pytest finds the plugin under the name of its module, and the shell the command.

    Under another name, `-p conformance.plugin` would register the plugin a second time.

    Raises:
        Mistake: one of them is missing or called otherwise.
    """
    with zipfile.ZipFile(wheel) as archive:
        name = next((name for name in archive.namelist() if name.endswith("/entry_points.txt")), None)
        text = archive.read(name).decode("utf-8") if name else ""
    points = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    points.optionxform = str  # type: ignore[assignment,method-assign] # names keep their case, as the module documents
    points.read_string(text)
    plugins = dict(points["pytest11"]) if "pytest11" in points else {}
    if plugins != {_MODULE_OF_PLUGIN: _MODULE_OF_PLUGIN}:
        raise Mistake(f"the plugins are {plugins}, not {_MODULE_OF_PLUGIN} under its own name")
    commands = dict(points["console_scripts"]) if "console_scripts" in points else {}
    if commands != {"eyechart": _COMMAND}:
        raise Mistake(f"the commands are {commands}, not eyechart alone")
    return f"the plugin {_MODULE_OF_PLUGIN}, the command eyechart"

"""What is kept of a run: the reports, as found, without a word about the machine that they were made on."""

from __future__ import annotations

import platform
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

REPORTS = ("report.json", "report.md", "junit.xml")
PAGE = "report.html"
EVIDENCE = "exchanges.jsonl"
PICTURES = "pictures"
MAXIMUM_EVIDENCE = 1 << 20


def machine_names(repository: Path) -> Mapping[str, str]:
    """Return text that names this machine -> what to write for it, longest first."""
    names = {
        str(repository.resolve()): ".",
        tempfile.gettempdir(): "TEMPORARY",
        str(Path.home()): "HOME",
        platform.node(): "localhost",
    }
    telling = {text: word for text, word in names.items() if len(text.strip("/")) > 1 and text != word}
    return MappingProxyType({text: telling[text] for text in sorted(telling, key=len, reverse=True)})


def without_machine(text: str, names: Mapping[str, str]) -> str:
    """Replace the names where they stand by themselves, not inside a longer word."""
    for name, word in names.items():
        text = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", word, text)
    return text


def keep(run: Path, folder: Path, names: Mapping[str, str], *, page: bool = False) -> list[str]:
    """Copy the reports of a run, and evidence that is small and impersonal, in place of what was there before.

    A run that wrote no report replaces nothing.

    Args:
        run: the directory that a run wrote.
        folder: where its reports are kept.
        names: see `machine_names`.
        page: whether `report.html` is kept, too; it has half a megabyte.

    Returns:
        The names of the files that were kept.
    """
    kept = [name for name in (*REPORTS, *([PAGE] if page else [])) if (run / name).is_file()]
    if not kept:
        return []
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in kept:
        text = (run / name).read_text("utf-8", "surrogateescape")
        (folder / name).write_text(without_machine(text, names), "utf-8", "surrogateescape")
    return [*kept, *_keep_evidence(run, folder, names)]


def _keep_evidence(run: Path, folder: Path, names: Mapping[str, str]) -> list[str]:
    """Copy the evidence and its pictures as they are: offsets in it count bytes, so not a word can be replaced."""
    files = [path for path in (run / EVIDENCE, *sorted((run / PICTURES).glob("*"))) if path.is_file()]
    if not (run / EVIDENCE).is_file() or sum(path.stat().st_size for path in files) >= MAXIMUM_EVIDENCE:
        return []
    text = (run / EVIDENCE).read_text("utf-8", "surrogateescape")
    if without_machine(text, names) != text:
        return []
    for path in files:
        copy = folder / path.relative_to(run)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return [path.relative_to(run).as_posix() for path in files]

"""SHA-256 digests of the suite itself and of the evidence that a run leaves behind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from conformance.resources import schemas_directory
from conformance.transport.evidence import FILE_NAME

_PACKAGE = Path(__file__).parents[1]
_NOT_INSTALLED = ("selftest", "_data")
_NAMED = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_BLOCK = 1 << 20


def suite_digest() -> str:
    """Return a digest of the suite's code, requirements and schemas: the same for a clone and a wheel made of it."""
    listing = hashlib.sha256()
    for name, path in sorted(_own_files()):
        listing.update(f"{digest_of_file(path)}  {name}\n".encode())
    return listing.hexdigest()


def _own_files() -> Iterator[tuple[str, Path]]:
    for suffix in ("py", "toml"):
        for path in _PACKAGE.rglob(f"*.{suffix}"):
            inside = path.relative_to(_PACKAGE)
            if inside.parts[0] not in _NOT_INSTALLED:
                yield inside.as_posix(), path
    for path in schemas_directory().glob("*.json"):
        yield f"schemas/{path.name}", path


def evidence_digests(directory: Path) -> dict[str, str]:
    """Return the digests of `exchanges.jsonl` and of every picture and body that it names: path -> SHA-256.

    Raises:
        OSError: a file cannot be read.
    """
    found = {FILE_NAME: digest_of_file(directory / FILE_NAME)}
    named: set[str] = set()
    with (directory / FILE_NAME).open("rb") as lines:
        for line in lines:
            named.update(digest.decode("ascii") for digest in _NAMED.findall(line))
    for place in ("pictures", "bodies"):
        for path in sorted((directory / place).glob("*")):
            if path.stem in named:
                found[f"{place}/{path.name}"] = digest_of_file(path)
    return found


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()

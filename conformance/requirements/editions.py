"""Reads an edition: the frozen list of requirements that certify.

An edition is never changed once it is released, so that a certificate keeps its meaning; a requirement that is added
later is judged and reported, and counts from the next edition on.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.errors import EditionError

ROOM = Path(__file__).parent / "editions"


def edition_names() -> tuple[str, ...]:
    """Return the names of all editions, the oldest first."""
    return tuple(sorted(path.stem for path in ROOM.glob("*.txt")))


def latest_edition() -> str:
    """Return the name of the newest edition."""
    return edition_names()[-1]


@cache
def load_edition(name: str) -> frozenset[str]:
    """Return the ids of an edition. Its file has one id a line; `#` starts a comment.

    Raises:
        EditionError: there is none, which lists the names that exist; or it names an id twice or an unknown one.
    """
    # The suffix is added to the name and not replaced: the name of an edition has a dot in it.
    file = ROOM / f"{name}.txt"
    if name not in edition_names():
        raise EditionError(f"there is no edition {name!r}; there are {', '.join(edition_names())}")
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return read_edition([line for line in lines if line], file.name)


def read_edition(ids: list[str], file: str) -> frozenset[str]:
    """Check the ids of an edition against the catalogue.

    Raises:
        EditionError: an id stands twice, or the catalogue does not have it.
    """
    if unknown := sorted(set(ids) - load_catalogue().keys()):
        raise EditionError(f"{file}: the catalogue does not have {', '.join(unknown)}")
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise EditionError(f"{file}: {', '.join(twice)} stand twice")
    return frozenset(ids)

"""Which clients break on which kinds of finding: the data of `breaks.json`.

It is derived from what the clients were seen to do, never written by hand:
`python -m conformance.selftest.clients.derive`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from conformance.model.requirement import Break, Client
from conformance.requirements.generated import read_data

DATA = Path(__file__).with_name("breaks.json")

Kinds = Mapping[str, tuple[Break, ...]]
"""Kind of finding of one requirement -> clients that break on it."""


@cache
def load_breaks(path: Path = DATA) -> Mapping[str, Kinds]:
    """Return for each requirement the kinds of finding that break a client.

    Raises:
        CatalogueError: the file is missing, or is not what the deriving command writes.
    """
    return read_data(path, read_breaks, "conformance.selftest.clients.derive")


def read_breaks(data: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, tuple[Break, ...]]]:
    """Read the JSON object of the file: `ID kind` -> entries with client, how, source and evidence.

    Raises:
        ValueError: a key is not of this form, an entry is for an unknown client, or says nothing.
        KeyError: an entry lacks a member.
    """
    rows: dict[str, dict[str, tuple[Break, ...]]] = {}
    for name, entries in data.items():
        requirement, blank, kind = name.partition(" ")
        if not blank or not entries:
            raise ValueError(f"{name!r} is not of the form `ID kind`, or breaks nobody")
        rows.setdefault(requirement, {})[kind] = tuple(map(_read_break, entries))
    return rows


def _read_break(entry: dict[str, Any]) -> Break:
    if not (entry["how"] and entry["source"] and entry["evidence"]):
        raise ValueError(f"an entry for {entry['client']} does not say how, or whence that is known")
    return Break(Client(entry["client"]), entry["how"], entry["source"])

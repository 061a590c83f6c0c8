"""Which kinds of finding an endpoint is written to show: the data of `causes.json`, from the proof matrix."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from conformance.endpoints.catalogue import variant
from conformance.selftest.proof.matrix import judge_all
from conformance.selftest.proof.proven import Row

DATA = Path(__file__).with_name("causes.json")


def load_causes(path: Path = DATA) -> dict[str, frozenset[str]]:
    """Return endpoint -> kinds, as `ID kind`.

    Raises:
        OSError: there is no such file.
        ValueError: it is no JSON.
    """
    return {name: frozenset(kinds) for name, kinds in json.loads(path.read_text("utf-8")).items()}


def judged_causes(names: Iterable[str]) -> dict[str, frozenset[str]]:
    """Judge endpoints in memory, and return the kinds that are their doing."""
    return {row.name: caused(row) for row in judge_all(list(names))}


def caused(row: Row) -> frozenset[str]:
    """Return the kinds of the requirements that an endpoint is written to violate; of a benign variant, all it shows.

    A kind of another requirement is a consequence, and not to blame for what a client does.
    """
    trips = variant(row.name).trips
    return frozenset(kind for kind in row.kinds if not trips or kind.partition(" ")[0] in trips)


def as_text(causes: Mapping[str, frozenset[str]]) -> str:
    """Write the data: sorted, one endpoint a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(sorted(kinds))}" for name, kinds in sorted(causes.items()) if kinds)
    return "{\n" + ",\n".join(lines) + "\n}\n"

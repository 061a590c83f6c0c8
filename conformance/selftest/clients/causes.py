"""Which kinds of finding an endpoint is written to show: the data of `causes.json`, from the proof matrix."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import variant
from conformance.judging.plan import judges_of
from conformance.model.settings import Capability
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.matrix import judge_all
from conformance.selftest.proof.proven import Row

_WHOLE = re.compile(r"#/\*\*(:|$)")
_BY_DEFAULT = frozenset({Capability.TEXT, Capability.IMAGES, Capability.STREAMING, Capability.TOOLS})
"""What a client needs that is given a text, a picture and tools, and no further option."""
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
    """Return the kinds of the requirements that a fault is written to violate.

    A kind of another requirement is a consequence, and not to blame for what a client does. A requirement that owns
    whatever no other owns speaks of many members: what breaks on one says nothing about the others.
    """
    causes = frozenset(variant(row.name).trips) - catch_alls()
    return frozenset(kind for kind in row.kinds if kind.partition(" ")[0] in causes)


@cache
def catch_alls() -> frozenset[str]:
    """Return the requirements that own a whole document of the schema."""
    return frozenset(row.id for row in load_catalogue().values() if any(_WHOLE.search(entry) for entry in row.owns))


@cache
def on_demand() -> frozenset[str]:
    """Return the requirements about what a client sends only if it is told to.

    They are those whose own conversations, or, where they have none, all that show them, need another capability than a
    client needs by default.
    """
    proving: dict[str, set[Capability]] = defaultdict(set)
    showing: dict[str, set[Capability]] = defaultdict(set)
    for name, conversation in all_conversations().items():
        proving[conversation.proves].add(conversation.capability)
        for requirement in judges_of(name):
            showing[requirement].add(conversation.capability)
    return frozenset(name for name, some in {**showing, **proving}.items() if some.isdisjoint(_BY_DEFAULT))


def as_text(causes: Mapping[str, frozenset[str]]) -> str:
    """Write the data: sorted, one endpoint a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(sorted(kinds))}" for name, kinds in sorted(causes.items()) if kinds)
    return "{\n" + ",\n".join(lines) + "\n}\n"

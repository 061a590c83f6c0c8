"""A requirement: why something is judged, at which level, by which clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How binding a requirement is (section 2 of the architecture)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Client(StrEnum):
    """Clients whose breakage costs a target the tier `interoperable`."""

    PYTHON_CREATE = "openai-python create"
    PYTHON_STREAM = "openai-python .stream()"
    NODE = "openai-node"
    AI_SDK = "Vercel AI SDK"
    LANGCHAIN = "LangChain"


@dataclass(frozen=True)
class Break:
    """One client that breaks on one kind of finding: how, and the measurement that shows it."""

    client: Client
    how: str
    source: str


@dataclass(frozen=True)
class Clause:
    """The place that the requirement comes from, and a link to it."""

    source: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One row of the catalogue.

    Attributes:
        id: `FAMILY-NNN`, never reused.
        level: level in the default profile.
        title: what a conformant target does, in one line.
        text: the same at length, for the catalogue and the report.
        clause: where it stands.
        kinds: kind of finding -> what it means, in one short sentence.
        breaks: kind of finding -> clients that break on it.
        owns: schema locations whose schema errors belong to this row, with kinds or without
            (`chunk#/choices/*/finish_reason: empty, wrong-type`); `/**` at the end means everything below.
        inconclusive_blocks: whether an INCONCLUSIVE outcome keeps a target from being certified.
        untestable: why nothing judges the row, since it cannot be observed from outside; "" where something does.
    """

    id: str
    level: Level
    title: str
    text: str
    clause: Clause
    kinds: dict[str, str] = field(default_factory=dict)
    breaks: dict[str, tuple[Break, ...]] = field(default_factory=dict)
    owns: tuple[str, ...] = ()
    inconclusive_blocks: bool = True
    untestable: str = ""

    @property
    def family(self) -> str:
        """The part of the id before the number, which is also the name of file and check module."""
        return self.id.rsplit("-", 1)[0]

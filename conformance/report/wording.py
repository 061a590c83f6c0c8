"""Words that all renderings share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from conformance.model.finding import Outcome
from conformance.model.report import Seen

READING_ORDER = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.WARNED,
    Outcome.INFO,
    Outcome.WAIVED,
    Outcome.INCONCLUSIVE,
    Outcome.BLOCKED,
    Outcome.UNSUPPORTED,
    Outcome.NOT_APPLICABLE,
    Outcome.ERRORED,
)
"""Outcomes in the order in which a line of counts names them."""


ANSWERS: Mapping[bool | None, str] = {True: "yes", False: "no", None: "cannot tell"}
"""A tier in words."""

SIGHT: Mapping[Seen, str] = {Seen.SEEN: "seen", Seen.NOT_SEEN: "not seen", Seen.CANNOT_TELL: "cannot tell"}
"""In words whether pictures are seen."""

REACHED: Mapping[bool | None, str] = {True: "reached", False: "missed", None: "cannot tell"}
"""A gate in words."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Join a number and its noun: `1 conversation`, `2 conversations`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Iterable[str], most: int = 0) -> str:
    """Join words as in a sentence, naming at most `most` of them (0: all)."""
    names = list(words)
    if most and len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"  # noqa: PLR2004 - a pair needs no comma


def ids(names: Sequence[str], most: int = 0) -> str:
    """Join requirement ids with commas, naming at most `most` of them (0: all)."""
    if most and len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return ", ".join(names)

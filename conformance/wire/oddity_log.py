"""A bounded list of facts: every occurrence is counted, the first few of each kind are kept."""

from __future__ import annotations

from conformance.model.finding import NOWHERE, Oddity, Place, shown

KEPT_PER_KIND = 20
SAMPLE = 400
"""Characters or bytes of a value of the wire that are rendered at all."""


def sample(value: bytes | str) -> str:
    """Show the beginning of a value of the wire without rendering megabytes of it."""
    return shown(repr(value[:SAMPLE]))


class OddityLog:
    """Collects oddities in order of occurrence.

    Attributes:
        kept: the first `KEPT_PER_KIND` oddities of each kind, in order.
        counts: kind -> how often it occurred, without limit.
    """

    __slots__ = ("counts", "kept")

    def __init__(self) -> None:
        self.kept: list[Oddity] = []
        self.counts: dict[str, int] = {}

    def note(
        self, kind: str, message: str, *, expected: str, actual: bytes | str | None = None, place: Place = NOWHERE
    ) -> None:
        """Count one occurrence, and keep it while there is room for its kind; `actual` is shown shortened."""
        count = self.counts[kind] = self.counts.get(kind, 0) + 1
        if count <= KEPT_PER_KIND:
            self.kept.append(Oddity(kind, message, expected, "" if actual is None else sample(actual), place))

    def full(self, kind: str) -> bool:
        """Tell whether further oddities of the kind are only counted, so that callers can save the wording."""
        return self.counts.get(kind, 0) >= KEPT_PER_KIND

    def count(self, kind: str) -> None:
        """Count one occurrence without keeping it."""
        self.counts[kind] = self.counts.get(kind, 0) + 1

"""What was found, where, and what an item came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from conformance.model.request import ExchangeKey

_SHOWN = 200


@dataclass(frozen=True)
class Place:
    """Where in an answer: byte offset in the body, event number (from 0), JSON pointer. Any may be unknown."""

    byte: int | None = None
    event: int | None = None
    pointer: str | None = None

    def __str__(self) -> str:
        parts = [
            f"byte {self.byte}" if self.byte is not None else "",
            f"event {self.event}" if self.event is not None else "",
            self.pointer or "",
        ]
        return ", ".join(part for part in parts if part)


NOWHERE = Place()


def shown(value: Any) -> str:
    """Render a value of the wire for people: text and bytes as they stand, others as Python; shortened if long."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]} ... {text[-_SHOWN // 2 :]}"


@dataclass(frozen=True)
class Oddity:
    """A fact that a reader of ours noticed: not yet a judgement.

    Attributes:
        kind: short stable word, `second-finish`; each reader lists its own in an enum.
        message: one sentence in the past tense about this occurrence.
        expected: what the clause asks for.
        actual: what stood there, shortened.
        place: where.
    """

    kind: str
    message: str
    expected: str = ""
    actual: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True)
class Finding:
    """A requirement was not met in this way at this place; `kind` decides which clients break."""

    kind: str
    message: str
    expected: str = ""
    actual: str = ""
    place: Place = NOWHERE
    exchanges: tuple[ExchangeKey, ...] = ()

    @classmethod
    def from_oddity(cls, oddity: Oddity, kind: str | None = None) -> Finding:
        """Turn a reader's fact into a finding, keeping its kind unless another is given."""
        return cls(kind or oddity.kind, oddity.message, oddity.expected, oddity.actual, oddity.place)

    def at(self, *exchanges: ExchangeKey) -> Finding:
        """Return the finding with the exchanges that show it, unless it names them itself."""
        return self if self.exchanges else replace(self, exchanges=exchanges)


class Outcome(StrEnum):
    """What an item came to. Order of the members: worst first."""

    ERRORED = "errored"
    """Our own fault; says nothing about the target."""
    FAILED = "failed"
    """A MUST was violated."""
    WARNED = "warned"
    """A SHOULD was violated."""
    INFO = "info"
    """A MAY was not met, or something worth knowing was seen."""
    INCONCLUSIVE = "inconclusive"
    """Judged, and it cannot be told: the control failed, the target pushed back, or evidence is missing."""
    WAIVED = "waived"
    """Violated, and the user said beforehand that this is known."""
    PASSED = "passed"
    """Judged, and met."""
    BLOCKED = "blocked"
    """What the check reads does not exist because of another finding, which is named."""
    UNSUPPORTED = "unsupported"
    """The target refused an optional feature honestly."""
    NOT_APPLICABLE = "not-applicable"
    """There was nothing to judge in this exchange."""


def worst_of(outcomes: Iterable[Outcome], otherwise: Outcome) -> Outcome:
    """Return the worst of several outcomes, or the other one where there are none."""
    return min(outcomes, key=list(Outcome).index, default=otherwise)


@dataclass(frozen=True)
class Remark:
    """A check's way to say that it did not judge: INCONCLUSIVE, BLOCKED, UNSUPPORTED or NOT_APPLICABLE, and why.

    With PASSED it says instead what shows that the requirement is met.
    """

    outcome: Outcome
    reason: str

"""Whether pictures are seen: the one thing about a target that its users cannot find out from a status."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.model.finding import Outcome
from conformance.model.report import BLINDFOLDED, ItemResult, Seen, Sight

FAMILY = "SEEN-"
PLAIN = "SEEN-001"
"""The row about an ordinary picture in an ordinary request; without it nothing is known about the rest."""
NOT_SEEN = "not-seen"
"""The kind of finding that says so, in every row of the family."""


def sight(items: Iterable[ItemResult]) -> Sight:
    """Return whether pictures are seen, by the items of the family SEEN.

    One place in which an accepted picture is not seen (streams, JPEG) outweighs all in which it is: that is where a
    user is told inventions. A waiver changes nothing about it.
    """
    items = sorted((item for item in items if item.requirement.startswith(FAMILY)), key=lambda item: item.requirement)
    unseen = [judged.finding.message for item in items for judged in item.findings if judged.finding.kind == NOT_SEEN]
    seen = [sentence for item in items for sentence in item.evidence]
    if unseen:
        return Sight(Seen.NOT_SEEN, _each_once((*unseen, *seen)))
    if any(item.requirement == PLAIN and item.outcome is Outcome.PASSED for item in items):
        return Sight(Seen.SEEN, _each_once(seen))
    reasons = _each_once(_sentence(item.reason) for item in items if item.reason and item.requirement == PLAIN)
    return Sight(Seen.CANNOT_TELL, reasons) if reasons else BLINDFOLDED


def _each_once(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."

"""What a user says beforehand: this is known, for this reason, and until this day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """A violation that does not miss the gate; it still counts against the tiers, since known is not right.

    Attributes:
        requirement: its id.
        reason: why it is left as it is, for whoever reads the report.
        until: the last day on which the waiver holds.
        conversation: a pattern (`*`, `?`, `[...]`) for the names of conversations.
        kind: the kind of finding, or "" for all.
    """

    requirement: str
    reason: str
    until: date
    conversation: str = "*"
    kind: str = ""

    def __str__(self) -> str:
        where = "" if self.conversation == "*" else f" in {self.conversation!r}"
        return f"{self.requirement}{f' {self.kind}' if self.kind else ''}{where}"

    def covers(self, requirement: str, conversation: str) -> bool:
        """Tell whether it is about a requirement in a conversation."""
        return self.requirement == requirement and fnmatchcase(conversation, self.conversation)

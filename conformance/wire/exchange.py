"""One request with its answer, and everything that can be read from it, computed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Limits
from conformance.model.transcript import Transcript


@dataclass(frozen=True)
class Exchange:
    """Immutable evidence of one exchange, with readings computed on demand and kept."""

    key: ExchangeKey
    request: Request
    transcript: Transcript
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def status(self) -> int | None:
        """Status code of the answer, or None where there was no HTTP response."""
        return None

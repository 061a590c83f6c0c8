"""Faults of answers without measure."""

from __future__ import annotations

from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply

_MILLION = 1_000_000


@fault(trips=("HTTP-001",), on=On.PLAIN)
def completion_of_megabytes(reply: Reply) -> None:
    """Every completion is padded to five megabytes."""
    reply.content["padding"] = "blank" * _MILLION

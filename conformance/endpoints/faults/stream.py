"""Faults of the chunks of a stream."""

from __future__ import annotations

from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply


@fault(trips=("STREAM-020",), on=On.STREAM)
def finish_reason_empty(reply: Reply) -> None:
    """The last finish_reason of a stream is an empty string."""
    for choice in reply.finals():
        choice["finish_reason"] = ""

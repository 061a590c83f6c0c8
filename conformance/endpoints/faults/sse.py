"""Faults of the event stream's bytes."""

from __future__ import annotations

from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply


@fault(trips=("SSE-015",), on=On.STREAM)
def done_missing(reply: Reply) -> None:
    """The stream ends without `[DONE]`."""
    del reply.stream[reply.done_at()]


@fault(trips=("SSE-002",), on=On.STREAM)
def byte_order_mark(reply: Reply) -> None:
    """The stream begins with a byte order mark."""
    reply.prefix = b"\xef\xbb\xbf"

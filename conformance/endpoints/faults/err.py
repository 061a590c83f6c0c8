"""Faults of refusals."""

from __future__ import annotations

from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply


@fault(trips=("ERR-004",), also=("AUTH-005",), on=On.ERROR)
def error_message_empty(reply: Reply) -> None:
    """The message of every refusal is an empty string."""
    reply.content["error"]["message"] = ""

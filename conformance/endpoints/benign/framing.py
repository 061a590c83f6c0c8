"""Legal ways to cut and write an event stream that clients meet rarely."""

from __future__ import annotations

from conformance.endpoints.fault import On, benign
from conformance.endpoints.reply import Reply


@benign(on=On.STREAM)
def crlf(reply: Reply) -> None:
    """Lines end with CR LF, as HTML 9.2.5 allows."""
    reply.line_ending = b"\r\n"


@benign(on=On.STREAM)
def comments(reply: Reply) -> None:
    """Comments keep the connection alive between the events (HTML 9.2.7)."""
    for event in reply.stream:
        event.before = b": keep-alive\n\n"


@benign(on=On.STREAM)
def one_byte_segments(reply: Reply) -> None:
    """Every byte comes alone, so that events and characters are torn."""
    reply.piece = 1


@benign(on=On.STREAM)
def coalesced(reply: Reply) -> None:
    """The whole stream is one HTTP chunk in one segment, as a fast answer may be."""
    reply.coalesce = True

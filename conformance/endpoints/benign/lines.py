"""Legal ways to write an event stream that clients meet rarely."""

from __future__ import annotations

import json

from conformance.endpoints.fault import On, benign
from conformance.endpoints.reply import Reply


@benign(on=On.STREAM)
def crlf(reply: Reply) -> None:
    """Lines end with CR LF, as HTML 9.2.5 allows."""
    reply.line_ending = b"\r\n"


@benign(on=On.STREAM)
def lone_carriage_return(reply: Reply) -> None:
    """Lines end with CR alone, as HTML 9.2.5 allows."""
    reply.line_ending = b"\r"


@benign(on=On.STREAM)
def carriage_return_byte_by_byte(reply: Reply) -> None:
    """Lines end with CR LF, and every byte comes alone."""
    reply.line_ending, reply.piece = b"\r\n", 1


@benign(on=On.STREAM)
def no_space_after_the_colon(reply: Reply) -> None:
    """No space stands behind `data:` (HTML 9.2.6 drops one if it is there)."""
    for event in reply.stream:
        event.field = b"data:"


@benign(on=On.STREAM)
def comments(reply: Reply) -> None:
    """Comments keep the connection alive between the events (HTML 9.2.7)."""
    for event in reply.stream:
        event.before = b": keep-alive\n\n"


@benign(on=On.STREAM)
def comments_everywhere(reply: Reply) -> None:
    """Comments stand in front of the first event, inside of events and behind `[DONE]`; some are empty."""
    reply.prefix = b": connected\n:\n\n"
    for event in reply.stream:
        event.before = b":\n: " + "☃".encode() + b"\n"
    reply.suffix = b": bye\n\n:\n"


@benign(on=On.STREAM)
def blank_lines(reply: Reply) -> None:
    """Several blank lines stand between the events and around the stream."""
    reply.prefix, reply.suffix = b"\n\n", b"\n"
    for event in reply.stream:
        event.after = b"\n\n"


@benign(on=On.STREAM)
def id_and_retry_on_events(reply: Reply) -> None:
    """Events have an id and a reconnection time beside their data."""
    for number, event in enumerate(reply.stream):
        event.before = b"id: %d\nretry: 3000\n" % number


@benign(on=On.STREAM)
def event_named_message(reply: Reply) -> None:
    """Events say the name that they have anyway: message."""
    for event in reply.stream:
        event.before = b"event: message\n"


@benign(on=On.STREAM)
def fields_behind_the_data(reply: Reply) -> None:
    """The id stands behind the data of its event."""
    for number, event in enumerate(reply.chunk_events):
        event.data = json.dumps(event.data) + f"\nid: {number}"


@benign(on=On.STREAM)
def data_on_several_lines(reply: Reply) -> None:
    """The JSON of a chunk is pretty-printed over several data lines, which HTML 9.2.6 joins."""
    for event in reply.chunk_events:
        event.data = json.dumps(event.data, indent=0).replace("\n", "\ndata:")


@benign(on=On.STREAM)
def blanks_in_the_json(reply: Reply) -> None:
    """The JSON of the chunks has blanks and tabs wherever RFC 8259 lets it."""
    for event in reply.chunk_events:
        event.data = json.dumps(event.data, separators=("\t, ", " :\t")) + " \t"


@benign(on=On.STREAM)
def one_byte_segments(reply: Reply) -> None:
    """Every byte comes alone, so that events and characters are torn."""
    reply.piece = 1


@benign(on=On.STREAM)
def coalesced(reply: Reply) -> None:
    """The whole stream is one HTTP chunk in one segment, as a fast answer may be."""
    reply.coalesce = True


@benign(on=On.STREAM)
def slow_but_steady(reply: Reply) -> None:
    """Every event takes its time, as on a computer without an accelerator."""
    for event in reply.stream:
        event.pause = 1.5


@benign(on=On.STREAM)
def long_wait_for_the_first_event(reply: Reply) -> None:
    """The picture is read for most of a minute before the first event comes."""
    for event in reply.stream:
        event.pause = 0.1
    reply.stream[0].pause = 45.0


@benign(on=On.STREAM)
def numbered_events_and_comments(reply: Reply) -> None:
    """Events have an id, and comments with a blank line behind them stand between, which trips openai-python."""
    for number, event in enumerate(reply.stream):
        event.before, event.after = b"id: %d\n" % number, b": ping\n\n"

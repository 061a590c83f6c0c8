"""Faults of the event stream's lines and fields (HTML standard, sections 9.2.5 and 9.2.6)."""

from __future__ import annotations

import json

from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import json_bytes
from conformance.endpoints.reply import Event, Reply

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _begin_texts(reply: Reply, *beginnings: bytes) -> None:
    """Put raw bytes in front of the texts of the first events that bring one."""
    for event, beginning in zip(reply.text_events, beginnings, strict=False):
        event.data = json_bytes(event.data).replace(b'"content":"', b'"content":"' + beginning)


@fault(trips=("SSE-001",), on=On.STREAM)
def emoji_cut_in_two(reply: Reply) -> None:
    """Every token is flushed as the bytes that it is, so that an emoji is cut in two."""
    _begin_texts(reply, b"\xf0\x9f", b"\x99\x82")


@fault(trips=("SSE-001",), on=On.STREAM)
def stream_in_latin_1(reply: Reply) -> None:
    """The stream is written as Latin-1."""
    _begin_texts(reply, "Voil\u00e0: ".encode("latin-1"))


@fault(trips=("SSE-002",), on=On.STREAM)
def byte_order_mark(reply: Reply) -> None:
    """The stream begins with a byte order mark."""
    reply.prefix = _BYTE_ORDER_MARK


@fault(trips=("SSE-002",), on=On.STREAM)
def second_byte_order_mark(reply: Reply) -> None:
    """A gateway puts a byte order mark in front of a stream that begins with one: the first event is lost."""
    reply.prefix = _BYTE_ORDER_MARK * 2


@fault(trips=("SSE-003",), on=On.STREAM)
def done_without_blank_line(reply: Reply) -> None:
    """The body ends right behind the line with `[DONE]`."""
    reply.stream[reply.done_at()] = Event(raw=b"data: [DONE]\n")


@fault(trips=("SSE-003",), on=On.STREAM)
def done_without_line_end(reply: Reply) -> None:
    """The body ends with the last byte of `[DONE]`: not even the line is ended."""
    reply.stream[reply.done_at()] = Event(raw=b"data: [DONE]")


@fault(trips=("SSE-003",), on=On.STREAM)
def single_line_feeds(reply: Reply) -> None:
    """Events are separated by one line feed instead of a blank line, and all become one that never ends."""
    events = [json_bytes(event.data) if isinstance(event.data, dict) else b"[DONE]" for event in reply.stream]
    reply.events = [Event(raw=b"data: %b\n" % data) for data in events]


@fault(trips=("SSE-004",), on=On.STREAM)
def field_of_its_own(reply: Reply) -> None:
    """Every event says in a field of its own which machine it comes from."""
    for event in reply.chunk_events:
        event.before = b"node: gpu-7\n"


@fault(trips=("SSE-004",), on=On.STREAM)
def progress_without_colon(reply: Reply) -> None:
    """The queue's progress is written into the stream as plain text."""
    reply.stream[0].before = b"Loading model, please wait...\n\n"


@fault(trips=("SSE-005",), on=On.STREAM)
def field_name_capitalized(reply: Reply) -> None:
    """The field is called `Data`: every event is lost."""
    for event in reply.stream:
        event.field = b"Data: "


@fault(trips=("SSE-005",), on=On.STREAM)
def blank_in_front_of_the_colon(reply: Reply) -> None:
    """The first event is written `data : `, so that the role is lost."""
    reply.stream[0].field = b"data : "


@fault(trips=("SSE-005",), on=On.STREAM)
def events_indented(reply: Reply) -> None:
    """A template indents the text of every event: the lines begin with a blank."""
    for event in reply.text_events:
        event.field = b"    data: "


@fault(trips=("SSE-006",), on=On.STREAM)
def mixed_line_endings(reply: Reply) -> None:
    """A gateway adds its own end marker, with CR LF behind a stream with LF."""
    reply.stream[reply.done_at()] = Event(raw=b"data: [DONE]\r\n\r\n")


@fault(trips=("SSE-007",), on=On.STREAM)
def two_spaces_after_the_colon(reply: Reply) -> None:
    """Every chunk stands behind two spaces."""
    for event in reply.chunk_events:
        event.field = b"data:  "


@fault(trips=("SSE-007", "SSE-015"), on=On.STREAM)
def two_spaces_everywhere(reply: Reply) -> None:
    """Every event stands behind two spaces, so that `[DONE]` is not found."""
    for event in reply.stream:
        event.field = b"data:  "


@fault(trips=("SSE-009",), on=On.STREAM)
def json_on_several_lines(reply: Reply) -> None:
    """The JSON of the chunks is pretty-printed over several data lines."""
    for event in reply.chunk_events:
        event.data = json.dumps(event.data, indent=0).replace("\n", "\ndata: ")


@fault(trips=("SSE-010",), also=("SSE-011",), on=On.STREAM)
def ping_without_data(reply: Reply) -> None:
    """The connection is kept alive by named events without data."""
    reply.stream[1].before = b"event: ping\n\n"


@fault(trips=("SSE-010",), also=("SSE-013",), on=On.STREAM)
def retry_alone(reply: Reply) -> None:
    """A framework for browsers opens the stream with a block that holds a reconnection time only."""
    reply.stream[0].before = b"retry: 3000\n\n"


@fault(trips=("SSE-010",), on=On.STREAM)
def empty_data(reply: Reply) -> None:
    """The connection is kept alive by events whose data is empty."""
    reply.stream[1].before = b"data:\n\n"


@fault(trips=("SSE-010",), also=("SSE-011",), on=On.STREAM)
def named_keepalive_with_empty_data(reply: Reply) -> None:
    """The connection is kept alive by `event: keepalive` with an empty data line."""
    reply.stream[1].before = b"event: keepalive\ndata:\n\n"


@fault(trips=("SSE-011",), on=On.STREAM)
def named_events(reply: Reply) -> None:
    """Every event has the name `data`."""
    for event in reply.stream:
        event.before = b"event: data\n"


@fault(trips=("SSE-012",), on=On.STREAM)
def events_numbered(reply: Reply) -> None:
    """Every event has a number as its id."""
    for number, event in enumerate(reply.stream):
        event.before = b"id: %d\n" % number


@fault(trips=("SSE-012",), on=On.STREAM)
def comment_after_id(reply: Reply) -> None:
    """Events are numbered, and comments with a blank line behind keep the connection alive between them."""
    for number, event in enumerate(reply.stream):
        event.before, event.after = b"id: %d\n" % number, b": ping\n\n"


@fault(trips=("SSE-012",), on=On.STREAM)
def id_with_nul(reply: Reply) -> None:
    """The id of the events is a C string, with its end."""
    for event in reply.chunk_events:
        event.before = b"id: 7\0\n"


@fault(trips=("SSE-013",), on=On.STREAM)
def retry_on_an_event(reply: Reply) -> None:
    """The first event asks clients to come back after three seconds."""
    reply.stream[0].before = b"retry: 3000\n"


@fault(trips=("SSE-013",), on=On.STREAM)
def retry_with_a_unit(reply: Reply) -> None:
    """The reconnection time has a unit."""
    reply.stream[0].before = b"retry: 3s\n"

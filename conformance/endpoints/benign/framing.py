"""Legal ways to send an HTTP message (RFC 9110, RFC 9112) that clients meet rarely."""

from __future__ import annotations

import json

from conformance.endpoints.fault import On, benign
from conformance.endpoints.reply import Framing, Reply
from conformance.model.script import Finish


@benign(on=On.PLAIN)
def completion_chunked(reply: Reply) -> None:
    """The JSON object is sent chunked, in pieces of seven bytes."""
    reply.framing, reply.chunk_size = Framing.CHUNKED, 7


@benign(on=On.ANY)
def every_byte_alone(reply: Reply) -> None:
    """Every byte of every answer comes alone, heads included."""
    reply.piece = 1


@benign(on=On.STREAM)
def http_chunks_across_events(reply: Reply) -> None:
    """HTTP chunks end wherever a buffer of eleven bytes is full."""
    reply.chunk_size = 11


@benign(on=On.ANY, when=lambda asked: not asked.request.over_http2)
def closed_behind_every_answer(reply: Reply) -> None:
    """The connection is closed behind every answer, which says so."""
    reply.set_header("Connection", "close")
    reply.finish = Finish.CLOSE


@benign(on=On.ANY, when=lambda asked: not asked.request.over_http2)
def ended_by_closing(reply: Reply) -> None:
    """The end of the connection ends the body, which has neither length nor chunks (RFC 9112 section 6.3)."""
    reply.set_header("Connection", "close")
    reply.framing, reply.finish = Framing.CLOSE, Finish.CLOSE


@benign(on=On.ANY)
def interim_answers(reply: Reply) -> None:
    """A 100 and a 103 come in front of the answer (RFC 9110 section 15.2)."""
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </v1/models>; rel=preload\r\n\r\n"
    reply.status_line = interim + b"HTTP/1.1 %d Said\r\n" % reply.status


@benign(on=On.ANY)
def no_reason_phrase(reply: Reply) -> None:
    """The reason phrase of the status line is empty (RFC 9112 section 4)."""
    reply.status_line = b"HTTP/1.1 %d \r\n" % reply.status


@benign(on=On.ANY)
def field_names_in_lower_case(reply: Reply) -> None:
    """The names of header fields are in lower case, as behind an HTTP/2 proxy."""
    reply.headers[:] = [(name.lower(), value) for name, value in reply.headers]


@benign(on=On.ANY)
def field_names_in_odd_case(reply: Reply) -> None:
    """The names of header fields change their case with every letter."""
    reply.headers[:] = [
        ("".join(letter.swapcase() if at % 2 else letter for at, letter in enumerate(name)), value)
        for name, value in reply.headers
    ]


@benign(on=On.ANY)
def blanks_around_field_values(reply: Reply) -> None:
    """Blanks and tabs stand around the values of header fields, and none behind some colons."""
    reply.headers[:] = [(name, f" \t{value} \t") for name, value in reply.headers]


@benign(on=On.ANY)
def many_header_fields(reply: Reply) -> None:
    """Proxies on the way added sixty header fields, some of them twice and some empty."""
    reply.headers += [(f"X-Hop-{at // 2}", "a" * at) for at in range(60)]


@benign(on=On.STREAM)
def chunk_extensions(reply: Reply) -> None:
    """HTTP chunks have extensions, and their sizes leading zeros and capitals (RFC 9112 section 7.1)."""
    reply.chunk_format = b'000%X;proxy=edge;q="a;b"\r\n%b\r\n'


@benign(on=On.STREAM)
def trailer_fields(reply: Reply) -> None:
    """A trailer field follows the last HTTP chunk (RFC 9112 section 7.1.2)."""
    reply.last_chunk = False
    reply.surplus = b"0\r\nServer-Timing: total;dur=412\r\n\r\n"


@benign(on=On.SUCCESS)
def charset_in_capitals(reply: Reply) -> None:
    """The label of every answer says charset=UTF-8 in capitals and quotes."""
    media_type = (reply.header("Content-Type") or "").partition(";")[0]
    reply.set_header("Content-Type", f'{media_type}; charset="UTF-8"')


@benign(on=On.ANY)
def label_in_capitals(reply: Reply) -> None:
    """The label of every answer is written in capitals (RFC 9110 section 8.3.1)."""
    media_type = (reply.header("Content-Type") or "").partition(";")[0]
    reply.set_header("Content-Type", f"{media_type.upper()} ;Charset=UTF-8")


@benign(on=On.STREAM)
def stream_without_charset(reply: Reply) -> None:
    """The label of the stream has no charset: event streams are UTF-8 by definition."""
    reply.set_header("Content-Type", "text/event-stream")


@benign(on=On.ANY)
def labels_without_charset(reply: Reply) -> None:
    """No label has a charset: JSON is UTF-8 by definition, and so are event streams."""
    if reply.header("Content-Type"):
        reply.set_header("Content-Type", (reply.header("Content-Type") or "").partition(";")[0])


@benign(on=On.PLAIN)
def json_pretty_printed(reply: Reply) -> None:
    """The JSON object is indented, with blank lines around it."""
    reply.content = b"\r\n" + json.dumps(reply.content, indent=4).encode() + b"\n\n \t\r\n"


@benign(on=On.ERROR)
def error_pretty_printed(reply: Reply) -> None:
    """The JSON of errors is indented and ends with a line feed."""
    if isinstance(reply.content, dict):
        reply.content = json.dumps(reply.content, indent=2).encode() + b"\n"


@benign(on=On.SUCCESS)
def slow_head(reply: Reply) -> None:
    """The model is loaded for half a minute before the head of every answer comes."""
    reply.head_pause = 30.0
    for event in reply.events or ():
        event.pause = 0.1

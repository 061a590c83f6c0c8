"""Faults of the JSON in the events of a stream."""

from __future__ import annotations

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import json_bytes
from conformance.endpoints.reply import Event, Reply


def _written_into_json(event: Event, member: bytes) -> None:
    """Write a member in front of the others of the event's chunk, as raw bytes."""
    event.data = b"{" + member + b"," + json_bytes(event.data)[1:]


@fault(trips=("SSE-008",), on=On.STREAM)
def heartbeat_as_data(reply: Reply) -> None:
    """The connection is kept alive by events that say `ping`."""
    reply.stream[1].before = b"data: ping\n\n"


@fault(trips=("SSE-008",), on=On.STREAM)
def comment_as_data(reply: Reply) -> None:
    """A relay puts `data:` in front of the comments of the stream that it passes on."""
    reply.stream[1].before = b"data: : keep-alive\n\n"


@fault(trips=("SSE-008",), on=On.STREAM)
def two_chunks_in_one_event(reply: Reply) -> None:
    """Two chunks stand back to back on one data line when they were ready at the same time."""
    first, second = reply.chunk_events[:2]
    first.data = json_bytes(first.data) + json_bytes(second.data)
    reply.stream.remove(second)


@fault(trips=("SSE-008",), on=On.STREAM)
def chunk_cut_at_the_buffer(reply: Reply) -> None:
    """A relay ends an event wherever its read buffer ends, so that the JSON of a chunk is torn."""
    event = reply.chunk_events[1]
    data = json_bytes(event.data)
    reply.stream[reply.stream.index(event)] = Event(raw=b"data: %b\n\ndata: %b\n\n" % (data[:60], data[60:]))


@fault(trips=("SSE-008",), on=On.STREAM)
def chunks_in_arrays(reply: Reply) -> None:
    """Every chunk stands in an array of one element."""
    for event in reply.chunk_events:
        event.data = b"[" + json_bytes(event.data) + b"]"


@fault(trips=("SSE-008",), on=On.STREAM)
def null_event(reply: Reply) -> None:
    """The generator's end is sent as an event that says null."""
    reply.insert_before_done(Event(b"null"))


@fault(trips=("SSE-008",), on=On.STREAM)
def byte_order_mark_in_json(reply: Reply) -> None:
    """The JSON encoder puts a byte order mark in front of every chunk."""
    for event in reply.chunk_events:
        event.data = b"\xef\xbb\xbf" + json_bytes(event.data)


@fault(trips=("SSE-014",), on=On.STREAM)
def perplexity_nan(reply: Reply) -> None:
    """A number of the server's own is NaN, as careless JSON encoders write it."""
    _written_into_json(reply.chunk_events[-1], b'"perplexity":NaN')


@fault(trips=("SSE-022",), on=On.STREAM)
def model_named_twice(reply: Reply) -> None:
    """A gateway adds a model to every chunk without a look whether there is one."""
    for event in reply.chunk_events:
        _written_into_json(event, b'"model":%b' % json_bytes(event.data["model"]))


@fault(trips=("SSE-022",), on=On.STREAM)
def number_of_5000_digits(reply: Reply) -> None:
    """A random seed of 5000 digits stands on the first chunk."""
    _written_into_json(reply.chunk_events[0], b'"seed":1' + b"0" * 5000)


@fault(trips=("SSE-022",), on=On.STREAM)
def trace_nested_without_end(reply: Reply) -> None:
    """The first chunk carries a trace whose spans are nested thousands of levels deep."""
    _written_into_json(reply.chunk_events[0], b'"trace":' + b"[" * 5000 + b"]" * 5000)


@fault(trips=("SSE-022",), on=On.STREAM)
def emoji_cut_between_surrogates(reply: Reply) -> None:
    """Text is cut by UTF-16 units, so that the halves of an emoji come in two events."""
    for event, half in zip(reply.text_events, ("\\ud83d", "\\ude42"), strict=False):
        event.data = json_bytes(event.data).replace(b'"content":"', b'"content":"' + half.encode())


@fault(trips=("SSE-014",), on=On.STREAM)
def tab_not_escaped(reply: Reply) -> None:
    """JSON is put together by hand, and a tab in the text is not escaped."""
    for event in reply.text_events[:1]:
        event.data = json_bytes(event.data).replace(b'"content":"', b'"content":"\t')


@fault(trips=("SSE-019",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def picture_echoed(reply: Reply) -> None:
    """The first chunk returns the decoded picture as a member of its own, a megabyte and more."""
    reply.chunks[0]["input"] = "A" * (1 << 20)


@fault(trips=("SSE-020",), on=On.STREAM, when=lambda asked: asked.body.get("max_tokens") == 256)  # noqa: PLR2004
def line_without_end(reply: Reply) -> None:
    """The last chunk of a long answer carries a trace of everything that was thought: one line of 17 MiB."""
    reply.chunks[-1]["trace"] = "x" * (17 << 20)


@fault(trips=("SSE-020",), on=On.STREAM)
def stream_without_end(reply: Reply, asked: Asked) -> None:
    """A text is said again and again, one word in half a minute, until somebody hangs up."""
    if asked.n > 1 or not reply.text_events:
        return
    event = reply.text_events[0]
    at = reply.stream.index(event)
    reply.stream[at:] = [Event(event.data, pause=30.0) for _ in range(30)]

"""Faults of the end of a stream: the marker, what follows it, and connections that are cut."""

from __future__ import annotations

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import json_bytes
from conformance.endpoints.reply import DONE, Event, Framing, Reply, json_reply
from conformance.model.script import Finish


@fault(trips=("SSE-015",), on=On.STREAM)
def done_missing(reply: Reply) -> None:
    """The stream ends without `[DONE]`."""
    del reply.stream[reply.done_at()]


@fault(trips=("SSE-015",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def done_missing_after_usage(reply: Reply) -> None:
    """The stream ends without `[DONE]` where usage was asked for."""
    del reply.stream[reply.done_at()]


@fault(trips=("SSE-015",), on=On.STREAM)
def done_twice(reply: Reply) -> None:
    """The engine ends the stream, and the gateway in front of it ends it again."""
    reply.stream.append(Event(DONE))


@fault(trips=("SSE-015",), on=On.STREAM)
def done_in_lower_case(reply: Reply) -> None:
    """The end marker is written `[done]`."""
    reply.stream[reply.done_at()].data = "[done]"


@fault(trips=("SSE-015",), on=On.STREAM)
def done_as_json(reply: Reply) -> None:
    """The end marker goes through the JSON encoder like everything else and comes out in quotes."""
    reply.stream[reply.done_at()].data = '"[DONE]"'


@fault(trips=("SSE-015",), on=On.STREAM)
def done_with_blank(reply: Reply) -> None:
    """A blank stands behind `[DONE]`."""
    reply.stream[reply.done_at()].data = "[DONE] "


@fault(trips=("SSE-015",), also=("STREAM-019",), on=On.STREAM)
def end_after_half_the_text(reply: Reply) -> None:
    """The engine dies, and the gateway ends the body properly after half of the answer."""
    events = reply.chunk_events
    reply.events = events[: len(events) // 2]


@fault(trips=("SSE-016",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_behind_done(reply: Reply) -> None:
    """Usage comes when all is said, behind `[DONE]`."""
    reply.stream.append(reply.stream.pop(reply.done_at() - 1))


@fault(trips=("SSE-016",), on=On.STREAM)
def statistics_behind_done(reply: Reply) -> None:
    """A gateway adds its own statistics behind `[DONE]`."""
    reply.stream.append(Event({"gateway": "edge-3", "latency_ms": 412}))


@fault(trips=("SSE-017",), on=On.STREAM)
def open_after_done(reply: Reply) -> None:
    """The connection stays open behind `[DONE]` until the idle time-out."""
    reply.end_pause = 60.0


@fault(trips=("SSE-017",), on=On.STREAM)
def never_closed(reply: Reply) -> None:
    """The last HTTP chunk is never sent, and the connection is never closed."""
    reply.last_chunk = False
    reply.finish = Finish.HANG


def _cut(reply: Reply, finish: Finish) -> None:
    """Leave out everything behind the first text, or behind the role where there is none, and the last HTTP chunk."""
    del reply.stream[1 + any(choice["finish_reason"] is None for choice in reply.chunks[1]["choices"]) :]
    reply.last_chunk = False
    reply.finish = finish


@fault(trips=("SSE-018",), on=On.STREAM)
def stream_cut(reply: Reply) -> None:
    """The process dies in the middle of the answer, and the connection is closed."""
    _cut(reply, Finish.CLOSE)


@fault(trips=("SSE-018",), on=On.STREAM)
def stream_reset(reply: Reply) -> None:
    """A load balancer resets the connection in the middle of the answer."""
    _cut(reply, Finish.RESET)


@fault(trips=("SSE-018",), on=On.STREAM)
def stream_falls_silent(reply: Reply) -> None:
    """Nothing more comes after the first text, and nobody closes the connection."""
    _cut(reply, Finish.HANG)


@fault(trips=("SSE-018",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def picture_stream_cut(reply: Reply) -> None:
    """The connection is closed in the middle of the answer, where the request has a picture."""
    _cut(reply, Finish.CLOSE)


@fault(trips=("SSE-018",), on=On.STREAM)
def stream_cut_inside_an_event(reply: Reply) -> None:
    """The connection is closed in the middle of an event."""
    reply.stream[1:] = [Event(raw=b"data: " + json_bytes(reply.chunks[0])[:40])]
    reply.last_chunk = False
    reply.finish = Finish.CLOSE


@fault(trips=("SSE-021",), on=On.STREAM)
def data_prefix_missing(reply: Reply) -> None:
    """The chunks come line by line without `data:`, and so does the end marker."""
    for event in reply.stream:
        event.field = b""


@fault(trips=("SSE-021",), on=On.STREAM)
def completion_labelled_as_stream(reply: Reply) -> Reply:
    """The label says event stream, and the body is one JSON object."""
    chunk = reply.chunks[0]
    message = {"role": "assistant", "content": "".join(delta["content"] for delta in reply.text_deltas())}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    plain = json_reply({**chunk, "object": "chat.completion", "choices": [choice]})
    plain.headers, plain.framing = reply.headers, Framing.CHUNKED
    return plain


@fault(trips=("SSE-021",), on=On.STREAM)
def stream_empty(reply: Reply) -> None:
    """The stream is opened and closed, and holds nothing."""
    reply.events = []


@fault(trips=("SSE-021",), on=On.STREAM)
def nothing_but_done(reply: Reply) -> None:
    """A gateway that cannot read the line endings of its engine passes on nothing, and ends the stream properly."""
    reply.events = [Event(DONE)]


@fault(trips=("SSE-021",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def picture_stream_of_comments(reply: Reply) -> None:
    """Where the request has a picture the stream holds nothing but a comment."""
    reply.events = [Event(raw=b": processing\n\n")]


@fault(trips=("SSE-015",), on=On.STREAM)
def done_missing_and_closed(reply: Reply, asked: Asked) -> None:
    """HTTP/1.0 style: the stream is ended by the end of the connection alone, without `[DONE]`."""
    if asked.n > 1:
        return
    del reply.stream[reply.done_at()]
    reply.framing, reply.finish = Framing.CLOSE, Finish.CLOSE

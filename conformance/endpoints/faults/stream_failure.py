"""Faults of streams as a whole: refused, failed, ignored."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import DONE, Event, Reply, error_reply
from conformance.model.script import Finish, Script


@fault(trips=("STREAM-001",), on=On.STREAM)
def stream_refused(_: Reply) -> Reply:
    """Streaming is refused."""
    return error_reply(400, "stream is not supported", param="stream")


@fault(trips=("STREAM-001",), on=On.STREAM)
def stream_answered_500(_: Reply) -> Reply:
    """Every request for a stream ends in an internal error."""
    return error_reply(500, "'NoneType' object is not iterable", kind="server_error")


@fault(trips=("STREAM-001",), on=On.STREAM)
def stream_drops_the_connection(_: Reply) -> Script:
    """Every request for a stream kills the worker, and the connection is closed without a word."""
    return raw_script(finish=Finish.CLOSE)


@body_fault(trips=("STREAM-001",))
def stream_ignored(body: dict[str, Any]) -> None:
    """The member stream is ignored, and the answer is one JSON object."""
    if body.get("stream") is True:
        del body["stream"]


@body_fault(trips=("STREAM-031", "STREAM-033"), also=("STREAM-037",))
def stream_false_taken_for_true(body: dict[str, Any]) -> None:
    """The answer is streamed wherever the request has the member stream, whatever it says."""
    if "stream" in body:
        body["stream"] = True


@fault(trips=("STREAM-033",), when=lambda asked: asked.body.get("stream", True) is None)
def stream_null_refused(_: Reply) -> Reply:
    """A stream of null is refused: not a boolean."""
    return error_reply(422, "Input should be a valid boolean", param="stream")


@fault(trips=("STREAM-031",), when=lambda asked: asked.body.get("stream") is False)
def stream_false_refused(_: Reply) -> Reply:
    """Only streams are served."""
    return error_reply(400, "This model answers in streams only; say stream: true.", param="stream")


def _failing(reply: Reply, error: object) -> None:
    """Replace all but the first chunks of the stream by an error event."""
    reply.stream[2:] = [Event({"error": error}), Event(DONE)]


_OUT_OF_MEMORY = {"message": "CUDA error: device-side assert triggered", "type": "server_error", "code": None}


@fault(trips=("STREAM-026",), on=On.STREAM)
def stream_fails(reply: Reply) -> None:
    """The engine fails after the first token, and the stream says so."""
    _failing(reply, _OUT_OF_MEMORY)


@fault(trips=("STREAM-026",), also=("SSE-011",), on=On.STREAM)
def stream_fails_by_name(reply: Reply) -> None:
    """The engine fails after the first token, and an event called error says so."""
    _failing(reply, _OUT_OF_MEMORY)
    reply.stream[2].before = b"event: error\n"


@fault(trips=("STREAM-026",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def picture_stream_fails(reply: Reply) -> None:
    """Where the request has a picture the 200 is sent before the picture is decoded, which fails."""
    reply.events = [Event({"error": {**_OUT_OF_MEMORY, "message": "mmproj is not loaded"}})]


@fault(trips=("STREAM-026", "STREAM-027"), on=On.STREAM)
def stream_fails_with_text(reply: Reply) -> None:
    """The engine fails after the first token, and the error event holds a text."""
    _failing(reply, "CUDA error: device-side assert triggered")


@fault(trips=("STREAM-026", "STREAM-027"), on=On.STREAM)
def stream_fails_without_message(reply: Reply) -> None:
    """The engine fails after the first token, and the error event holds a number only."""
    _failing(reply, {"code": 500})


@body_fault(trips=("STREAM-030", "N-002", "N-003", "N-004"))
def n_ignored(body: dict[str, Any]) -> None:
    """One choice comes, however many were asked for."""
    body.pop("n", None)


@fault(trips=("STREAM-030",), on=On.STREAM, when=lambda asked: asked.n > 1)
def n_ignored_in_streams(reply: Reply) -> None:
    """One choice is streamed, however many were asked for."""
    reply.drop_chunks(*(chunk for chunk in reply.chunks if any(choice["index"] for choice in chunk["choices"])))


@fault(trips=("STREAM-030",), when=lambda asked: asked.n > 1)
def n_refused_without_a_name(_: Reply) -> Reply:
    """Two choices are refused, and the error does not say what is wrong."""
    return error_reply(400, "Bad request.")


@fault(trips=("STREAM-030",), when=lambda asked: asked.n > 1)
def n_answered_500(_: Reply) -> Reply:
    """Two choices end in an internal error."""
    return error_reply(500, "list index out of range", kind="server_error")

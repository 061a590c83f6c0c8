"""Whole servers as they were reported: each gets several things wrong from the same carelessness."""

from __future__ import annotations

from http import HTTPStatus

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls, with_object
from conformance.endpoints.failures import internal_error
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Event, Reply, json_reply
from conformance.model.script import ReceivedRequest


def _shows_a_picture(asked: Asked) -> bool:
    return asked.has_pictures


@fault(trips=("STREAM-003", "STREAM-021", "USAGE-003", "USAGE-004"), on=On.STREAM)
def relay_of_another_vendor(reply: Reply) -> None:
    """Chunks lack their object, finish_reason stands on the last one only, and each has the usage so far."""
    for at, chunk in enumerate(reply.chunks):
        del chunk["object"]
        for choice in chunk["choices"]:
            if choice["finish_reason"] is None:
                del choice["finish_reason"]
        chunk["usage"] = chunk.get("usage") or {"prompt_tokens": 9, "completion_tokens": at, "total_tokens": 9 + at}


@fault(trips=("STREAM-002", "STREAM-004", "STREAM-010"), on=On.STREAM)
def early_engine_with_bare_chunks(reply: Reply) -> None:
    """Chunks have neither id nor created, and their choices no index."""
    for chunk in reply.chunks:
        del chunk["id"], chunk["created"]
    for choice in reply.choices():
        del choice["index"]


@fault(trips=("STREAM-019", "SSE-015", "STREAM-009"), on=On.STREAM)
def gateway_that_adds_its_price(reply: Reply) -> None:
    """The stream has neither finish_reason nor [DONE], and ends with a chunk that tells the price."""
    for choice in reply.finals():
        choice["finish_reason"] = None
    reply.stream[reply.done_at()] = Event({**reply.chunks[0], "choices": [], "cost": "0"})


@endpoint_fault(trips=("RESP-014", "RESP-010"), also=("RESP-003", "STREAM-004"))
def engine_with_constants(healthy: Reference) -> Answering:
    """Every answer has the same id, created is 1, and tokens are not counted."""

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if Asked(request).is_chat and reply.status == HTTPStatus.OK:
            for body in reply.bodies:
                body |= {"id": "chatcmpl-1", "created": 1}
                if not reply.is_stream:
                    del body["usage"]
        return reply

    return answer


@fault(trips=("IMG-001", "SSE-021"), when=_shows_a_picture)
def preprocessor_that_fails_in_two_ways(reply: Reply) -> Reply | None:
    """A picture is answered 500; streamed, 200 is sent before it fails, and the stream ends behind its head."""
    if not reply.is_stream:
        return internal_error("height:27 and width:1093 must be larger than factor:28")
    reply.stream.clear()
    return None


@fault(trips=("RESP-018",), on=On.PLAIN)
def gateway_that_always_marks_the_end(reply: Reply) -> None:
    """The completion is followed by the end mark of a stream, and labelled as one."""
    reply.set_header("Content-Type", "text/event-stream")
    reply.suffix = b"\n\ndata: [DONE]\n\n"


@fault(trips=("ERR-001", "ERR-014"), on=On.MISTAKE, when=_shows_a_picture)
def debugger_left_on(_: Reply) -> Reply:
    """A bad picture is answered 500, with the whole stack."""
    trace = 'Traceback (most recent call last):\n  File "/app/server/vision.py", line 88, in load_image\n'
    return internal_error(f"{trace}PIL.UnidentifiedImageError: cannot identify image file")


@fault(trips=("ERR-001", "B64-006"), on=On.MISTAKE, when=_shows_a_picture)
def exception_that_quotes_its_input(_: Reply, asked: Asked) -> Reply:
    """A bad picture is answered 500, and the message quotes what could not be decoded."""
    return internal_error(f"Incorrect padding: {next(image_urls(asked.body))['url']}")


def _has_wrong_content(asked: Asked) -> bool:
    messages = asked.body.get("messages")
    known = [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []
    contents = [message.get("content") for message in known]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    unknown = [content for content in contents if content is not None and not isinstance(content, str | list)]
    return bool(unknown) or any(not isinstance(part, dict) for part in parts)


@fault(trips=("ERR-001",), on=On.MISTAKE, when=_has_wrong_content)
def template_that_fails_on_wrong_content(_: Reply) -> Reply:
    """Content that is neither a text nor an array of objects, nested or not, is pasted into a template that fails."""
    return internal_error("Expected ',' or '}' after property value in JSON at position 171")


@fault(
    trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: not isinstance(asked.body.get("max_tokens", 1), int | None)
)
def validator_that_cannot_tell_its_errors(_: Reply) -> Reply:
    """A max_tokens that is no integer, large or not, is found, and the answer that would say so cannot be written."""
    return internal_error("Object of type ValueError is not JSON serializable")


@endpoint_fault(trips=("FMT-011",))
def proxy_that_explains_in_a_completion(healthy: Reference) -> Answering:
    """What is wrong with a picture is told to the user by the assistant, in a completion."""

    def answer(request: ReceivedRequest) -> Reply:
        reply, asked = healthy.reply(request), Asked(request)
        if reply.status != HTTPStatus.BAD_REQUEST or not asked.has_pictures:
            return reply
        for image in image_urls(asked.body):
            image["url"] = SOME_PICTURE
        told = healthy.reply(with_object(request, asked.body))
        for delta in told.text_deltas():
            delta["content"] = " I could not load the picture."
        return told

    return answer


@fault(trips=("RESP-005", "STREAM-020"), when=lambda asked: asked.body.get("stop") is not None)
def stop_string_as_a_reason(reply: Reply) -> None:
    """A text that ended at a stop string names the engine's own reason."""
    for choice in reply.finals():
        if choice["finish_reason"] == "stop":
            choice["finish_reason"] = "stop_sequence"


@fault(trips=("IMG-001",), when=lambda asked: any("detail" in image for image in image_urls(asked.body)))
def detail_refused(_: Reply) -> Reply:
    """The member detail of a picture is refused, though it is as old as pictures are."""
    return json_reply({"error": {"message": "messages[0].content[1]: wrong keys in image_url"}}, 422)


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.streams and asked.has_pictures)
def bad_pictures_fail_in_streams(_: Reply) -> Reply:
    """A bad picture is refused well, and is the server's own failure where a stream was asked for."""
    return internal_error("generator raised StopIteration")


@fault(trips=("USAGE-001",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_under_another_name(reply: Reply) -> None:
    """The usage comes on its chunk under the engine's own name."""
    for chunk in reply.chunks:
        if "usage" in chunk:
            chunk["x_engine"] = {"usage": chunk.pop("usage")}
            chunk["choices"] = [{"index": 0, "delta": {}, "finish_reason": None}]

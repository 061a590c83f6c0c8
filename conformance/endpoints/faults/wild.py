"""Faults as whole servers have them: several at once from one cause, or one in a single combination."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, with_object
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Event, Reply, error_reply, json_reply, stream_reply
from conformance.model.script import ReceivedRequest, Script

_SMALL = 64
_OK = 200
_READ_BY_A_STUB = ("model", "messages", "stream", "stream_options")


def _shows_a_picture(asked: Asked) -> bool:
    return asked.has_pictures


@fault(
    trips=("RESP-001", "RESP-002", "RESP-003", "RESP-005", "MODEL-001", "RESP-010"),
    also=("RESP-004", "RESP-006", "RESP-009", "LOGP-002"),
    on=On.PLAIN,
)
def answer_of_content_alone(reply: Reply) -> None:
    """The completion has nothing but choices[].message.content."""
    reply.content = {"choices": [{"message": {"content": m["content"]}} for m in reply.messages()]}


@fault(trips=("RESP-003", "STREAM-004"))
def created_in_milliseconds_everywhere(reply: Reply) -> None:
    """The time comes from a clock of milliseconds, in completions and chunks."""
    for body in reply.bodies:
        body["created"] = body["created"] * 1000 + 417


@fault(trips=("RESP-001", "RESP-003", "RESP-010"), on=On.PLAIN)
def answer_with_placeholders(reply: Reply) -> None:
    """The id is empty, created is 1, and usage is absent."""
    reply.content |= {"id": "", "created": 1}
    del reply.content["usage"]


@fault(trips=("RESP-010",), on=On.PLAIN, when=_shows_a_picture)
def usage_missing_in_answers_about_pictures(reply: Reply) -> None:
    """Tokens are counted for texts only."""
    del reply.content["usage"]


@fault(trips=("RESP-005", "STREAM-020"), when=_shows_a_picture)
def finish_reason_of_the_vision_path(reply: Reply) -> None:
    """Answers about pictures end with the engine's own word for the end."""
    for choice in reply.finals():
        choice["finish_reason"] = "eos_token"


@fault(trips=("RESP-019", "STREAM-029"), when=_shows_a_picture)
def pictures_answered_with_nothing(reply: Reply) -> None:
    """A picture is answered 200, with an empty text."""
    if reply.is_stream:
        reply.drop_chunks(*(event.data for event in reply.text_events))
        return
    for choice in reply.choices():
        choice["message"]["content"], choice["finish_reason"] = "", "stop"


@fault(trips=("IMG-001",), when=lambda asked: asked.has_pictures and _has_system(asked.body))
def system_message_beside_a_picture_refused(_: Reply) -> Reply:
    """Pictures and system messages are both served, and not together."""
    return error_reply(400, "prompting with images is incompatible with system messages")


@fault(trips=("IMG-001",), when=lambda asked: asked.has_pictures and _has_system(asked.body))
def system_message_beside_a_picture_fails(_: Reply) -> Reply:
    """A system message moves the picture out of the place where the template looks for it."""
    return internal_error("Number of images does not match number of special image tokens: 1 vs 0")


def _has_system(body: dict[str, Any]) -> bool:
    return any(message.get("role") == "system" for message in body["messages"])


@fault(trips=("IMG-001",), on=On.STREAM, when=lambda asked: asked.wants_usage and asked.has_pictures)
def usage_beside_a_picture_fails(_: Reply) -> Reply:
    """Counting the tokens of a streamed answer about a picture fails."""
    return internal_error("'NoneType' object has no attribute 'shape'")


@fault(trips=("ERR-003",), also=("ERR-010",), on=On.MISTAKE)
def mistakes_answered_with_a_page(_: Reply) -> Reply:
    """The proxy in front replaces every refusal by a page in HTML."""
    return Reply(
        400, [("Content-Type", "text/html")], b"<html><body><center><h1>400 Bad Request</h1></center></body></html>"
    )


@fault(trips=("ERR-003",), on=On.MISTAKE)
def mistakes_answered_with_details_alone(_: Reply) -> Reply:
    """Every mistake is answered with the validator's list, which is no envelope."""
    return unprocessable("Input should be a valid dictionary or instance", "messages", "0")


@fault(trips=("ERR-003",), on=On.MISTAKE)
def mistakes_answered_flat(reply: Reply) -> None:
    """The members of the error stand at the top of the body."""
    reply.content = {"object": "error", **reply.content["error"], "code": 400}


@fault(trips=("ERR-003",), on=On.MISTAKE)
def mistakes_answered_with_a_string(reply: Reply) -> None:
    """The error is a string."""
    reply.content = {"error": reply.content["error"]["message"]}


@fault(trips=("ERR-003",), on=On.MISTAKE)
def mistakes_answered_in_an_array(reply: Reply) -> None:
    """The envelope is the one element of an array."""
    reply.content = [reply.content]


@fault(trips=("ERR-003",), also=("ERR-011",), on=On.MISTAKE)
def mistakes_answered_as_an_event(reply: Reply) -> None:
    """The envelope stands behind `data: `, also where no stream was asked for, and is labelled as JSON."""
    reply.prefix, reply.suffix = b"data: ", b"\n\n"


@fault(trips=("ERR-002",), on=On.MISTAKE)
def mistakes_answered_200(reply: Reply) -> None:
    """The envelope is right, and its status is 200."""
    reply.status = 200


@fault(trips=("ERR-011",), on=On.MISTAKE, when=lambda asked: asked.streams)
def mistakes_answered_in_the_stream(reply: Reply) -> Reply:
    """Where a stream was asked for a refusal is an event behind the 200."""
    return stream_reply([Event(reply.content)])


@fault(trips=("ERR-001",), on=On.MISTAKE, when=_shows_a_picture)
def bad_pictures_answered_500(_: Reply) -> Reply:
    """Whatever is wrong with a picture is the server's own failure."""
    return internal_error("cannot identify image file <_io.BytesIO object at 0x7f1c5c0d9f80>")


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: not asked.body and len(asked.request.body) < _SMALL)
def bodies_that_are_no_object_kill_the_worker(_: Reply) -> Script:
    """A body that is no object ends the process."""
    return hang_up()


@fault(trips=("ERR-015",), on=On.MISTAKE, when=_shows_a_picture)
def bad_pictures_answered_415(reply: Reply) -> None:
    """Whatever is wrong with a picture is an unsupported media type."""
    reply.status = 415


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.body.get("max_tokens") == 0)
def max_tokens_zero_fails_upstream(_: Reply) -> Reply:
    """A max_tokens of 0 passes the gateway and fails behind it."""
    return json_reply({"error": {"message": "Upstream error: 400", "type": "upstream_error", "code": "502"}}, 500)


@endpoint_fault(
    trips=("MAXTOK-003", "TOOL-008"),
    also=("BIAS-008", "LOGP-002", "MAXTOK-008", "SIZE-002", "STREAM-028", "STREAM-030", "TOOL-009"),
)
def prompts_echoed(healthy: Reference) -> Answering:
    """The endpoint is a stub that says what it was told, whatever else was asked.

    Seen on GPT4All's API: https://github.com/nomic-ai/gpt4all/issues/1700
    """

    def answer(request: ReceivedRequest) -> Reply:
        reply, asked = healthy.reply(request), Asked(request)
        if not asked.is_chat or reply.status != _OK:
            return reply
        plain = {name: asked.body[name] for name in _READ_BY_A_STUB if name in asked.body}
        reply = healthy.reply(with_object(request, plain))
        text = f"Echo: {asked.body['messages'][-1].get('content')}"
        for delta in reply.text_deltas():
            delta["content"], text = text, ""
        return reply

    return answer

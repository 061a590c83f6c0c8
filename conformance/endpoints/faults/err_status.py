"""Faults of how mistakes are answered: with the wrong status, as a success, differently each time, or not at all."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.picture_files import File, shows
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import DONE, Event, Reply, json_reply, stream_reply
from conformance.model.script import Finish, ReceivedRequest, Script

_MISTAKE = 400
_END_OF_JPEG = b"\xff\xd9"


def _is_no_list(asked: Asked) -> bool:
    return not isinstance(asked.body.get("messages", []), list)


def _is_cut_jpeg(file: File) -> bool:
    return file.is_jpeg and not file.data.endswith(_END_OF_JPEG)


@fault(trips=("ERR-001",), on=On.MISTAKE)
def mistakes_answered_500(reply: Reply) -> None:
    """Every mistake is an internal error."""
    reply.status = 500
    reply.content["error"] |= {"message": "Internal Server Error", "type": "server_error"}


@fault(trips=("ERR-001",), on=On.MISTAKE, when=_is_no_list)
def wrong_type_answered_500(reply: Reply) -> None:
    """Messages of another type end in an internal error."""
    reply.status = 500
    reply.content["error"]["message"] = "string indices must be integers, not 'str'"


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.request.body in {b"[]", b"5", b"null", b'"text"'})
def body_of_another_type_kills(_: Reply) -> Script:
    """JSON that is no object kills the process."""
    return raw_script(finish=Finish.RESET)


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def broken_picture_kills(_: Reply) -> Script:
    """A picture that cannot be decoded kills the worker."""
    return raw_script(finish=Finish.CLOSE)


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def broken_picture_hangs(_: Reply) -> Script:
    """A picture that cannot be decoded waits in a queue for ever."""
    return raw_script(finish=Finish.HANG)


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.streams)
def mistake_in_a_stream_answered_500(reply: Reply) -> None:
    """The same mistake that is refused without a stream is an internal error with one."""
    reply.status = 500
    reply.content["error"]["type"] = "server_error"


def _error(reply: Reply) -> dict[str, Any]:
    return {"error": {**reply.content["error"], "code": reply.status}}


@fault(trips=("ERR-002",), on=On.MISTAKE, when=lambda asked: not asked.streams)
def mistakes_are_successes(reply: Reply) -> Reply:
    """Every mistake is answered 200 with an error in the body."""
    return json_reply(_error(reply))


@fault(trips=("ERR-002",), on=On.MISTAKE, when=lambda asked: asked.has_pictures and not asked.streams)
def broken_picture_answered_200(reply: Reply) -> Reply:
    """A picture that cannot be decoded is answered 200 with an error in the body."""
    return json_reply(_error(reply))


@fault(trips=("ERR-002",), on=On.MISTAKE, when=lambda asked: not asked.streams)
def mistakes_answered_with_a_stream(reply: Reply) -> Reply:
    """Every mistake is answered 200 with a stream of one error, streamed or not."""
    return stream_reply([Event(_error(reply)), Event(DONE)])


@fault(trips=("ERR-011",), on=On.MISTAKE, when=lambda asked: asked.streams)
def mistake_inside_the_stream(reply: Reply) -> Reply:
    """The 200 of a stream is sent before the request is looked at, and the refusal is its first event."""
    return stream_reply([Event(_error(reply)), Event(DONE)])


@fault(trips=("ERR-011",), on=On.MISTAKE, when=lambda asked: asked.streams)
def done_behind_an_error(reply: Reply) -> None:
    """The refusal of a stream ends with `[DONE]`."""
    reply.suffix = b"\n\ndata: [DONE]\n\n"


@fault(trips=("ERR-011",), on=On.MISTAKE, when=lambda asked: asked.streams)
def error_body_as_event(reply: Reply) -> None:
    """The refusal of a stream has its status, and its body stands behind `data:`."""
    reply.prefix, reply.suffix = b"data: ", b"\n\n"


_STATUSES = (400, 422)


@endpoint_fault(trips=("ERR-013",))
def status_flaps(healthy: Reference) -> Answering:
    """Two replicas of different versions refuse the same mistake in turn, with 400 and with 422."""
    refusals: list[int] = []

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if reply.status == _MISTAKE and Asked(request).is_chat:
            reply.status = _STATUSES[len(refusals) % 2]
            refusals.append(reply.status)
        return reply

    return answer


@endpoint_fault(trips=("ERR-013",))
def mistake_served_the_second_time(healthy: Reference) -> Answering:
    """A mistake is refused once, and served when it comes again."""
    seen: set[bytes] = set()

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        again = reply.status == _MISTAKE and _is_no_list(Asked(request)) and request.body in seen
        seen.add(request.body)
        return json_reply({"choices": []}, headers=tuple(reply.headers)) if again else reply

    return answer


@fault(trips=("ERR-015",), on=On.MISTAKE, when=lambda asked: "model" in asked.body)
def mistakes_answered_404(reply: Reply) -> None:
    """Whatever is wrong with a request, the model was not found."""
    reply.status = 404


@fault(trips=("ERR-015",), on=On.MISTAKE)
def mistakes_answered_409(reply: Reply) -> None:
    """Mistakes are conflicts."""
    reply.status = 409


@fault(trips=("ERR-015",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def broken_picture_answered_415(reply: Reply) -> None:
    """A picture that cannot be decoded is an unsupported media type of the request."""
    reply.status = 415


def _push_back(reply: Reply, retry_after: str) -> None:
    reply.status = 429
    reply.content = {"error": {"message": "Slow down.", "type": "rate_limit_error", "param": None, "code": None}}
    reply.set_header("Retry-After", retry_after)


@fault(trips=("ERR-012",), on=On.PLAIN, when=lambda asked: asked.n > 1)
def retry_after_with_a_unit(reply: Reply) -> None:
    """Two choices are over the limit, and Retry-After has a unit."""
    _push_back(reply, "20s")


@fault(trips=("ERR-012",), on=On.PLAIN, when=lambda asked: asked.n > 1)
def retry_after_fractional(reply: Reply) -> None:
    """Two choices are over the limit, and Retry-After has a fraction."""
    _push_back(reply, "0.35")


@fault(trips=("ERR-001",), on=On.MISTAKE, when=shows(_is_cut_jpeg))
def cut_jpeg_answered_500(_: Reply) -> Reply:
    """A JPEG that ends early is 500: the decoder's complaint is caught by nobody.

    Seen on vLLM: https://github.com/vllm-project/vllm/pull/38253
    """
    return internal_error("image file is truncated (5 bytes not processed)")


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.body.get("messages") == [])
def no_messages_kill_the_process(_: Reply) -> Script:
    """An empty array of messages ends the process.

    Seen on MNN: https://github.com/alibaba/MNN/pull/4585
    """
    return hang_up()

"""Faults around labels, chunks and texts of requests, and around fields that few clients read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.endpoints.asked import Asked, parse_object, with_object
from conformance.endpoints.failures import hang_up, internal_error, say_nothing
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault, request_fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, ReceivedRequest, Script


def _labelled_as_text(asked: Asked) -> bool:
    return (asked.request.header("Content-Type") or "").startswith("text/plain")


def _in_chunks(asked: Asked) -> bool:
    return asked.request.header("Transfer-Encoding") == "chunked"


def _accepts_json_only(asked: Asked) -> bool:
    return asked.request.header("Accept") == "application/json"


def _names_lines(asked: Asked) -> bool:
    return "\n" in str(asked.body.get("model"))


@fault(trips=("HTTP-026",), on=On.ANY, when=_labelled_as_text)
def other_label_fails(_: Reply) -> Reply:
    """A body with another label is not parsed, its members are looked for, and the answer is 500."""
    return internal_error("'str' object has no attribute 'get'")


@fault(trips=("HTTP-026",), on=On.ANY, when=_labelled_as_text)
def other_label_kills_the_handler(_: Reply) -> Script:
    """A body with another label kills the handler."""
    return hang_up()


@fault(trips=("HTTP-027",), on=On.STREAM, when=_accepts_json_only)
def accept_of_json_refused(_: Reply) -> Reply:
    """A stream is refused with 406 where Accept does not name it."""
    return error_reply(406, "Not Acceptable: Client must accept text/event-stream")


@fault(trips=("HTTP-027",), on=On.STREAM, when=_accepts_json_only)
def accept_of_json_fails(_: Reply) -> Reply:
    """No renderer is found for JSON beside a stream, and the answer is 500."""
    return internal_error("No serializer found")


@fault(trips=("HTTP-027",), on=On.STREAM, when=_accepts_json_only)
def accept_of_json_kills_the_handler(_: Reply) -> Script:
    """Accept of JSON beside a stream kills the handler."""
    return hang_up()


@endpoint_fault(trips=("HTTP-027",))
def accept_of_json_obeyed(healthy: Reference) -> Answering:
    """Accept decides: where it names JSON alone there is no stream."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        if not asked.streams or not _accepts_json_only(asked):
            return healthy.reply(request)
        return healthy.reply(with_object(request, {**asked.body, "stream": False}))

    return answer


@fault(trips=("HTTP-028",), on=On.ANY, when=_names_lines)
def model_copied_into_a_field(reply: Reply, asked: Asked) -> None:
    """The name of the model is copied into a header field, line ends and all."""
    reply.raw_headers = b"x-model: %b\r\n" % asked.body["model"].partition("\r\n\r\n")[0].encode()


@fault(trips=("HTTP-029",), on=On.ANY, when=_names_lines)
def model_repeated_in_a_page(_: Reply, asked: Asked) -> Reply:
    """An unknown model is answered with a page that repeats its name as it is."""
    page = f"<html><body><h1>404</h1>No such model: {asked.body['model']}</body></html>"
    return Reply(404, [("Content-Type", "text/html; charset=utf-8")], page.encode())


@fault(trips=("HTTP-030",), on=On.ANY)
def request_id_for_ever(reply: Reply) -> None:
    """The request id is that of the process."""
    reply.set_header("x-request-id", "req_worker_1")


@fault(trips=("HTTP-031",))
def rate_limit_in_words(reply: Reply) -> None:
    """What is left of a limit is told in words."""
    reply.set_header("x-ratelimit-limit-requests", "5000")
    reply.set_header("x-ratelimit-remaining-requests", "unlimited")


@fault(trips=("HTTP-031",), on=On.ANY)
def rate_limit_resets_at_a_date(reply: Reply) -> None:
    """The reset of a limit is a date."""
    reply.set_header("x-ratelimit-reset-tokens", "2026-11-22T18:00:00Z")


@fault(trips=("HTTP-032",))
def buffering_asked_for(reply: Reply) -> None:
    """A field that was copied from another route asks proxies to buffer the stream."""
    reply.set_header("X-Accel-Buffering", "yes")


def _misread(request: ReceivedRequest, read: Callable[[bytes], str]) -> ReceivedRequest:
    body = parse_object(request.body) if Asked(request).is_chat and not request.body.isascii() else None
    if body is None:
        return request
    return replace(request, body=read(request.body).encode())


@request_fault(trips=("HTTP-034",))
def body_read_as_latin_1(request: ReceivedRequest) -> ReceivedRequest:
    """The body is read as Latin-1, since its label names no charset."""
    return _misread(request, lambda body: body.decode("latin-1"))


@request_fault(trips=("HTTP-034",))
def body_read_as_ascii(request: ReceivedRequest) -> ReceivedRequest:
    """What is not ASCII in the body is replaced by question marks."""
    return _misread(request, lambda body: body.decode().encode("ascii", "replace").decode())


@fault(trips=("HTTP-035",), on=On.ANY, when=_in_chunks)
def chunks_refused(_: Reply) -> Reply:
    """A body without a length counts as empty, and is refused."""
    return error_reply(400, "Request body is required but was empty")


@fault(trips=("HTTP-035",), on=On.ANY, when=_in_chunks)
def chunks_fail(_: Reply) -> Reply:
    """The length is read from a field that is not there, and the answer is 500."""
    return internal_error("int() argument must be a string, not 'NoneType'")


@fault(trips=("HTTP-035",), on=On.ANY, when=_in_chunks)
def chunks_reset_the_connection(_: Reply) -> Script:
    """A body in chunks resets the connection."""
    return raw_script(finish=Finish.RESET)


@fault(trips=("ERR-018",), on=On.ANY, when=_in_chunks, also=("HTTP-035",))
def failure_is_a_page(_: Reply) -> Reply:
    """The proxy tells of a failure behind it with a page."""
    return Reply(500, [("Content-Type", "text/html")], b"<html><body>Internal Server Error</body></html>")


@fault(trips=("HTTP-026", "HTTP-035"), on=On.ANY, when=lambda asked: _labelled_as_text(asked) or _in_chunks(asked))
def odd_body_is_waited_for(_: Reply) -> Script:
    """A body that no reader was chosen for is never read, and waited for until the end."""
    return say_nothing()

"""Faults of what is accepted: methods, paths, labels, bodies; and of what is left behind by clients that leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from conformance.endpoints.asked import Asked, number_of, parse_object, with_header, with_object
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault, request_fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reference.endpoint import CHAT, DEFAULT_MODEL, Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, ReceivedRequest, Script

_SHORT = 1000
_LONG = 200
_WINDOW = 1 << 20
_PROMPTED = {"model": DEFAULT_MODEL, "messages": [{"role": "user", "content": ""}], "max_tokens": 16}


@request_fault(trips=("HTTP-012",))
def method_not_looked_at(request: ReceivedRequest) -> ReceivedRequest:
    """Every method generates text."""
    return replace(request, method="POST") if request.method in {"PUT", "DELETE"} else request


@fault(trips=("HTTP-012",), on=On.ANY, when=lambda asked: asked.request.method == "DELETE")
def delete_answered_500(_: Reply) -> Reply:
    """DELETE finds a route and no code behind it."""
    return error_reply(500, "'delete' is not a registered callback", kind="server_error")


@fault(trips=("HTTP-013",), on=On.ANY, when=lambda asked: not asked.is_chat)
def allow_missing(reply: Reply) -> None:
    """A 405 does not say what is allowed."""
    reply.drop_header("Allow")


@fault(trips=("HTTP-013",), on=On.ANY, when=lambda asked: not asked.is_chat)
def allow_names_other_methods(reply: Reply) -> None:
    """A 405 says that only GET is allowed, because POST has its own route."""
    if reply.header("Allow"):
        reply.set_header("Allow", "GET, HEAD")


@request_fault(trips=("HTTP-014",))
def any_path_served(request: ReceivedRequest) -> ReceivedRequest:
    """Whatever the path begins with is enough."""
    return replace(request, target=request.target.replace("completionz", "completions"))


@fault(trips=("HTTP-014",), on=On.ANY, when=lambda asked: asked.path.endswith("completionz"))
def unknown_path_answered_500(_: Reply) -> Reply:
    """An unknown path ends in an internal error."""
    return error_reply(500, "Cannot read properties of undefined (reading 'handler')", kind="server_error")


def _names_charset(asked: Asked) -> bool:
    return "charset" in (asked.request.header("Content-Type") or "")


@fault(trips=("HTTP-015",), when=_names_charset)
def charset_refused(_: Reply) -> Reply:
    """The label must be application/json to the letter."""
    return error_reply(415, "Content-Type must be application/json")


@fault(trips=("HTTP-015",), when=_names_charset)
def charset_answered_500(_: Reply) -> Reply:
    """A label with a parameter ends in an internal error."""
    return error_reply(500, "'bytes' object has no attribute 'get'", kind="server_error")


def _put_right(request: ReceivedRequest, *, wrong: bool) -> ReceivedRequest:
    """Replace a chat request that is wrong by one with an empty prompt."""
    return with_object(request, _PROMPTED) if wrong and Asked(request).is_chat else request


@request_fault(trips=("HTTP-016",))
def half_a_body_taken_for_none(request: ReceivedRequest) -> ReceivedRequest:
    """A body that cannot be parsed is taken for one without members, and everything has a default."""
    try:
        json.loads(request.body or b"{}")
    except (UnicodeDecodeError, RecursionError):
        return request
    except ValueError:
        return _put_right(request, wrong=True)
    return request


@request_fault(trips=("HTTP-017",))
def empty_body_taken_for_defaults(request: ReceivedRequest) -> ReceivedRequest:
    """An empty body is answered like an empty prompt."""
    return _put_right(request, wrong=not request.body)


@request_fault(trips=("HTTP-018",))
def text_taken_for_prompt(request: ReceivedRequest) -> ReceivedRequest:
    """JSON that is no object is taken for the prompt, or for none."""
    return _put_right(request, wrong=request.body in {b"[]", b"5", b"null"} or request.body[:1] == b'"')


@request_fault(trips=("HTTP-018",))
def null_taken_for_defaults(request: ReceivedRequest) -> ReceivedRequest:
    """A body of null is answered like an empty prompt."""
    return _put_right(request, wrong=request.body == b"null")


@request_fault(trips=("HTTP-019",))
def wrong_bytes_replaced(request: ReceivedRequest) -> ReceivedRequest:
    """Bytes that are not UTF-8 are replaced in silence."""
    return replace(request, body=request.body.decode("utf-8", "replace").encode())


@request_fault(trips=("HTTP-020",))
def nan_taken_for_a_number(request: ReceivedRequest) -> ReceivedRequest:
    """NaN is parsed as a number, passes every comparison and samples something."""
    body = parse_object(request.body)
    if body is None or b"NaN" not in request.body:
        return request
    return with_object(request, {name: 1 if value != value else value for name, value in body.items()})  # noqa: PLR0124 - NaN


def _asks_for_a_long_stream(asked: Asked) -> bool:
    long = _LONG < (number_of(asked.body, "max_tokens") or 0) < _WINDOW
    return asked.streams and long and "tools" not in asked.body


def _busy_behind_long_streams(healthy: Reference, fail: Callable[[Reply], Reply | Script]) -> Answering:
    """Fail the plain request that comes right behind a long stream."""
    before: list[Asked] = []

    def answer(request: ReceivedRequest) -> Reply | Script:
        asked = Asked(request)
        is_short = asked.is_chat and not asked.streams and len(request.body) < _SHORT
        behind = is_short and any(map(_asks_for_a_long_stream, before))
        before[:] = [asked]
        return fail(healthy.reply(request)) if behind else healthy.reply(request)

    return answer


@endpoint_fault(trips=("HTTP-024",))
def next_request_fails(healthy: Reference) -> Answering:
    """The engine still writes the stream that nobody reads, and fails the next request."""

    def fail(reply: Reply) -> Reply:
        reply.status = 500
        reply.content = {"error": {"message": "slot is still processing", "type": "server_error", "code": None}}
        return reply

    return _busy_behind_long_streams(healthy, fail)


@endpoint_fault(trips=("HTTP-024",))
def next_request_dropped(healthy: Reference) -> Answering:
    """The worker dies writing to a closed connection, and the next request with it."""
    return _busy_behind_long_streams(healthy, lambda _: raw_script(finish=Finish.RESET))


@request_fault(trips=("HTTP-014",))
def path_doubled_in_front(request: ReceivedRequest) -> ReceivedRequest:
    """Everything that is unknown goes to the one model, as in a tunnel."""
    known = request.target.partition("?")[0].endswith((CHAT, "/models"))
    return request if known else with_header(replace(request, target=f"/v1{CHAT}"), "X-Forwarded-For", "edge")

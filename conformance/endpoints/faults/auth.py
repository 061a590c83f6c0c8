"""Faults of keys: who is served, how others are refused, and what is said about their keys."""

from __future__ import annotations

from collections.abc import Callable

from conformance.endpoints.asked import Asked, parse_object, with_header
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault, request_fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import DONE, Event, Reply, error_reply, stream_reply
from conformance.model.script import Finish, ReceivedRequest, Script

_UNAUTHORIZED = 401


def _authorization(request: ReceivedRequest) -> str:
    return request.header("Authorization") or ""


def _bearer(request: ReceivedRequest) -> str:
    """Return what stands behind the scheme `Bearer`, or ""."""
    scheme, _, key = _authorization(request).partition(" ")
    return key.strip() if scheme == "Bearer" else ""


def _serving(healthy: Reference, serves: Callable[[ReceivedRequest], bool]) -> Answering:
    """Serve some requests without a look at their key."""
    return lambda request: healthy.reply(request, check_key=not serves(request))


@endpoint_fault(trips=("AUTH-001", "AUTH-002", "AUTH-008"))
def key_not_checked(healthy: Reference) -> Answering:
    """The key that was configured is never compared with anything."""
    return _serving(healthy, lambda _: True)


@endpoint_fault(trips=("AUTH-001",))
def key_absent_served(healthy: Reference) -> Answering:
    """Only keys that are sent are checked: without the header everybody is served."""
    return _serving(healthy, lambda request: not _authorization(request) and "api_key=" not in request.target)


@fault(trips=("AUTH-001",), also=("HTTP-037",), on=On.ANY, when=lambda asked: not _authorization(asked.request))
def key_absent_answered_500(_: Reply) -> Reply:
    """A missing header ends in an internal error."""
    return error_reply(500, "'NoneType' object has no attribute 'split'", kind="server_error")


@fault(trips=("AUTH-001",), on=On.ANY, when=lambda asked: not _authorization(asked.request))
def key_absent_dropped(_: Reply) -> Script:
    """Without the header the connection is closed without a word."""
    return raw_script(finish=Finish.CLOSE)


@endpoint_fault(trips=("AUTH-002",))
def any_key_served(healthy: Reference) -> Answering:
    """Some key must be there, and any will do."""
    return _serving(healthy, lambda request: bool(_bearer(request)))


@fault(trips=("AUTH-002",), also=("AUTH-010",), on=On.ANY)
def key_unknown_answered_500(reply: Reply, asked: Asked) -> Reply | None:
    """The directory of keys fails for a key that it does not hold."""
    unknown = reply.status == _UNAUTHORIZED and "not-issued" in _authorization(asked.request)
    return error_reply(500, "KeyError: token", kind="server_error") if unknown else None


@fault(trips=("AUTH-002",), also=("AUTH-010",), on=On.ANY)
def key_unknown_reset(reply: Reply, asked: Asked) -> Script | None:
    """A firewall resets connections with a key that it does not know."""
    unknown = reply.status == _UNAUTHORIZED and "not-issued" in _authorization(asked.request)
    return raw_script(finish=Finish.RESET) if unknown else None


@fault(trips=("AUTH-003",), on=On.ERROR)
def key_refused_with_403(reply: Reply) -> None:
    """Keys are refused with 403."""
    if reply.status == _UNAUTHORIZED:
        reply.status = 403


@fault(trips=("AUTH-003",), on=On.ERROR)
def key_refused_with_400(reply: Reply) -> None:
    """Keys are refused like any other mistake, with 400."""
    if reply.status == _UNAUTHORIZED:
        reply.status = 400


@fault(trips=("AUTH-004",), on=On.ERROR)
def challenge_missing(reply: Reply) -> None:
    """A 401 does not say which scheme would be accepted."""
    reply.drop_header("WWW-Authenticate")


def _refuse_keys_with(reply: Reply, content: object, label: str = "application/json") -> None:
    if reply.status == _UNAUTHORIZED:
        reply.content = content
        reply.set_header("Content-Type", label)


@fault(trips=("AUTH-005",), on=On.ERROR)
def key_refused_in_plain_words(reply: Reply) -> None:
    """The middleware that checks keys answers with one word."""
    _refuse_keys_with(reply, b"Unauthorized", "text/plain")


@fault(trips=("AUTH-005",), on=On.ERROR)
def key_refused_without_body(reply: Reply) -> None:
    """The refusal of a key has no body."""
    _refuse_keys_with(reply, b"")


@fault(trips=("AUTH-005",), on=On.ERROR)
def key_refused_with_detail(reply: Reply) -> None:
    """The framework refuses keys in its own words, `detail`."""
    _refuse_keys_with(reply, {"detail": "Not authenticated"})


@fault(trips=("AUTH-005",), on=On.ERROR)
def key_refused_with_text_as_error(reply: Reply) -> None:
    """In the refusal of a key error is a string."""
    _refuse_keys_with(reply, {"error": "Unauthorized"})


@fault(trips=("AUTH-005",), on=On.ERROR)
def key_refused_without_message(reply: Reply) -> None:
    """The refusal of a key has a code and no message."""
    _refuse_keys_with(reply, {"error": {"code": "invalid_api_key", "type": "invalid_request_error", "param": None}})


@request_fault(trips=("AUTH-006",))
def scheme_compared_literally(request: ReceivedRequest) -> ReceivedRequest:
    """The scheme is compared literally, so that `bearer` is refused."""
    return with_header(request, "Authorization", None) if _authorization(request).startswith("bearer") else request


@request_fault(trips=("AUTH-007",))
def any_scheme_accepted(request: ReceivedRequest) -> ReceivedRequest:
    """Whatever stands behind the first blank is the key."""
    scheme, _, key = _authorization(request).partition(" ")
    return with_header(request, "Authorization", f"Bearer {key}") if scheme and key else request


@endpoint_fault(trips=("AUTH-008",))
def key_empty_served(healthy: Reference) -> Answering:
    """An empty key equals the default of a setting that nobody set."""
    return _serving(healthy, lambda request: _authorization(request).strip() == "Bearer")


@fault(trips=("AUTH-008",), on=On.ANY, when=lambda asked: _authorization(asked.request).strip() == "Bearer")
def key_empty_answered_500(_: Reply) -> Reply:
    """The header is split at the blank, and there is nothing behind it."""
    return error_reply(500, "list index out of range", kind="server_error")


@fault(trips=("AUTH-008",), on=On.ANY, when=lambda asked: _authorization(asked.request).strip() == "Bearer")
def key_empty_dropped(_: Reply) -> Script:
    """An empty key kills the worker."""
    return raw_script(finish=Finish.RESET)


@request_fault(trips=("AUTH-009",))
def key_in_query_accepted(request: ReceivedRequest) -> ReceivedRequest:
    """The key may stand in the query."""
    _, found, key = request.target.partition("api_key=")
    return with_header(request, "Authorization", f"Bearer {key.partition('&')[0]}") if found else request


@endpoint_fault(trips=("AUTH-010",))
def key_not_checked_for_streams(healthy: Reference) -> Answering:
    """The route of streams lacks the middleware that checks keys."""
    return _serving(healthy, lambda request: Asked(request).streams)


@fault(trips=("AUTH-010",), on=On.ERROR, when=lambda asked: asked.streams)
def key_refused_inside_the_stream(reply: Reply) -> Reply | None:
    """The stream is opened before the key is checked, and the refusal is an event."""
    return stream_reply([Event(reply.content), Event(DONE)]) if reply.status == _UNAUTHORIZED else None


@fault(trips=("AUTH-010",), on=On.ERROR, when=lambda asked: asked.streams)
def key_of_a_stream_answered_500(reply: Reply) -> Reply | None:
    """The refusal of a key cannot be written as an event, and that is an internal error."""
    return error_reply(500, "generator raised StopIteration") if reply.status == _UNAUTHORIZED else None


@fault(trips=("AUTH-010",), on=On.ERROR, when=lambda asked: asked.streams)
def key_of_a_stream_dropped(reply: Reply) -> Script | None:
    """The refusal of a key kills the worker that was to write a stream."""
    return raw_script(finish=Finish.CLOSE) if reply.status == _UNAUTHORIZED else None


@endpoint_fault(trips=("AUTH-011",))
def body_parsed_before_the_key(healthy: Reference) -> Answering:
    """The framework parses the body before any middleware sees the key."""
    return _serving(healthy, lambda request: parse_object(request.body) is None)


@fault(trips=("AUTH-012",), on=On.ERROR)
def wrong_key_echoed(reply: Reply, asked: Asked) -> None:
    """The refusal repeats the key that was presented."""
    if reply.status == _UNAUTHORIZED:
        reply.content["error"]["message"] = f"Incorrect API key provided: {_bearer(asked.request)}."


@fault(trips=("AUTH-012",), on=On.ERROR)
def wrong_key_echoed_in_a_header(reply: Reply, asked: Asked) -> None:
    """The gateway hands back the key that it refused."""
    if reply.status == _UNAUTHORIZED:
        reply.headers.append(("X-Rejected-Token", _bearer(asked.request)))


@fault(trips=("AUTH-013",))
def key_in_a_header(reply: Reply, asked: Asked) -> None:
    """The gateway names the caller in a header, by the key."""
    reply.headers.append(("X-Consumer", _authorization(asked.request).partition(" ")[2]))


@fault(trips=("AUTH-013",), on=On.MISTAKE)
def key_in_error_details(reply: Reply, asked: Asked) -> None:
    """The message of an error shows the whole request, header fields included."""
    reply.content["error"]["message"] += f" headers: {dict(asked.request.headers)}"


@fault(trips=("AUTH-014",), on=On.ERROR, when=lambda asked: bool(_bearer(asked.request)))
def unknown_key_without_a_code(reply: Reply) -> None:
    """The refusal of an unknown key has no code."""
    if reply.status == _UNAUTHORIZED:
        reply.content["error"]["code"] = None

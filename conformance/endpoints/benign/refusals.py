"""Fair ways to refuse: other statuses and envelopes, overload, and optional features that a server does not have."""

from __future__ import annotations

import itertools
import json
from typing import NoReturn

from conformance.endpoints.asked import Asked, image_urls, with_object
from conformance.endpoints.fault import Answering, On, benign, benign_endpoint
from conformance.endpoints.reference.endpoint import DEFAULT_MODEL, Reference
from conformance.endpoints.reply import DONE, Event, Reply, error_reply
from conformance.model.script import ReceivedRequest

_EVERY = 7


@benign(on=On.MISTAKE)
def mistakes_are_422(reply: Reply) -> None:
    """Mistakes in the body are answered 422, in the right envelope."""
    if reply.status == 400:  # noqa: PLR2004 - the status that is replaced
        reply.status = 422


@benign(on=On.ERROR)
def error_with_more_members(reply: Reply) -> None:
    """Errors have members of the server's own, beside the object and inside of it."""
    reply.content["request_id"] = "req_1"
    reply.content["error"].update(status=reply.status, innererror={"code": "Detail", "details": []}, details=None)


@benign(on=On.ERROR)
def error_param_and_code_null(reply: Reply) -> None:
    """The param and the code of every error are null."""
    reply.content["error"].update(param=None, code=None)


def _is_no_json(asked: Asked) -> bool:
    """Tell whether a strict parser stops at the body: NaN and Infinity are no JSON (RFC 8259 section 6)."""
    try:
        json.loads(asked.request.body, parse_constant=_stop_at)
    except (ValueError, RecursionError):
        return True
    return False


def _stop_at(constant: str) -> NoReturn:
    raise ValueError(constant)


@benign(on=On.MISTAKE, when=_is_no_json)
def body_that_is_no_json_names_no_member(reply: Reply) -> None:
    """The refusal of a body that is no JSON, NaN in a member included, names no member, as OpenAI's does."""
    reply.content["error"].update(message="We could not parse the JSON body of your request.", param=None, code=None)


@benign(on=On.ERROR)
def error_beyond_ascii(reply: Reply) -> None:
    """Error messages are in another language, with line feeds."""
    reply.content["error"]["message"] = "请求无效。\nÜberprüfen Sie: " + reply.content["error"]["message"]


def _now_and_then(healthy: Reference, refusal: Reply) -> Answering:
    """Refuse every seventh request; otherwise answer as ever."""
    numbers = itertools.count(1)

    def answer(request: ReceivedRequest) -> Reply:
        return healthy.reply(request) if next(numbers) % _EVERY else refusal

    return answer


@benign_endpoint()
def rate_limit_now_and_then(healthy: Reference) -> Answering:
    """Every seventh request is answered 429 and asked to come again in a second."""
    refusal = error_reply(429, "Rate limit reached.", kind="rate_limit_error", code="rate_limit_exceeded")
    refusal.headers += [("Retry-After", "1"), ("x-request-id", "req_limit")]
    return _now_and_then(healthy, refusal)


@benign_endpoint()
def overload_now_and_then(healthy: Reference) -> Answering:
    """Every seventh request is answered 503 by a load balancer, in plain text."""
    headers = [("Content-Type", "text/plain"), ("Retry-After", "1"), ("x-request-id", "req_load")]
    return _now_and_then(healthy, Reply(503, headers, b"no healthy upstream"))


@benign_endpoint()
def overload_529_now_and_then(healthy: Reference) -> Answering:
    """Every seventh request is answered 529, which Anthropic and others send when they are overloaded."""
    refusal = error_reply(529, "Overloaded.", kind="overloaded_error")
    refusal.headers.append(("x-request-id", "req_load"))
    return _now_and_then(healthy, refusal)


@benign_endpoint()
def overload_in_streams_now_and_then(healthy: Reference) -> Answering:
    """Every seventh answer, if it is a stream, breaks off with an error that speaks of load."""
    numbers = itertools.count(1)

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if next(numbers) % _EVERY == 0 and reply.is_stream:
            error = {"message": "The engine is overloaded, try again later.", "type": "overloaded_error"}
            reply.stream[2:] = [Event({"error": error}), Event(DONE)]
        return reply

    return answer


@benign_endpoint()
def one_model_for_all(healthy: Reference) -> Answering:
    """A server of one model does not look at the name that is asked for, as long as it is a string."""

    def answer(request: ReceivedRequest) -> Reply:
        body = Asked(request).body
        if not isinstance(body.get("model"), str):
            return healthy.reply(request)
        return healthy.reply(with_object(request, {**body, "model": DEFAULT_MODEL}))

    return answer


def _unsupported(
    message: str, param: str | None, code: str | None = "unsupported_parameter", status: int = 400
) -> Reply:
    return error_reply(status, message, param=param, code=code)


@benign(when=lambda asked: asked.n > 1)
def n_unsupported(_: Reply) -> Reply:
    """More than one choice is refused by name."""
    return _unsupported("'n' is not supported with this model. Only the default (1) is supported.", "n")


@benign(when=lambda asked: "n" in asked.body)
def n_must_be_one(_: Reply) -> Reply:
    """A validator says that n must be 1, without a param."""
    return _unsupported("n: must be exactly 1", None, None, status=422)


@benign(when=lambda asked: "stream_options" in asked.body)
def stream_options_unsupported(_: Reply) -> Reply:
    """The stream_options are refused by name."""
    return _unsupported("Unsupported parameter: 'stream_options'.", "stream_options")


@benign(when=lambda asked: "stream_options" in asked.body)
def stream_options_forbidden_by_a_validator(_: Reply) -> Reply:
    """A validator that forbids unknown members refuses stream_options with 422."""
    message = (
        "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted'}]"
    )
    return _unsupported(message, None, None, status=422)


def _given(asked: Asked, name: str) -> bool:
    return asked.body.get(name) is not None


@benign(when=lambda asked: _given(asked, "temperature"))
def temperature_fixed(_: Reply) -> Reply:
    """A reasoning model takes no temperature but the default."""
    message = "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) is supported."
    return _unsupported(message, "temperature", "unsupported_value")


@benign(when=lambda asked: _given(asked, "stop"))
def stop_unknown(_: Reply) -> Reply:
    """A reasoning model takes no stop sequences."""
    message = "Unsupported parameter: 'stop' is not supported with this model."
    return _unsupported(message, "stop")


def _has(asked: Asked, media_type: str) -> bool:
    return any(image["url"].startswith(f"data:{media_type}") for image in image_urls(asked.body))


@benign(when=lambda asked: _has(asked, "image/gif"))
def gif_unsupported(_: Reply) -> Reply:
    """GIF pictures are refused by name."""
    return _unsupported("Unsupported image format: gif. Use png or jpeg.", "messages", "unsupported_image_format")


@benign(when=lambda asked: _has(asked, "image/webp"))
def webp_unsupported(_: Reply) -> Reply:
    """WebP pictures are refused by name."""
    return _unsupported("image/webp is not supported; convert to PNG or JPEG.", "messages[0].content[1]", None)


@benign(when=lambda asked: _has(asked, "image/webp") or _has(asked, "image/gif"))
def two_formats_only(_: Reply) -> Reply:
    """Every format but two is refused, by a message that names both of those refused."""
    return _unsupported("Only PNG and JPEG are supported, not webp or gif.", "messages", "unsupported_image_format")

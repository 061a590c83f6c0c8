"""Faults towards browsers, proxies and queues, as they were reported of servers."""

from __future__ import annotations

from http import HTTPStatus

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest


def _preflights_answered(healthy: Reference, refusal: Reply) -> Answering:
    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if request.method == "OPTIONS":
            reply.status, reply.content = refusal.status, refusal.content
            reply.headers = [pair for pair in reply.headers if not pair[0].startswith("Access-Control-")]
            reply.headers += refusal.headers
        return reply

    return answer


@endpoint_fault(trips=("HTTP-037",))
def preflight_taken_for_a_request(healthy: Reference) -> Answering:
    """A preflight is parsed as a chat request, and lacks its messages.

    Seen on LM Studio: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/443
    """
    return _preflights_answered(healthy, error_reply(400, "'messages' field is required", param="messages"))


@endpoint_fault(trips=("HTTP-037",))
def preflight_asked_for_a_key(healthy: Reference) -> Answering:
    """The key is checked before the method is looked at, so that preflights are answered 401.

    Seen on 9router: https://github.com/decolua/9router/pull/3659
    """
    refusal = error_reply(401, "Missing API key", code="missing_api_key")
    refusal.headers.append(("WWW-Authenticate", "Bearer"))
    return _preflights_answered(healthy, refusal)


@endpoint_fault(trips=("HTTP-037",))
def preflight_not_routed(healthy: Reference) -> Answering:
    """There is no route for OPTIONS, and the answer is 405 without a word about origins.

    Seen on RouteLLM: https://github.com/lm-sys/RouteLLM/issues/43
    """
    refusal = error_reply(405, "Method Not Allowed")
    refusal.headers.append(("Allow", "POST"))
    return _preflights_answered(healthy, refusal)


@endpoint_fault(trips=("HTTP-037",))
def preflight_answered_without_permission(healthy: Reference) -> Answering:
    """A preflight is answered 200 and an empty body, and no header field allows anything.

    Seen on MLC LLM: https://github.com/mlc-ai/mlc-llm/pull/757
    """
    return _preflights_answered(healthy, Reply())


@fault(trips=("HTTP-037",), on=On.ANY)
def fields_of_a_preflight_allowed_by_an_asterisk(reply: Reply) -> None:
    """The fields that a page may send are `*`, which does not stand for Authorization."""
    if reply.header("Access-Control-Allow-Headers"):
        reply.set_header("Access-Control-Allow-Headers", "*")


@fault(trips=("HTTP-038",), on=On.ANY)
def private_network_not_allowed(reply: Reply) -> None:
    """Every origin may ask, and the server on the user's own machine does not say that it may be reached.

    Seen on LM Studio: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/392
    """
    reply.drop_header("Access-Control-Allow-Private-Network")


@fault(trips=("HTTP-039",), on=On.STREAM)
def buffering_not_declined(reply: Reply) -> None:
    """Streams do not ask nginx to pass them on at once.

    Seen on llama.cpp: https://github.com/ggml-org/llama.cpp/pull/24774
    """
    reply.drop_header("X-Accel-Buffering")


@endpoint_fault(trips=("ERR-019",))
def rate_limit_without_a_time(healthy: Reference) -> Answering:
    """Every twentieth request is over a limit of the gateway, which does not say when to come again.

    Seen on LiteLLM: https://github.com/BerriAI/litellm/issues/4695
    """
    counted: list[ReceivedRequest] = []

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if Asked(request).is_chat and reply.status == HTTPStatus.OK:
            counted.append(request)
            if len(counted) % 20 == 0:
                limit = error_reply(429, "Max parallel requests reached.", kind="rate_limit_error", code="429")
                limit.set_header("x-request-id", reply.header("x-request-id") or "")
                return limit
        return reply

    return answer

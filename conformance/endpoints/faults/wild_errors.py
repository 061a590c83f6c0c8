"""Faults of how mistakes and failures are answered, as single servers were reported to have them."""

from __future__ import annotations

from conformance.endpoints.asked import Asked, image_urls, with_object
from conformance.endpoints.failures import internal_error
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.faults.msg import messages_of
from conformance.endpoints.reference.endpoint import DEFAULT_MODEL, Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.endpoints.windows import with_small_window
from conformance.model.script import ReceivedRequest

_NOT_FOUND = 404
_LARGE = 4_000_000


@fault(trips=("HTTP-040",), on=On.ERROR, when=lambda asked: not asked.is_chat)
def unknown_path_answered_without_a_body(reply: Reply) -> None:
    """The 404 of an unknown path has neither a body nor a Content-Type.

    Seen on uor-r4: https://github.com/UOR-Foundation/uor-r4/pull/764
    """
    if reply.status == _NOT_FOUND:
        reply.content = b""
        reply.drop_header("Content-Type")


@fault(trips=("HTTP-040",), on=On.ERROR, when=lambda asked: not asked.is_chat)
def unknown_path_answered_with_a_page(reply: Reply) -> None:
    """The 404 of an unknown path is the page of the web server."""
    if reply.status == _NOT_FOUND:
        reply.content = b"<html><body><h1>404 Not Found</h1></body></html>"
        reply.set_header("Content-Type", "text/html")


def _no_messages(asked: Asked) -> bool:
    return asked.body.get("messages") == []


@fault(trips=("ERR-001", "ERR-018"), on=On.MISTAKE, when=_no_messages)
def empty_messages_fail_without_a_word(reply: Reply) -> None:
    """An empty array of messages is answered 500, with no body.

    Seen on AnythingLLM: https://github.com/Mintplex-Labs/anything-llm/issues/6430
    """
    reply.status, reply.content = 500, b""


@fault(trips=("ERR-001",), on=On.MISTAKE, when=_no_messages)
def empty_messages_fail(_: Reply) -> Reply:
    """The last of no messages is looked at, and the answer is 500.

    Seen on Letta: https://github.com/letta-ai/letta/issues/3381
    """
    return internal_error("list index out of range")


@endpoint_fault(trips=("LIM-008",))
def failure_ends_with_error(healthy: Reference) -> Answering:
    """A generation that fails is answered 200, with no text and the finish_reason error.

    Seen on KoboldCpp: https://github.com/LostRuins/koboldcpp/issues/2481
    """

    def fail(reply: Reply) -> Reply:
        for choice in reply.finals():
            choice["finish_reason"] = "error"
        for message in reply.messages():
            message["content"] = ""
        for usage in reply.usages():
            usage.update(completion_tokens=0, total_tokens=usage["prompt_tokens"])
        return reply

    return with_small_window(healthy, fail)


@fault(trips=("ERR-021",), on=On.MISTAKE, when=lambda asked: "zzz_unknown" in asked.body)
def unknown_members_refused_in_an_array(reply: Reply) -> None:
    """The refusal of an unknown member is the one element of an array.

    Seen on Gemini: https://github.com/FuzzAnything/PromptFuzz/issues/42
    """
    reply.content = [reply.content]


@fault(trips=("ERR-021",), on=On.MISTAKE, when=lambda asked: "zzz_unknown" in asked.body)
def unknown_members_refused_in_plain_words(reply: Reply) -> None:
    """An unknown member is refused by a filter in front, with a sentence."""
    reply.content = b"unknown field zzz_unknown"


@fault(trips=("ERR-003",), on=On.MISTAKE, when=lambda asked: any(image_urls(asked.body)))
def picture_refused_with_a_string(reply: Reply) -> None:
    """What is wrong with a picture is told as a string in the place of the error object.

    Seen on LM Studio: https://github.com/jakobdylanc/llmcord/issues/126
    """
    reply.content = {"error": "'url' field must be a base64 encoded image."}


@fault(trips=("ERR-003",), on=On.MISTAKE, when=lambda asked: not asked.request.body)
def empty_body_refused_with_a_string(reply: Reply) -> None:
    """The error of an empty body is a string.

    Seen on Lemonade: https://github.com/lemonade-sdk/lemonade/pull/2232
    """
    reply.content = {"error": "Request body is required but was empty"}


def _has_part_of_unknown_type(asked: Asked) -> bool:
    contents = (message.get("content") for message in messages_of(asked.body))
    parts = (part for content in contents if isinstance(content, list) for part in content)
    return any(isinstance(part, dict) and part.get("type") == "hologram" for part in parts)


@fault(trips=("ERR-003",), on=On.MISTAKE, when=_has_part_of_unknown_type)
def unknown_part_refused_with_a_string(reply: Reply) -> None:
    """The error of a part of unknown type is a string.

    Seen on nexa serve: https://github.com/qualcomm/GenieX/issues/683
    """
    reply.content = {"error": "unknown content type"}


@fault(trips=("ERR-009",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def bad_pictures_called_invalid_json(_: Reply) -> Reply:
    """Whatever is wrong with a picture, the request is called invalid JSON.

    Seen on ds4-server: https://github.com/antirez/ds4/pull/950
    """
    return error_reply(400, "invalid JSON request")


def _has_parts(asked: Asked) -> bool:
    return any(isinstance(message.get("content"), list) for message in messages_of(asked.body))


@fault(
    trips=("MSG-012",),
    also=("MSG-007", "MSG-015"),
    when=lambda asked: _has_parts(asked) and not asked.has_pictures,
)
def parts_refused_in_plain_words(_: Reply) -> Reply:
    """Content that is an array is refused with a sentence of plain text.

    Seen on IONOS: https://github.com/nextcloud/integration_openai/issues/236
    """
    said = b"JSON format issue: expected string at field messages.content got instead array"
    return Reply(400, [("Content-Type", "text/plain")], said)


@fault(
    trips=("ERR-003",),
    also=("ERR-021",),
    on=On.MISTAKE,
    when=lambda asked: asked.request.body.startswith(b"{") and not asked.body,
)
def malformed_json_refused_with_a_string(reply: Reply) -> None:
    """JSON that cannot be parsed is refused, and the error is a string.

    Seen on OpenFlowLM-Next: https://github.com/Atomic-Germ/OpenFlowLM-Next/pull/84
    """
    reply.content = {"error": "Invalid JSON"}


@fault(
    trips=("ERR-015",),
    also=("ERR-009",),
    on=On.MISTAKE,
    when=lambda asked: bool(asked.body) and not isinstance(asked.body.get("messages"), list),
)
def absent_messages_answered_404(_: Reply) -> Reply:
    """Where messages are missing or of another type, the model is said not to exist.

    Seen on OmniRoute: https://github.com/diegosouzapw/OmniRoute/pull/6515
    """
    return error_reply(404, "The model was not found.", code="model_not_found")


@fault(trips=("HTTP-001",))
def chat_answered_500(_: Reply) -> Reply:
    """Every chat request that is in order is answered 500.

    Seen on GPT4All: https://github.com/nomic-ai/gpt4all/issues/1317
    """
    return internal_error("1 validation error for ChatCompletionResponse: choices -> 0 field required")


@endpoint_fault(trips=("MODEL-004",), also=("MODEL-006",))
def unknown_model_answered_by_its_name(healthy: Reference) -> Answering:
    """The one model that is loaded answers for every name, under the name that was asked for.

    Seen on mlx-serve: https://github.com/ddalcu/mlx-serve/pull/258
    """

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        name = asked.body.get("model")
        if not asked.is_chat or not isinstance(name, str) or name == DEFAULT_MODEL:
            return healthy.reply(request)
        reply = healthy.reply(with_object(request, asked.body | {"model": DEFAULT_MODEL}))
        for body in reply.bodies:
            if "model" in body:
                body["model"] = name
        return reply

    return answer


@endpoint_fault(trips=("ERR-022",))
def large_body_refused_in_two_ways(healthy: Reference) -> Answering:
    """A body of megabytes is too large at first, and fails upstream when it comes again.

    Seen on a relay: https://github.com/MayDay-wpf/snow-app/issues/113
    """
    seen: set[int] = set()

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if len(request.body) >= _LARGE and Asked(request).is_chat:
            again, said = hash(request.body) in seen, {"param": None, "code": None, "type": "upstream_error"}
            seen.add(hash(request.body))
            reply.status = 400 if again else 413
            reply.content = {"error": said | {"message": "upstream request failed" if again else "too large"}}
        return reply

    return answer


def _unlabelled(asked: Asked) -> bool:
    return asked.is_chat and all(name.lower() != "content-type" for name, _ in asked.request.headers)


@fault(trips=("HTTP-026",), on=On.ANY, when=_unlabelled)
def absent_label_fails(_: Reply) -> Reply:
    """A body without a label is answered 500.

    Seen on vLLM: https://github.com/vllm-project/vllm/issues/11171
    """
    return internal_error("'NoneType' object has no attribute 'lower'")


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.request.body in {b"[]", b"5", b"null", b'"text"'})
def body_of_another_type_fails(_: Reply) -> Reply:
    """JSON that is no object is looked into all the same, and the answer is 500.

    Seen on vLLM: https://github.com/vllm-project/vllm/pull/51654
    """
    return internal_error("argument of type 'int' is not iterable")

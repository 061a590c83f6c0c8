"""Faults around the image_url part: where it stands, what it holds, and what detail does."""

from __future__ import annotations

from conformance.endpoints.asked import Asked, image_urls, parts_of, with_object
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import Answering, On, When, endpoint_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply, rewrite_text
from conformance.model.script import Finish, ReceivedRequest, Script

_SOME_TOKENS = 1000


def _kinds(asked: Asked) -> list[object]:
    return [part.get("type") for part in parts_of(asked.body)]


def _alone(asked: Asked) -> bool:
    return _kinds(asked) == ["image_url"]


def _picture_first(asked: Asked) -> bool:
    return _kinds(asked) == ["image_url", "text"]


def _between_texts(asked: Asked) -> bool:
    return _kinds(asked) == ["text", "image_url", "text"]


def _with_detail(*details: str) -> When:
    return lambda asked: any(image.get("detail") in details for image in image_urls(asked.body))


def _has_unknown_member(asked: Asked) -> bool:
    return any("eyechart" in image for image in image_urls(asked.body))


def _has_two_kinds(asked: Asked) -> bool:
    return any("text" in part and "image_url" in part for part in parts_of(asked.body))


def _detail_is_null(asked: Asked) -> bool:
    return any(image.get("detail", ...) is None for image in image_urls(asked.body))


@fault(trips=("PART-001",), when=_alone)
def picture_alone_refused(_: Reply) -> Reply:
    """A message needs text beside its picture."""
    return error_reply(400, "messages: at least one text part is required.", param="messages")


@fault(trips=("PART-001",), when=_alone)
def picture_alone_fails(_: Reply) -> Reply:
    """The text of a message is looked for without asking whether there is one."""
    return internal_error("StopIteration")


@fault(trips=("PART-001",), when=_alone)
def picture_alone_kills_the_worker(_: Reply) -> Script:
    """A prompt of no text tokens divides by zero in the worker."""
    return hang_up()


@fault(trips=("PART-002",), when=_picture_first)
def picture_in_front_refused(_: Reply) -> Reply:
    """The first part of a message must be text."""
    return unprocessable("Input should be 'text'", "messages", "0", "content", "0", "type", given="image_url")


@fault(trips=("PART-002",), when=_between_texts)
def picture_between_texts_fails(_: Reply) -> Reply:
    """A message has one text and one picture, and is unpacked accordingly."""
    return internal_error("too many values to unpack (expected 2)")


@fault(trips=("PART-002",), when=_picture_first)
def picture_in_front_kills_the_worker(_: Reply) -> Script:
    """The place of the picture is counted from the text in front of it, and lies before the beginning."""
    return hang_up()


@fault(trips=("PART-009",), when=_with_detail("low", "high"))
def detail_low_and_high_refused(_: Reply) -> Reply:
    """A picture part has a url and nothing else."""
    return error_reply(400, "image_url.detail: property is not expected here", param="messages")


@fault(trips=("PART-009",), when=_with_detail("low"))
def detail_low_fails(_: Reply) -> Reply:
    """A picture in low detail is made smaller than a patch."""
    return internal_error("height and width must be > 0")


@fault(trips=("PART-009",), when=_with_detail("high"))
def detail_high_kills_the_worker(_: Reply) -> Script:
    """A picture in high detail is made larger than the memory that was set aside."""
    return hang_up()


@fault(trips=("PART-011",), on=On.ANY, when=_has_unknown_member)
def unknown_member_of_a_picture_fails(_: Reply) -> Reply:
    """The members of image_url are handed to a function by name."""
    return internal_error("__init__() got an unexpected keyword argument 'eyechart'")


@fault(trips=("PART-011",), on=On.ANY, when=_has_two_kinds)
def part_of_two_kinds_kills_the_worker(_: Reply) -> Script:
    """A part with text and image_url is taken for both, and there is one picture more than places for it."""
    return hang_up()


@fault(trips=("PART-011",), on=On.ANY, when=_detail_is_null)
def detail_null_waited_for(_: Reply) -> Script:
    """A detail of null matches none of the branches, and the picture is never ready."""
    return raw_script(finish=Finish.HANG)


@fault(trips=("PART-012",), when=_with_detail("low"))
def detail_low_costs_more(reply: Reply) -> None:
    """Low and high are mixed up in the count of tokens."""
    for usage in reply.usages():
        usage["prompt_tokens"] += _SOME_TOKENS
        usage["total_tokens"] += _SOME_TOKENS


def _pictured(role: str) -> When:
    """Tell whether some message of a role has a picture."""

    def holds(asked: Asked) -> bool:
        messages = asked.body.get("messages")
        found = messages if isinstance(messages, list) else ()
        return any(
            isinstance(message, dict) and message.get("role") == role and any(image_urls({"messages": [message]}))
            for message in found
        )

    return holds


@fault(trips=("ERR-001",), on=On.ANY, when=_pictured("assistant"))
def picture_of_the_assistant_kills_the_worker(_: Reply) -> Script:
    """A picture in an assistant message ends the worker without a word.

    Seen on llama-box: https://github.com/gpustack/llama-box/issues/22
    """
    return hang_up()


@fault(trips=("ERR-009",), on=On.ANY, when=_pictured("tool"))
def picture_of_a_tool_refused_vaguely(reply: Reply) -> None:
    """A picture in a tool message is refused, and nobody says that the picture is why.

    Seen on LM Studio: https://github.com/QwenLM/qwen-code/issues/3616
    """
    reply.content["error"] |= {"message": "Invalid 'messages' in payload.", "param": None}


@endpoint_fault(trips=("PART-008",))
def picture_of_a_tool_invented(healthy: Reference) -> Answering:
    """A picture in a tool message is accepted and not shown to the model, which describes one all the same.

    Seen on OpenAI: https://github.com/openai/openai-openapi/issues/523
    """
    is_pictured = _pictured("tool")

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        if not (asked.is_chat and is_pictured(asked)):
            return healthy.reply(request)
        for message in asked.body["messages"]:
            if message.get("role") == "tool":
                message["content"] = "the picture"
        reply = healthy.reply(with_object(request, asked.body))
        rewrite_text(reply, lambda _: "The picture shows a dog on a beach at sunset.")
        return reply

    return answer

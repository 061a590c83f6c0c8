"""Legal ways to treat messages and what is beyond the ordinary; and models that recall little."""

from __future__ import annotations

import itertools
import re
from typing import Any

from conformance.endpoints.asked import Asked, with_object
from conformance.endpoints.fault import Answering, On, benign, benign_endpoint
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.endpoints.windows import WINDOW, with_small_window
from conformance.model.script import ReceivedRequest

_LONG_TEXT = 10_000
_LARGE_FIELD = 4096
_NUMBERS = re.compile(r"\d{4}(?: \d{4})*")


def _messages(body: dict[str, Any]) -> list[dict[str, Any]]:
    messages = body.get("messages")
    objects = messages if isinstance(messages, list) else []
    return objects if all(isinstance(one, dict) for one in objects) else []


def _unsupported(reply: Reply, message: str, param: str | None, status: int = 400) -> Reply:
    return error_reply(status, message, param=param, code="unsupported_value") if reply.status < status else reply


@benign(when=lambda asked: any(message.get("role") == "developer" for message in _messages(asked.body)))
def developer_unsupported(reply: Reply) -> Reply:
    """The developer role is refused by name."""
    return _unsupported(reply, "The role developer is not supported with this model.", "messages[0].role")


@benign(when=lambda asked: any("name" in message for message in _messages(asked.body)))
def names_unsupported(reply: Reply) -> Reply:
    """The member name of a message is refused by name."""
    return _unsupported(reply, "messages[0].name: Extra inputs are not permitted", "messages[0].name", 422)


@benign(when=lambda asked: [one.get("role") for one in _messages(asked.body)][-1:] == ["assistant"])
def prefill_unsupported(reply: Reply) -> Reply:
    """A last message of the assistant is refused."""
    return _unsupported(reply, "The last message must be from the user.", "messages")


@benign(when=lambda asked: any(one.get("content") == "" for one in _messages(asked.body) if one.get("role") == "user"))
def empty_text_unsupported(reply: Reply) -> Reply:
    """Empty texts of a user are refused."""
    return _unsupported(reply, "Text content must not be empty.", "messages[0].content")


def _reading(healthy: Reference, read: Any) -> Answering:
    """Answer as if the body were another one."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        messages = _messages(asked.body) if asked.is_chat else []
        other = [read(at, dict(message), messages) for at, message in enumerate(messages)]
        if other == messages:
            return healthy.reply(request)
        kept = [message for message in other if message is not None]
        return healthy.reply(with_object(request, {**asked.body, "messages": kept}))

    return answer


@benign_endpoint()
def system_message_merged_into_the_user(healthy: Reference) -> Answering:
    """The template knows no system role, so its text is put in front of the first user message."""

    def read(at: int, message: dict[str, Any], messages: list[dict[str, Any]]) -> dict[str, Any] | None:
        roles = [one.get("role") for one in messages]
        contents = [one.get("content") for one in messages]
        if roles[:2] != ["system", "user"] or not all(isinstance(content, str) for content in contents[:2]):
            return message
        merged = {**message, "content": f"{contents[0]}\n\n{message.get('content')}"}
        return {0: None, 1: merged}.get(at, message)

    return _reading(healthy, read)


@benign_endpoint()
def text_parts_joined_by_lines(healthy: Reference) -> Answering:
    """Text parts are joined by blank lines into one string."""

    def read(_: int, message: dict[str, Any], __: list[dict[str, Any]]) -> dict[str, Any]:
        content = message.get("content")
        parts = content if isinstance(content, list) else []
        objects = [part for part in parts if isinstance(part, dict) and part.get("type") == "text"]
        texts = [part["text"] for part in objects if isinstance(part.get("text"), str)]
        if texts and len(texts) == len(parts):
            message["content"] = "\n\n".join(texts)
        return message

    return _reading(healthy, read)


@benign_endpoint()
def empty_arrays_of_parts_served(healthy: Reference) -> Answering:
    """An empty array of parts is an empty text, as OpenAI has it in spite of its own schema."""

    def read(_: int, message: dict[str, Any], __: list[dict[str, Any]]) -> dict[str, Any]:
        return {**message, "content": ""} if message.get("content") == [] else message

    return _reading(healthy, read)


def _is_spread(asked: Asked) -> bool:
    """Tell whether the texts of a request stand in several messages or parts."""
    messages = _messages(asked.body)
    return len(messages) > 1 or any(isinstance(message.get("content"), list) for message in messages)


def _recalls(reply: Reply) -> list[dict[str, Any]]:
    if reply.is_stream:
        return []
    return [message for message in reply.messages() if _NUMBERS.fullmatch(message.get("content") or "")]


@benign()
def model_recalls_nothing(reply: Reply) -> None:
    """A small model answers with a number of its own."""
    for message in _recalls(reply):
        message["content"] = "Room 12, I think"


@benign(when=_is_spread)
def model_recalls_from_one_string_only(reply: Reply) -> None:
    """A small model reads the last message alone, though its prompt holds all of them and is counted whole."""
    for message in _recalls(reply):
        message["content"] = "I do not know."


@benign_endpoint()
def model_recalls_now_and_then(healthy: Reference) -> Answering:
    """A small model recalls the first number in one answer and the last in the next."""
    numbers = itertools.count()

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        asked = Asked(request)
        for message in _recalls(reply) if asked.is_chat and _is_spread(asked) else ():
            message["content"] = message["content"].split()[-(next(numbers) % 2)]
        return reply

    return answer


@benign_endpoint()
def window_overflow_refused(healthy: Reference) -> Answering:
    """A prompt beyond the window is refused with 400 and the right code."""
    message = f"This model's maximum context length is {WINDOW} tokens."
    return with_small_window(healthy, lambda _: error_reply(400, message, code="context_length_exceeded"))


@benign_endpoint()
def window_overflow_shortened(healthy: Reference) -> Answering:
    """A prompt beyond the window loses its beginning and is answered."""
    return with_small_window(healthy, lambda reply: reply, told="context_window")


@benign(when=lambda asked: any(len(str(message.get("content"))) > _LONG_TEXT for message in _messages(asked.body)))
def window_of_two_thousand_tokens(reply: Reply) -> Reply:
    """A text of 20 kB is longer than the window, and refused in words about it."""
    return _unsupported(reply, "the request exceeds the available context size. try increasing it", None)


@benign(on=On.ANY, when=lambda asked: any(len(value) > _LARGE_FIELD for _, value in asked.request.headers))
def large_fields_refused(_: Reply) -> Reply:
    """A long header field is refused with 431."""
    return Reply(431, [("Content-Type", "text/html")], b"<h1>Request Header Fields Too Large</h1>")


@benign(on=On.ANY, when=lambda asked: asked.request.header("Transfer-Encoding") is not None)
def length_required(_: Reply) -> Reply:
    """A body in chunks is refused with 411."""
    return error_reply(411, "A Content-Length is required.")


@benign(on=On.ANY, when=lambda asked: (asked.request.header("Content-Type") or "").startswith("text/plain"))
def other_label_refused_with_415(_: Reply) -> Reply:
    """Another label than JSON's is refused with 415."""
    return error_reply(415, "Unsupported Media Type", code="unsupported_media_type")


@benign(when=_is_spread)
def model_recalls_the_last_number(reply: Reply) -> None:
    """A small model recalls what stands last, and the prompt is counted by the bytes of the request."""
    for message in _recalls(reply):
        message["content"] = message["content"].split()[-1]
        reply.content["usage"]["prompt_tokens"] += 99
        reply.content["usage"]["total_tokens"] += 99

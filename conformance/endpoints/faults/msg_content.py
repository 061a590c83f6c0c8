"""Faults around the content of messages: strings, parts of text, and nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, say_nothing, unprocessable
from conformance.endpoints.fault import On, When, body_fault, fault
from conformance.endpoints.faults.msg import messages_of
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_KINDS = ("text", "image_url", "input_audio", "file", "refusal")


def _arrays(body: dict[str, Any], role: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield the messages (of a role) whose content is an array of parts, live."""
    for message in messages_of(body):
        if isinstance(message.get("content"), list) and role in {None, message.get("role")}:
            yield message


def _is_text(part: Any) -> bool:
    """Tell whether a part is a good text part, with nothing beside the text."""
    return isinstance(part, dict) and part.keys() == {"type", "text"} and isinstance(part["text"], str)


def _texts_alone(message: dict[str, Any]) -> bool:
    """Tell whether a content is an array of good text parts and nothing else."""
    parts = message["content"]
    return bool(parts) and all(_is_text(part) and part["type"] == "text" for part in parts)


def _text_parts(role: str, *, fewest: int = 1) -> Any:
    def holds(asked: Asked) -> bool:
        found = _arrays(asked.body, role)
        return any(_texts_alone(message) and len(message["content"]) >= fewest for message in found)

    return holds


def _content_of(*kinds: type) -> When:
    return lambda asked: any(isinstance(message.get("content"), kinds) for message in messages_of(asked.body))


def _mentions_a_picture(message: dict[str, Any]) -> bool:
    content = message.get("content")
    texts = [part.get("text") for part in content if isinstance(part, dict)] if isinstance(content, list) else [content]
    return any(isinstance(text, str) and "data:image/" in text for text in texts)


def _a_text_mentions_a_picture(asked: Asked) -> bool:
    return any(_mentions_a_picture(message) for message in messages_of(asked.body))


@fault(trips=("MSG-012",), when=_text_parts("user"))
def text_parts_refused(_: Reply) -> Reply:
    """Content must be a string."""
    return unprocessable("Input should be a valid string", "messages", "0", "content")


@fault(trips=("MSG-012",), when=_text_parts("user", fewest=2))
def two_text_parts_refused(_: Reply) -> Reply:
    """One text part is understood, two are not."""
    return error_reply(400, "Only one text part per message is supported", param="messages[0].content")


@fault(trips=("MSG-012",), when=_text_parts("user"))
def text_parts_fail(_: Reply) -> Reply:
    """The text of the message is trimmed before its type is known, and the answer is 500."""
    return internal_error("'list' object has no attribute 'strip'")


@fault(trips=("MSG-012",), when=_text_parts("user"))
def text_parts_kill_the_worker(_: Reply) -> Script:
    """Content that is an array kills the worker."""
    return hang_up()


@fault(trips=("MSG-015",), when=_text_parts("system"))
def system_parts_refused(_: Reply) -> Reply:
    """Content of a system message must be a string."""
    return unprocessable("Input should be a valid string", "messages", "0", "content")


@fault(trips=("MSG-015",), when=_text_parts("system", fewest=2))
def two_system_parts_fail(_: Reply) -> Reply:
    """A system message in two parts is joined with a string, and the answer is 500."""
    return internal_error('can only concatenate str (not "list") to str')


@fault(trips=("MSG-015",), when=_text_parts("system"))
def system_parts_kill_the_worker(_: Reply) -> Script:
    """A system message in parts kills the worker."""
    return hang_up()


@body_fault(trips=("MSG-013",))
def text_parts_printed_as_json(body: dict[str, Any]) -> None:
    """Content that is an array is printed as JSON into the prompt."""
    for message in _arrays(body):
        if _texts_alone(message):
            message["content"] = json.dumps(message["content"])


@body_fault(trips=("MSG-013", "MSG-014"), also=("COMB-002",))
def text_parts_left_out(body: dict[str, Any]) -> None:
    """Content that is an array counts as empty."""
    for message in _arrays(body):
        if _texts_alone(message):
            message["content"] = ""


@body_fault(trips=("MSG-014",), also=("COMB-002",))
def first_text_part_only(body: dict[str, Any]) -> None:
    """Of several text parts the first one is read."""
    for message in _arrays(body):
        if _texts_alone(message):
            message["content"] = message["content"][:1]


@body_fault(trips=("MSG-014",))
def last_text_part_only(body: dict[str, Any]) -> None:
    """Each text part replaces the one before it."""
    for message in _arrays(body):
        if _texts_alone(message):
            message["content"] = message["content"][-1:]


@fault(trips=("MSG-014", "RESP-010"), on=On.PLAIN, when=_text_parts("user", fewest=2))
def text_part_lost_uncounted(reply: Reply, asked: Asked) -> None:
    """The first of two text parts is lost, and tokens are not counted in such answers."""
    first = next(_arrays(asked.body, "user"))["content"][0]["text"]
    for message in reply.text_deltas():
        message["content"] = " ".join(word for word in message["content"].split() if word not in first)
    del reply.content["usage"]


@body_fault(trips=("MSG-016",))
def content_of_any_type_answered(body: dict[str, Any]) -> None:
    """Content of another type is printed into the prompt."""
    for message in messages_of(body):
        if isinstance(message.get("content"), int | float | dict):
            message["content"] = str(message["content"])


@body_fault(trips=("MSG-016",))
def content_that_is_one_part_answered(body: dict[str, Any]) -> None:
    """A part without an array around it is taken for an array of one."""
    for message in messages_of(body):
        if isinstance(message.get("content"), dict):
            message["content"] = [message["content"]]


@body_fault(trips=("MSG-017",))
def user_without_content_answered(body: dict[str, Any]) -> None:
    """A user message without content counts as an empty one."""
    for message in messages_of(body):
        if message.get("role") == "user" and message.get("content") is None:
            message["content"] = ""


def _empty_string(asked: Asked) -> bool:
    return any(message.get("content") == "" for message in messages_of(asked.body))


@fault(trips=("MSG-018",), when=lambda asked: _empty_string(asked) and len(messages_of(asked.body)) == 1)
def empty_text_refused(_: Reply) -> Reply:
    """An empty text is refused."""
    return error_reply(400, "messages: text content must be non-empty", param="messages[0].content")


@fault(trips=("MSG-019",), also=("TOOL-024",), when=_empty_string)
def empty_text_fails(_: Reply) -> Reply:
    """The first character of the text is looked at, and the answer is 500."""
    return internal_error("string index out of range")


@fault(trips=("MSG-019",), also=("TOOL-024",), when=_empty_string)
def empty_text_kills_the_worker(_: Reply) -> Script:
    """A prompt of no tokens ends the worker."""
    return hang_up()


@fault(trips=("MSG-019",), when=_empty_string)
def empty_text_waits_for_ever(_: Reply) -> Script:
    """A prompt of no tokens is scheduled and never comes to a turn."""
    return say_nothing()


@body_fault(trips=("MSG-020",))
def unknown_parts_skipped(body: dict[str, Any]) -> None:
    """Parts of unknown type are skipped without a word."""
    for message in _arrays(body):
        kept = [part for part in message["content"] if not isinstance(part, dict) or part.get("type", "text") in _KINDS]
        message["content"] = kept or ("" if message["content"] else [])


@body_fault(trips=("MSG-020",))
def part_without_type_taken_for_text(body: dict[str, Any]) -> None:
    """A part without a type and with a text is a text part."""
    for message in _arrays(body):
        for part in message["content"]:
            if isinstance(part, dict) and "text" in part:
                part.setdefault("type", "text")


@body_fault(trips=("MSG-021",))
def text_part_without_text_answered(body: dict[str, Any]) -> None:
    """A text part without text counts as an empty one."""
    for message in _arrays(body):
        for part in message["content"]:
            if isinstance(part, dict) and part.get("type") == "text" and part.get("text") is None:
                part["text"] = ""


@body_fault(trips=("MSG-021",))
def text_part_with_a_number_answered(body: dict[str, Any]) -> None:
    """A number in a text part is printed into the prompt."""
    for message in _arrays(body):
        for part in message["content"]:
            if isinstance(part, dict) and isinstance(part.get("text"), int):
                part["text"] = str(part["text"])


@body_fault(trips=("MSG-022",))
def bare_strings_taken_for_parts(body: dict[str, Any]) -> None:
    """A bare string among the parts is a text part."""
    for message in _arrays(body):
        message["content"] = [
            {"type": "text", "text": part} if isinstance(part, str) else part for part in message["content"]
        ]


@body_fault(trips=("MSG-022",))
def parts_that_are_no_objects_skipped(body: dict[str, Any]) -> None:
    """What is no object among the parts is skipped without a word."""
    for message in _arrays(body):
        if not all(isinstance(part, dict) for part in message["content"]):
            message["content"] = [part for part in message["content"] if isinstance(part, dict)] or ""


@fault(trips=("MSG-012",), when=_text_parts("user", fewest=2))
def two_text_parts_fail(_: Reply) -> Reply:
    """Several text parts and no other are joined as if they were strings, and the answer is 500.

    Seen on NVIDIA NIM: https://github.com/anomalyco/opencode/pull/24857
    """
    return internal_error("sequence item 4: expected str instance, list found")


@fault(trips=("ERR-001",), on=On.MISTAKE, when=_content_of(int, float, dict))
def content_of_another_type_fails(_: Reply) -> Reply:
    """Content that is a number or an object is a type error that nobody catches.

    Seen on Ayunis: https://github.com/ayunis-core/ayunis-core/pull/719
    """
    return internal_error("content.map is not a function")


@body_fault(trips=("MSG-013",), also=("FMT-011", "MSG-020", "MSG-021", "MSG-022"))
def arrays_of_parts_printed_as_json(body: dict[str, Any]) -> None:
    """Content that is an array is printed as JSON into the prompt, the Base64 of its pictures included.

    Seen on OCP: https://github.com/dtzp555-max/ocp/issues/110
    """
    for message in _arrays(body):
        message["content"] = json.dumps(message["content"])


@fault(trips=("MSG-028",), when=_a_text_mentions_a_picture)
def data_uri_in_a_text_taken_for_a_picture(_: Reply) -> Reply:
    """Wherever a text says data:image, what follows is decoded as a picture.

    Seen on Cloudflare Workers AI: https://github.com/anomalyco/opencode/issues/35753
    """
    return error_reply(400, "AiError: Invalid data for image - invalid base64 encoding", code="8006")


@fault(trips=("MSG-028",), when=_a_text_mentions_a_picture)
def data_uri_in_a_text_fails(_: Reply) -> Reply:
    """Wherever a text says data:image, what follows is decoded as a picture, which raises."""
    return internal_error("Incorrect padding")


@fault(trips=("MSG-028",), when=_a_text_mentions_a_picture)
def data_uri_in_a_text_kills_the_worker(_: Reply) -> Script:
    """Wherever a text says data:image a place for a picture is made, which stays empty and ends the worker."""
    return hang_up()

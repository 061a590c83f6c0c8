"""What a list of messages must look like, and what the reference reads in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.endpoints.reference.chat_request import Message
from conformance.endpoints.reference.mistakes import RequestError, missing, wrong_type
from conformance.endpoints.reference.pictures import Picture, see
from conformance.endpoints.reference.tool_rules import read_call
from conformance.endpoints.reference.value_rules import array, mapping, nullable, one_of, string

_ROLES = ("developer", "system", "user", "assistant", "tool", "function")
_SUBSTITUTES = ("tool_calls", "function_call", "refusal", "audio")
_PARTS_OF_USER = ("text", "image_url", "input_audio", "file")
_DETAILS = ("auto", "low", "high", "original")

Detailed = tuple[Picture, str]


def read_messages(value: Any, param: str) -> tuple[Message, ...]:
    """Validate `messages` and decode its pictures.

    Raises:
        RequestError: a message is malformed, or a tool message and a tool call do not answer each other.
    """
    messages = tuple(array(_read_message, fewest=1)(value, param))
    _refuse_unpaired_calls(messages, param)
    return messages


def _read_message(value: Any, param: str) -> Message:
    mapping(value, param)
    if "role" not in value:
        raise missing(f"{param}.role")
    role = one_of(*_ROLES)(value["role"], f"{param}.role")
    if "name" in value:
        string()(value["name"], f"{param}.name")
    elif role == "function":
        raise missing(f"{param}.name")
    texts, pictures = _read_content(value, role, param)
    content = value.get("content")
    arrangement = tuple(part["type"] for part in content) if isinstance(content, list) else ()
    calls, answered = _read_calls(value, role, param), _read_answered(value, role, param)
    return Message(role, texts, pictures, calls, answered, arrangement)


def _read_content(message: Mapping[str, Any], role: str, param: str) -> tuple[tuple[str, ...], tuple[Detailed, ...]]:
    content, path = message.get("content"), f"{param}.content"
    if content is None:
        _refuse_absent_content(message, role, path)
        return (), ()
    if isinstance(content, str):
        return (content,), ()
    if not isinstance(content, list):
        raise wrong_type(path, "a string or an array", content)
    if role == "function":
        raise wrong_type(path, "a string or null", content)
    parts = array(lambda part, where: _read_part(part, role, where), fewest=1)(content, path)
    return (
        tuple(part for part in parts if isinstance(part, str)),
        tuple(part for part in parts if not isinstance(part, str)),
    )


def _refuse_absent_content(message: Mapping[str, Any], role: str, path: str) -> None:
    if role == "function" and "content" in message:
        return
    if role == "assistant" and any(message.get(name) is not None for name in _SUBSTITUTES):
        return
    if "content" not in message:
        raise missing(path)
    raise wrong_type(path, "a string or an array", None)


def _read_part(part: Any, role: str, param: str) -> str | Detailed:
    mapping(part, param)
    if "type" not in part:
        raise missing(f"{param}.type")
    kind = one_of(*_PARTS_OF_USER, "refusal")(part["type"], f"{param}.type")
    if kind == "text" or (kind == "refusal" and role == "assistant"):
        if kind not in part:
            raise missing(f"{param}.{kind}")
        return str(string()(part[kind], f"{param}.{kind}"))
    if kind == "image_url" and role == "user":
        return _read_picture(part, param)
    _refuse_part(kind, role, f"{param}.type")
    raise AssertionError("unreachable")


def _refuse_part(kind: str, role: str, param: str) -> None:
    if role == "user" and kind != "refusal":
        raise RequestError(f"Parts of type {kind} are not supported by this model.", param, "unsupported_value")
    raise RequestError(f"Parts of type {kind} are not allowed in a message of role {role}.", param, "invalid_value")


def _read_picture(part: Mapping[str, Any], param: str) -> Detailed:
    path = f"{param}.image_url"
    if "image_url" not in part:
        raise missing(path)
    image = mapping(part["image_url"], path)
    if "url" not in image:
        raise missing(f"{path}.url")
    url = string(empty=False)(image["url"], f"{path}.url")
    detail = one_of(*_DETAILS)(image.get("detail", "auto"), f"{path}.detail")
    return see(url, f"{path}.url"), detail


def _read_calls(message: Mapping[str, Any], role: str, param: str) -> tuple[str, ...]:
    if role != "assistant" or "tool_calls" not in message:
        return ()
    # Null is not in the schema, but openai-python's model_dump() of an answer writes it, so histories carry it.
    return tuple(nullable(array(read_call, fewest=1))(message["tool_calls"], f"{param}.tool_calls") or ())


def _read_answered(message: Mapping[str, Any], role: str, param: str) -> str | None:
    if role != "tool":
        return None
    if "tool_call_id" not in message:
        raise missing(f"{param}.tool_call_id")
    return str(string(empty=False)(message["tool_call_id"], f"{param}.tool_call_id"))


def _refuse_unpaired_calls(messages: Sequence[Message], param: str) -> None:
    """Each call is answered right behind its message, and each tool message answers a call (OpenAI's wire rule)."""
    open_calls: set[str] = set()
    caller = 0
    for at, message in enumerate(messages):
        if message.answers is not None:
            if message.answers not in open_calls:
                text = "A message of role tool must answer a tool call of the assistant message in front of it."
                raise RequestError(text, f"{param}[{at}].tool_call_id", "invalid_value")
            open_calls.discard(message.answers)
        elif open_calls:
            break
        elif message.call_ids:
            open_calls, caller = set(message.call_ids), at
    if open_calls:
        text = "An assistant message with tool calls must be followed by an answer to each of them."
        raise RequestError(text, f"{param}[{caller}].tool_calls", "invalid_value")

"""Messages: the list, roles, content as a string and in parts, and whether all of it reaches the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.conversations.building import ABSENT, READY, accepted, chat, either, rejected
from conformance.conversations.conversation import Conversation
from conformance.model.settings import Depth

TEXT_PART = "user text in one part"
BEHIND_SYSTEM = "text behind a system message"
DATA_URI_IN_A_TEXT = "text with the beginning of a data URI"
EMPTY_STRING = "user content of no characters"


def message(role: str, content: Any = READY, **members: Any) -> dict[str, Any]:
    """Build a message."""
    return {"role": role, "content": content, **members}


def text_part(text: str = READY) -> dict[str, Any]:
    """Build a content part that holds a text."""
    return {"type": "text", "text": text}


def _user(content: Any) -> list[dict[str, Any]]:
    return [message("user", content)]


_LIST = "messages"
_FIRST = "messages[0]"
_CONTENT = "messages[0].content"
_PART = "messages[0].content[0]"

_REFUSED: tuple[tuple[str, str, Any, str], ...] = (
    ("messages absent", "MSG-001", ABSENT, _LIST),
    ("messages empty", "MSG-002", [], _LIST),
    ("message that is a string", "MSG-004", [READY], _FIRST),
    ("role unknown", "MSG-009", [message("robot")], f"{_FIRST}.role"),
    ("content number", "MSG-016", _user(7), _CONTENT),
    ("user content null", "MSG-017", _user(None), _CONTENT),
    ("part of unknown type", "MSG-020", _user([{"type": "hologram", "hologram": READY}]), f"{_PART}.type"),
    ("text part without text", "MSG-021", _user([{"type": "text"}]), f"{_PART}.text"),
    ("part that is a string", "MSG-022", _user([READY]), _PART),
)
_ALSO_REFUSED: tuple[tuple[str, str, Any, str], ...] = (
    ("messages null", "MSG-001", None, _LIST),
    ("messages object", "MSG-003", message("user"), _LIST),
    ("messages number", "MSG-003", 7, _LIST),
    ("message that is a number", "MSG-004", [7], _FIRST),
    ("message that is null", "MSG-004", [None], _FIRST),
    ("message that is an array", "MSG-004", [[message("user")]], _FIRST),
    ("role absent", "MSG-009", [{"content": READY}], f"{_FIRST}.role"),
    ("role null", "MSG-009", [{"role": None, "content": READY}], f"{_FIRST}.role"),
    ("role in another case", "MSG-010", [message("User")], f"{_FIRST}.role"),
    ("content boolean", "MSG-016", [message("user", content=True)], _CONTENT),
    ("content object", "MSG-016", _user(text_part()), _CONTENT),
    ("user content absent", "MSG-017", [{"role": "user"}], _CONTENT),
    ("part without type", "MSG-020", _user([{"text": READY}]), f"{_PART}.type"),
    ("text part with a number", "MSG-021", _user([{"type": "text", "text": 7}]), f"{_PART}.text"),
    ("text part with null", "MSG-021", _user([{"type": "text", "text": None}]), f"{_PART}.text"),
    ("part that is a number", "MSG-022", _user([7]), _PART),
    ("part that is null", "MSG-022", _user([None]), _PART),
    ("assistant without content", "MSG-023", [message("user"), {"role": "assistant"}, message("user")], "messages[1]"),
)
_ENGLISH = "You answer in English."
_SYSTEM_PARTS = [text_part(_ENGLISH), text_part("You are brief.")]


def _refused(table: tuple[tuple[str, str, Any, str], ...], depth: Depth) -> Iterator[Conversation]:
    for name, proves, messages, subject in table:
        one = rejected(name, proves, chat(messages=messages), subject=subject)
        yield replace(one, depth=depth)


def _served() -> Iterator[Conversation]:
    yield accepted(TEXT_PART, "MSG-012", chat([text_part()]), controls=("text",))
    yield accepted(
        "system text in two parts",
        "MSG-015",
        chat(messages=[message("system", _SYSTEM_PARTS), message("user")]),
        controls=(BEHIND_SYSTEM,),
    )
    for name, proves, messages in (
        ("system text in one part", "MSG-015", [message("system", _SYSTEM_PARTS[:1]), message("user")]),
        ("assistant text in one part", "MSG-007", [message("user"), message("assistant", [text_part("ready")])]),
    ):
        behind = [*messages, message("user")] if messages[-1]["role"] != "user" else messages
        yield replace(accepted(name, proves, chat(messages=behind), controls=("text",)), depth=Depth.EXHAUSTIVE)


def _optional() -> Iterator[Conversation]:
    for name, proves, messages in (
        ("developer message", "MSG-011", [message("developer", _ENGLISH), message("user")]),
        ("message with a name", "MSG-024", [message("user", name="eyechart")]),
        ("assistant message at the end", "MSG-025", [message("user"), message("assistant", "The word is:")]),
    ):
        yield accepted(name, proves, chat(messages=messages), controls=("text",), depth=Depth.EXHAUSTIVE)


def _pasted() -> Iterator[Conversation]:
    pasted = f"What is this? data:image/png;base64,iVBORw0KGgo... {READY}"
    yield accepted(DATA_URI_IN_A_TEXT, "MSG-028", chat(pasted), controls=("text",))


def _empty() -> Iterator[Conversation]:
    for name, messages, control in (
        (EMPTY_STRING, _user(""), "text"),
        ("user content of no parts", _user([]), TEXT_PART),
        ("text part of no characters", _user([text_part("")]), TEXT_PART),
        ("system content of no characters", [message("system", ""), message("user")], BEHIND_SYSTEM),
    ):
        one = either(name, chat(messages=messages), subject="messages", control=control)
        yield replace(one, depth=Depth.STANDARD if name == EMPTY_STRING else Depth.EXHAUSTIVE)


CONVERSATIONS = (
    *_refused(_REFUSED, Depth.STANDARD),
    *_refused(_ALSO_REFUSED, Depth.EXHAUSTIVE),
    *_served(),
    *_optional(),
    *_empty(),
    *_pasted(),
)

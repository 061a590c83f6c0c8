"""Messages as agents hand them back: with members of other vendors, with nulls, and in an order of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.conversations.building import READY, accepted, chat, either
from conformance.conversations.conversation import Conversation
from conformance.conversations.msg import message
from conformance.conversations.recall import IN_TURNS
from conformance.conversations.tool_history import SHORT
from conformance.conversations.tools import STATION, calling, history, result
from conformance.model.settings import Capability, Depth

_THOUGHT = "The user wants one word. I write it."
_STRANGERS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "unknown member with the thought of an earlier answer": (
        "messages[1].reasoning_content",
        [message("user"), message("assistant", "ready", reasoning_content=_THOUGHT), message("user")],
    ),
    "unknown member of a client in a message": ("messages[0].agent", [message("user", agent="eyechart")]),
    "unknown member of a message, which is null": ("messages[0].tool_calls", [message("user", tool_calls=None)]),
}
STRANGE_MEMBERS = tuple(_STRANGERS)
_ANOTHER = f"Thank you. {READY.replace('ready', STATION)}"


def _strangers() -> Iterator[Conversation]:
    for name, (subject, messages) in _STRANGERS.items():
        control = IN_TURNS if len(messages) > 1 else "text"
        one = either(name, chat(messages=messages), subject=subject, control=control)
        yield replace(one, depth=Depth.EXHAUSTIVE)


CONVERSATIONS = (
    *_strangers(),
    accepted(
        "two messages of the user in a row",
        "MSG-027",
        chat(messages=[message("user", "I ask you for one word."), message("user")]),
        controls=("text",),
        depth=Depth.EXHAUSTIVE,
    ),
    accepted(
        "tool history, a message of the user behind it",
        "MSG-027",
        history(calling(), result(), message("user", _ANOTHER)),
        capability=Capability.TOOLS,
        controls=(SHORT,),
        depth=Depth.EXHAUSTIVE,
    ),
)

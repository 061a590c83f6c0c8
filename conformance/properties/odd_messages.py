"""Empty content, unknown members and empty lists of tools are served or refused, never answered 5xx."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations.b64 import A_BROKEN_PICTURE
from conformance.conversations.building import A_MISTAKE, chat_payload
from conformance.conversations.msg import BEHIND_SYSTEM, TEXT_PART
from conformance.conversations.recall import IN_TURNS
from conformance.conversations.tool import OFFERED
from conformance.conversations.tool_history import SHORT
from conformance.conversations.tools import ASK_FOR_STATION, calling, history_payload, result
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import either
from conformance.properties.example import Example
from conformance.properties.faulty_messages import history_controls
from conformance.properties.property import Property
from conformance.strategies.odd_messages import (
    EmptyContent,
    OddParts,
    Stranger,
    StrangerPlace,
    empty_contents,
    odd_picture_parts,
    strangers,
)

_PICTURE = "PNG picture"
_PARTS: Final = frozenset({StrangerPlace.PART})
_TOOLS: Final = frozenset({StrangerPlace.TOOL, StrangerPlace.FUNCTION})


def _empty(dialect: Dialect, drawn: EmptyContent) -> Example:
    in_parts = any(isinstance(message["content"], list) for message in drawn.messages)
    return either(
        f"{drawn.emptiness}, {drawn.place}",
        "MSG-019",
        chat_payload(dialect, messages=drawn.messages),
        subject=f"{drawn.legal.path}.content",
        controls=(*history_controls(drawn.legal.messages), *((TEXT_PART,) if in_parts else ()), A_MISTAKE),
    )


def _stranger(dialect: Dialect, drawn: Stranger) -> Example:
    tools = {"tools": drawn.tools} if drawn.tools else {}
    beside = (TEXT_PART,) if drawn.place in _PARTS else (OFFERED,) if drawn.place in _TOOLS else ()
    return either(
        f"in {drawn.place}: {drawn.name!r}",
        "PARAM-001",
        chat_payload(dialect, messages=drawn.messages, **tools),
        subject=_path(drawn),
        controls=("text", *beside, A_MISTAKE),
        capability=Capability.TOOLS if drawn.tools else Capability.TEXT,
    )


def _path(drawn: Stranger) -> str:
    objects = {
        StrangerPlace.MESSAGE: "messages[0]",
        StrangerPlace.PART: "messages[0].content[0]",
        StrangerPlace.TOOL: "tools[0]",
        StrangerPlace.FUNCTION: "tools[0].function",
    }
    return f"{objects[drawn.place]}.{drawn.name}"


def _picture(dialect: Dialect, drawn: OddParts) -> Example:
    return either(
        f"{drawn.odd}{', behind a text' if drawn.path.startswith('[1]') else ''}",
        "PART-011",
        chat_payload(dialect, drawn.parts),
        subject=f"messages[0].content{drawn.path}",
        controls=("text", TEXT_PART, _PICTURE, A_MISTAKE, A_BROKEN_PICTURE),
        capability=Capability.IMAGES,
    )


def _no_tools(dialect: Dialect) -> SearchStrategy[Example]:
    choices: tuple[dict[str, Any], ...] = ({}, {"tool_choice": "none"}, {"tool_choice": "auto"})
    others = (*choices, {"tool_choice": None}, {"parallel_tool_calls": True}, {"stream": False})
    return st.builds(_without_tools(dialect), st.sampled_from(others), st.booleans())


def _without_tools(dialect: Dialect) -> Callable[[dict[str, Any], bool], Example]:
    def example(members: dict[str, Any], in_history: bool) -> Example:  # noqa: FBT001 - drawn, in this order
        if in_history:
            behind = (calling(), result())
            payload = history_payload(dialect, *behind, question=ASK_FOR_STATION, tools=[], max_tokens=32, **members)
        else:
            payload = chat_payload(dialect, tools=[], **members)
        label = ", ".join(f"{name} {value}" for name, value in members.items())
        return either(
            f"tools empty{' in a history' if in_history else ''}{' beside ' if label else ''}{label}",
            "TOOL-039",
            payload,
            subject="tools",
            controls=("text", OFFERED, *((SHORT,) if in_history else ()), A_MISTAKE),
            capability=Capability.TOOLS,
        )

    return example


PROPERTIES = (
    Property(
        name="messages that say nothing",
        examples=lambda dialect: empty_contents().map(lambda drawn: _empty(dialect, drawn)),
        proves=frozenset({"MSG-019"}),
        controls=frozenset({"text", BEHIND_SYSTEM, IN_TURNS, TEXT_PART, A_MISTAKE}),
    ),
    Property(
        name="members nobody knows in messages and tools",
        examples=lambda dialect: strangers().map(lambda drawn: _stranger(dialect, drawn)),
        proves=frozenset({"PARAM-001"}),
        controls=frozenset({"text", TEXT_PART, OFFERED, A_MISTAKE}),
    ),
    Property(
        name="picture parts with something odd",
        examples=lambda dialect: odd_picture_parts().map(lambda drawn: _picture(dialect, drawn)),
        proves=frozenset({"PART-011"}),
        controls=frozenset({"text", TEXT_PART, _PICTURE, A_MISTAKE, A_BROKEN_PICTURE}),
    ),
    Property(
        name="no tools at all",
        examples=_no_tools,
        proves=frozenset({"TOOL-039"}),
        controls=frozenset({"text", OFFERED, SHORT, A_MISTAKE}),
    ),
)

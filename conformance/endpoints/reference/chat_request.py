"""A valid request, as the reference understands it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.endpoints.reference.pictures import Picture


@dataclass(frozen=True)
class Message:
    """One message: its role, its texts in order, its pictures in order.

    Attributes:
        role: `system`, `developer`, `user`, `assistant`, `tool` or `function`.
        texts: the string content, or the text of every text part.
        pictures: decoded pictures with their `detail`.
        call_ids: ids of the tool calls that an assistant message makes.
        answers: the call id that a tool message answers, or None.
        arrangement: types of the content parts in order, () for string content.
    """

    role: str
    texts: tuple[str, ...] = ()
    pictures: tuple[tuple[Picture, str], ...] = ()
    call_ids: tuple[str, ...] = ()
    answers: str | None = None
    arrangement: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tool:
    """A function that may be called: its name and the JSON Schema of its arguments."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ChatRequest:
    """Every parameter after validation, defaults filled in.

    Attributes:
        max_tokens: the smaller of `max_tokens` and `max_completion_tokens`, or None.
        stop: the stop sequences, () when there are none.
        json_schema: schema of `response_format` json_schema, or None.
        json_mode: whether the answer must be a JSON object.
        tool_choice: `none`, `auto`, `required`, or `=NAME` for a named function.
        top_logprobs: alternatives per token, or None when logprobs were not asked.
        service_tier: the tier to report, or None when the request names none.
    """

    messages: tuple[Message, ...]
    temperature: float = 1.0
    top_p: float = 1.0
    n: int = 1
    stream: bool = False
    include_usage: bool = False
    stop: tuple[str, ...] = ()
    max_tokens: int | None = None
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    logit_bias: Mapping[int, int] = field(default_factory=dict)
    seed: int | None = None
    json_mode: bool = False
    json_schema: Mapping[str, Any] | None = None
    tools: tuple[Tool, ...] = ()
    tool_choice: str = "none"
    parallel_tool_calls: bool = True
    top_logprobs: int | None = None
    service_tier: str | None = None

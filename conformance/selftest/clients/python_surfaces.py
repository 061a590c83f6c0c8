"""How a program asks by openai-python and LangChain: as their own documentation shows it, without a retry.

Each surface takes base URL, time-out, model and task, and returns what a caller gets to see.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import openai
from langchain_openai import ChatOpenAI

_CONTEXT = ssl.create_default_context()
"""One for all clients: nothing here is encrypted, and each would load all certificates anew."""
_UNUSED = httpx2.AsyncClient(verify=_CONTEXT)


@dataclass(frozen=True)
class Said:
    """What a client reported.

    Attributes:
        text: the text, or None where it said that there is none.
        calls: name, arguments (JSON text) and id of every tool call.
        finish: the finish reason as the client names it.
        usage: total tokens.
        role: the role of the message, for surfaces that return a message.
    """

    text: str | None = None
    calls: tuple[tuple[str, str, str | None], ...] = ()
    finish: str | None = None
    usage: int | None = None
    role: str | None = None


Surface = Callable[[str, float, str, dict[str, Any]], Said]


def _openai(base_url: str, seconds: float) -> openai.OpenAI:
    return openai.OpenAI(
        api_key="unused", base_url=base_url, max_retries=0, timeout=seconds, http_client=_transport(seconds)
    )


def _transport(seconds: float) -> httpx2.Client:
    return httpx2.Client(verify=_CONTEXT, follow_redirects=True, timeout=seconds)


def create(base_url: str, seconds: float, model: str, task: dict[str, Any]) -> Said:
    """`client.chat.completions.create(...)`."""
    asked = {name: value for name, value in task.items() if name != "stream_options"}
    with _openai(base_url, seconds) as client:
        return _completion(client.chat.completions.create(model=model, **asked))


def streamed(base_url: str, seconds: float, model: str, task: dict[str, Any]) -> Said:
    """`create(..., stream=True)`, and a loop that puts the deltas of the first choice together."""
    text, finish, usage = None, None, None
    calls: dict[int, Any] = {}
    with _openai(base_url, seconds) as client:
        for chunk in client.chat.completions.create(model=model, stream=True, **task):
            usage = chunk.usage.total_tokens if chunk.usage else usage
            if not chunk.choices:
                continue
            choice = chunk.choices[0]
            if choice.delta.content is not None:
                text = (text or "") + choice.delta.content
            for part in choice.delta.tool_calls or ():
                call = calls.setdefault(part.index, ["", "", None])
                call[0] = part.function.name or call[0]
                call[1] += part.function.arguments or ""
                call[2] = part.id or call[2]
            finish = choice.finish_reason or finish
    return Said(text, tuple(tuple(call) for call in calls.values()), finish, usage)


def helped(base_url: str, seconds: float, model: str, task: dict[str, Any]) -> Said:
    """`client.chat.completions.stream(...)`, and the completion that it put together."""
    with _openai(base_url, seconds) as client, client.chat.completions.stream(model=model, **task) as stream:
        return _completion(stream.get_final_completion())


def _completion(completion: Any) -> Said:
    choice = completion.choices[0]
    calls = choice.message.tool_calls or ()
    usage = completion.usage.total_tokens if completion.usage else None
    told = tuple((call.function.name, call.function.arguments, call.id) for call in calls)
    return Said(choice.message.content, told, choice.finish_reason, usage, choice.message.role)


@contextmanager
def _chat_model(
    base_url: str, seconds: float, model: str, task: dict[str, Any], *, stream_usage: bool = False
) -> Iterator[Any]:
    with _transport(seconds) as transport:
        chat = ChatOpenAI(
            api_key="unused",
            base_url=base_url,
            max_retries=0,
            timeout=seconds,
            model=model,
            max_tokens=task["max_tokens"],
            stream_usage=stream_usage,
            http_client=transport,
            http_async_client=_UNUSED,
        )
        yield chat.bind_tools(task["tools"], tool_choice=task["tool_choice"]) if "tools" in task else chat


def invoke(base_url: str, seconds: float, model: str, task: dict[str, Any]) -> Said:
    """`ChatOpenAI(...).invoke(...)`."""
    with _chat_model(base_url, seconds, model, task) as chat:
        return _message(chat.invoke(task["messages"]))


def stream(base_url: str, seconds: float, model: str, task: dict[str, Any]) -> Said:
    """`ChatOpenAI(...).stream(...)`, and the sum of its chunks."""
    whole = None
    with _chat_model(base_url, seconds, model, task, stream_usage="stream_options" in task) as chat:
        for chunk in chat.stream(task["messages"]):
            whole = chunk if whole is None else whole + chunk
    return Said() if whole is None else _message(whole)


def _message(message: Any) -> Said:
    text = message.content if isinstance(message.content, str) else json.dumps(message.content)
    # A call whose arguments are no JSON is set apart; a program reads the calls.
    calls = tuple(
        (call["name"], json.dumps(call["args"], ensure_ascii=False), call["id"]) for call in message.tool_calls
    )
    usage = (message.usage_metadata or {}).get("total_tokens")
    role = getattr(message, "role", message.type)  # a chunk without a role has a type and a role of its own
    return Said(text, calls, message.response_metadata.get("finish_reason"), usage, role)


SURFACES: Mapping[str, Surface] = {
    "openai-python create": create,
    "openai-python streamed": streamed,
    "openai-python stream()": helped,
    "langchain invoke": invoke,
    "langchain stream": stream,
}

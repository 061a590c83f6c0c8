"""The events of a streamed completion (OpenAPI schema `CreateChatCompletionStreamResponse`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from conformance.endpoints.reference.chat_request import ChatRequest
from conformance.endpoints.reference.completion import Identity, usage
from conformance.endpoints.reference.logprobs import choice_logprobs, mood_of
from conformance.endpoints.reference.sampling import Sampled
from conformance.endpoints.reply import DONE, Event


def events(identity: Identity, request: ChatRequest, choices: Sequence[Sampled], prompt: int) -> list[Event]:
    """Return the whole stream: choices interleaved from index 0, usage if asked, and `[DONE]`."""
    parts = [_parts(identity, request, at, sampled) for at, sampled in enumerate(choices)]
    shared = identity.body("chat.completion.chunk", request)
    stream = [Event({**shared, "choices": [part]}) for row in zip_longest(*parts) for part in row if part is not None]
    if request.include_usage:
        stream.append(Event({**shared, "choices": [], "usage": usage(prompt, choices)}))
    return [*stream, Event(DONE)]


def _parts(identity: Identity, request: ChatRequest, at: int, sampled: Sampled) -> Iterator[dict[str, Any]]:
    mood = 0 if request.top_logprobs is None else mood_of(request.messages)
    yield _part(at, {"role": "assistant", "content": None if sampled.calls else "", "refusal": None})
    for token in sampled.tokens:
        yield _part(at, {"content": token}, _logprobs(request, token, mood))
    for number, (call, tokens) in enumerate(sampled.calls):
        function = {"name": call.name, "arguments": ""}
        opening = {"index": number, "id": identity.call_id(at, number), "type": "function", "function": function}
        yield _part(at, {"tool_calls": [opening]})
        for token in tokens:
            yield _part(at, {"tool_calls": [{"index": number, "function": {"arguments": token}}]})
    yield _part(at, {}, finish_reason=sampled.finish_reason)


def _part(
    at: int, delta: dict[str, Any], logprobs: dict[str, Any] | None = None, finish_reason: str | None = None
) -> dict[str, Any]:
    return {"index": at, "delta": delta, "logprobs": logprobs, "finish_reason": finish_reason}


def _logprobs(request: ChatRequest, token: str, mood: int) -> dict[str, Any] | None:
    return None if request.top_logprobs is None else choice_logprobs((token,), request.top_logprobs, mood)

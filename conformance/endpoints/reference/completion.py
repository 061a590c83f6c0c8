"""The JSON of a whole completion (OpenAPI schema `CreateChatCompletionResponse`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conformance.endpoints.reference.chat_request import ChatRequest
from conformance.endpoints.reference.logprobs import choice_logprobs, mood_of
from conformance.endpoints.reference.sampling import Sampled

FINGERPRINT = "fp_eyechart1"


@dataclass(frozen=True)
class Identity:
    """What all parts of one answer share: id, Unix seconds and model."""

    id: str
    created: int
    model: str

    def body(self, kind: str, request: ChatRequest) -> dict[str, Any]:
        """Return a fresh JSON object with the shared members and no choices."""
        body: dict[str, Any] = {"id": self.id, "object": kind, "created": self.created, "model": self.model}
        if request.service_tier is not None:
            body["service_tier"] = request.service_tier
        return {**body, "system_fingerprint": FINGERPRINT, "choices": []}

    def call_id(self, choice: int, call: int) -> str:
        """Return the id of a tool call."""
        return f"call_{self.id.removeprefix('chatcmpl-')}{choice}{call}"


def completion(identity: Identity, request: ChatRequest, choices: Sequence[Sampled], prompt: int) -> dict[str, Any]:
    """Return the body of an answer that is not streamed."""
    body = identity.body("chat.completion", request)
    body["choices"] = [_choice(identity, request, at, sampled) for at, sampled in enumerate(choices)]
    return {**body, "usage": usage(prompt, choices)}


def usage(prompt: int, choices: Sequence[Sampled]) -> dict[str, Any]:
    """Return the token counts of an answer; all choices are counted."""
    count = sum(sampled.count for sampled in choices)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": count,
        "total_tokens": prompt + count,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _choice(identity: Identity, request: ChatRequest, at: int, sampled: Sampled) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": "".join(sampled.tokens), "refusal": None}
    if sampled.calls:
        message["content"] = None
        message["tool_calls"] = [
            {
                "id": identity.call_id(at, number),
                "type": "function",
                "function": {"name": call.name, "arguments": "".join(tokens)},
            }
            for number, (call, tokens) in enumerate(sampled.calls)
        ]
    logprobs = None
    if request.top_logprobs is not None:
        logprobs = choice_logprobs(sampled.tokens, request.top_logprobs, mood_of(request.messages))
    return {"index": at, "message": message, "logprobs": logprobs, "finish_reason": sampled.finish_reason}

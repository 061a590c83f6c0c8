"""Complete bodies that the official document and ours both accept, and ways to change one member."""

from __future__ import annotations

import copy
import json
from typing import Any

ABSENT = "(absent)"
"""As a new value: take the member out."""

_TOKEN = {"token": "a", "logprob": -0.5, "bytes": [97]}
_LOGPROBS = {"content": [{**_TOKEN, "top_logprobs": [_TOKEN]}], "refusal": None}
_USAGE = {
    "prompt_tokens": 5,
    "completion_tokens": 2,
    "total_tokens": 7,
    "prompt_tokens_details": {"audio_tokens": 0, "cached_tokens": 0},
    "completion_tokens_details": {
        "accepted_prediction_tokens": 0,
        "audio_tokens": 0,
        "reasoning_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
}
_ENVELOPE = {
    "id": "chatcmpl-1",
    "created": 1760000000,
    "model": "m",
    "service_tier": "default",
    "system_fingerprint": "fp",
    "usage": _USAGE,
}
_CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}

PLAIN_REQUEST = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
FULL_REQUEST = {
    "model": "m",
    "messages": [
        {"role": "system", "content": "be brief, answer in JSON"},
        {"role": "developer", "content": [{"type": "text", "text": "a"}]},
        {
            "role": "user",
            "name": "u",
            "content": [
                {"type": "text", "text": "what is this?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}},
            ],
        },
        {"role": "assistant", "content": None, "tool_calls": [_CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": "42"},
    ],
    "temperature": 0,
    "top_p": 1,
    "n": 1,
    "stream": True,
    "stream_options": {"include_usage": True},
    "stop": ["a", "b"],
    "max_tokens": 5,
    "logprobs": True,
    "top_logprobs": 2,
    "logit_bias": {"50256": -100},
    "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {}}},
    "seed": 1,
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
    "tool_choice": {"type": "function", "function": {"name": "f"}},
    "metadata": {"k": "v"},
    "service_tier": "auto",
    "reasoning_effort": "low",
}
COMPLETION = {
    **_ENVELOPE,
    "object": "chat.completion",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "a",
                "refusal": None,
                "annotations": [],
                "tool_calls": [_CALL],
                "function_call": {"name": "f", "arguments": "{}"},
            },
            "logprobs": _LOGPROBS,
            "finish_reason": "stop",
        }
    ],
}
CHUNK = {
    **_ENVELOPE,
    "object": "chat.completion.chunk",
    "choices": [
        {
            "index": 0,
            "delta": {
                "role": "assistant",
                "content": "a",
                "refusal": None,
                "tool_calls": [{"index": 0, **_CALL}],
                "function_call": {"name": "f", "arguments": "{}"},
            },
            "logprobs": _LOGPROBS,
            "finish_reason": None,
        }
    ],
}
ERROR = {"error": {"message": "no", "type": "invalid_request_error", "param": None, "code": None}}

BODIES: dict[str, list[dict[str, Any]]] = {
    "request": [PLAIN_REQUEST, FULL_REQUEST],
    "completion": [COMPLETION],
    "chunk": [CHUNK],
    "error": [ERROR],
}


def changed(body: Any, changes: dict[str, Any]) -> Any:
    """Return a copy with the members at these JSON pointers set, or taken out where the value is ABSENT."""
    result = json.loads(json.dumps(body))  # a copy in which no two members share an object
    for pointer, value in changes.items():
        *path, last = pointer.split("/")[1:]
        parent = result
        for part in path:
            parent = parent[int(part) if isinstance(parent, list) else part]
        key = int(last) if isinstance(parent, list) else last
        if value == ABSENT:
            del parent[key]
        else:
            parent[key] = copy.deepcopy(value)
    return result

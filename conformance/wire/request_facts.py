"""What a request asks for, read from the bytes that were sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from conformance.model.request import Request

CHAT_PATH = "/chat/completions"


@dataclass(frozen=True)
class RequestFacts:
    """The members of a request that decide how its answer must look.

    Attributes:
        payload: the body as JSON, None where it is not a JSON object.
        is_chat: whether it is a POST to the chat completions path.
        stream: whether `stream` is true.
        n: number of choices asked for, 1 where absent or not a positive integer.
        include_usage: whether `stream_options.include_usage` is true.
        pictures: number of `image_url` parts.
    """

    payload: dict[str, Any] | None
    is_chat: bool
    stream: bool = False
    n: int = 1
    include_usage: bool = False
    pictures: int = 0

    def member(self, name: str) -> Any:
        """Return a top-level member of the body, or None."""
        return self.payload.get(name) if self.payload else None

    @property
    def token_bound(self) -> int | None:
        """The bound on completion tokens that the request sets, by either name."""
        bounds = [self.member(name) for name in ("max_tokens", "max_completion_tokens")]
        return next((bound for bound in bounds if type(bound) is int), None)

    @property
    def may_end_at_once(self) -> bool:
        """Whether it asks for something that may end a text before it begins: a stop, a bias, a hot draw."""
        temperature = self.member("temperature")
        hot = isinstance(temperature, int | float) and temperature > 1
        return hot or any(self.member(name) for name in ("stop", "logit_bias"))


def _pictures(payload: dict[str, Any]) -> int:
    messages = payload.get("messages")
    contents = [m.get("content") for m in messages if isinstance(m, dict)] if isinstance(messages, list) else []
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return sum(1 for part in parts if isinstance(part, dict) and part.get("type") == "image_url")


def request_facts(request: Request) -> RequestFacts:
    """Read the facts of a request; a body that is no JSON object has none."""
    is_chat = request.method == "POST" and request.path == CHAT_PATH
    try:
        payload = json.loads(request.body)
    except (ValueError, RecursionError):
        return RequestFacts(None, is_chat)
    if not isinstance(payload, dict):
        return RequestFacts(None, is_chat)
    n, options = payload.get("n"), payload.get("stream_options")
    return RequestFacts(
        payload,
        is_chat,
        stream=payload.get("stream") is True,
        n=n if type(n) is int and n > 0 else 1,
        include_usage=isinstance(options, dict) and options.get("include_usage") is True,
        pictures=_pictures(payload),
    )

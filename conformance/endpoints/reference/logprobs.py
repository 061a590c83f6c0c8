"""Made-up but well-formed log probabilities (OpenAPI schema `ChatCompletionTokenLogprob`)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from conformance.endpoints.reference.chat_request import Message
from conformance.endpoints.reference.tokens import token_id

_ALTERNATIVES = "abcdefghijklmnopqrstuvwxyz"
_LEAST = 0.5
"""Leaves room for alternatives, of which each is e times less likely than the one before: all add up to less than 1."""


def mood_of(prompt: Sequence[Message]) -> int:
    """Return a number that follows every word and picture of a prompt: the same text after another has other odds."""
    return zlib.crc32(repr(prompt).encode("utf-8", "backslashreplace"))


def choice_logprobs(tokens: Sequence[str], alternatives: int, mood: int) -> dict[str, Any]:
    """Return the `logprobs` of a choice, or of a part of it, with one entry per token."""
    return {"content": [_entry(token, alternatives, mood) for token in tokens], "refusal": None}


def _entry(token: str, alternatives: int, mood: int) -> dict[str, Any]:
    first = _logprob(token, -_LEAST - ((token_id(token) ^ mood) % 500) / 1000)
    rest = [
        _logprob(f" {sign}", first["logprob"] - 1 - at) for at, sign in enumerate(_ALTERNATIVES) if f" {sign}" != token
    ]
    return {**first, "top_logprobs": [first, *rest][:alternatives]}


def _logprob(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": round(logprob, 4), "bytes": list(token.encode("utf-8"))}

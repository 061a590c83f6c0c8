"""Made-up but well-formed log probabilities (OpenAPI schema `ChatCompletionTokenLogprob`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.endpoints.reference.tokens import token_id

_ALTERNATIVES = "abcdefghijklmnopqrstuvwxyz"


def choice_logprobs(tokens: Sequence[str], alternatives: int) -> dict[str, Any]:
    """Return the `logprobs` of a choice, or of a part of it, with one entry per token."""
    return {"content": [_entry(token, alternatives) for token in tokens], "refusal": None}


def _entry(token: str, alternatives: int) -> dict[str, Any]:
    first = _logprob(token, -(token_id(token) % 500) / 1000)
    rest = [
        _logprob(f" {sign}", first["logprob"] - 1 - at) for at, sign in enumerate(_ALTERNATIVES) if f" {sign}" != token
    ]
    return {**first, "top_logprobs": [first, *rest][:alternatives]}


def _logprob(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": round(logprob, 4), "bytes": list(token.encode("utf-8"))}

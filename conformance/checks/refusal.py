"""Honest refusals: a 4xx that says which feature the target does not have.

Silence about a feature that is ignored is a violation; a clear refusal of an optional one is fair.
"""

from __future__ import annotations

import re

from conformance.model.settings import Capability
from conformance.wire.exchange import Exchange

_STATUSES = frozenset({400, 422, 501})
_UNSUPPORTED_CODE = re.compile(r"unsupported|not_supported|unknown_parameter|extra_forbidden", re.IGNORECASE)
_UNSUPPORTED_TEXT = re.compile(
    r"(?:not|n't|never)\s+(?:\w+\s+){0,2}(?:support|allow|permit|implement|accept|available)|unsupported|unrecogni[sz]ed"
    r"|unknown (?:parameter|argument|field)|extra inputs are not permitted|only (?:\S+\s+){0,6}(?:is|are) supported"
    r"|\brequires? (?:--\w|(?:\S+\s+){1,8}to be (?:set|enabled)\b)"
    r"|must be (?:exactly )?1\b|only supports|only supported (?:by|in|on|with)\b"
    r"|(?:at most|too many|up to|no more than|maximum|limit)\b[^.]{0,40}\b(?:image|picture)s?\b",
    re.IGNORECASE,
)
_ONE_AT_MOST = re.compile(r"(?:<=|(?:less|no more) than(?: or equal to)?|at most|up to) ?1\b(?![.,]?\d)", re.IGNORECASE)
"""A ceiling of one choice is a refusal of more; for the range of another number it is a refusal of a value."""
_TOO_LONG = re.compile(r"context_length_exceeded|context\W+(?:\w+\W+){0,2}(?:size|length|window)", re.IGNORECASE)
_NAMES: dict[Capability, tuple[str, ...]] = {
    Capability.TEXT: (),
    Capability.IMAGES: ("image", "images", "image_url", "vision", "multimodal", "picture", "pictures"),
    Capability.SEVERAL_IMAGES: ("image", "images", "image_url", "picture", "pictures"),
    Capability.WEBP: ("webp", "image/webp"),
    Capability.GIF: ("gif", "image/gif"),
    Capability.STREAMING: ("stream", "streaming", "streams"),
    Capability.CHOICES: ("n", "choices", "completions"),
    Capability.MAX_TOKENS: ("max_tokens", "max_completion_tokens"),
    Capability.TOOLS: ("tools", "tool", "tool_calls", "function", "functions", "tool_choice"),
    Capability.TOOL_CHOICE: ("tool_choice", "tools", "function_call"),
    Capability.RESPONSE_FORMAT: ("response_format", "json_object", "json_schema", "json"),
    Capability.LOGPROBS: ("logprobs", "top_logprobs", "logprob"),
    Capability.TOP_LOGPROBS: ("top_logprobs", "logprobs"),
}
_OPTIONAL_MEMBERS = (
    Capability.CHOICES,
    Capability.USAGE_IN_STREAM,
    Capability.STOP,
    Capability.TEMPERATURE,
    Capability.TOP_P,
    Capability.PRESENCE_PENALTY,
    Capability.FREQUENCY_PENALTY,
    Capability.LOGIT_BIAS,
    Capability.RESPONSE_FORMAT,
    Capability.SEED,
    Capability.TOOLS,
    Capability.TOOL_CHOICE,
    Capability.PARALLEL_TOOL_CALLS,
    Capability.LOGPROBS,
    Capability.TOP_LOGPROBS,
    Capability.METADATA,
    Capability.STORE,
    Capability.REASONING_EFFORT,
    Capability.VERBOSITY,
    Capability.SERVICE_TIER,
)
"""Members that a target may refuse by name; `user` is not among them, since that word is also a role."""


def _names(capability: Capability) -> tuple[str, ...]:
    return _NAMES.get(capability, (capability.value,))


def _asked_besides(exchange: Exchange) -> tuple[str, ...]:
    """Return the optional members of the request, whatever it is about: usage is asked for beside a token bound.

    One that is null counts: a server that does not know `store` says so whatever its value.
    """
    return tuple(name for name in _OPTIONAL_MEMBERS if name in (exchange.asked.payload or {}))


def _words(exchange: Exchange) -> tuple[str, str, str]:
    error = exchange.error
    if not isinstance(error, dict):
        return "", "", str(error or (exchange.value or {}).get("detail") or (exchange.value or {}).get("message") or "")
    return str(error.get("param") or ""), str(error.get("code") or ""), str(error.get("message") or "")


def honest_refusal(exchange: Exchange, capability: Capability) -> str:
    """Return the target's words if the exchange refuses the capability by name, else ""."""
    if exchange.status not in _STATUSES:
        return ""
    param, code, message = _words(exchange)
    one_choice = capability is Capability.CHOICES and _ONE_AT_MOST.search(message)
    if not (_UNSUPPORTED_CODE.search(code) or _UNSUPPORTED_TEXT.search(message) or one_choice):
        return ""
    names = (*_names(capability), *_asked_besides(exchange))
    return message or code if any(name in _said(param, message) for name in names) else ""


def is_too_long_for_window(exchange: Exchange) -> bool:
    """Tell whether a refusal says that the prompt does not fit into the context window, which may be small."""
    _, code, message = _words(exchange)
    return exchange.status in _STATUSES and bool(_TOO_LONG.search(f"{code} {message}"))


def refuses_itself(exchange: Exchange, capability: Capability) -> bool:
    """Tell whether a refusal names the capability, and not just an optional member that was sent beside it."""
    param, _, message = _words(exchange)
    return any(name in _said(param, message) for name in _names(capability))


def _said(param: str, message: str) -> list[str]:
    return re.split(r"[^a-z0-9_/]+|/(?!webp|gif)", f"{param} {message}".lower())

"""The choices of an answer, streamed or not, as a client finds them, and their texts."""

from __future__ import annotations

from typing import Any

from conformance.wire.exchange import Exchange

_THOUGHTS = ("reasoning_content", "reasoning")


def choices_in(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the choices of an answer, {} in the place of one that is no object."""
    choices = (exchange.completion or {}).get("choices")
    return [one if isinstance(one, dict) else {} for one in choices] if isinstance(choices, list) else []


def choice_in(exchange: Exchange) -> dict[str, Any]:
    """Return the first choice of an answer, {} where there is none."""
    return next(iter(choices_in(exchange)), {})


def message_of(choice: dict[str, Any]) -> dict[str, Any]:
    """Return the message of a choice, {} where there is none."""
    message = choice.get("message")
    return message if isinstance(message, dict) else {}


def texts_in(exchange: Exchange) -> tuple[str, ...]:
    """Return the text of every choice of an answer, "" where a choice has none."""
    contents = (message_of(choice).get("content") for choice in choices_in(exchange))
    return tuple(content if isinstance(content, str) else "" for content in contents)


def text_in(exchange: Exchange) -> str:
    """Return the text of the first choice of an answer."""
    return next(iter(texts_in(exchange)), "")


def finish_reason_in(exchange: Exchange) -> str | None:
    """Return the finish_reason of the first choice, None where it is no string or empty."""
    reason = choice_in(exchange).get("finish_reason")
    return reason if isinstance(reason, str) and reason else None


def thinks(exchange: Exchange) -> bool:
    """Tell whether an answer shows, or counts, that the model thought: then its text is not all that it wrote."""
    usage = (exchange.completion or {}).get("usage")
    details = usage.get("completion_tokens_details") if isinstance(usage, dict) else None
    if isinstance(details, dict) and details.get("reasoning_tokens"):
        return True
    messages = [choice.get("message") for choice in choices_in(exchange)]
    return any(isinstance(one, dict) and any(one.get(name) for name in _THOUGHTS) for one in messages)

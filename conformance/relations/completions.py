"""The completion at the beginning of a conversation, streamed or not: its first choice and its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.conversations.conversation import Played
from conformance.model.finding import Outcome, Remark
from conformance.relations.controls import failed_control
from conformance.wire.exchange import Exchange


def choices_in(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the choices of an answer, {} in the place of one that is no object."""
    choices = (exchange.completion or {}).get("choices")
    return [one if isinstance(one, dict) else {} for one in choices] if isinstance(choices, list) else []


def choice_in(exchange: Exchange) -> dict[str, Any]:
    """Return the first choice of an answer, {} where there is none."""
    return next(iter(choices_in(exchange)), {})


def texts_in(exchange: Exchange) -> tuple[str, ...]:
    """Return the text of every choice of an answer, "" where a choice has none."""
    messages = (choice.get("message") for choice in choices_in(exchange))
    contents = (message.get("content") if isinstance(message, dict) else None for message in messages)
    return tuple(content if isinstance(content, str) else "" for content in contents)


def text_in(exchange: Exchange) -> str:
    """Return the text of the first choice of an answer."""
    return next(iter(texts_in(exchange)), "")


def first_choice(played: Played) -> dict[str, Any]:
    """Return the first choice of the first answer, {} where there is none."""
    return choice_in(played.exchanges[0]) if played.exchanges else {}


def text_of(played: Played) -> str:
    """Return the text of the first choice of the first answer."""
    return text_in(played.exchanges[0]) if played.exchanges else ""


def tokens_of(played: Played, count: str) -> int | None:
    """Return a count of the usage that the first answer reports, such as `prompt_tokens`, or None."""
    return count_of(played.exchanges[0], count) if played.exchanges else None


def count_of(exchange: Exchange, count: str) -> int | None:
    """Return a count of the usage that an answer reports, such as `prompt_tokens`, or None."""
    usage = (exchange.completion or {}).get("usage")
    number = usage.get(count) if isinstance(usage, dict) else None
    return number if type(number) is int else None


def unready(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    """Return why there is no completion to be compared with those of the controls, or None where there is one."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark is None and played.exchanges[0].completion is None:
        remark = Remark(Outcome.BLOCKED, "there is no completion to judge")
    return remark

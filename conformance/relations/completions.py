"""The completion at the beginning of a conversation, streamed or not: its first choice and its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.conversations.conversation import Played
from conformance.model.finding import Outcome, Remark
from conformance.relations.controls import failed_control
from conformance.wire.choices import choice_in, text_in
from conformance.wire.exchange import Exchange


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

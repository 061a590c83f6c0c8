"""What an answer says of a budget that was spent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.checks.registry import Judged, Reads, check
from conformance.model.finding import Finding, Place, shown
from conformance.wire.choices import choice_in, thinks
from conformance.wire.exchange import Exchange


def _was_cut(exchange: Exchange) -> bool:
    return choice_in(exchange).get("finish_reason") == "length"


def _said(message: dict[str, Any]) -> Iterator[Any]:
    return (value for name, value in message.items() if name != "role")


@check("MAXTOK-013", Reads.COMPLETION, applies=_was_cut)
def spent_budget_is_accounted_for(exchange: Exchange) -> Judged:
    """Users take an empty answer for a failure, and pay for it: only its thought says what the tokens were."""
    message = choice_in(exchange).get("message")
    if not isinstance(message, dict) or "content" not in message or any(_said(message)):
        return
    if not thinks(exchange):
        place = Place(pointer="/choices/0/message/content")
        expected = "text, a member with the thought, or reasoning_tokens in usage"
        yield Finding("unaccounted", "The budget was spent, and on what is not told.", expected, shown(message), place)

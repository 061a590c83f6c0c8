"""The chunks of a short stream one by one, for what the fold of all of them does not show."""

from __future__ import annotations

from typing import Any

from conformance.wire.exchange import LONGEST_DOCUMENT, Exchange
from conformance.wire.sse import SseReader
from conformance.wire.strict_json import read_json


def first_choices(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the part that each chunk brings to choice 0, in order; of a body over 1 MiB what stands before that."""
    reader = SseReader(exchange.limits)
    events = [*reader.feed(exchange.http.body(LONGEST_DOCUMENT)), *reader.finish()]
    values = (read_json(event.data).value for event in events)
    chunks = (value for value in values if isinstance(value, dict))
    return [choice for chunk in chunks for choice in _choices(chunk) if choice.get("index", 0) == 0]


def _choices(chunk: dict[str, Any]) -> list[dict[str, Any]]:
    choices = chunk.get("choices")
    return [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []

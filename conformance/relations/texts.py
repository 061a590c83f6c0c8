"""Texts beside each other: whether one can be read at all, and whether it is another one that was damaged."""

from __future__ import annotations

import re

from conformance.checks.sse import incomplete
from conformance.model.finding import Outcome, Remark
from conformance.wire.exchange import Exchange
from conformance.wire.sse import SseKind
from conformance.wire.strict_json import JsonKind

TWICE = Remark(
    Outcome.INCONCLUSIVE, "the text says everything twice: the model's doing, or that of the stream (see STREAM-032)"
)
_REPLACED = re.compile("\N{REPLACEMENT CHARACTER}+")


def unreadable(exchange: Exchange) -> Remark | None:
    """Return why the text of an answer cannot be compared with another, or None where it can."""
    if exchange.completion is None:
        return Remark(Outcome.BLOCKED, "there is no text to judge")
    if not exchange.is_event_stream:
        odd = exchange.json.oddities
        return Remark(Outcome.BLOCKED, "the JSON is not strict (see HTTP-011 and HTTP-025)") if odd else None
    if exchange.stream.error is not None:
        return Remark(Outcome.INCONCLUSIVE, "the stream broke off with an error")
    if exchange.stream.of(SseKind.INVALID_UTF_8):
        return Remark(Outcome.BLOCKED, "the stream is no UTF-8 (see SSE-001)")
    if exchange.stream.of(JsonKind.LONE_SURROGATE):
        return Remark(Outcome.BLOCKED, "the text has half a surrogate pair (see SSE-022)")
    return incomplete(exchange)


def is_replaced(text: str, plain: str) -> bool:
    """Tell whether a text is the plain one, but for some characters of it that came as U+FFFD."""
    if not _REPLACED.search(text):
        return False
    parts = (re.escape(part.strip()) for part in _REPLACED.split(text))
    return re.fullmatch(".*".join(parts), plain, re.DOTALL) is not None


def without_blanks(text: str) -> str:
    """Return a text without its blanks and line breaks."""
    return "".join(text.split())


def is_doubled(text: str) -> bool:
    """Tell whether a text is something that was said twice, blanks at its ends aside."""
    text = text.strip()
    half = text[: len(text) // 2]
    return bool(half) and text.startswith(half) and text[len(half) :].strip() == half.strip()


def is_part(text: str, whole: str) -> bool:
    """Tell whether a text is the whole one but for some characters, and at least half of it."""
    return len(whole) <= 2 * len(text) < 2 * len(whole) and is_within(text, whole)


def is_within(text: str, whole: str) -> bool:
    """Tell whether the characters of a text stand in the whole one in this order, with or without others between."""
    left = iter(whole)
    return all(sign in left for sign in text)

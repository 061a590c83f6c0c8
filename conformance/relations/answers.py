"""What two answers are compared by: their text, the odds of their first tokens, the tokens of their prompts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.conversations.conversation import Played
from conformance.wire.exchange import Exchange

_TOKENS = 16
_LEAST, _CERTAIN = -20.0, -1e-6


@dataclass(frozen=True)
class Position:
    """One token of an answer and the log probabilities that were told for its place."""

    token: str
    odds: Mapping[str, float]


@dataclass(frozen=True)
class Answer:
    """One answer, for comparisons.

    Attributes:
        text: the text of its first choice, without blanks around it.
        positions: its first tokens with their odds, () where log probabilities say nothing.
        prompt_tokens: as the target counts them, or None.
    """

    text: str
    positions: tuple[Position, ...] = ()
    prompt_tokens: int | None = None


def answers(played: Played) -> dict[str, Answer]:
    """Return the answers of a conversation by the labels of their requests; one that failed has none."""
    found = ((exchange.request.label, _answer(exchange)) for exchange in played.exchanges)
    return {label: answer for label, answer in found if answer is not None}


def answer_of(completion: Mapping[str, Any]) -> Answer | None:
    """Read a completion, None where it has no choice."""
    choices = completion.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict):
        return None
    message, usage = choice.get("message"), completion.get("usage")
    content = message.get("content") if isinstance(message, dict) else None
    prompt = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    text = content.strip() if isinstance(content, str) else ""
    return Answer(text, _positions(choice.get("logprobs")), prompt if type(prompt) is int else None)


def _answer(exchange: Exchange) -> Answer | None:
    completion = exchange.completion
    return None if completion is None else answer_of(completion)


def _positions(logprobs: Any) -> tuple[Position, ...]:
    content = logprobs.get("content") if isinstance(logprobs, dict) else None
    entries = content[:_TOKENS] if isinstance(content, list) else []
    positions = tuple(Position(str(entry.get("token")), _odds(entry)) for entry in entries if isinstance(entry, dict))
    return positions if any(_LEAST < odd < _CERTAIN for one in positions for odd in one.odds.values()) else ()


def _odds(entry: Mapping[str, Any]) -> dict[str, float]:
    others = entry.get("top_logprobs")
    listed = [one for one in others if isinstance(one, dict)] if isinstance(others, list) else []
    pairs = ((str(one.get("token")), one.get("logprob")) for one in [entry, *listed])
    return {token: max(float(odd), _LEAST) for token, odd in pairs if isinstance(odd, float | int) and odd <= 0}


def distance(one: Answer, other: Answer) -> float | None:
    """Return by how much the odds of two answers differ at most, as far as their tokens agree; None without odds.

    A token that is missing in one list had at most the odds of the least likely one in it: less than that is not
    claimed. So made-up odds, 0 for every token, are no distance.
    """
    if not one.positions or not other.positions:
        return None
    worst = 0.0
    for mine, yours in zip(one.positions, other.positions, strict=False):
        worst = max(worst, _gap(mine.odds, yours.odds), _gap(yours.odds, mine.odds))
        if mine.token != yours.token:
            break
    return worst


def _gap(mine: Mapping[str, float], yours: Mapping[str, float]) -> float:
    least = min(yours.values(), default=0.0)
    gaps = (abs(odd - yours[token]) if token in yours else odd - least for token, odd in mine.items())
    return max(gaps, default=0.0)

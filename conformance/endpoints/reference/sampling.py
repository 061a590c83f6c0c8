"""From an answer to tokens: bias, penalties, stop sequences and the token limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.endpoints.reference.answers import Answer, Call
from conformance.endpoints.reference.chat_request import ChatRequest
from conformance.endpoints.reference.tokens import VOCABULARY, spelling, token_id, tokenize

_BAN, _FORCE = -100, 100
_FORCED_LENGTH = 16
_FREQUENCY_ROOM, _PRESENCE_ROOM = 8, 16


@dataclass(frozen=True)
class Sampled:
    """One choice as it is sent.

    Attributes:
        tokens: the text, token by token; () for tool calls.
        calls: tool calls with the tokens of their arguments.
        finish_reason: `stop`, `length` or `tool_calls`.
    """

    tokens: tuple[str, ...]
    calls: tuple[tuple[Call, tuple[str, ...]], ...]
    finish_reason: str

    @property
    def count(self) -> int:
        """Tokens of the completion."""
        return len(self.tokens) + sum(len(tokens) for _, tokens in self.calls)


def sample(answer: Answer, request: ChatRequest) -> Sampled:
    """Apply the parameters that shape the text of a choice."""
    if answer.calls:
        return _limit_calls(answer.calls, request.max_tokens)
    return _limit_text(_penalise(_bias(tokenize(answer.text), request), request), request)


def _bias(tokens: Sequence[str], request: ChatRequest) -> Sequence[str]:
    if not request.logit_bias:
        return tokens
    biases = [request.logit_bias.get(token_id(token), 0) for token in tokens]
    if _FORCE in biases:
        return [tokens[biases.index(_FORCE)]] * _FORCED_LENGTH
    forced = [number for number, bias in request.logit_bias.items() if bias == _FORCE and number < VOCABULARY]
    if forced:
        return [spelling(forced[0])] * _FORCED_LENGTH
    return [token for token, bias in zip(tokens, biases, strict=True) if bias != _BAN]


def _penalise(tokens: Sequence[str], request: ChatRequest) -> Sequence[str]:
    """Let a word appear fewer times the higher the penalties are; negative ones change nothing here."""
    rooms = [(_FREQUENCY_ROOM, request.frequency_penalty), (_PRESENCE_ROOM, request.presence_penalty)]
    most = min((room / penalty for room, penalty in rooms if penalty > 0), default=None)
    if most is None:
        return tokens
    kept, seen = [], Counter[str]()
    for token in tokens:
        word = token.strip()
        seen[word] += word.isalnum()
        if seen[word] <= most:
            kept.append(token)
    return kept


def _limit_text(tokens: Sequence[str], request: ChatRequest) -> Sampled:
    within = tokens if request.max_tokens is None else tokens[: request.max_tokens]
    text = "".join(within)
    hits = [at for at in map(text.find, request.stop) if at >= 0]
    if hits:
        return Sampled(tuple(_up_to(within, min(hits))), (), "stop")
    return Sampled(tuple(within), (), "length" if len(within) < len(tokens) else "stop")


def _up_to(tokens: Sequence[str], size: int) -> list[str]:
    kept = []
    for token in tokens:
        if size <= 0:
            break
        kept.append(token[:size])
        size -= len(token)
    return kept


def _limit_calls(calls: Sequence[Call], most: int | None) -> Sampled:
    cut, left = [], most
    for call in calls:
        tokens = tokenize(call.arguments)
        kept = tokens if left is None else tokens[:left]
        cut.append((call, tuple(kept)))
        left = None if left is None else left - len(kept)
        if len(kept) < len(tokens):
            return Sampled((), tuple(cut), "length")
    return Sampled((), tuple(cut), "tool_calls")

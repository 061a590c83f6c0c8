"""From logits to a token: bias, penalties, temperature, top_p, and the log probabilities of all that were likely."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from math import exp, log
from random import Random

from conformance.selftest.second_endpoint.lexicon import KINDS
from conformance.selftest.second_endpoint.vocabulary import encode, ids_of

Slot = Mapping[int, float]
"""What the model would like to write at one place: tokens and their logits, above those of all others."""
WANTED = 12.0
"""The logit of what the model is sure of: a few uses under a penalty make it unlikely."""
_UNLIKELY = -10.0
_STRANGERS = tuple(token for words in KINDS.values() for token in ids_of(words))
_OTHERS = 24
_SPREAD = 0.5
_COOL = 0.25
"""What a temperature of 1 is to the sampler, so that hardly anything unlikely is written at 2."""


@dataclass(frozen=True)
class Dials:
    """The parameters of a request that shape the sampling."""

    temperature: float = 1.0
    top_p: float = 1.0
    presence: float = 0.0
    frequency: float = 0.0
    bias: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Pick:
    """A token that was written, and how likely it and the others were, by falling probability."""

    token: int
    logprob: float
    likely: tuple[tuple[int, float], ...]


def sure(text: str) -> list[Slot]:
    """Return slots that spell a text."""
    return [{token: WANTED} for token in encode(text)]


def free(kind: str, context: bytes, at: int) -> Slot:
    """Return a slot in which any word of a kind may stand, some better than others."""
    noise = hashlib.sha256(context + f"{kind}{at}".encode()).digest()
    return {token: WANTED + _SPREAD * noise[number] / 255 for number, token in enumerate(ids_of(KINDS[kind]))}


class Sampler:
    """Writes one text, token by token."""

    def __init__(self, dials: Dials, context: bytes, random: Random) -> None:
        """Begin a text; `context` is a digest of all that the model has read."""
        self._dials = dials
        self._context = context
        self._random = random
        self._used: Counter[int] = Counter()

    def pick(self, slot: Slot) -> Pick:
        """Draw the next token."""
        logits = self._logits(slot)
        ranked = sorted(logits, key=lambda token: (-logits[token], token))
        total = log(sum(exp(logits[token] - logits[ranked[0]]) for token in ranked)) + logits[ranked[0]]
        token = self._drawn(ranked, logits)
        self._used[token] += 1
        return Pick(token, logits[token] - total, tuple((one, logits[one] - total) for one in ranked))

    def _logits(self, slot: Slot) -> dict[int, float]:
        noise = hashlib.sha256(self._context + sum(self._used.values()).to_bytes(4, "big")).digest()
        first = noise[-1]
        others = {_STRANGERS[(first + at) % len(_STRANGERS)]: noise[at] / 255 for at in range(_OTHERS)}
        unlikely = dict.fromkeys((*self._used, *self._dials.bias), _UNLIKELY)
        logits = {**unlikely, **others, **slot}
        for token, bias in self._dials.bias.items():
            logits[token] += bias
        for token, uses in self._used.items():
            logits[token] -= self._dials.presence + uses * self._dials.frequency
        return logits

    def _drawn(self, ranked: list[int], logits: Mapping[int, float]) -> int:
        temperature = self._dials.temperature * _COOL
        if not temperature:
            return ranked[0]
        weights = [exp((logits[token] - logits[ranked[0]]) / temperature) for token in ranked]
        enough = self._dials.top_p * sum(weights)
        kept = 1 + sum(before < enough for before in accumulate(weights[:-1]))
        return self._random.choices(ranked[:kept], weights[:kept])[0]

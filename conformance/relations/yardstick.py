"""How much two answers differ, measured by what the same request again differs by, and by what another word does.

Below the noise floor there is no difference; where even another word makes none, nothing can be measured at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.relations.answers import Answer, distance

_ALIKE = 3
_CLEAR = 10
_STILL = 100
_FAINT = 1000


class Effect(StrEnum):
    """What a change of the request did to the answer."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Comparison:
    """What a change did, whether log probabilities show it, and the same in words.

    Equal texts may be all that a weak model can say, equal odds cannot: only `by_odds` may carry a finding alone.
    """

    effect: Effect
    by_odds: bool
    words: str


@dataclass(frozen=True)
class Yardstick:
    """What the odds of one target differ by at no change and at another word.

    Attributes:
        noise: distance between two answers to the same request; None without odds.
        word: distance that another word of the question makes; None without odds.
        steady: whether the same request was answered with the same text twice.
    """

    noise: float | None
    word: float | None
    steady: bool

    @classmethod
    def of(cls, answer: Answer, again: Answer, other_word: Answer) -> Yardstick:
        """Make the yardstick of three answers."""
        steady = answer.text != "" and answer.text == again.text
        return cls(distance(answer, again), distance(answer, other_word), steady)

    def compare(self, one: Answer, other: Answer) -> Comparison:
        """Compare two answers whose requests differ in one thing."""
        return self._by_odds(one, other) or self._by_text(one, other)

    def _by_odds(self, one: Answer, other: Answer) -> Comparison | None:
        gap = distance(one, other)
        if gap is None or self.noise is None or self.word is None or self.word <= self.noise * _STILL:
            return None
        words = (
            f"the log probabilities differ by {gap:.3g}; by {self.noise:.3g} when the same request is sent again, "
            f"by {self.word:.3g} when a word of the question is another"
        )
        if gap <= self.noise * _ALIKE and one.text == other.text:
            return Comparison(Effect.UNCHANGED, by_odds=True, words=words)
        if gap > self.noise * _CLEAR and gap * _FAINT >= self.word:
            return Comparison(Effect.CHANGED, by_odds=True, words=words)
        if one.text == other.text:
            return Comparison(Effect.UNCLEAR, by_odds=True, words=words)
        return None

    def _by_text(self, one: Answer, other: Answer) -> Comparison:
        if not self.steady:
            return Comparison(
                Effect.UNCLEAR, by_odds=False, words="the same request is answered with other words each time"
            )
        if not one.text or not other.text:
            return Comparison(Effect.UNCLEAR, by_odds=False, words="an answer has no text")
        if one.text == other.text:
            return Comparison(Effect.UNCHANGED, by_odds=False, words="the texts are the same")
        words = "the texts differ, and the same request is answered with the same text"
        return Comparison(Effect.CHANGED, by_odds=False, words=words)

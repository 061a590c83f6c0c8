"""Draws examples of a strategy, the same ones in every run, so that a test can look at them together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)
_BATCH = 40
"""Examples for one seed. Hypothesis varies what it drew before, so that many seeds spread wider than many examples."""
_MOST_BATCHES = 60


def sample(strategy: SearchStrategy[T], size: int = 200) -> list[T]:
    """Return about `size` examples; fewer where the strategy has fewer."""
    drawn: list[T] = []
    for number in range(-(-size // _BATCH)):
        drawn += _batch(strategy, number, min(size, _BATCH))
    return drawn


def spread(strategy: SearchStrategy[T], traits: Callable[[T], Iterable[H]], expected: Collection[H]) -> set[H]:
    """Return the traits of examples, drawn until all that are expected were seen or many hundreds did not show them."""
    seen = set[H]()
    for number in range(_MOST_BATCHES):
        seen.update(trait for example in _batch(strategy, number, _BATCH) for trait in traits(example))
        if seen.issuperset(expected):
            break
    return seen


def _batch(strategy: SearchStrategy[T], number: int, size: int) -> list[T]:
    drawn: list[T] = []

    @seed(number)
    @settings(
        max_examples=size,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: Any) -> None:
        drawn.append(example)

    collect()
    return drawn

"""Hypothesis, joined to requests that are sent side by side: draw everything first, and shrink only what failed.

Hypothesis runs a test on one example after the other, so that a hundred examples against a target that takes a second
cost a hundred seconds. But while everything passes, what it draws next depends on the seed and not on the answers. So a
rehearsal runs a test that passes always, keeps what was drawn, and the scheduler sends that as it sends all else. Only
where an example failed does the real run begin, with the same seed: it draws the same examples, arrives at the one that
failed, and shrinks it, one request after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st
from hypothesis.database import ExampleDatabase, InMemoryExampleDatabase
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
_ALL_CHECKS = tuple(HealthCheck)


class _Failed(Exception):  # noqa: N818 - says to Hypothesis that the example is one to shrink
    """The example fails."""


def rehearse(examples: SearchStrategy[T], *, seed: str, count: int) -> list[T]:
    """Return what Hypothesis draws while every example passes.

    Args:
        examples: what to draw from.
        seed: the same seed draws the same, given the same versions.
        count: how many examples; fewer are returned where there are fewer.
    """
    drawn: list[T] = []
    _run(_with_one_choice_more(examples), drawn.append, seed=seed, count=count, phases=(Phase.generate,))
    return drawn


def shrink(
    examples: SearchStrategy[T], failed: Callable[[T], bool], fails: Callable[[T], bool], *, seed: str, count: int
) -> T | None:
    """Return the simplest example found that fails, None where none of those drawn did.

    Args:
        examples: what the rehearsal drew from.
        failed: whether a rehearsed example was sent and failed.
        fails: whether an example fails, by sending it; asked for the same one again it must say the same.
        seed: the seed of the rehearsal.
        count: the count of the rehearsal.
    """
    memory = InMemoryExampleDatabase()
    found: list[T] = []

    def failing(decide: Callable[[T], bool]) -> Callable[[T], None]:
        def test(example: T) -> None:
            if decide(example):
                found.append(example)
                raise _Failed

        return test

    # Two runs, because Hypothesis remembers what passed: of all that was drawn, some was not sent, and that must be
    # free to fail while something simpler is looked for.
    drawn = _with_one_choice_more(examples)
    with suppress(_Failed):
        _run(drawn, failing(failed), seed=seed, count=count, phases=(Phase.generate,), memory=memory)
    if not found:
        return None
    with suppress(_Failed):
        _run(examples, failing(fails), seed=seed, count=count, phases=(Phase.reuse, Phase.shrink), memory=memory)
    return found[-1]  # Hypothesis ends with the simplest one


def _with_one_choice_more(examples: SearchStrategy[T]) -> SearchStrategy[T]:
    """Return the strategy with a choice behind each example that decides nothing.

    What its database holds, Hypothesis takes to be shrunk already, unless it fits the strategy only in part.
    """
    return st.tuples(examples, st.booleans()).map(lambda drawn: drawn[0])


def _run(
    examples: SearchStrategy[T],
    test: Callable[[T], None],
    *,
    seed: str,
    count: int,
    phases: tuple[Phase, ...],
    memory: ExampleDatabase | None = None,
) -> None:
    # The seed comes first: it would put its own database, which is none, in the place of that of the settings.
    @hypothesis.settings(
        max_examples=count,
        phases=phases,
        database=memory,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=_ALL_CHECKS,
    )
    @hypothesis.seed(seed)
    @hypothesis.given(examples)
    def run(example: T) -> None:
        test(example)

    run()

"""Hypothesis, joined to requests that are sent side by side: draw everything first, and shrink only what failed.

Hypothesis runs a test on one example after the other, so that a hundred examples against a target that takes a second
cost a hundred seconds. But while everything passes, what it draws next depends on the seed and not on the answers. So a
rehearsal runs a test that passes always, keeps what was drawn, and the scheduler sends that as it sends all else. Only
where an example failed does the real run begin, with the same seed: it draws the same examples, knows what came of
them, arrives at the one that failed, and shrinks it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
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
    _run(examples, drawn.append, seed=seed, count=count, phases=(Phase.generate,))
    return drawn


def shrink(examples: SearchStrategy[T], fails: Callable[[T], bool], *, seed: str, count: int) -> T | None:
    """Return the simplest example found that fails, None where none of those drawn does.

    Args:
        examples: what the rehearsal drew from.
        fails: whether an example fails; asked for the same one again it must say the same. What was rehearsed and
            passed, or was not sent at all, passes here too.
        seed: the seed of the rehearsal.
        count: the count of the rehearsal.
    """
    failed: list[T] = []

    def test(example: T) -> None:
        if fails(example):
            failed.append(example)
            raise _Failed

    try:
        _run(examples, test, seed=seed, count=count, phases=(Phase.generate, Phase.shrink))
    except _Failed:
        return failed[-1]  # Hypothesis ends with the simplest one
    return None


def _run(
    examples: SearchStrategy[T], test: Callable[[T], None], *, seed: str, count: int, phases: tuple[Phase, ...]
) -> None:
    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=_ALL_CHECKS,
    )
    @hypothesis.given(examples)
    def run(example: T) -> None:
        test(example)

    run()

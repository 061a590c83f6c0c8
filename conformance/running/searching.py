"""The search for one property: what is drawn, which of it is sent, and the smallest example of each failure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from conformance.conversations.conversation import Played
from conformance.judging.judge import Weighing, judge_item
from conformance.judging.plan import Item, judges_over
from conformance.model.report import ItemResult, JudgedFinding
from conformance.model.request import Expectation
from conformance.model.settings import Dialect
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.scheduling.rehearsal import rehearse, shrink

POOL = 8
"""So many examples at most are drawn for each that is sent, so that every stratum has some to choose from."""
CERTAIN = 7
"""A stratum is hardly overlooked where nothing new came in so many draws for each that is known."""
OF_A_STRATUM = 0.025
"""The most of all examples that belong to one stratum: of 40 one."""
TOGETHER = 10
"""Examples of one rehearsal. Hypothesis varies what it drew before, and a long one draws some strata over and over."""
SHRINKING = 80
"""Examples at most that are sent to shrink one failure."""


@dataclass(frozen=True, order=True)
class Cause:
    """What is wrong, whichever example shows it: a requirement and the kind of the finding."""

    requirement: str
    kind: str


@dataclass(frozen=True)
class Draw:
    """Everything that decides what a property draws.

    Attributes:
        one: the property.
        dialect: what bodies depend on.
        seed: of the run; each property draws from a seed of its own.
        count: how many examples are sent.
        only: requirements to judge; empty for all. What must be refused for another one is not drawn.
    """

    one: Property
    dialect: Dialect
    seed: int
    count: int
    only: frozenset[str] = frozenset()

    @property
    def own_seed(self) -> str:
        """The seed of this property."""
        return f"{self.seed} {self.one.name}"

    @cached_property
    def pool(self) -> list[Example]:
        """Everything that is drawn, each example once."""
        strata, drawn = _Strata(self.of_a_stratum), dict[Example, None]()
        for seed in self.seeds:
            some = rehearse(self.one.examples(self.dialect), seed=seed, count=TOGETHER)
            drawn |= dict.fromkeys(some)
            if strata.are_known_with(some):
                break
        return [example for example in drawn if self._is_wanted(example)]

    @property
    def seeds(self) -> list[str]:
        """The seeds of the rehearsals that make the pool, each of `TOGETHER` examples."""
        return [f"{self.own_seed} {number}" for number in range(-(-POOL * self.count // TOGETHER))]

    def _is_wanted(self, example: Example) -> bool:
        """Tell whether an example is about something selected; what is served is about much beside what it proves."""
        return not self.only or example.proves in self.only or example.expectation is Expectation.ACCEPTED

    def controls(self) -> frozenset[str]:
        """Return the fixed conversations that its examples may need; of a selection, those that it does need."""
        if not self.only:
            return self.one.controls
        return frozenset(name for example in self.pool for name in example.controls)

    @property
    def of_a_stratum(self) -> int:
        """How many examples at most belong to one stratum."""
        return max(1, round(self.count * OF_A_STRATUM))


class _Strata:
    """Counts the strata that were drawn, and says when it is unlikely that there are more."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._drawn: Counter[str] = Counter()
        self._since_the_last_new_one = 0

    def are_known_with(self, examples: Iterable[Example]) -> bool:
        """Tell whether with these examples all that there seem to be were drawn as often as is wanted."""
        for example in examples:
            is_new = example.stratum not in self._drawn
            self._since_the_last_new_one = 0 if is_new else self._since_the_last_new_one + 1
            self._drawn[example.stratum] += 1
        known = self._since_the_last_new_one >= CERTAIN * len(self._drawn)
        return known and min(self._drawn.values()) >= self._wanted


def choose(pool: Sequence[Example], draw: Draw) -> list[Example]:
    """Return the examples to send: as evenly over the strata as they allow, at random within each.

    A property of few strata sends fewer than were asked for, since what is one of a kind need not be sent forty times.
    """
    luck = random.Random(draw.own_seed)  # noqa: S311 - reproducible, and no secret
    strata: dict[str, list[Example]] = {}
    for example in pool:
        strata.setdefault(example.stratum, []).append(example)
    queues = list(strata.values())
    for queue in queues:
        luck.shuffle(queue)
    luck.shuffle(queues)
    taken = (queue[at] for at in range(draw.of_a_stratum) for queue in queues if at < len(queue))
    return [example for example, _ in zip(taken, range(draw.count), strict=False)]


def judge_example(
    played: Played, controls: Mapping[str, Played], weighing: Weighing, only: frozenset[str] = frozenset()
) -> list[ItemResult]:
    """Judge an example by everything that covers its kind.

    Args:
        played: the example's conversation.
        controls: its controls by name.
        weighing: the profile.
        only: requirements to judge; empty for all.
    """
    wanted = (id_ for id_ in judges_over(played.conversation) if not only or id_ in only)
    return [judge_item(Item(id_, played.conversation.name), played, controls, weighing) for id_ in wanted]


def causes(results: Iterable[ItemResult]) -> dict[Cause, JudgedFinding]:
    """Return what is wrong by these results, each cause with its first finding."""
    found: dict[Cause, JudgedFinding] = {}
    for result in results:
        for judged in result.findings:
            found.setdefault(Cause(result.requirement, judged.finding.kind), judged)
    return found


Outcomes = Mapping[Example, Sequence[ItemResult]]
Try = Callable[[Example], Sequence[ItemResult] | None]
"""Sends one example and judges it; None where it is not sent: the budget is spent, or the target is gone."""


def smallest(cause: Cause, draw: Draw, outcomes: Outcomes, attempt: Try) -> Example | None:
    """Return the smallest example found that fails for this cause.

    Args:
        cause: what is wrong.
        draw: what was drawn.
        outcomes: what is known of the examples that were sent.
        attempt: sends an example; called at most `SHRINKING` times.

    Returns:
        None where Hypothesis does not come upon an example that fails, since it draws otherwise than before.
    """
    known = {example: cause in causes(results) for example, results in outcomes.items()}
    failed = frozenset(example for example, is_failure in known.items() if is_failure)
    left = SHRINKING

    def fails(example: Example) -> bool:
        nonlocal left
        if example not in known:
            results = attempt(example) if left else None
            left = max(0, left - 1)
            known[example] = results is not None and cause in causes(results)
        return known[example]

    examples = draw.one.examples(draw.dialect)
    found = (shrink(examples, failed.__contains__, fails, seed=seed, count=TOGETHER) for seed in draw.seeds)
    return next((example for example in found if example is not None), None)

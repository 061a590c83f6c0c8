"""The search for one property, once its examples are under way: judge them, and shrink what failed."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.checks.standing import succeeded
from conformance.conversations.conversation import Played
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult, SearchFacts
from conformance.model.requirement import Level
from conformance.model.transcript import Ending
from conformance.properties.example import Example, property_of
from conformance.running.drawing import KEPT
from conformance.running.failures import Failure
from conformance.running.searching import Cause, Draw, causes, smallest

MOST = 120
"""Examples at most that are sent to shrink all failures of one property."""
_UNREACHED = "the target could not be reached"
_NO_CONTROL = "a control was not played"
_NOT_REPEATED = "it got no answer, but got one when it was sent again"
Results = Sequence[ItemResult]


@dataclass(frozen=True)
class SearchResult:
    """What the search for one property came to: results for the report, facts, and the failures to keep."""

    results: tuple[ItemResult, ...]
    facts: SearchFacts
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class Means:
    """What a search needs of its run.

    Attributes:
        play: plays an example under a name, or waits for the one that is under way under it.
        alive: asks a plain question under a name.
        judge: judges an example that was played.
        ready: whether all controls of an example were played.
        level: level of a requirement in the profile.
        sends: whether more may be sent than was recorded.
    """

    play: Callable[[str, Example], Played]
    alive: Callable[[str], Played]
    judge: Callable[[Played], Results]
    level: Callable[[str], Level]
    ready: Callable[[Example], bool] = lambda _: True
    sends: bool = True


class Search:
    """Judges the examples of one property.

    Args:
        draw: what was drawn.
        examples: conversation -> example, of what is under way.
        means: how to play and judge.
    """

    def __init__(self, draw: Draw, examples: Mapping[str, Example], means: Means) -> None:
        self._draw = draw
        self._name = draw.one.name
        self._examples = {name: one for name, one in examples.items() if property_of(name) == self._name}
        self._means = means
        self._outcomes: dict[Example, Results] = {}
        self._sent_as: dict[Example, str] = {}
        self._answered: dict[Example, bool] = {}
        self._unjudged: Counter[str] = Counter()
        self._requests = 0
        self._left = MOST
        self._numbers = itertools.count(1)
        self._target_is_gone = False

    def result(self, known: frozenset[Cause], unsent: Counter[str]) -> SearchResult:
        """Wait for the examples, judge them, and shrink what failed for another cause than those known.

        Args:
            known: causes that were found already, which are not told again.
            unsent: why examples were not even sent -> how many.
        """
        for name, example in self._examples.items():
            self._take(example, name)
        if self._means.sends:
            self._send_again()
        first = dict(self._outcomes)
        for cause in sorted(self._new(known), key=self._weight):
            if self._means.sends and self._means.level(cause.requirement) is not Level.MAY:
                self._shrink(cause)
        shown = {cause: self._smallest(cause) for cause in self._new(known)}
        facts = SearchFacts(
            name=self._name,
            examples=len(self._examples),
            requests=self._requests,
            passed=sum(1 for results in first.values() if not causes(results)),
            failed=sum(1 for results in first.values() if not shown.keys().isdisjoint(causes(results))),
            unjudged=dict(unsent + self._unjudged),
            smallest={f"{one.requirement} {one.kind}": self._key(example) for one, example in shown.items()},
        )
        failures = (Failure(self._name, one.requirement, one.kind, example) for one, example in shown.items())
        return SearchResult(tuple(self._results(shown)), facts, tuple(failures))

    def _take(self, example: Example, name: str) -> Results | None:
        """Play an example and judge it; None where nothing can be said."""
        if not self._means.ready(example):
            self._unjudged[_NO_CONTROL] += 1
            return None
        played = self._means.play(name, example)
        self._requests += len(played.exchanges)
        reason = _obstacle(played)
        if reason:
            self._unjudged[reason] += 1
            return None
        self._sent_as[example] = name
        self._answered[example] = all(exchange.status is not None for exchange in played.exchanges)
        self._outcomes[example] = self._means.judge(played)
        return self._outcomes[example]

    def _send_again(self) -> None:
        """Send again, one by one, what got no answer: while others were under way, the fault may have been theirs."""
        for example in [one for one, answered in self._answered.items() if not answered]:
            if not self._is_alive():
                return
            before = self._outcomes.pop(example)
            if self._attempt(example) is None:
                self._outcomes[example] = before
            elif self._answered[example]:
                self._unjudged[_NOT_REPEATED] += 1

    def _new(self, known: frozenset[Cause]) -> list[Cause]:
        found = (cause for results in self._outcomes.values() for cause in causes(results))
        return [cause for cause in dict.fromkeys(found) if cause not in known]

    def _weight(self, cause: Cause) -> int:
        return list(Level).index(self._means.level(cause.requirement))

    def _shrink(self, cause: Cause) -> None:
        """Look for a smaller example; what was kept from an earlier run is small already."""
        failing = [self._sent_as[one] for one, results in self._outcomes.items() if cause in causes(results)]
        if not any(name.startswith(f"{self._name}: {KEPT} ") for name in failing):
            smallest(cause, self._draw, dict(self._outcomes), self._attempt)

    def _attempt(self, example: Example) -> Results | None:
        """Send one example more, and see to it that the target outlives it."""
        if self._target_is_gone or not self._left:
            return None
        self._left -= 1
        results = self._take(example, f"{self._name}: smaller {next(self._numbers)}")
        if self._means.ready(example) and not self._answered.get(example, False):
            self._is_alive()
        return results

    def _is_alive(self) -> bool:
        if not self._target_is_gone:
            played = self._means.alive(f"{self._name}: still alive {next(self._numbers)}")
            self._requests += len(played.exchanges)
            self._target_is_gone = not (played.exchanges and succeeded(played.exchanges[0]))
        return not self._target_is_gone

    def _smallest(self, cause: Cause) -> Example:
        """Return the shortest example that shows a cause: what a replay can tell from the evidence alone."""
        showing = [example for example, results in self._outcomes.items() if cause in causes(results)]
        return min(reversed(showing), key=lambda example: sum(map(len, example.bodies)))

    def _key(self, example: Example) -> str:
        return f"{self._sent_as[example]}#{len(example.bodies) - 1}"

    def _results(self, shown: Mapping[Cause, Example]) -> Iterator[ItemResult]:
        """Yield one result for each requirement with something new, and for each that was met throughout."""
        every = [result for results in self._outcomes.values() for result in results]
        violated = {result.requirement for result in every if result.findings}
        met = {result.requirement for result in every if result.outcome is Outcome.PASSED} - violated
        yield from (ItemResult(requirement, self._name, Outcome.PASSED) for requirement in sorted(met))
        for requirement in dict.fromkeys(cause.requirement for cause in shown):
            yield self._violation(requirement, shown)

    def _violation(self, requirement: str, shown: Mapping[Cause, Example]) -> ItemResult:
        own = {cause: self._outcomes[one] for cause, one in shown.items() if cause.requirement == requirement}
        found = tuple(causes(results)[cause] for cause, results in own.items())
        outcome = next(one.outcome for one in next(iter(own.values())) if one.requirement == requirement)
        return ItemResult(requirement, self._name, outcome, found)


def _obstacle(played: Played) -> str:
    """Return why a played example says nothing, or ""."""
    if played.trouble or not played.exchanges:
        return played.trouble or "nothing was recorded"
    if played.pushed_back:
        return "the target pushed back"
    unreached = any(exchange.transcript.ending is Ending.UNREACHABLE for exchange in played.exchanges)
    return _UNREACHED if unreached else ""

"""Two runs beside each other: what became worse, what became better, and what cannot be told any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.model.finding import Outcome
from conformance.model.requirement import Level
from conformance.report.judgement import Judged, Judgement
from conformance.report.standing import JUDGED

_NOTHING = Judged("", Level.MAY, frozenset(), {})


@dataclass(frozen=True)
class Change:
    """How one requirement changed.

    Attributes:
        requirement: its id.
        title: in one line.
        level: its level in the later run.
        kinds: kinds that are new, or gone.
        conversations: those that show a violation now and did not, or did and do not; of drawn ones the property.
        is_new: whether the earlier run did not know the requirement.
    """

    requirement: str
    title: str
    level: Level
    kinds: tuple[str, ...]
    conversations: tuple[str, ...]
    is_new: bool = False


@dataclass(frozen=True)
class Comparison:
    """What two runs come to, beside each other.

    Attributes:
        before: the earlier run.
        after: the later one.
        worse: requirements that are violated where they were not.
        better: requirements that are met where they were not.
        stale: requirements that were violated, and were not judged again.
        same: requirements that are violated as they were.
        by_suite: what only the suite changed, each by the ids: another judgement of the same answers.
    """

    before: Judgement
    after: Judgement
    worse: tuple[Change, ...]
    better: tuple[Change, ...]
    stale: tuple[Change, ...]
    same: tuple[Change, ...]
    by_suite: tuple[Change, ...] = ()

    @property
    def same_suite(self) -> bool:
        """Whether one version, edition and profile judged both runs."""
        return _judged_by(self.before) == _judged_by(self.after)


def _judged_by(run: Judgement) -> tuple[str, str, str]:
    return run.suite, run.edition, run.profile


def is_known(before: Judgement, requirement: str, conversation: str, kind: str) -> bool:
    """Tell whether a finding was there before: in this conversation, or, where that was not judged, in any."""
    earlier = before.requirements.get(requirement, _NOTHING)
    if kind not in earlier.kinds:
        return False
    return conversation in earlier.found_in or earlier.outcomes.get(conversation) not in JUDGED


def compare(before: Judgement, after: Judgement, *, rejudged: Judgement | None = None) -> Comparison:
    """Compare two runs.

    Args:
        before: the earlier run.
        after: the later run.
        rejudged: the answers of the earlier run as the suite of the later one judges them, if it is another suite. What
            differs between `before` and `rejudged` is no doing of the target.
    """
    base = rejudged or before
    worse = tuple(_worse(base, after))
    return Comparison(
        before=before,
        after=after,
        worse=worse,
        better=tuple(_better(base, after)),
        stale=tuple(_stale(base, after)),
        same=tuple(_same(base, after, frozenset(change.requirement for change in worse))),
        by_suite=(*_worse(before, rejudged), *_better(before, rejudged)) if rejudged else (),
    )


def _worse(before: Judgement, after: Judgement) -> Iterator[Change]:
    for name, now in after.requirements.items():
        earlier = before.requirements.get(name, _NOTHING)
        kinds = now.kinds - earlier.kinds
        spread = {one for one in now.found_in - earlier.found_in if earlier.outcomes.get(one) is Outcome.PASSED}
        if kinds or spread:
            where = spread or now.found_in
            yield _change(name, now, kinds, where, is_new=name not in before.requirements)


def _better(before: Judgement, after: Judgement) -> Iterator[Change]:
    for name, earlier in before.requirements.items():
        now = after.requirements.get(name, _NOTHING)
        kinds = earlier.kinds - now.kinds
        mended = {one for one in earlier.found_in - now.found_in if now.outcomes.get(one) is Outcome.PASSED}
        if mended:
            yield _change(name, earlier, kinds, mended)


def _stale(before: Judgement, after: Judgement) -> Iterator[Change]:
    for name, earlier in before.requirements.items():
        now = after.requirements.get(name, _NOTHING)
        if earlier.found_in and not any(outcome in JUDGED for outcome in now.outcomes.values()):
            yield _change(name, earlier, earlier.kinds, earlier.found_in)


def _same(before: Judgement, after: Judgement, worse: frozenset[str]) -> Iterator[Change]:
    for name, now in after.requirements.items():
        both = now.found_in & before.requirements.get(name, _NOTHING).found_in
        if both and name not in worse:
            yield _change(name, now, now.kinds, both)


def _change(
    name: str, judged: Judged, kinds: frozenset[str], where: frozenset[str] | set[str], *, is_new: bool = False
) -> Change:
    return Change(name, judged.title, judged.level, tuple(sorted(kinds)), tuple(sorted(where)), is_new)

"""What became of the classes of reported defects: which were found, how deep, and how many that makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.requirements.field_defects import DefectClass, Detect, Surface

LEAST = {Detect.DETERMINISTIC: 97.0, Detect.PROBABLE: 85.0}
"""Per cent of the classes that must be found."""


class Stage(StrEnum):
    """The runs that are tried one after the other, the shortest first."""

    SMOKE = "smoke"
    STANDARD = "standard"
    HAZARDS = "standard with hazards"
    """What a run of standard depth sends to local targets; to others where `--target-hazard` permits it."""
    EXHAUSTIVE = "exhaustive"
    """With hazards."""


@dataclass(frozen=True)
class Trial:
    """One endpoint of ours.

    Attributes:
        endpoint: its name with its kind.
        stage: of a fault, the first run that finds something that it declares; None for none.
        failed: ids that failed there; of a fault those that it declares.
        warned: ids that warned there.
        recorded: ids that were recorded there.
        error: what failed on our side, or "".
    """

    endpoint: str
    stage: Stage | None = None
    failed: frozenset[str] = frozenset()
    warned: frozenset[str] = frozenset()
    recorded: frozenset[str] = frozenset()
    error: str = ""

    @property
    def violated(self) -> frozenset[str]:
        """Ids that count against the endpoint."""
        return self.failed | self.warned


@dataclass(frozen=True)
class Recalled:
    """One class, and what its endpoints came to."""

    defect: DefectClass
    trials: tuple[Trial, ...]

    @property
    def found(self) -> bool:
        """Whether each of its faults is found; a class without any is missed."""
        return bool(self.trials) and not self.missed

    @property
    def missed(self) -> tuple[Trial, ...]:
        """Its faults that no run finds."""
        return tuple(trial for trial in self.trials if trial.stage is None)

    @property
    def only_recorded(self) -> bool:
        """Whether one of its faults is told, and does not count against the target (a MAY)."""
        return self.found and any(not trial.violated for trial in self.trials)

    @property
    def stage(self) -> Stage | None:
        """The run that finds all of its faults."""
        order = list(Stage)
        stages = [trial.stage for trial in self.trials if trial.stage is not None]
        return max(stages, key=order.index) if self.found else None

    @property
    def accused(self) -> frozenset[str]:
        """MUSTs that its endpoints fail; for something legal there must be none."""
        return frozenset(id_ for trial in self.trials for id_ in trial.failed)

    @property
    def errors(self) -> tuple[str, ...]:
        """What failed on our side."""
        return tuple(f"{trial.endpoint}: {trial.error}" for trial in self.trials if trial.error)

    @property
    def why_missed(self) -> str:
        """Why it is missed, in words, or ""."""
        if self.found:
            return ""
        if self.defect.unseen:
            return self.defect.unseen
        if not self.trials:
            return "No endpoint of ours behaves so."
        if self.errors:
            return f"An error of our own: {'; '.join(self.errors)}"
        names = ", ".join(trial.endpoint for trial in self.missed)
        return f"Nothing that {names} declares is found at any depth."


@dataclass(frozen=True)
class Score:
    """How many of how many."""

    found: int
    total: int

    @property
    def per_cent(self) -> float:
        """Share of what was found; of nothing, everything."""
        return 100.0 * self.found / self.total if self.total else 100.0

    def __str__(self) -> str:
        return f"{self.found} of {self.total} ({self.per_cent:.1f} %)"


@dataclass(frozen=True)
class Tally:
    """The classes of one area, or of all.

    Attributes:
        classes: defects, without what is legal.
        found: those of them that are found.
        recorded: those of the found ones that are recorded only.
        stages: the run that finds them -> how many.
    """

    classes: int
    found: int
    recorded: int
    stages: Counter[Stage]

    @property
    def missed(self) -> int:
        """How many are not found."""
        return self.classes - self.found


def defects_of(recalled: Iterable[Recalled]) -> tuple[Recalled, ...]:
    """Return the classes that are defects."""
    return tuple(one for one in recalled if one.defect.surface is Surface.CHAT)


def legal_of(recalled: Iterable[Recalled]) -> tuple[Recalled, ...]:
    """Return the classes that are legal."""
    return tuple(one for one in recalled if one.defect.surface is Surface.LEGAL)


def tally(recalled: Iterable[Recalled]) -> Tally:
    """Count the defects."""
    defects = defects_of(recalled)
    found = [one for one in defects if one.found]
    stages = Counter(one.stage for one in found if one.stage is not None)
    return Tally(len(defects), len(found), sum(one.only_recorded for one in found), stages)


def by_area(recalled: Sequence[Recalled]) -> dict[str, Tally]:
    """Count the defects of each area, in order; areas in which everything is legal have none."""
    areas = dict.fromkeys(one.defect.area for one in defects_of(recalled))
    return {area: tally(one for one in recalled if one.defect.area == area) for area in areas}


def scores(recalled: Iterable[Recalled]) -> dict[Detect, Score]:
    """Count the defects by what it takes to see them."""
    defects = defects_of(recalled)
    found, total = Counter(one.defect.detect for one in defects if one.found), Counter(o.defect.detect for o in defects)
    return {detect: Score(found[detect], total[detect]) for detect in Detect}


def left_alone(recalled: Iterable[Recalled]) -> Score:
    """Count the legal classes of which no endpoint is failed."""
    legal = legal_of(recalled)
    return Score(sum(1 for one in legal if one.trials and not one.accused and not one.errors), len(legal))


def problems(recalled: Sequence[Recalled]) -> list[str]:
    """Say what keeps the recall from being good enough; nothing if it is."""
    said = [
        f"{detect}: {score.per_cent:.1f} % are found, and {LEAST[detect]:.0f} % must be"
        for detect, score in scores(recalled).items()
        if score.per_cent < LEAST.get(detect, 0.0)
    ]
    accused = (one for one in legal_of(recalled) if one.accused)
    said += [f"{one.defect} is legal, and fails {', '.join(sorted(one.accused))}" for one in accused]
    return said + list(dict.fromkeys(error for one in recalled for error in one.errors))

"""What a target can be called, whether the gate was reached, and the exit code: truth tables over sets of findings.

Tiers are about the edition, the gate is about what was selected. A waived finding still counts against the tiers,
since a waiver says "we know", not "it is right"; it does not count against the gate. Something that was
not judged never turns into a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from conformance.model.finding import Outcome
from conformance.model.report import ItemResult, JudgedFinding, Tier, Verdict
from conformance.model.requirement import Level, Requirement
from conformance.report.merging import grouped

NO_GATE = "none"
"""The gate that every run reaches."""

JUDGED = frozenset({Outcome.FAILED, Outcome.WARNED, Outcome.INFO, Outcome.WAIVED, Outcome.PASSED})
"""Outcomes of an item whose check came to a judgement about the target."""
FOUND = JUDGED - {Outcome.PASSED}
"""Outcomes of an item with a finding."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """How the run itself went; each member holds sentences, empty where all was well.

    Attributes:
        usage_errors: unknown options or settings, unreadable evidence.
        interrupted: whether somebody stopped the run.
        unreached: why the target was not reached, or refused the key or the model.
        own_errors: what went wrong on our side, beyond the items that are ERRORED.
        stale_waivers: waivers that matched nothing, expired, or are no longer needed; they fail the run.
        notes: anything else that the reader must know; changes nothing.
    """

    usage_errors: tuple[str, ...] = ()
    interrupted: bool = False
    unreached: str = ""
    own_errors: tuple[str, ...] = ()
    stale_waivers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ExitCode(IntEnum):
    """Exit codes of a run."""

    GATE_REACHED = 0
    GATE_MISSED = 1
    INTERRUPTED = 2
    OWN_ERROR = 3
    USAGE = 4
    NOTHING_JUDGED = 5
    TARGET_NOT_REACHED = 6
    CANNOT_TELL = 7


def costs(tier: Tier, level: Level, *, breaks: bool) -> bool:
    """Tell whether what has this level, and breaks a client or not, costs the tier."""
    return {
        Tier.INTEROPERABLE: breaks,
        Tier.CONFORMANT: level is Level.MUST,
        Tier.EXEMPLARY: breaks or level is not Level.MAY,
    }[tier]


def counts_against(tier: Tier, judged: JudgedFinding) -> bool:
    """Tell whether a finding costs the tier, in the profile that set the finding's level."""
    return costs(tier, judged.level, breaks=bool(judged.breaks))


def misses_gate(gate: str, judged: JudgedFinding) -> bool:
    """Tell whether a finding that nobody waived makes the run miss the gate, so that its item fails."""
    return gate != NO_GATE and not judged.waived and counts_against(Tier(gate), judged)


def could_count(tier: Tier, requirement: Requirement, level: Level) -> bool:
    """Tell whether any finding of the requirement would cost the tier."""
    return costs(tier, level, breaks=any(requirement.breaks.values()))


def settled(items: Collection[ItemResult], *, inconclusive_blocks: bool) -> bool:
    """Tell whether the items of one requirement leave nothing open.

    Nothing is open where some item was judged, was honestly unsupported, or is not applicable for a stated reason (then
    the check had its opportunity). An error of ours leaves it open, and so does an inconclusive item, unless the
    row says that it does not block. A requirement of which every item is blocked is open.
    """
    outcomes = {item.outcome for item in items}
    if Outcome.ERRORED in outcomes or (inconclusive_blocks and Outcome.INCONCLUSIVE in outcomes):
        return False
    if outcomes & (JUDGED | {Outcome.UNSUPPORTED, Outcome.INCONCLUSIVE}):
        return True
    return any(item.outcome is Outcome.NOT_APPLICABLE and item.reason for item in items)


def unsettled(
    results: Iterable[ItemResult], catalogue: Mapping[str, Requirement], names: Iterable[str]
) -> tuple[str, ...]:
    """Return those of the named requirements that leave something open, sorted; one without items does."""
    groups = grouped(results)
    return tuple(
        name
        for name in sorted(names)
        if name not in catalogue
        or not settled(groups.get(name, ()), inconclusive_blocks=catalogue[name].inconclusive_blocks)
    )


def anything_judged(results: Iterable[ItemResult]) -> bool:
    """Tell whether at least one item came to a judgement about the target."""
    return any(item.outcome in JUDGED for item in results)


def violated(
    results: Iterable[ItemResult], names: Collection[str], counts: Callable[[ItemResult, JudgedFinding], bool]
) -> tuple[str, ...]:
    """Return those of the named requirements that have a finding that counts, sorted."""
    found = {
        item.requirement
        for item in results
        if item.requirement in names and any(counts(item, judged) for judged in item.findings)
    }
    return tuple(sorted(found))


def tiers(
    results: Sequence[ItemResult], catalogue: Mapping[str, Requirement], edition: frozenset[str]
) -> dict[Tier, bool | None]:
    """Return for each tier true, false, or None where it cannot be told.

    False as soon as a finding of the edition counts against the tier. True only if, beyond that, the full edition was
    judged: every id has items, something was judged at all (a percentage of nothing is not 100), and nothing is open
    that could change the answer.
    """
    return {
        tier: False
        if against(results, edition, tier)
        else None
        if tier_open(results, catalogue, edition, tier)
        else True
        for tier in Tier
    }


def tier_open(
    results: Sequence[ItemResult], catalogue: Mapping[str, Requirement], edition: frozenset[str], tier: Tier
) -> tuple[str, ...]:
    """Return the ids of the edition because of which a tier cannot be told, sorted; all of them where none was judged.

    Those are the ids without any item or with an error of ours, and, of the rest, the unsettled ones of which a finding
    would cost the tier: whether `error.param` names the member is no question for `interoperable`.
    """
    if not anything_judged(results) or not edition:
        return tuple(sorted(edition)) or ("",)
    groups = grouped(results)
    return tuple(
        name for name in unsettled(results, catalogue, edition) if _matters(groups.get(name), catalogue, name, tier)
    )


def _matters(items: Collection[ItemResult] | None, catalogue: Mapping[str, Requirement], name: str, tier: Tier) -> bool:
    row = catalogue.get(name)
    if not items or row is None or any(item.outcome is Outcome.ERRORED for item in items):
        return True
    return could_count(tier, row, row.level)


def against(results: Iterable[ItemResult], edition: frozenset[str], tier: Tier) -> tuple[str, ...]:
    """Return the ids of the edition that cost the tier."""
    return violated(results, edition, lambda _, judged: counts_against(tier, judged))


def gate_missed_by(results: Iterable[ItemResult], selected: frozenset[str], gate: str) -> tuple[str, ...]:
    """Return the selected ids whose findings miss the gate."""
    return violated(
        results,
        selected,
        lambda item, judged: item.outcome is not Outcome.WAIVED and misses_gate(gate, judged),
    )


def gate_open(
    results: Sequence[ItemResult],
    catalogue: Mapping[str, Requirement],
    levels: Mapping[str, Level],
    selected: frozenset[str],
    gate: str,
) -> tuple[str, ...]:
    """Return the selected ids that leave something open and could have missed the gate."""
    if gate == NO_GATE:
        return ()
    rows = (catalogue[name] for name in selected if name in catalogue)
    relevant = {row.id for row in rows if could_count(Tier(gate), row, levels.get(row.id, row.level))}
    return unsettled(results, catalogue, relevant)


def gate_reached(
    results: Sequence[ItemResult],
    catalogue: Mapping[str, Requirement],
    levels: Mapping[str, Level],
    selected: frozenset[str],
    gate: str,
) -> bool | None:
    """Tell whether the gate was reached over the selected requirements; None where it cannot be told.

    Only a requirement that could have counted leaves the answer open: whether a SHOULD holds is no question for
    the gate `conformant`.
    """
    if gate == NO_GATE:
        return True
    if gate_missed_by(results, selected, gate):
        return False
    open_ids = gate_open(results, catalogue, levels, selected, gate)
    return None if open_ids or not anything_judged(results) else True


def has_own_error(results: Iterable[ItemResult], course: Course) -> bool:
    """Tell whether something went wrong on our side."""
    return bool(course.own_errors) or any(item.outcome is Outcome.ERRORED for item in results)


def verdict(*, conformant: bool | None, judged: bool, own_error: bool, course: Course) -> Verdict:
    """Say the run in one word, about conformance only.

    `conformant` is the tier. A violation that was seen stays one, whatever else went wrong; a target that was not
    reached was not judged.
    """
    if course.usage_errors or course.unreached or not judged:
        return Verdict.ERROR
    if conformant is False:
        return Verdict.NON_CONFORMANT
    if own_error:
        return Verdict.ERROR
    return Verdict.CONFORMANT if conformant else Verdict.INCONCLUSIVE


def exit_code(*, gate: bool | None, judged: bool, own_error: bool, course: Course) -> ExitCode:
    """Return the first that applies; `gate` says whether the gate was reached.

    A missed gate outranks our own error, which `Report.problems` names all the same.
    """
    table = (
        (bool(course.usage_errors), ExitCode.USAGE),
        (course.interrupted, ExitCode.INTERRUPTED),
        (bool(course.unreached), ExitCode.TARGET_NOT_REACHED),
        (gate is False or bool(course.stale_waivers), ExitCode.GATE_MISSED),
        (own_error, ExitCode.OWN_ERROR),
        (not judged, ExitCode.NOTHING_JUDGED),
        (gate is None, ExitCode.CANNOT_TELL),
    )
    return next((code for holds, code in table if holds), ExitCode.GATE_REACHED)

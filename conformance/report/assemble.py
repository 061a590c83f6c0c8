"""From the items of a run to its Report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from conformance.model.finding import Outcome
from conformance.model.report import ItemResult, Report, Reproduction, ScheduleFacts, SearchFacts, Tier
from conformance.model.requirement import Client, Level, Requirement
from conformance.report import standing
from conformance.report.merging import grouped, merge
from conformance.report.sight import sight
from conformance.report.standing import Course
from conformance.report.wording import counted, ids, listed

_NAMED = 6

_SMOOTH = Course()

_OPEN = frozenset({Outcome.INCONCLUSIVE, Outcome.ERRORED})


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """What a run knows about itself, carried into the report as it is; see `Report` for the members."""

    suite_version: str
    edition: str
    profile: str
    target: str
    model: str
    started_at: float
    seconds: float
    overrides: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    unsupported: Mapping[str, str] = field(default_factory=dict)
    extra_members: Mapping[str, int] = field(default_factory=dict)
    schedule: ScheduleFacts = field(default_factory=ScheduleFacts)
    reproductions: Mapping[str, Reproduction] = field(default_factory=dict)
    seed: int | None = None
    searches: tuple[SearchFacts, ...] = ()
    outcomes: Mapping[str, dict[str, Outcome]] = field(default_factory=dict)


def assemble(
    results: Iterable[ItemResult],
    *,
    catalogue: Mapping[str, Requirement],
    levels: Mapping[str, Level],
    edition: frozenset[str],
    selected: frozenset[str],
    gate: str,
    run: RunFacts,
    course: Course = _SMOOTH,
    left_open: Mapping[str, str] = MappingProxyType({}),
) -> Report:
    """Make the one report of a run.

    Args:
        results: all items, each (requirement, conversation) once.
        catalogue: id -> row, in the order of the catalogue.
        levels: id -> level in the profile; an id left out keeps the level of its row.
        edition: ids that certify.
        selected: ids that had items; the gate looks at these only.
        gate: value of a `Tier`, or "none".
        run: what the run knows about itself.
        course: how the run went.
        left_open: why ids without items were not even selected, where that is known.

    Raises:
        KeyError: an item names a requirement that the catalogue does not hold.
        ValueError: there is no such gate.
    """
    items = tuple(results)
    tiers = standing.tiers(items, catalogue, edition)
    reached = standing.gate_reached(items, catalogue, levels, selected, gate)
    judged, own_error = standing.anything_judged(items), standing.has_own_error(items, course)
    facts: dict[str, Any] = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in vars(run).items()
    }
    return Report(
        **facts,
        tiers=tiers,
        gate=gate,
        gate_reached=reached,
        verdict=standing.verdict(conformant=tiers[Tier.CONFORMANT], judged=judged, own_error=own_error, course=course),
        requirements=merge(items, catalogue, levels),
        not_judged={**not_judged(items, catalogue, selected), **_still_open(left_open, items)},
        problems=problems(items, course),
        exit_code=int(standing.exit_code(gate=reached, judged=judged, own_error=own_error, course=course)),
        reasons={
            **{tier.value: tier_reason(items, catalogue, edition, tier) for tier in Tier},
            "gate": gate_reason(items, catalogue, levels, selected, gate),
        },
        sight=sight(items),
    )


def not_judged(
    items: Iterable[ItemResult], catalogue: Mapping[str, Requirement], selected: frozenset[str]
) -> dict[str, str]:
    """Return each id of the catalogue that was not judged, or not in full, with the reason.

    Where some conversations gave a judgement and others did not come to one, the reason begins with `partly: `.
    """
    groups = grouped(items)
    reasons = {name: _why_open(groups.get(name, ()), selected=name in selected) for name in catalogue}
    return {name: reason for name, reason in reasons.items() if reason}


def _still_open(reasons: Mapping[str, str], items: Iterable[ItemResult]) -> dict[str, str]:
    with_items = {item.requirement for item in items}
    return {name: reason for name, reason in reasons.items() if name not in with_items}


def _why_open(items: Sequence[ItemResult], *, selected: bool) -> str:
    if not items:
        return "not run" if selected else "not selected"
    judged = any(item.outcome in standing.JUDGED for item in items)
    silent = [item for item in items if item.outcome in _OPEN or (not judged and item.outcome not in standing.JUDGED)]
    words = "; ".join(dict.fromkeys(item.reason or item.outcome.value for item in silent))
    return f"partly: {words}" if judged and words else words


def problems(items: Iterable[ItemResult], course: Course) -> tuple[str, ...]:
    """Return sentences about everything that went wrong beside the target's own doing."""
    errored = [item for item in items if item.outcome is Outcome.ERRORED]
    own = [
        f"Our own error in {item.requirement}, {item.conversation}: {item.reason or 'no details'}" for item in errored
    ]
    interrupted = ("The run was interrupted.",) if course.interrupted else ()
    unreached = (course.unreached,) if course.unreached else ()
    nothing = () if standing.anything_judged(items) else ("Nothing was judged.",)
    return (
        *course.usage_errors,
        *unreached,
        *interrupted,
        *course.own_errors,
        *dict.fromkeys(own),
        *course.stale_waivers,
        *nothing,
        *course.notes,
    )


def tier_reason(
    items: Sequence[ItemResult], catalogue: Mapping[str, Requirement], edition: frozenset[str], tier: Tier
) -> str:
    """Say in one line why a tier is as it is."""
    against = standing.against(items, edition, tier)
    if against:
        return _why_not(items, frozenset(against), tier)
    if not standing.anything_judged(items):
        return "nothing was judged"
    missing = len(standing.tier_open(items, catalogue, edition, tier))
    if missing or not edition:
        return f"nothing seen against it, but {missing:,} of {counted(len(edition), 'requirement')} not judged in full"
    return f"{counted(len(edition), 'requirement')} judged, nothing against it"


def _why_not(items: Iterable[ItemResult], against: frozenset[str], tier: Tier) -> str:
    names = ids(sorted(against), _NAMED)
    if tier is not Tier.INTEROPERABLE:
        return f"violated: {names}"
    findings = (judged for item in items if item.requirement in against for judged in item.findings)
    broken = {each.client for judged in findings for each in judged.breaks}
    verb = "breaks" if len(against) == 1 else "break"
    return f"{names} {verb} {listed(client for client in Client if client in broken)}"


def gate_reason(
    items: Sequence[ItemResult],
    catalogue: Mapping[str, Requirement],
    levels: Mapping[str, Level],
    selected: frozenset[str],
    gate: str,
) -> str:
    """Say in one line why the gate is as it is."""
    if gate == standing.NO_GATE:
        return "no tier was asked for"
    missed = standing.gate_missed_by(items, selected, gate)
    if missed:
        return f"violated: {ids(missed, _NAMED)}"
    if not standing.anything_judged(items):
        return "nothing was judged"
    unsettled = standing.gate_open(items, catalogue, levels, selected, gate)
    if unsettled:
        return f"nothing seen against it, but not judged in full: {ids(unsettled, _NAMED)}"
    return f"nothing against it in {counted(len(selected), 'selected requirement')}"

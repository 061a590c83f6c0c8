"""From items to requirements: worst outcome, counts, every distinct finding once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from conformance.model.finding import Finding, Outcome
from conformance.model.report import ItemResult, JudgedFinding, RequirementResult
from conformance.model.requirement import Level, Requirement

_ORDER = {outcome: rank for rank, outcome in enumerate(Outcome)}

Shape = tuple[str, str, str, bool]


def message_shape(message: str) -> str:
    """Replace every word that holds a digit, so that numbers and generated ids do not keep messages apart."""
    return re.sub(r"\w+", _shape_of_word, message)


def _shape_of_word(word: re.Match[str]) -> str:
    # One pattern for "a word with a digit" would take quadratic time on a long word of the target without any.
    return "#" if any(map(str.isdigit, word[0])) else word[0]


def pointer_shape(pointer: str | None) -> str:
    """Replace the array indexes of a JSON pointer by `*`."""
    return re.sub(r"/\d+(?=/|$)", "/*", pointer or "")


def shape(finding: Finding, *, waived: bool = False) -> Shape:
    """Return what two findings share when they say the same."""
    return finding.kind, message_shape(finding.message), pointer_shape(finding.place.pointer), waived


def grouped(results: Iterable[ItemResult]) -> dict[str, list[ItemResult]]:
    """Group items by requirement, in the order of their appearance."""
    groups: dict[str, list[ItemResult]] = {}
    for item in results:
        groups.setdefault(item.requirement, []).append(item)
    return groups


def merged_findings(items: Iterable[ItemResult]) -> tuple[JudgedFinding, ...]:
    """Merge findings of equal shape: the first one stands for all and names every exchange."""
    groups: dict[Shape, list[tuple[ItemResult, JudgedFinding]]] = {}
    for item in items:
        for judged in item.findings:
            key = shape(judged.finding, waived=_is_waived(item, judged))
            groups.setdefault(key, []).append((item, judged))
    return tuple(map(_one_of, groups.values()))


def _one_of(group: Sequence[tuple[ItemResult, JudgedFinding]]) -> JudgedFinding:
    item, first = group[0]
    # The place is that of the first finding, so its exchanges stay in front.
    own = first.finding.exchanges
    others = sorted({key for _, judged in group for key in judged.finding.exchanges}.difference(own))
    return replace(
        first,
        finding=replace(first.finding, exchanges=(*own, *others)),
        shown_in=len({item.conversation for item, _ in group}),
        waived=_is_waived(item, first),
    )


def _is_waived(item: ItemResult, judged: JudgedFinding) -> bool:
    return judged.waived or item.outcome is Outcome.WAIVED


def merged(requirement: Requirement, level: Level, items: Sequence[ItemResult]) -> RequirementResult:
    """Merge the items of one requirement.

    Args:
        requirement: the row that all of them belong to.
        level: its level in the profile.
        items: at least one.
    """
    counts = Counter(item.outcome for item in items)
    return RequirementResult(
        requirement=requirement,
        level=level,
        outcome=min(counts, key=_ORDER.__getitem__),
        counts={outcome: counts[outcome] for outcome in Outcome if outcome in counts},
        findings=merged_findings(items),
        reasons=tuple(dict.fromkeys(item.reason for item in items if item.reason)),
        shown_in=len({item.conversation for item in items if item.findings}),
        evidence=tuple(dict.fromkeys(sentence for item in items for sentence in item.evidence)),
    )


def merge(
    results: Iterable[ItemResult],
    catalogue: Mapping[str, Requirement],
    levels: Mapping[str, Level],
) -> tuple[RequirementResult, ...]:
    """Merge items into one result per requirement that has any, in catalogue order.

    Args:
        results: all items of the run.
        catalogue: id -> row.
        levels: id -> level where the profile changes it.

    Raises:
        KeyError: an item names a requirement that the catalogue does not hold.
    """
    groups = grouped(results)
    unknown = sorted(groups.keys() - catalogue.keys())
    if unknown:
        raise KeyError(f"not in the catalogue: {', '.join(unknown)}")
    return tuple(
        merged(row, levels.get(name, row.level), groups[name]) for name, row in catalogue.items() if name in groups
    )

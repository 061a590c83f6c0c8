"""Outcomes of two runs, requirement by requirement and conversation by conversation, and where they part."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Outcomes = Mapping[tuple[str, str], str]
"""Requirement and conversation -> outcome."""
_OURS = "eyechart"
_BEFORE, _BEHIND = "test_requirement[", "]"
_SHOWN = 4
NEVER_JUDGED = "not judged"


@dataclass(frozen=True)
class Opinion:
    """What one run came to.

    Attributes:
        tiers: tier -> whether it was reached, None where that cannot be told.
        problems: what the report says went wrong on the way.
        outcomes: what every item came to.
    """

    tiers: Mapping[str, bool | None]
    problems: tuple[str, ...]
    outcomes: Outcomes

    @property
    def is_conformant(self) -> bool:
        """Whether every tier is reached, which takes that nothing it needs was left open."""
        return all(self.tiers.values()) and not self.problems


def read_opinion(report: Path, items: Path) -> Opinion:
    """Read a run.

    Args:
        report: its report.json.
        items: what `--junitxml` of pytest wrote, which has the outcome of every item as a property.

    Raises:
        OSError: a file is not there: the run did not come to its end.
    """
    told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return Opinion(told["tiers"], tuple(told["problems"]), dict(_outcomes(items)))


def _outcomes(items: Path) -> Iterator[tuple[tuple[str, str], str]]:
    for case in ET.parse(items).getroot().iter("testcase"):  # noqa: S314 - pytest wrote it just now
        name = str(case.get("name")).removeprefix(_BEFORE).removesuffix(_BEHIND)
        requirement, _, conversation = name.partition(":")
        told = [one.get("value") for one in case.iter("property") if one.get("name") == _OURS]
        yield (requirement, conversation), str(told[0]) if told else "errored"


def differences(here: Outcomes, there: Outcomes) -> Iterator[str]:
    """Yield a line for each requirement and pair of outcomes that differ, with the first conversations that show it."""
    parted: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for item in here.keys() | there.keys():
        one, other = here.get(item, NEVER_JUDGED), there.get(item, NEVER_JUDGED)
        if one != other:
            parted[item[0], one, other].append(item[1])
    for (requirement, one, other), conversations in sorted(parted.items()):
        shown = ", ".join(sorted(conversations)[:_SHOWN])
        more = f", and {len(conversations) - _SHOWN} more" if len(conversations) > _SHOWN else ""
        yield f"{requirement:<11} {one:<14} {other:<18} {shown}{more}"

"""The one report of a run, from which every rendering is made by a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from conformance.model.finding import Finding, Outcome
from conformance.model.requirement import Break, Level, Requirement

VIOLATED: Mapping[Level, Outcome] = MappingProxyType(
    {Level.MUST: Outcome.FAILED, Level.SHOULD: Outcome.WARNED, Level.MAY: Outcome.INFO}
)
"""What an item comes to that has a finding of this level."""


class Tier(StrEnum):
    """What a target can be called (section 2 of the architecture)."""

    INTEROPERABLE = "interoperable"
    CONFORMANT = "conformant"
    EXEMPLARY = "exemplary"


class Verdict(StrEnum):
    """The run in one word, about conformance only."""

    CONFORMANT = "conformant"
    NON_CONFORMANT = "non-conformant"
    INCONCLUSIVE = "inconclusive"
    ERROR = "error"


@dataclass(frozen=True)
class JudgedFinding:
    """A finding with the clients that break on its kind and the level of its requirement in the profile.

    Attributes:
        finding: what was found.
        breaks: clients that break on its kind.
        level: level of its requirement in the profile of the run.
        shown_in: how many conversations showed it; more than one only after equal findings were merged.
        waived: whether the user said beforehand that it is known; set when items are merged.
    """

    finding: Finding
    breaks: tuple[Break, ...]
    level: Level
    shown_in: int = 1
    waived: bool = False


@dataclass(frozen=True)
class ItemResult:
    """One pytest item: a requirement judged over one conversation.

    Attributes:
        requirement: its id.
        conversation: the conversation's name.
        outcome: what it came to.
        findings: what was found.
        reason: why it was not judged, or waived.
        evidence: what shows that the requirement is met, in sentences; most checks need to say none.
    """

    requirement: str
    conversation: str
    outcome: Outcome
    findings: tuple[JudgedFinding, ...] = ()
    reason: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequirementResult:
    """All items of one requirement: worst outcome, counts per outcome, every distinct finding once.

    Attributes:
        requirement: the row as it stood in this run.
        level: its level in the profile of the run.
        outcome: the worst outcome.
        counts: outcome -> number of conversations.
        findings: one per (kind, message shape, place shape); `finding.exchanges` lists every exchange that showed it.
        reasons: why something was not judged, each once.
        evidence: what shows that it is met, each once.
        shown_in: how many conversations showed a violation.
    """

    requirement: Requirement
    level: Level
    outcome: Outcome
    counts: dict[Outcome, int]
    findings: tuple[JudgedFinding, ...]
    reasons: tuple[str, ...]
    shown_in: int
    evidence: tuple[str, ...] = ()


class Seen(StrEnum):
    """Whether the model sees the pictures that the target accepts."""

    SEEN = "seen"
    """Another picture changed the answer wherever it was tried."""
    NOT_SEEN = "not-seen"
    """A picture was accepted, and nothing of it reached the answer."""
    CANNOT_TELL = "cannot-tell"
    """Nothing shows the one or the other."""


@dataclass(frozen=True)
class Sight:
    """Whether pictures are seen at all, and the sentences that show it or say why it cannot be told."""

    verdict: Seen
    evidence: tuple[str, ...] = ()


BLINDFOLDED = Sight(Seen.CANNOT_TELL, ("No picture was swapped for another in this run.",))


@dataclass(frozen=True)
class Reproduction:
    """How to send a request again: a `curl` line, and the file in the report directory that holds its body."""

    exchange: str
    curl: str
    body_file: str


@dataclass(frozen=True)
class SearchFacts:
    """What the search for one property came to.

    Attributes:
        name: the property.
        examples: how many were sent first.
        requests: how many requests it took in all, shrinking included.
        passed: how many examples were judged, and nothing was found.
        failed: how many showed something that no fixed conversation shows.
        unjudged: why examples were not sent or not judged -> how many.
        smallest: `requirement kind` of each failure -> the exchange of the smallest example.
    """

    name: str
    examples: int
    requests: int
    passed: int = 0
    failed: int = 0
    unjudged: dict[str, int] = field(default_factory=dict)
    smallest: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ScheduleFacts:
    """What the run cost: conversations that shared the gate, those that ran alone, requests sent, tokens reported."""

    shared: int = 0
    serial: int = 0
    longest_conversation: float = 0.0
    requests: int = 0
    tokens: int | None = None


@dataclass(frozen=True)
class Report:
    """Everything that a rendering needs.

    Attributes:
        suite_version: version of this package.
        edition: frozen list of ids that certify.
        profile: name of the profile.
        overrides: requirement id -> what the profile changes, in words.
        options: options in effect, secrets left out.
        target: the target as given, without userinfo and query values.
        model: the model that was asked.
        started_at: Unix seconds.
        seconds: wall time.
        tiers: true, false or None (cannot tell) for each tier.
        gate: the tier that decides, or "none".
        gate_reached: whether it was reached over the selected set; None when it cannot be told.
        verdict: in one word.
        requirements: results in catalogue order.
        unsupported: optional features that the target refused honestly: feature -> the target's words.
        not_judged: requirement id -> why.
        extra_members: unknown members seen in answers, as `chunk#/choices/*/x` -> how often.
        schedule: cost of the run.
        reproductions: exchange -> how to send it again.
        problems: sentences about what went wrong on our side or before judging began.
        exit_code: the exit code of the run.
        reasons: name of a tier, or "gate" -> one line that says why it is so; for people, not in the JSON.
        sight: whether the target's pictures are seen.
        seed: what the generated requests were drawn from, None where none were.
        searches: what the searches came to.
        comparison: sentences about what changed since the baseline; none where there is none.
        outcomes: requirement id -> conversation, or property of drawn ones -> what it came to.
    """

    suite_version: str
    edition: str
    profile: str
    target: str
    model: str
    started_at: float
    seconds: float
    tiers: dict[Tier, bool | None]
    gate: str
    gate_reached: bool | None
    verdict: Verdict
    requirements: tuple[RequirementResult, ...]
    overrides: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    unsupported: dict[str, str] = field(default_factory=dict)
    not_judged: dict[str, str] = field(default_factory=dict)
    extra_members: dict[str, int] = field(default_factory=dict)
    schedule: ScheduleFacts = field(default_factory=ScheduleFacts)
    reproductions: dict[str, Reproduction] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    exit_code: int = 0
    reasons: dict[str, str] = field(default_factory=dict)
    sight: Sight = BLINDFOLDED
    seed: int | None = None
    searches: tuple[SearchFacts, ...] = ()
    comparison: tuple[str, ...] = ()
    outcomes: dict[str, dict[str, Outcome]] = field(default_factory=dict)

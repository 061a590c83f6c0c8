"""What one item comes to: the findings of its checks and relations, weighed by the profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from conformance.checks.refusal import honest_refusal
from conformance.checks.registry import Check, Judged, Relation
from conformance.checks.standing import asks, obstacle, pushed_back
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.judging.plan import Item, Judges, judges_over
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.report import VIOLATED, ItemResult, JudgedFinding
from conformance.model.request import Expectation
from conformance.model.requirement import Level, Requirement
from conformance.model.settings import Terms
from conformance.relations.acceptance import judge_acceptance
from conformance.relations.composure import served_or_refused
from conformance.relations.rejection import judge_rejection
from conformance.wire.exchange import Exchange

_DEFAULT_TERMS = Terms()
_WORST_FIRST = (Outcome.INCONCLUSIVE, Outcome.BLOCKED, Outcome.UNSUPPORTED, Outcome.NOT_APPLICABLE)
_MOST_OF_A_KIND = 20
"""Findings of a kind that are kept of what one check says about one exchange: an answer may have a million choices."""
_MOST_SAID = 1000
"""Where a check has said so much about one exchange, it is not asked for more."""


@dataclass(frozen=True)
class Weighing:
    """How a profile weighs what is found.

    Attributes:
        catalogue: requirements by id.
        levels: requirement id -> level, where the profile changes it.
        terms: what else the profile asks.
    """

    catalogue: Mapping[str, Requirement]
    levels: Mapping[str, Level] = field(default_factory=dict)
    terms: Terms = _DEFAULT_TERMS

    def level(self, requirement: str) -> Level:
        """Return the level of a requirement in this profile."""
        return self.levels.get(requirement, self.catalogue[requirement].level)


def judge_item(item: Item, played: Played, controls: Mapping[str, Played], weighing: Weighing) -> ItemResult:
    """Judge one requirement over one played conversation.

    Args:
        item: which requirement over which conversation.
        played: the conversation.
        controls: the conversation's controls by name.
        weighing: the profile.
    """
    if not played.exchanges:
        reason = played.trouble or "nothing was recorded"
        return ItemResult(item.requirement, item.conversation, Outcome.INCONCLUSIVE, reason=reason)
    tally = _Tally()
    tally.add(_acceptance_or_rejection(item, played, controls, weighing), played.exchanges[0])
    judges = judges_over(played.conversation).get(item.requirement, Judges())
    for relation in judges.relations:
        tally.add(_guarded_relation(relation, played, controls), played.exchanges[0])
    for check in judges.checks:
        _run_check(check, played, weighing.terms, tally)
    return _result(item, tally, weighing)


@dataclass
class _Tally:
    """Findings and remarks of one item while it is judged."""

    findings: list[Finding] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    judged: bool = False

    def add(self, judged: Iterator[Finding | Remark] | None, exchange: Exchange) -> None:
        if judged is None:
            return
        remarks = len(self.remarks)
        of_a_kind: Counter[str] = Counter()
        for said in islice(judged, _MOST_SAID):
            if isinstance(said, Finding):
                of_a_kind[said.kind] += 1
                if of_a_kind[said.kind] <= _MOST_OF_A_KIND:
                    self.findings.append(said.at(exchange.key))
            elif said.outcome is Outcome.PASSED:
                self.evidence.append(said.reason)
            else:
                self.remarks.append(said)
        self.judged = self.judged or len(self.remarks) == remarks


def _acceptance_or_rejection(
    item: Item, played: Played, controls: Mapping[str, Played], weighing: Weighing
) -> Judged | None:
    # Two rows share what becomes of a combination, and their relations know which of them has what.
    if played.conversation.proves != item.requirement or Trait.COMBINATION in played.conversation.traits:
        return None
    expectation = played.exchanges[0].request.expectation
    if expectation is Expectation.REJECTED:
        return judge_rejection(played, controls)
    if expectation is Expectation.EITHER and played.conversation.drawn:
        return served_or_refused(played, controls, f"What is odd about {played.exchanges[0].request.subject}")
    return judge_acceptance(played, controls, weighing.terms.required)


def _refusal_of_a_valid_request(played: Played) -> str:
    first = played.exchanges[0]
    if first.request.expectation is not Expectation.ACCEPTED:
        return ""
    return honest_refusal(first, played.conversation.capability)


def _guarded_relation(relation: Relation, played: Played, controls: Mapping[str, Played]) -> Judged:
    if any(pushed_back(exchange) for exchange in played.exchanges):
        yield Remark(Outcome.INCONCLUSIVE, "the target pushed back")
    elif played.trouble:
        yield Remark(Outcome.INCONCLUSIVE, played.trouble)
    elif refusal := _refusal_of_a_valid_request(played):
        yield Remark(Outcome.UNSUPPORTED, refusal)
    else:
        yield from relation.function(played, controls)


def _run_check(check: Check, played: Played, terms: Terms, tally: _Tally) -> None:
    for exchange in played.exchanges:
        if not asks(exchange, check.reads):
            continue
        remark = obstacle(exchange, check.reads, played.conversation.capability)
        if remark is not None:
            tally.remarks.append(remark)
        elif check.applies(exchange):
            tally.add(check.function(exchange, terms), exchange)


def _result(item: Item, tally: _Tally, weighing: Weighing) -> ItemResult:
    if tally.findings:
        level = weighing.level(item.requirement)
        breaks = weighing.catalogue[item.requirement].breaks
        found = tuple(JudgedFinding(f, breaks.get(f.kind, ()), level) for f in tally.findings)
        return ItemResult(item.requirement, item.conversation, VIOLATED[level], found)
    if tally.judged:
        evidence = tuple(dict.fromkeys(tally.evidence))
        return ItemResult(item.requirement, item.conversation, Outcome.PASSED, evidence=evidence)
    worst = min(tally.remarks, key=lambda remark: _WORST_FIRST.index(remark.outcome), default=None)
    if worst is None:
        reason = "there was nothing to judge in this conversation"
        return ItemResult(item.requirement, item.conversation, Outcome.NOT_APPLICABLE, reason=reason)
    return ItemResult(item.requirement, item.conversation, worst.outcome, reason=worst.reason)


def controls_of(conversation: Conversation, played: Mapping[str, Played]) -> dict[str, Played]:
    """Pick the controls of a conversation out of everything that was played."""
    return {name: played[name] for name in conversation.controls}

"""A certification statement: what a run says of a target, and digests of what it says it from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.model.finding import Outcome, worst_of
from conformance.model.report import VIOLATED, Report, RequirementResult, Tier
from conformance.report.as_json import plain, timestamp

VERSION = 1
"""Raised whenever a member is renamed, removed, or changes its meaning."""
FILE_NAME = "statement.json"
LIMITS = (
    "It cannot prove that the evidence came from the server that it names: whoever writes files can write these.",
    "It cannot prove that this run was not the best of ten.",
    "It says nothing about the server at any other time, for any other model, or behind any other address.",
)
"""What no statement proves, in sentences."""


def render(report: Report, *, suite: str, evidence: Mapping[str, str], challenge: str) -> str:
    """Return `statement.json`, in the form of `schemas/statement.json`.

    Args:
        report: of the run.
        suite: digest of the suite that judged.
        evidence: file in the report directory -> SHA-256 of its bytes.
        challenge: text of a buyer that stands in the requests, or "".
    """
    members = {
        "statement_version": VERSION,
        "suite": {"version": report.suite_version, "edition": report.edition, "sha256": suite},
        "profile": report.profile,
        "target": report.target,
        "model": report.model,
        "start": timestamp(report.started_at),
        "requests": report.schedule.requests,
        "options": {name: report.options[name] for name in sorted(report.options)},
        "challenge": challenge,
        **judged(report),
        "evidence": {name: evidence[name] for name in sorted(evidence)},
        "limits": list(LIMITS),
    }
    return json.dumps(plain(members), indent=2, allow_nan=False) + "\n"


def judged(report: Report) -> dict[str, Any]:
    """Return what the same evidence comes to again: verdict, tiers and outcomes."""
    return {
        "verdict": report.verdict,
        "tiers": {tier: report.tiers.get(tier) for tier in Tier},
        "requirements": {result.requirement.id: _outcome(result) for result in report.requirements},
    }


def _outcome(result: RequirementResult) -> Outcome:
    """Return the outcome as it is without waivers and baselines, which no statement may lean on."""
    waived = [VIOLATED[judged.level] for judged in result.findings if judged.waived]
    others = [outcome for outcome in result.counts if outcome is not Outcome.WAIVED]
    return worst_of((*waived, *others), result.outcome)

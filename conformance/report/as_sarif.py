"""The report for what shows findings beside a change: SARIF 2.1.0, one rule for each requirement."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model.finding import Outcome
from conformance.model.report import JudgedFinding, Report, RequirementResult
from conformance.model.requirement import Level
from conformance.report import digest
from conformance.report.as_json import plain, timestamp
from conformance.report.escaping import brief
from conformance.report.merging import message_shape
from conformance.report.standing import ExitCode

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_EVIDENCE = "exchanges.jsonl"
_LEVELS: Mapping[Level, str] = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}
_FINGERPRINT = "eyechartFinding/v1"
_LONGEST = 1_000
_SHORT = 300
_MOST_PLACES = 10
_UNSUCCESSFUL = frozenset(
    {ExitCode.INTERRUPTED, ExitCode.OWN_ERROR, ExitCode.USAGE, ExitCode.NOTHING_JUDGED, ExitCode.TARGET_NOT_REACHED}
)


def render(report: Report) -> str:
    """Return `report.sarif`; waived findings are suppressed results, and what was not judged has none."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(plain(log), indent=2, allow_nan=False).replace("\x7f", "\\u007f") + "\n"


def fingerprint(requirement: str, judged: JudgedFinding) -> str:
    """Return what stays the same of a finding from run to run: a digest of requirement, kind and message shape."""
    parts = (requirement, judged.finding.kind, message_shape(judged.finding.message))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _run(report: Report) -> dict[str, Any]:
    driver = {
        "name": "Eyechart",
        "version": brief(report.suite_version, _SHORT),
        "rules": [_rule(result) for result in report.requirements],
    }
    places = {result.requirement.id: number for number, result in enumerate(report.requirements)}
    results = [
        _result(report, result, judged, places[result.requirement.id])
        for result in report.requirements
        for judged in result.findings
    ]
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": _about(report),
    }


def _about(report: Report) -> dict[str, Any]:
    return {
        "target": report.target,
        "model": report.model,
        "edition": report.edition,
        "profile": report.profile,
        "verdict": report.verdict,
        "tiers": {tier: report.tiers[tier] for tier in sorted(report.tiers)},
        "gate": digest.gate_line(report),
    }


def _invocation(report: Report) -> dict[str, Any]:
    told = [{"level": "warning", "message": _message(sentence)} for sentence in report.problems]
    return {
        "executionSuccessful": ExitCode(report.exit_code) not in _UNSUCCESSFUL,
        "exitCode": report.exit_code,
        "exitCodeDescription": digest.EXIT_CODES[ExitCode(report.exit_code)],
        "startTimeUtc": timestamp(report.started_at),
        "toolExecutionNotifications": told,
    }


def _rule(result: RequirementResult) -> dict[str, Any]:
    row = result.requirement
    linked = {"helpUri": row.clause.link} if re.match(r"https?://\S+$", row.clause.link) else {}
    return {
        "id": row.id,
        "shortDescription": _message(row.title),
        "fullDescription": _message(row.text),
        "help": _message(f"{row.text} Source: {row.clause.source}."),
        **linked,
        "defaultConfiguration": {"level": _LEVELS[result.level]},
        "properties": {"tags": [row.family, result.level], "outcome": result.outcome},
    }


def _message(words: str) -> dict[str, str]:
    """Make a message of words; brackets of a stranger that would be a link (section 3.11.6) are parted."""
    return {"text": brief(words, _LONGEST).replace("](", "] (") or "-"}


def _result(report: Report, result: RequirementResult, judged: JudgedFinding, rule: int) -> dict[str, Any]:
    finding = judged.finding
    parts = [finding.message, *_compared(judged), f"({digest.shown_by(judged, result)})"]
    found = {
        "ruleId": result.requirement.id,
        "ruleIndex": rule,
        "level": _LEVELS[judged.level],
        "message": _message(" ".join(parts)),
        "locations": [_location(report, str(key), judged) for key in finding.exchanges[:_MOST_PLACES]],
        "partialFingerprints": {_FINGERPRINT: fingerprint(result.requirement.id, judged)},
        "properties": _details(report, judged),
    }
    return found | ({"suppressions": [_suppression(result)]} if judged.waived else {})


def _compared(judged: JudgedFinding) -> Iterator[str]:
    for label, words in (("Expected", judged.finding.expected), ("Actual", judged.finding.actual)):
        if words:
            yield f"{label}: {brief(words, _SHORT)}."


def _location(report: Report, exchange: str, judged: JudgedFinding) -> dict[str, Any]:
    """Name the exchange, and the file that holds it: viewers pass over results without a file."""
    made = report.reproductions.get(exchange)
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": made.body_file if made else _EVIDENCE}},
        "logicalLocations": [{"fullyQualifiedName": exchange, "kind": "exchange"}],
    }
    first = exchange == str(judged.finding.exchanges[0])
    return location | ({"message": _message(str(judged.finding.place))} if first and str(judged.finding.place) else {})


def _details(report: Report, judged: JudgedFinding) -> dict[str, Any]:
    made = digest.reproduction_of(report, (judged,))
    details: dict[str, Any] = {
        "kind": judged.finding.kind,
        "breaks": [f"{broken.client}: {brief(broken.how, _SHORT)}" for broken in judged.breaks],
        "shownIn": judged.shown_in,
    }
    return details | ({"curl": made.curl} if made else {})


def _suppression(result: RequirementResult) -> dict[str, Any]:
    """Suppress; with the reasons where all of them are of waivers, since a result keeps reasons of every sort."""
    only_waived = set(result.counts) <= {Outcome.WAIVED, Outcome.PASSED}
    words = {"justification": brief("; ".join(result.reasons), _LONGEST)} if only_waived and result.reasons else {}
    return {"kind": "external", "status": "accepted", **words}

"""The report for CI servers: one suite per family, one case per requirement."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from conformance.model.finding import Outcome
from conformance.model.report import JudgedFinding, Report, RequirementResult, Sight
from conformance.report.as_json import timestamp
from conformance.report.escaping import brief
from conformance.report.sight import PLAIN
from conformance.report.standing import JUDGED, misses_gate
from conformance.report.violation import where
from conformance.report.wording import SIGHT

_VALUE = 500


def render(report: Report) -> str:
    """Return `junit.xml`.

    A case fails exactly where its pytest item does: a finding counts against the gate. Other findings stand
    in its output. A case is skipped where the judgement is missing or not in full.
    """
    root = ET.Element("testsuites", {"name": "eyechart", "time": f"{report.seconds:.3f}"})
    for family, results in _families(report).items():
        root.append(_suite(family, results, report))
    _add_totals(root)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _families(report: Report) -> dict[str, list[RequirementResult]]:
    families: dict[str, list[RequirementResult]] = {}
    for result in report.requirements:
        families.setdefault(result.requirement.family, []).append(result)
    return families


def _suite(family: str, results: list[RequirementResult], report: Report) -> ET.Element:
    suite = ET.Element("testsuite", {"name": brief(family, _VALUE), "timestamp": timestamp(report.started_at)})
    suite.extend(_case(result, report.gate) for result in results)
    counts = {name: len(suite.findall(f"testcase/{name}")) for name in ("failure", "error", "skipped")}
    if any(result.requirement.id == PLAIN for result in results):
        _add_properties(suite, report.sight)
    suite.set("tests", str(len(results)))
    suite.set("failures", str(counts["failure"]))
    suite.set("errors", str(counts["error"]))
    suite.set("skipped", str(counts["skipped"]))
    return suite


def _add_properties(suite: ET.Element, sight: Sight) -> None:
    told = {"pictures": SIGHT[sight.verdict], "pictures.evidence": " ".join(sight.evidence)}
    properties = ET.Element("properties")
    for name, value in told.items():
        ET.SubElement(properties, "property", {"name": name, "value": brief(value, _VALUE * 2)})
    suite.insert(0, properties)


def _add_totals(root: ET.Element) -> None:
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))


def _case(result: RequirementResult, gate: str) -> ET.Element:
    row = result.requirement
    name = brief(f"{row.id} {row.title}", _VALUE)
    case = ET.Element("testcase", {"classname": f"eyechart.{brief(row.family, _VALUE)}", "name": name})
    failures = [judged for judged in result.findings if misses_gate(gate, judged)]
    if Outcome.ERRORED in result.counts:
        _add(case, "error", "our own error", result.reasons)
    elif failures:
        lines = [line for judged in failures for line in _told(judged)]
        _add(case, "failure", failures[0].finding.message, (*_about(result), *lines), kind=failures[0].finding.kind)
    elif result.outcome not in JUDGED:
        _add(case, "skipped", "; ".join((result.outcome.value, *result.reasons)), ())
    others = [line for judged in result.findings if judged not in failures for line in _told(judged)]
    shown = [f"evidence: {brief(sentence, _VALUE)}" for sentence in result.evidence]
    if others or shown:
        ET.SubElement(case, "system-out").text = "\n".join((*_about(result), *others, *shown))
    return case


def _add(case: ET.Element, tag: str, message: str, lines: tuple[str, ...], kind: str = "") -> None:
    element = ET.SubElement(case, tag, {"message": brief(message, _VALUE)})
    if kind:
        element.set("type", brief(kind, _VALUE))
    if lines:
        element.text = "\n".join(brief(line, _VALUE) for line in lines)


def _about(result: RequirementResult) -> tuple[str, ...]:
    clause = result.requirement.clause
    return (brief(f"{result.level} by {clause.source} {clause.link}", _VALUE),)


def _told(judged: JudgedFinding) -> Iterator[str]:
    """Yield one finding in lines of printable text."""
    finding = judged.finding
    waived = " (waived)" if judged.waived else ""
    yield brief(f"{finding.kind}: {finding.message}{waived}", _VALUE)
    for label, text in (("expected", finding.expected), ("actual", finding.actual), ("at", where(judged))):
        if text:
            yield f"{label}: {brief(text, _VALUE)}"
    for broken in judged.breaks:
        yield f"breaks {broken.client}: {brief(broken.how, _VALUE)} ({brief(broken.source, _VALUE)})"

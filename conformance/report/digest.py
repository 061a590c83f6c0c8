"""What people are shown of a report, in which order and grouping; the renderings differ only in form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from conformance.model.finding import Outcome
from conformance.model.report import JudgedFinding, Report, Reproduction, RequirementResult, SearchFacts, Tier
from conformance.model.requirement import Client, Level
from conformance.report.standing import NO_GATE, ExitCode
from conformance.report.wording import REACHED, counted

EXIT_CODES: Mapping[ExitCode, str] = {
    ExitCode.GATE_REACHED: "gate reached",
    ExitCode.GATE_MISSED: "gate missed",
    ExitCode.INTERRUPTED: "interrupted",
    ExitCode.OWN_ERROR: "our own error",
    ExitCode.USAGE: "wrong use",
    ExitCode.NOTHING_JUDGED: "nothing judged",
    ExitCode.TARGET_NOT_REACHED: "target not reached",
    ExitCode.CANNOT_TELL: "cannot tell",
}
"""Exit codes in words. A stale waiver misses the gate, too, whatever the target did."""


def searches(report: Report) -> tuple[str, ...]:
    """Return sentences about the generated requests: how many, from which seed, and what became of them."""
    if not report.searches or report.seed is None:
        return ()
    sent = sum(search.examples for search in report.searches)
    shrinking = sum(search.requests for search in report.searches)
    failed = [search for search in report.searches if search.failed]
    again = f"--target-seed={report.seed}"
    first = (
        f"{counted(sent, 'generated request')} of {counted(len(report.searches), 'property', 'properties')}"
        f" ({again} draws the same), {counted(shrinking, 'request')} with those that shrink what failed"
    )
    if not failed:
        return (f"{first}: nothing found.",)
    return (f"{first}: something found by {len(failed)}.", *map(_failed_search, failed))


def _failed_search(search: SearchFacts) -> str:
    smallest = "; ".join(f"{cause} in {exchange}" for cause, exchange in search.smallest.items())
    return f"{search.name}: {search.failed} of {counted(search.examples, 'example')} failed; smallest: {smallest}"


def live(result: RequirementResult) -> tuple[JudgedFinding, ...]:
    """Return the findings that nobody waived."""
    return tuple(judged for judged in result.findings if not judged.waived)


def breaks_clients(result: RequirementResult) -> bool:
    """Tell whether a finding that nobody waived breaks a client."""
    return any(judged.breaks for judged in live(result))


def clients(result: RequirementResult) -> tuple[str, ...]:
    """Name the clients that break on a finding that nobody waived, each once."""
    broken = {each.client for judged in live(result) for each in judged.breaks}
    return tuple(client.value for client in Client if client in broken)


def broken_clients(report: Report) -> tuple[str, ...]:
    """Name the clients that break on anything that was found, in the order in which they are listed everywhere."""
    broken = {name for result in report.requirements for name in clients(result)}
    return tuple(client.value for client in Client if client.value in broken)


def violations(report: Report) -> tuple[RequirementResult, ...]:
    """Return what to repair: MUST first, then what breaks clients, then SHOULD; within each in catalogue order."""
    return tuple(sorted(filter(_is_violation, report.requirements), key=_rank))


def _is_violation(result: RequirementResult) -> bool:
    return bool(live(result)) and (result.level is not Level.MAY or breaks_clients(result))


def _rank(result: RequirementResult) -> int:
    return 0 if result.level is Level.MUST else 1 if breaks_clients(result) else 2


def recorded(report: Report) -> tuple[RequirementResult, ...]:
    """Return what is merely worth knowing: a MAY that was not met and breaks nobody."""
    return tuple(result for result in report.requirements if live(result) and not _is_violation(result))


def waived(report: Report) -> tuple[RequirementResult, ...]:
    """Return the results of which some finding was waived."""
    return tuple(result for result in report.requirements if any(judged.waived for judged in result.findings))


def findings_by_exchange(report: Report) -> dict[str, list[tuple[RequirementResult, JudgedFinding]]]:
    """Return the findings that each exchange shows, by the text of its key."""
    found: dict[str, list[tuple[RequirementResult, JudgedFinding]]] = {}
    for result in report.requirements:
        for judged in result.findings:
            for key in judged.finding.exchanges:
                found.setdefault(str(key), []).append((result, judged))
    return found


def families(report: Report) -> dict[str, Counter[Outcome]]:
    """Count requirements by outcome for each family, in catalogue order."""
    counts: dict[str, Counter[Outcome]] = {}
    for result in report.requirements:
        counts.setdefault(result.requirement.family, Counter())[result.outcome] += 1
    return counts


def by_reason(not_judged: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Group ids by the reason they share, the largest group first."""
    groups: dict[str, list[str]] = {}
    for name, reason in not_judged.items():
        groups.setdefault(reason, []).append(name)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def changes(report: Report) -> dict[str, list[str]]:
    """Group the requirements whose level the profile changes by the change, without the reasons."""
    groups: dict[str, list[str]] = {}
    for name, words in sorted(report.overrides.items()):
        groups.setdefault(words.partition(":")[0], []).append(name)
    return dict(sorted(groups.items()))


def conversations(result: RequirementResult) -> int:
    """Count the conversations that could have shown a violation."""
    return sum(count for outcome, count in result.counts.items() if outcome is not Outcome.NOT_APPLICABLE)


def shown_by(judged: JudgedFinding, result: RequirementResult) -> str:
    """Say how many of the conversations showed the finding."""
    return f"shown by {judged.shown_in} of {counted(max(conversations(result), judged.shown_in), 'conversation')}"


def reproduction_of(report: Report, findings: Iterable[JudgedFinding]) -> Reproduction | None:
    """Return how to send the first exchange again that shows one of the findings, if that is known."""
    keys = (str(key) for judged in findings for key in judged.finding.exchanges)
    return next((report.reproductions[key] for key in keys if key in report.reproductions), None)


def cost(report: Report) -> str:
    """Say in one line what the run cost."""
    facts = report.schedule
    requests = f"{counted(facts.requests, 'request')} in {report.seconds:,.1f} s"
    tokens = "" if facts.tokens is None else f", {counted(facts.tokens, 'token')}"
    conversations_ = f"{counted(facts.shared, 'shared conversation')}, {facts.serial:,} alone"
    return f"{requests}{tokens} ({conversations_}, the longest took {facts.longest_conversation:,.1f} s)"


def gate_line(report: Report) -> str:
    """Say in one line whether the gate was reached, why, what that is not, and what the exit code means."""
    return f"{_gate(report)} (exit code {report.exit_code}: {EXIT_CODES[ExitCode(report.exit_code)]})"


def _gate(report: Report) -> str:
    reason = report.reasons.get("gate", "")
    line = f"gate {report.gate}: {REACHED[report.gate_reached]}{f', {reason}' if reason else ''}"
    if report.gate != NO_GATE and report.gate_reached and not report.tiers.get(Tier(report.gate)):
        line += "; this is no certificate, see the tiers"
    return line

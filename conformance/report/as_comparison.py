"""Two runs beside each other, as text, Markdown, JSON and a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict

from conformance.report.as_json import plain
from conformance.report.compare import Change, Comparison
from conformance.report.escaping import brief, markdown
from conformance.report.judgement import Judgement
from conformance.report.page.frame import page
from conformance.report.wording import ANSWERS, counted, listed

_NAMED = 4
_TEXT = 300


def sections(comparison: Comparison) -> tuple[tuple[str, str, tuple[Change, ...]], ...]:
    """Return (name, heading, changes) in the order in which people want to know them."""
    return (
        ("worse", "Became worse", comparison.worse),
        ("better", "Became better", comparison.better),
        ("stale", "Violated before, and not judged now", comparison.stale),
        ("by-suite", "Judged otherwise by another suite, on the same answers", comparison.by_suite),
        ("same", "Violated as before", comparison.same),
    )


def summary(comparison: Comparison) -> str:
    """Say in one line what changed."""
    numbers = (
        f"{len(comparison.worse)} became worse, {len(comparison.better)} better, {len(comparison.same)} stayed violated"
    )
    stale = f", {len(comparison.stale)} not judged now" if comparison.stale else ""
    return f"{numbers}{stale}"


def caution(comparison: Comparison) -> str:
    """Say what keeps the two runs from being compared strictly; "" where nothing does."""
    before, after = comparison.before, comparison.after
    if comparison.same_suite:
        return ""
    suites = f"{_suite(before)} judged the one run, {_suite(after)} the other"
    if comparison.by_suite or before.suite == after.suite:
        return f"{suites}."
    return f"{suites}, and the evidence of the earlier one was not judged again: the suite may have changed, too."


def _suite(run: Judgement) -> str:
    return f"eyechart {run.suite}, edition {run.edition}, profile {run.profile}"


def where(change: Change) -> str:
    """Name the conversations of a change."""
    return f"in {listed(change.conversations, _NAMED)}" if change.conversations else ""


def tiers(comparison: Comparison) -> Iterator[tuple[str, str, str]]:
    """Yield (tier, before, after), in words."""
    for tier, answer in comparison.before.tiers.items():
        yield tier, ANSWERS[answer], ANSWERS[comparison.after.tiers.get(tier)]


def as_text(comparison: Comparison) -> str:
    """Return the comparison for a terminal."""
    lines = [f"{_run(comparison.before)} -> {_run(comparison.after)}", summary(comparison)]
    lines += [caution(comparison)] if caution(comparison) else []
    lines += [f"{tier}: {before} -> {after}" for tier, before, after in tiers(comparison) if before != after]
    for _, heading, changes in sections(comparison):
        if changes:
            lines += ["", f"{heading} ({len(changes)})", *(f"  {_line(change, str)}" for change in changes)]
    return "\n".join(brief(line, _TEXT * 2) if line and not line.startswith("  ") else line for line in lines) + "\n"


def _run(run: Judgement) -> str:
    return f"{run.target}, {run.model}, {run.start}"


def _line(change: Change, code: Callable[[str], str]) -> str:
    kinds = f" ({', '.join(change.kinds)})" if change.kinds else ""
    new = ", a requirement that the earlier run did not know" if change.is_new else ""
    told = brief(f"{change.title}{kinds}, {where(change)}{new}", _TEXT)
    return f"{change.level:<6} {code(change.requirement)}: {told}"


def as_markdown_text(comparison: Comparison) -> str:
    """Return the comparison as Markdown, for a comment on a pull request."""
    lines = [f"# Eyechart: {markdown(summary(comparison))}", ""]
    lines += [markdown(f"{_run(comparison.before)} -> {_run(comparison.after)}"), ""]
    lines += [markdown(caution(comparison)), ""] if caution(comparison) else []
    for _, heading, changes in sections(comparison):
        if changes:
            lines += [f"## {heading} ({len(changes)})", "", *_items(changes), ""]
    return "\n".join(lines)


def _items(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        kinds = f" ({', '.join(change.kinds)})" if change.kinds else ""
        told = markdown(f"{change.title}{kinds}, {where(change)}")
        yield f"- {change.level} **{change.requirement}** {told}"


def as_json_text(comparison: Comparison) -> str:
    """Return the comparison as JSON: the two runs without their requirements, and the changes by section."""
    value = {
        "before": _head(comparison.before),
        "after": _head(comparison.after),
        "caution": caution(comparison),
        **{name.replace("-", "_"): [asdict(change) for change in changes] for name, _, changes in sections(comparison)},
    }
    return json.dumps(plain(value), indent=2) + "\n"


def _head(run: Judgement) -> Mapping[str, object]:
    return {name: value for name, value in vars(run).items() if name != "requirements"}


def as_html(comparison: Comparison) -> str:
    """Return the comparison as a page."""
    return page(
        "comparison.html",
        comparison=comparison,
        summary=summary(comparison),
        caution=caution(comparison),
        tiers=list(tiers(comparison)),
        sections=sections(comparison),
        where=where,
        counted=counted,
    )

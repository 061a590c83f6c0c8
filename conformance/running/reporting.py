"""From what was judged to the report and its files."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.checks.refusal import honest_refusal
from conformance.conversations.conversation import Played
from conformance.model.finding import Outcome, worst_of
from conformance.model.report import ItemResult, Report, Reproduction, ScheduleFacts, SearchFacts
from conformance.model.request import ExchangeKey, Expectation
from conformance.properties.example import property_of
from conformance.report import as_badge, as_har, as_html, as_json, as_junit, as_markdown, as_sarif
from conformance.report.assemble import RunFacts, assemble
from conformance.report.curl import KEY_VARIABLE, reproduction
from conformance.report.standing import Course
from conformance.running.setup import EDITION, Setup, edition
from conformance.wire.body_schema import SchemaName, extra_members
from conformance.wire.exchange import SUCCESS, Exchange

_HIDDEN: Mapping[str, Callable[[Any], object]] = {
    "header": lambda fields: [name for name, _ in fields],
    "command": lambda command: command.split()[0],
    "sign-key": lambda _: "given",
}
"""Options that may hold secrets: what is shown of them."""
_PLAIN = "text"
_SEVERAL = 20
_MOST = 0.75


def make_report(
    setup: Setup,
    results: Iterable[ItemResult],
    played: Mapping[str, Played],
    *,
    selected: frozenset[str],
    left_out: Mapping[str, str],
    left_open: Mapping[str, str],
    schedule: ScheduleFacts | None,
    model: str,
    searches: tuple[SearchFacts, ...],
    started_at: float,
    course: Course,
) -> Report:
    """Assemble the report of a run; see `Report` for what the arguments become."""
    items = (*plainest_first(results, played), *_left_out(left_out))
    facts = RunFacts(
        suite_version=__version__,
        edition=EDITION,
        profile=setup.profile.name,
        target=setup.name.text,
        model=model,
        started_at=started_at,
        seconds=time.time() - started_at,
        overrides=setup.profile.overrides_in_words,
        options=shown_options(setup),
        unsupported=_unsupported(played.values()),
        extra_members=_extra_members(played.values()),
        schedule=schedule or ScheduleFacts(),
        reproductions=_reproductions(setup, items, played),
        seed=setup.seed if searches else None,
        searches=searches,
        outcomes=_outcomes(items, frozenset(search.name for search in searches)),
    )
    weighing = setup.weighing()
    return assemble(
        items,
        catalogue=weighing.catalogue,
        levels=weighing.levels,
        edition=edition(),
        selected=selected,
        gate=setup.gate,
        run=facts,
        course=course,
        left_open=left_open,
    )


def plainest_first(results: Iterable[ItemResult], played: Mapping[str, Played]) -> list[ItemResult]:
    """Order results by the bytes that their conversations sent: of equal findings, the first is shown by `curl`."""
    sizes = {name: sum(len(exchange.request.body) for exchange in one.exchanges) for name, one in played.items()}
    return sorted(results, key=lambda result: sizes.get(result.conversation, 0))


def _outcomes(items: Iterable[ItemResult], searched: frozenset[str]) -> dict[str, dict[str, Outcome]]:
    """Return requirement -> conversation -> outcome; the examples of a property count as one, by the worst of them."""
    found: dict[str, dict[str, list[ItemResult]]] = {}
    for item in items:
        if item.conversation:
            drawn_by = property_of(item.conversation)
            name = drawn_by if drawn_by in searched else item.conversation
            found.setdefault(item.requirement, {}).setdefault(name, []).append(item)
    return {
        requirement: {name: worst(some) for name, some in by_name.items()} for requirement, by_name in found.items()
    }


def worst(results: Iterable[ItemResult]) -> Outcome:
    """Return the worst outcome of an item; a search in which nothing could be judged comes to nothing."""
    return worst_of((result.outcome for result in results), Outcome.INCONCLUSIVE)


def general_trouble(played: Mapping[str, Played]) -> tuple[str, ...]:
    """Return sentences about a target that answers everything alike, since that explains many findings at once."""
    plain = next(iter(played[_PLAIN].exchanges), None) if _PLAIN in played else None
    if plain is not None and plain.status != SUCCESS:
        answer = "does not answer" if plain.status is None else f"answers {plain.status} to"
        return (f"The target {answer} a plain text request: hardly anything else can be judged.",)
    mistakes = [exchange for one in played.values() for exchange in one.exchanges if _must_be_refused(exchange)]
    served = sum(exchange.status == SUCCESS for exchange in mistakes)
    if len(mistakes) < _SEVERAL or served < _MOST * len(mistakes):
        return ()
    if served == len(mistakes):
        return (f"The target answers 200 to all {served} requests that it must refuse: does it read them?",)
    of_all = f"{served} of the {len(mistakes)} requests that it must refuse"
    return (f"The target answers 200 to {of_all}: it looks at little of what it is sent.",)


def _must_be_refused(exchange: Exchange) -> bool:
    return exchange.request.expectation is Expectation.REJECTED


def _left_out(reasons: Mapping[str, str]) -> Iterator[ItemResult]:
    for requirement, reason in reasons.items():
        yield ItemResult(requirement, "", Outcome.NOT_APPLICABLE, reason=reason)


def shown_options(setup: Setup) -> dict[str, object]:
    """Return the options that were given, as evidence and reports may show them: of headers the names only."""
    shown: dict[str, object] = {}
    for name in sorted(setup.options.given - {"url"}):
        value = setup.options[name]
        shown[name] = _HIDDEN[name](value) if name in _HIDDEN else value
    return shown


def _unsupported(conversations: Iterable[Played]) -> dict[str, str]:
    found: dict[str, str] = {}
    for played in conversations:
        capability = played.conversation.capability
        first = next(iter(played.exchanges), None)
        if first is not None and capability not in found and first.request.expectation is Expectation.ACCEPTED:
            words = honest_refusal(first, capability)
            if words:
                found[capability] = words
    return found


def _extra_members(conversations: Iterable[Played]) -> Counter[str]:
    found: Counter[str] = Counter()
    for played in conversations:
        for exchange in played.exchanges:
            if exchange.completion is None or not exchange.asked.is_chat:
                continue
            if exchange.is_event_stream:
                found.update(exchange.stream.extra_members)
            else:
                found.update(extra_members(SchemaName.COMPLETION, exchange.value))
    return found


def _reproductions(setup: Setup, items: Iterable[ItemResult], played: Mapping[str, Played]) -> dict[str, Reproduction]:
    requests = {exchange.key: exchange.request for one in played.values() for exchange in one.exchanges}
    found: dict[str, Reproduction] = {}
    for key in _shown_by(items):
        if key in requests and str(key) not in found:
            variable = (setup.options["api-key-env"] or KEY_VARIABLE) if setup.key else None
            names = [name for name, _ in setup.options["header"]]
            found[str(key)] = reproduction(
                key,
                requests[key],
                setup.again,
                query=setup.name.query,
                key_variable=variable,
                header_names=names,
            )
    return found


def _shown_by(items: Iterable[ItemResult]) -> Iterator[ExchangeKey]:
    for item in items:
        for judged in item.findings:
            yield from judged.finding.exchanges


def write_report(report: Report, directory: Path, exchanges: Mapping[str, Exchange], setup: Setup) -> tuple[str, ...]:
    """Write every rendering, and the bodies that the `curl` lines send; return the paths of the renderings."""
    for name, made in report.reproductions.items():
        path = directory / made.body_file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(exchanges[name].request.body)
    files = {
        "report.html": as_html.render(report, exchanges),
        "report.md": as_markdown.render(report),
        "report.json": as_json.render(report),
        "junit.xml": as_junit.render(report),
        "report.sarif": as_sarif.render(report),
        "badge.svg": as_badge.render(report),
        "exchanges.har": as_har.render(report, exchanges, setup.again, key_given=setup.selection.key_given),
    }
    for name, text in files.items():
        (directory / name).write_text(text, "utf-8")
    return tuple(str(directory / name) for name in files)

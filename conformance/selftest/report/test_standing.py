"""Truth tables of tiers, gate, verdict and exit code."""

from __future__ import annotations

import pytest

from conformance.model.finding import Finding, Outcome
from conformance.model.report import ItemResult, JudgedFinding, Tier, Verdict
from conformance.model.requirement import Break, Clause, Client, Level, Requirement
from conformance.report import standing
from conformance.report.standing import Course, ExitCode

BREAK = Break(Client.NODE, "raises", "source")
BROKEN: dict[str, tuple[Break, ...]] = {"odd": (BREAK,)}


def row(name: str, level: Level, *, breaks: bool = False, inconclusive_blocks: bool = True) -> Requirement:
    return Requirement(
        id=name,
        level=level,
        title=name,
        text=name,
        clause=Clause("source", "https://example.org"),
        breaks=BROKEN if breaks else {},
        inconclusive_blocks=inconclusive_blocks,
    )


MUST, SHOULD, MAY = row("A-001", Level.MUST), row("A-002", Level.SHOULD), row("A-003", Level.MAY)
MUST_BREAKS, MAY_BREAKS = row("B-001", Level.MUST, breaks=True), row("B-002", Level.MAY, breaks=True)
EFFECT = row("C-001", Level.MUST, inconclusive_blocks=False)
CATALOGUE = {each.id: each for each in (MUST, SHOULD, MAY, MUST_BREAKS, MAY_BREAKS, EFFECT)}
VIOLATED = {Level.MUST: Outcome.FAILED, Level.SHOULD: Outcome.WARNED, Level.MAY: Outcome.INFO}


def item(requirement: Requirement, outcome: Outcome | None = None, reason: str = "") -> ItemResult:
    """Make an item with that outcome, or a violation when none is given."""
    violated = outcome in {None, Outcome.WAIVED}
    finding = JudgedFinding(Finding("odd", "was odd"), requirement.breaks.get("odd", ()), requirement.level)
    found = outcome or VIOLATED[requirement.level]
    return ItemResult(requirement.id, "c", found, (finding,) if violated else (), reason)


def tiers(*items: ItemResult, edition: frozenset[str] | None = None) -> list[bool | None]:
    ids = frozenset(each.requirement for each in items) if edition is None else edition
    found = standing.tiers(items, CATALOGUE, ids)
    return [found[tier] for tier in Tier]


PASSED = item(MUST, Outcome.PASSED)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([PASSED], [True, True, True]),
        ([item(MUST)], [True, False, False]),
        ([item(SHOULD)], [True, True, False]),
        ([item(MAY)], [True, True, True]),
        ([item(MUST_BREAKS)], [False, False, False]),
        ([item(MAY_BREAKS)], [False, True, False]),
        ([item(MUST, Outcome.WAIVED)], [True, False, False]),
        ([PASSED, item(SHOULD, Outcome.UNSUPPORTED)], [True, True, True]),
        ([PASSED, item(SHOULD, Outcome.NOT_APPLICABLE, "no key")], [True, True, True]),
        ([PASSED, item(SHOULD, Outcome.NOT_APPLICABLE)], [True, True, None]),
        ([PASSED, item(SHOULD, Outcome.BLOCKED, "why")], [True, True, None]),
        ([PASSED, item(MAY_BREAKS, Outcome.BLOCKED, "why")], [None, True, None]),
        (
            [PASSED, item(SHOULD, Outcome.BLOCKED, "why"), item(SHOULD, Outcome.NOT_APPLICABLE, "why")],
            [True, True, True],
        ),
        ([PASSED, item(SHOULD, Outcome.BLOCKED), item(SHOULD, Outcome.PASSED)], [True, True, True]),
        ([PASSED, item(MUST, Outcome.INCONCLUSIVE, "why")], [True, None, None]),
        ([PASSED, item(MUST_BREAKS, Outcome.INCONCLUSIVE, "why")], [None, None, None]),
        ([PASSED, item(MUST, Outcome.ERRORED, "why")], [None, None, None]),
        ([PASSED, item(EFFECT, Outcome.INCONCLUSIVE, "why")], [True, True, True]),
        ([item(MUST), item(SHOULD, Outcome.INCONCLUSIVE)], [True, False, False]),
        ([item(MAY_BREAKS), item(MUST, Outcome.BLOCKED)], [False, None, False]),
        ([], [None, None, None]),
        ([item(MUST, Outcome.UNSUPPORTED)], [None, None, None]),
        ([item(MUST, Outcome.NOT_APPLICABLE, "why")], [None, None, None]),
        ([item(EFFECT, Outcome.INCONCLUSIVE)], [None, None, None]),
    ],
)
def test_tiers(items: list[ItemResult], expected: list[bool | None]) -> None:
    assert tiers(*items) == expected


def test_an_id_of_the_edition_that_was_not_judged_keeps_from_yes() -> None:
    assert tiers(PASSED, edition=frozenset({"A-001", "A-002"})) == [None, None, None]


def test_an_id_that_the_catalogue_does_not_hold_keeps_from_yes() -> None:
    assert tiers(PASSED, edition=frozenset({"A-001", "Z-001"})) == [None, None, None]


def test_an_id_outside_the_edition_costs_no_tier() -> None:
    assert tiers(PASSED, item(MUST_BREAKS), edition=frozenset({"A-001"})) == [True, True, True]


def test_an_empty_edition_certifies_nothing() -> None:
    assert tiers(PASSED, edition=frozenset()) == [None, None, None]


@pytest.mark.parametrize(
    ("gate", "items", "expected"),
    [
        ("none", [], True),
        ("none", [item(MUST_BREAKS)], True),
        ("conformant", [PASSED], True),
        ("conformant", [item(MUST)], False),
        ("conformant", [item(SHOULD), item(MAY_BREAKS)], True),
        ("conformant", [item(MUST, Outcome.WAIVED)], True),
        ("conformant", [], None),
        ("conformant", [item(MUST, Outcome.NOT_APPLICABLE, "why")], None),
        ("conformant", [PASSED, item(MUST_BREAKS, Outcome.BLOCKED)], None),
        ("conformant", [PASSED, item(MUST_BREAKS, Outcome.INCONCLUSIVE)], None),
        ("conformant", [PASSED, item(MUST_BREAKS, Outcome.ERRORED)], None),
        ("conformant", [PASSED, item(EFFECT, Outcome.INCONCLUSIVE)], True),
        ("conformant", [item(MUST), item(MUST_BREAKS, Outcome.BLOCKED)], False),
        ("conformant", [PASSED, item(SHOULD, Outcome.INCONCLUSIVE)], True),
        ("interoperable", [item(MUST), item(SHOULD)], True),
        ("interoperable", [item(MAY_BREAKS)], False),
        ("interoperable", [PASSED, item(MAY_BREAKS, Outcome.BLOCKED)], None),
        ("interoperable", [PASSED, item(SHOULD, Outcome.BLOCKED)], True),
        ("exemplary", [item(SHOULD)], False),
        ("exemplary", [item(MAY)], True),
        ("exemplary", [item(MAY_BREAKS)], False),
        ("exemplary", [PASSED, item(SHOULD, Outcome.BLOCKED)], None),
        ("exemplary", [PASSED, item(MAY, Outcome.BLOCKED)], True),
    ],
)
def test_gate(gate: str, items: list[ItemResult], expected: bool | None) -> None:  # noqa: FBT001 - a parameter of the table
    selected = frozenset(each.requirement for each in items)
    assert standing.gate_reached(items, CATALOGUE, {}, selected, gate) is expected


def test_the_gate_looks_at_the_selected_only() -> None:
    items = [PASSED, item(MUST_BREAKS)]
    assert standing.gate_reached(items, CATALOGUE, {}, frozenset({"A-001"}), "conformant") is True


def test_a_selected_id_that_did_not_run_leaves_the_gate_open() -> None:
    assert standing.gate_reached([PASSED], CATALOGUE, {}, frozenset({"A-001", "B-001"}), "conformant") is None


def test_the_profile_decides_what_could_count() -> None:
    items = [PASSED, item(SHOULD, Outcome.BLOCKED)]
    selected = frozenset({"A-001", "A-002"})
    assert standing.gate_reached(items, CATALOGUE, {"A-002": Level.MUST}, selected, "conformant") is None


def test_an_unknown_gate_is_refused() -> None:
    with pytest.raises(ValueError, match="perfect"):
        standing.gate_reached([PASSED], CATALOGUE, {}, frozenset({"A-001"}), "perfect")


@pytest.mark.parametrize(
    ("conformant", "judged", "own_error", "course", "expected"),
    [
        (True, True, False, Course(), Verdict.CONFORMANT),
        (False, True, False, Course(), Verdict.NON_CONFORMANT),
        (None, True, False, Course(), Verdict.INCONCLUSIVE),
        (None, False, False, Course(), Verdict.ERROR),
        (True, True, True, Course(), Verdict.ERROR),
        (None, True, True, Course(), Verdict.ERROR),
        (False, True, True, Course(), Verdict.NON_CONFORMANT),
        (False, True, False, Course(unreached="refused"), Verdict.ERROR),
        (None, True, False, Course(usage_errors=("no such option",)), Verdict.ERROR),
        (None, True, False, Course(interrupted=True), Verdict.INCONCLUSIVE),
    ],
)
def test_verdict(conformant: bool | None, judged: bool, own_error: bool, course: Course, expected: Verdict) -> None:  # noqa: FBT001 - parameters of the table
    found = standing.verdict(conformant=conformant, judged=judged, own_error=own_error, course=course)
    assert found is expected


@pytest.mark.parametrize(
    ("gate", "judged", "own_error", "course", "expected"),
    [
        (True, True, False, Course(), ExitCode.GATE_REACHED),
        (False, True, False, Course(), ExitCode.GATE_MISSED),
        (None, True, False, Course(), ExitCode.CANNOT_TELL),
        (None, False, False, Course(), ExitCode.NOTHING_JUDGED),
        (True, False, False, Course(), ExitCode.NOTHING_JUDGED),
        (True, True, True, Course(), ExitCode.OWN_ERROR),
        (None, True, True, Course(), ExitCode.OWN_ERROR),
        (None, False, True, Course(), ExitCode.OWN_ERROR),
        (False, True, True, Course(), ExitCode.GATE_MISSED),
        (True, True, False, Course(stale_waivers=("expired",)), ExitCode.GATE_MISSED),
        (False, True, True, Course(interrupted=True), ExitCode.INTERRUPTED),
        (None, False, False, Course(unreached="refused"), ExitCode.TARGET_NOT_REACHED),
        (False, True, False, Course(unreached="refused"), ExitCode.TARGET_NOT_REACHED),
        (True, False, False, Course(usage_errors=("no such option",), interrupted=True), ExitCode.USAGE),
        (True, True, False, Course(notes=("the clock is late",)), ExitCode.GATE_REACHED),
    ],
)
def test_exit_code(gate: bool | None, judged: bool, own_error: bool, course: Course, expected: ExitCode) -> None:  # noqa: FBT001 - parameters of the table
    assert standing.exit_code(gate=gate, judged=judged, own_error=own_error, course=course) is expected


@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("requirement", list(CATALOGUE.values()), ids=lambda each: each.id)
def test_what_counts_could_count(tier: Tier, requirement: Requirement) -> None:
    counts = standing.counts_against(tier, item(requirement).findings[0])
    assert counts == standing.could_count(tier, requirement, requirement.level)

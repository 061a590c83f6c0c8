from __future__ import annotations

from collections import Counter
from dataclasses import replace

from conformance.model.finding import Outcome
from conformance.model.requirement import Level
from conformance.report.matrix import Passage, extremes, families, in_front, passages, total
from conformance.report.matrix_words import caution, cell_words, facts
from conformance.selftest.report.sheets import row, sheet

BAD = sheet(
    "bad",
    row("AA-001", Outcome.FAILED, breaks=("LangChain",)),
    row("AA-002", Outcome.WARNED, Level.SHOULD),
    row("AA-003", Outcome.FAILED, Level.SHOULD),
    row("AA-004", Outcome.PASSED),
    row("AA-005", Outcome.BLOCKED),
    row("AA-006", Outcome.UNSUPPORTED),
    row("BB-001", Outcome.INCONCLUSIVE),
)
GOOD = sheet("good", *(row(f"AA-00{number}", Outcome.PASSED) for number in range(1, 7)), row("BB-001", Outcome.PASSED))


def test_violations_are_counted_by_level_and_what_is_open_apart() -> None:
    cell = families((BAD,))[0].cells[0]
    assert (cell.worst, cell.of, cell.judged, cell.left_open, cell.breaking) == (Outcome.FAILED, 6, 4, 1, 1)
    assert cell.violated == Counter({Level.MUST: 1, Level.SHOULD: 2})
    assert cell_words(cell) == "failed: 1 MUST, 2 SHOULD of 6, 1 open"


def test_a_family_of_which_nothing_was_judged_says_so_and_one_without_rows_too() -> None:
    lines = families((BAD, sheet("empty")))
    assert [cell_words(cell) for cell in lines[1].cells] == ["inconclusive: none of 1 judged", "none in this report"]


def test_the_total_counts_every_family() -> None:
    line = total((BAD, GOOD))
    assert [cell_words(cell) for cell in line.cells] == ["failed: 1 MUST, 2 SHOULD of 7, 2 open", "passed: 0 of 7"]
    assert (line.best, line.worst) == ((1,), (0,))


def test_a_must_weighs_more_than_any_number_of_shoulds() -> None:
    one_must = sheet("one", row("AA-001", Outcome.FAILED), row("AA-002", Outcome.PASSED, Level.SHOULD))
    shoulds = sheet(
        "two", row("AA-001", Outcome.PASSED), *(row(f"AA-00{n}", Outcome.WARNED, Level.SHOULD) for n in (2, 3))
    )
    assert [(line.best, line.worst) for line in families((one_must, shoulds))] == [((1,), (0,))]


def test_who_left_most_open_is_no_example_and_equals_are_alike() -> None:
    silent = sheet("silent", row("AA-001", Outcome.PASSED), *(row(f"AA-00{n}", Outcome.BLOCKED) for n in (2, 3)))
    line = families((BAD, silent))[0]
    assert (line.best, line.worst) == ((), ())
    assert extremes([]) == ((), ())


def test_violations_are_listed_by_requirement_with_who_shows_them() -> None:
    other = sheet("other", row("AA-002", Outcome.FAILED), row("AA-009", Outcome.WAIVED, Level.MAY))
    violations = families((BAD, other))[0].violations
    assert [(one.id, [position for position, _ in one.rows]) for one in violations] == [
        ("AA-001", [0]),
        ("AA-002", [0, 1]),
        ("AA-003", [0]),
        ("AA-009", [1]),
    ]


def test_a_gateway_adds_passes_on_and_hides() -> None:
    outcomes = {
        "AA-001": (Outcome.FAILED, Outcome.PASSED),
        "AA-002": (Outcome.WARNED, Outcome.FAILED),
        "AA-003": (Outcome.PASSED, Outcome.FAILED),
        "AA-004": (Outcome.FAILED, Outcome.BLOCKED),
        "AA-005": (Outcome.UNSUPPORTED, Outcome.FAILED),
        "AA-006": (Outcome.PASSED, Outcome.PASSED),
        "AA-007": (Outcome.BLOCKED, Outcome.PASSED),
    }
    gateway = sheet("gateway", *(row(name, ours) for name, (ours, _) in outcomes.items()), behind="engine")
    engine = sheet("engine", *(row(name, theirs) for name, (_, theirs) in outcomes.items()))
    found = passages(gateway, engine)
    assert {passage: [one.id for one in rows] for passage, rows in found.items()} == {
        Passage.ADDED: ["AA-001"],
        Passage.PASSED_ON: ["AA-002"],
        Passage.HIDDEN: ["AA-003"],
        Passage.UNCLEAR: ["AA-004", "AA-005"],
    }
    assert found[Passage.PASSED_ON] == (gateway.rows["AA-002"],)
    assert found[Passage.HIDDEN] == (engine.rows["AA-003"],)


def test_a_requirement_that_one_report_does_not_name_is_unclear() -> None:
    gateway = sheet("gateway", row("AA-001", Outcome.FAILED), behind="engine")
    engine = sheet("engine", row("AA-002", Outcome.FAILED))
    assert [one.id for one in passages(gateway, engine)[Passage.UNCLEAR]] == ["AA-001", "AA-002"]


def test_gateways_are_set_against_what_is_behind_them_where_that_was_judged() -> None:
    engine, gateway = sheet("engine"), sheet("gateway", behind="engine")
    assert in_front((engine, gateway, sheet("other", behind="elsewhere"))) == ((gateway, engine),)


def test_what_only_one_side_was_asked_is_told() -> None:
    asked = replace(sheet("a"), examples=1200)
    assert caution(asked, sheet("b")).startswith("Generated requests: 1,200 for a and 0 for b.")
    assert caution(asked, asked) == ""


def test_another_edition_is_named_as_such() -> None:
    lines = dict(facts((sheet("new"), sheet("old", edition="2026.10")), "2026.11"))
    assert lines["Edition"] == ("2026.11", "2026.10 (another edition than 2026.11)")
    assert lines["Exemplary"] == ("cannot tell", "cannot tell")
    assert lines["Requests in all"][0] == "1,234 in 5 s"

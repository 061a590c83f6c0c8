"""How the proof is read; the proof itself, over every endpoint, is `python -m conformance.selftest.proof.matrix`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.endpoints.catalogue import find
from conformance.model.finding import Finding, Place
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, judge_in_memory, violated
from conformance.selftest.proof.matrix import all_names, judge_row
from conformance.selftest.proof.proven import (
    LAPS_AN_ENDPOINT,
    NOT_EMITTED,
    Row,
    catalogued_kinds,
    malformed,
    problems_of,
    row_problems,
    unproven,
)

TESTABLE = frozenset(name for name, row in load_catalogue().items() if not row.untestable)
PERFECT = Row("fault/everything", TESTABLE, TESTABLE, frozenset(catalogued_kinds() - NOT_EMITTED.keys()))
SAMPLE = ("reference", "fault/temperature-ignored", "fault/done-missing", "fault/pictures-dropped", "benign/crlf")


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    return {name: judge_row(name) for name in SAMPLE}


def test_a_sample_trips_what_it_declares_and_no_more(rows: dict[str, Row]) -> None:
    assert list(row_problems(list(rows.values()))) == []
    assert rows["fault/done-missing"].tripped == rows["fault/done-missing"].declared != frozenset()
    assert rows["reference"].tripped == frozenset()


def test_laps_are_run_beside_each_endpoint(rows: dict[str, Row]) -> None:
    assert all(row.lap > 0 and row.seconds > 0 for row in rows.values())


def test_every_endpoint_is_in_the_matrix() -> None:
    assert set(SAMPLE) < set(all_names())
    assert len(all_names()) == len(set(all_names())) > 1000


def test_a_perfect_matrix_has_no_problems() -> None:
    assert list(problems_of([PERFECT])) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tripped": TESTABLE - {"SSE-015"}}, "does not trip SSE-015"),
        ({"declared": TESTABLE - {"SSE-015"}}, "trips SSE-015, and does not declare it"),
        ({"declared": TESTABLE - {"SSE-015"}}, "no fault trips SSE-015"),
        ({"kinds": frozenset(PERFECT.kinds - {"TEMP-003 accepted"})}, "no fault shows the kinds TEMP-003 accepted"),
        ({"kinds": PERFECT.kinds | {"TEMP-003 odd"}}, "the catalogue does not have the kinds TEMP-003 odd"),
        ({"kinds": PERFECT.kinds | {"RESP-015 malformed"}}, "a fault shows after all RESP-015 malformed"),
        ({"errors": ("SSE-015:text: KeyError",)}, "fault/everything: SSE-015:text: KeyError"),
        ({"seconds": LAPS_AN_ENDPOINT * 2, "lap": 1.0}, "as much processor time as 150 laps, and 75 are allowed"),
    ],
)
def test_what_keeps_it_from_being_a_proof_is_said(change: dict[str, object], said: str) -> None:
    problems = list(problems_of([replace(PERFECT, **change)]))  # type: ignore[arg-type] # fields of the row
    assert any(said in problem for problem in problems), problems


def test_a_fault_that_only_drawn_requests_show_trips_nothing_and_proves_nothing() -> None:
    unseen = Row("fault/unseen", frozenset({"TEMP-004"}), frozenset(), only_drawn=True)
    seen = replace(unseen, tripped=frozenset({"TEMP-004"}))
    assert list(row_problems([unseen])) == []
    assert list(row_problems([seen])) == [
        "fault/unseen trips TEMP-004 in the fixed list, so that it need not be searched for"
    ]
    assert "TEMP-004" in unproven([seen])
    assert judge_row("fault/temperature-just-above-two-accepted").only_drawn


def test_what_cannot_be_judged_needs_no_proof() -> None:
    assert unproven([PERFECT]) == []
    assert set(unproven([])) == TESTABLE


def test_the_kinds_that_are_not_shown_are_catalogued() -> None:
    assert NOT_EMITTED.keys() <= catalogued_kinds()
    assert all(NOT_EMITTED.values())


@pytest.mark.parametrize("name", ["fault/temperature-ignored", "fault/done-missing", "fault/pictures-dropped"])
def test_what_is_known_need_not_be_judged_again(name: str, rows: dict[str, Row]) -> None:
    assert rows[name].tripped == violated(judge_in_memory(find(name, api_key=KEY)))


@pytest.mark.parametrize(
    ("finding", "wrong"),
    [
        (Finding("kind", "It was odd.", "this", "that", Place(0, 3, "/choices/0/a~1b")), ""),
        (Finding("kind", "It was odd."), ""),
        (Finding("", "It was odd."), "a finding of the kind ''"),
        (Finding("kind", " "), "says ' '"),
        (Finding("kind", "It was odd.", None), "not all texts"),  # type: ignore[arg-type] # on purpose
        (Finding("kind", "It was odd.", place=Place(byte=-1)), "no place"),
        (Finding("kind", "It was odd.", place=Place(event=True)), "no place"),
        (Finding("kind", "It was odd.", place=Place(pointer="choices")), "no place"),
    ],
)
def test_a_finding_that_cannot_be_shown_is_an_error(finding: Finding, wrong: str) -> None:
    assert wrong in malformed(finding)
    assert bool(wrong) == bool(malformed(finding))

from __future__ import annotations

import pytest

from conformance.model.requirement import Client
from conformance.requirements.clients import COPED, Cell, Clients, Outcome, Verdict
from conformance.selftest.clients.attribution import (
    SURFACES,
    Observation,
    attributed,
    blames,
    is_break,
    observations,
    worst,
)
from conformance.selftest.clients.surfaces import DRIVERS

CREATE = "openai-python create"
RAISED = Verdict(Outcome.RAISED, "TypeError")
LOST = Verdict(Outcome.LOST, "text")
ONE, OTHER = "RESP-004 missing", "RESP-001 wrong-type"


def seen(fault: str, causes: set[str], verdict: Verdict = RAISED) -> Observation:
    return Observation(fault, frozenset(causes), verdict)


def clients(**verdicts: dict[Cell, Verdict]) -> Clients:
    """Every named fault reaches the cells that it has a verdict for."""
    rows = {f"fault/{name}": row for name, row in verdicts.items()}
    return Clients(
        versions={"openai-python": "1.0.0"},
        surfaces={surface: "create" not in surface for surface in DRIVERS},
        tasks=("text", "tools"),
        reached={name: frozenset(row) for name, row in rows.items()},
        verdicts=rows,
        unreached=frozenset(),
    )


def guilty(*some: Observation) -> set[str]:
    return {kind for kind, blame in blames(CREATE, some).items() if blame.holds}


@pytest.mark.parametrize(
    ("task", "verdict", "expected"),
    [
        ("text", COPED, False),
        ("text", RAISED, True),
        ("text", LOST, True),
        ("text", Verdict(Outcome.LOST, "text", as_sent=True), False),
        ("tools", Verdict(Outcome.REFUSED, "BadRequestError"), True),
        ("usage", Verdict(Outcome.REFUSED, "BadRequestError"), False),
        ("text", Verdict(Outcome.MISREAD_FINISH, "none"), True),
        ("text", Verdict(Outcome.MISREAD_FINISH, "other"), False),
    ],
)
def test_what_is_handed_on_is_no_break(task: str, verdict: Verdict, *, expected: bool) -> None:
    assert is_break(Cell(CREATE, task), verdict) is expected


def test_what_is_silent_is_worse() -> None:
    assert worst([COPED, RAISED, LOST]) == LOST
    assert worst([COPED, RAISED]) == RAISED


def test_a_kind_breaks_where_most_faults_that_show_it_alone_do() -> None:
    assert guilty(seen("a", {ONE}), seen("b", {ONE}), seen("c", {ONE}, COPED)) == {ONE}
    assert guilty(seen("a", {ONE}), seen("b", {ONE}, COPED)) == set()


def test_a_kind_that_breaks_alone_explains_the_others_beside_it() -> None:
    assert guilty(seen("a", {ONE}), seen("b", {ONE, OTHER})) == {ONE}


def test_a_fault_with_two_causes_does_not_speak_against_the_one_that_is_harmless_alone() -> None:
    assert guilty(seen("a", {ONE}, COPED), seen("b", {ONE, OTHER})) == {OTHER}


def test_kinds_that_are_never_seen_apart_are_blamed_together() -> None:
    assert guilty(seen("a", {ONE, OTHER})) == {ONE, OTHER}
    assert guilty(seen("a", {ONE, OTHER}), seen("b", {ONE, OTHER}, COPED)) == set()


def test_a_fault_speaks_where_it_reaches_a_surface() -> None:
    measured = clients(a={Cell(CREATE, "text"): COPED, Cell(CREATE, "tools"): RAISED}, b={})
    causes = {"fault/a": frozenset({ONE}), "fault/b": frozenset({ONE}), "fault/c": frozenset({ONE})}
    assert observations(measured, causes, CREATE) == [seen("fault/a", {ONE})]
    assert observations(measured, causes, "openai-node create") == []


def test_breaks_are_gathered_by_client() -> None:
    measured = clients(a={Cell(CREATE, "text"): RAISED, Cell("openai-node create", "text"): COPED})
    found = attributed(measured, {"fault/a": frozenset({ONE})})
    assert {kind: set(broken) for kind, broken in found.items()} == {ONE: {Client.PYTHON_CREATE}}
    assert [blame.surface for blame in found[ONE][Client.PYTHON_CREATE]] == [CREATE]


def test_every_surface_stands_for_one_client() -> None:
    assert sorted(surface for surfaces in SURFACES.values() for surface in surfaces) == sorted(DRIVERS)
    assert SURFACES.keys() == set(Client)

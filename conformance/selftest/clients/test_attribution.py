from __future__ import annotations

from dataclasses import replace

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
from conformance.selftest.clients.surfaces import DRIVERS, surfaces_of

CREATE, STREAMED = "openai-python create", "openai-python streamed"
RAISED = Verdict(Outcome.RAISED, "TypeError")
LOST = Verdict(Outcome.LOST, "text")
DOUBLED_AS_SENT = Verdict(Outcome.DOUBLED, "text", as_sent=True)
ONE, OTHER = "RESP-004 missing", "RESP-001 wrong-type"


def seen(fault: str, causes: set[str], verdict: Verdict = RAISED) -> Observation:
    return Observation(fault, frozenset(causes), verdict)


def clients(**verdicts: dict[Cell, Verdict]) -> Clients:
    """Every named fault reaches the cells that it has a verdict for."""
    rows = {f"fault/{name}": row for name, row in verdicts.items()}
    return Clients(
        versions={"openai-python": "1.0.0"},
        surfaces=surfaces_of(frozenset(DRIVERS.values())),
        tasks=("text", "tools", "usage"),
        reached={name: frozenset(row) for name, row in rows.items()},
        verdicts=rows,
        unreached=frozenset(),
    )


def guilty(*some: Observation) -> set[str]:
    return {kind for kind, blame in blames(CREATE, some).items() if blame.holds}


@pytest.mark.parametrize(
    ("cell", "verdict", "expected"),
    [
        (Cell(CREATE, "text"), COPED, False),
        (Cell(CREATE, "text"), RAISED, True),
        (Cell(CREATE, "text"), LOST, True),
        (Cell(CREATE, "text"), replace(LOST, as_sent=True), False),
        (Cell(STREAMED, "text"), replace(LOST, as_sent=True), False),
        (Cell(STREAMED, "text"), DOUBLED_AS_SENT, True),
        (Cell(CREATE, "text"), DOUBLED_AS_SENT, False),
        (Cell(STREAMED, "usage"), Verdict(Outcome.DOUBLED, "usage", as_sent=True), False),
        (Cell(CREATE, "tools"), Verdict(Outcome.REFUSED, "BadRequestError"), True),
        (Cell(CREATE, "tools"), Verdict(Outcome.LOST, "call ids"), False),
        (Cell(CREATE, "text"), Verdict(Outcome.MISREAD_FINISH, "none"), True),
        (Cell(CREATE, "text"), Verdict(Outcome.MISREAD_FINISH, "other"), False),
        (Cell(CREATE, "text"), Verdict(Outcome.MISREAD_FINISH, "not a text: 7"), False),
    ],
)
def test_what_is_handed_on_is_no_break(cell: Cell, verdict: Verdict, *, expected: bool) -> None:
    assert is_break(clients(a={cell: verdict}), "fault/a", cell) is expected


def test_what_one_client_raises_on_is_lost_to_another_that_does_not() -> None:
    lost, other = Cell(STREAMED, "text"), Cell("langchain stream", "text")
    measured = clients(a={lost: replace(LOST, as_sent=True), other: RAISED})
    assert is_break(measured, "fault/a", lost)


def test_what_is_doubled_in_one_piece_too_is_what_the_model_said() -> None:
    cell = Cell(STREAMED, "usage")
    measured = clients(a={cell: DOUBLED_AS_SENT, Cell(CREATE, "text"): DOUBLED_AS_SENT})
    assert not is_break(measured, "fault/a", cell)


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


def test_who_is_refused_what_is_sent_on_demand_is_not_broken() -> None:
    measured = clients(a={Cell(CREATE, "tools"): Verdict(Outcome.REFUSED, "BadRequestError")})
    causes = {"fault/a": frozenset({ONE})}
    assert observations(measured, causes, CREATE)[0].broke
    assert not observations(measured, causes, CREATE, frozenset({"RESP-004"}))[0].broke


def test_half_is_enough_where_every_fault_breaks_another_client() -> None:
    raised, coped = Cell(CREATE, "text"), Cell("openai-node create", "text")
    apart = clients(a={raised: RAISED, coped: COPED}, b={raised: COPED, coped: RAISED})
    causes = {"fault/a": frozenset({ONE}), "fault/b": frozenset({ONE})}
    assert set(attributed(apart, causes)[ONE]) == {Client.PYTHON_CREATE, Client.NODE}
    together = clients(a={raised: RAISED, coped: RAISED}, b={raised: COPED, coped: COPED})
    assert attributed(together, causes) == {}


def test_a_kind_that_is_mostly_about_other_requests_breaks_nobody() -> None:
    measured = clients(a={Cell(CREATE, "text"): RAISED})
    alike = {f"fault/{name}": frozenset({ONE}) for name in "abc"}
    assert ONE not in attributed(measured, alike)
    assert ONE in attributed(measured, {name: kinds for name, kinds in alike.items() if name != "fault/c"})


def test_breaks_are_gathered_by_client() -> None:
    measured = clients(a={Cell(CREATE, "text"): RAISED, Cell("openai-node create", "text"): COPED})
    found = attributed(measured, {"fault/a": frozenset({ONE})})
    assert {kind: set(broken) for kind, broken in found.items()} == {ONE: {Client.PYTHON_CREATE}}
    assert [blame.surface for blame in found[ONE][Client.PYTHON_CREATE]] == [CREATE]


def test_every_surface_stands_for_one_client() -> None:
    assert sorted(surface for surfaces in SURFACES.values() for surface in surfaces) == sorted(DRIVERS)
    assert SURFACES.keys() == set(Client)

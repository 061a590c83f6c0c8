"""Every requirement is proven by a fault, every fault trips what it declares and no more, and all of it is quick."""

from __future__ import annotations

import pytest

from conformance.endpoints.catalogue import find
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, judge_in_memory, violated
from conformance.selftest.proof.matrix import Row, all_names, judge_all, judge_row, unproven

SECONDS_AN_ENDPOINT = 0.17
"""Processor time, since what the clock on the wall shows depends on who else is at work."""
UNEXAMINED = (
    "Only where the schema libraries cannot walk an answer; no answer that passes the JSON reader is like that."
)
NOT_EMITTED = {
    "RESP-015 malformed": UNEXAMINED,
    "STREAM-025 malformed": UNEXAMINED,
    "SSE-020 too-many-events": "Takes millions of events; the reader's own test lowers the limit.",
}
"""`ID kind` -> why no endpoint of ours shows it."""


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(judge_all(all_names()))


@pytest.fixture(scope="module")
def emitted(rows: list[Row]) -> set[str]:
    return {kind for row in rows if row.name.startswith("fault/") for kind in row.kinds}


def _catalogued() -> set[str]:
    return {f"{row.id} {kind}" for row in load_catalogue().values() for kind in row.kinds}


def test_every_requirement_is_proven(rows: list[Row]) -> None:
    assert unproven(rows) == []


def test_no_endpoint_trips_what_it_does_not_declare(rows: list[Row]) -> None:
    assert {row.name: sorted(row.false_alarms) for row in rows if row.false_alarms} == {}


def test_no_endpoint_is_missed(rows: list[Row]) -> None:
    assert {row.name: sorted(row.missed) for row in rows if row.missed} == {}


def test_no_judgement_fails_by_itself(rows: list[Row]) -> None:
    assert {row.name: row.errors for row in rows if row.errors} == {}


def test_every_kind_of_the_catalogue_is_shown_by_a_fault(emitted: set[str]) -> None:
    assert sorted(_catalogued() - emitted - NOT_EMITTED.keys()) == []


def test_every_kind_that_is_shown_is_in_the_catalogue(emitted: set[str]) -> None:
    assert sorted(emitted - _catalogued()) == []


def test_the_kinds_that_are_not_shown_are_catalogued_and_missing_indeed(emitted: set[str]) -> None:
    assert NOT_EMITTED.keys() <= _catalogued() - emitted
    assert all(NOT_EMITTED.values())


def test_the_whole_matrix_is_quick(rows: list[Row]) -> None:
    assert sum(row.seconds for row in rows) / len(rows) < SECONDS_AN_ENDPOINT


@pytest.mark.parametrize("name", ["fault/temperature-ignored", "fault/done-missing", "fault/pictures-dropped"])
def test_what_is_known_need_not_be_judged_again(name: str) -> None:
    assert judge_row(name).tripped == violated(judge_in_memory(find(name, api_key=KEY)))

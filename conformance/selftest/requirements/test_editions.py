from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.judging.plan import Selection, plan_items
from conformance.model.requirement import Level
from conformance.model.settings import Depth
from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.editions import edition_names, latest_edition, load_edition, read_edition
from conformance.requirements.errors import EditionError

STANDARD = Selection(key_given=True)


LATER = {
    "ERR-019",
    "ERR-021",
    "HTTP-039",
    "HTTP-040",
    "MAXTOK-013",
    "MSG-028",
    "MULTI-010",
    "PARAM-008",
    "RESP-022",
    "STREAM-038",
    "STREAM-039",
}
"""Added since: judged and reported, and not scored before the next edition."""


def test_the_edition_certifies_what_a_standard_run_judges_without_a_hazard() -> None:
    assert load_edition("2026.11") | LATER == {item.requirement for item in plan_items(STANDARD)}
    assert load_edition("2026.11").isdisjoint(LATER)


def test_a_must_that_does_not_certify_takes_a_hazard() -> None:
    harmless = replace(STANDARD, depth=Depth.EXHAUSTIVE)
    musts = {name for name, row in load_catalogue().items() if row.level is Level.MUST}
    left_out = musts - load_edition("2026.11") - LATER
    assert left_out
    assert left_out.isdisjoint(item.requirement for item in plan_items(harmless))


def test_the_newest_edition() -> None:
    assert latest_edition() == edition_names()[-1]
    assert "2026.11" in edition_names()


def test_an_unknown_edition_lists_those_that_exist() -> None:
    with pytest.raises(EditionError, match=r"'2019\.01'; there are 2026\.11"):
        load_edition("2019.01")


def test_ids_are_known_and_stand_once() -> None:
    assert read_edition(["SSE-001"], "x.txt") == {"SSE-001"}
    with pytest.raises(EditionError, match=r"x\.txt: the catalogue does not have SSE-999"):
        read_edition(["SSE-999"], "x.txt")
    with pytest.raises(EditionError, match=r"x\.txt: SSE-001 stand twice"):
        read_edition(["SSE-001", "SSE-001"], "x.txt")

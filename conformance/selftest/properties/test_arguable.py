from __future__ import annotations

from collections import defaultdict

from conformance.model.request import Expectation
from conformance.selftest.properties.drawing import MOST_STRATA, drawn, faults_of, status, strata

NAME = "arguable bodies"


def test_its_examples_are_in_order() -> None:
    assert list(faults_of(NAME)) == []
    assert strata(NAME, 2) == strata(NAME, 6)
    assert len(strata(NAME, 6)) <= MOST_STRATA


def test_the_reference_serves_some_and_refuses_some_and_breaks_over_none() -> None:
    said = {status(example.bodies[0]) for example in drawn(NAME, 3)}
    assert said <= {200, 400, 404}
    assert {200, 400} <= said
    assert {example.expectation for example in drawn(NAME)} == {Expectation.EITHER}


def test_every_kind_is_drawn_in_several_ways() -> None:
    bodies = defaultdict(set)
    for example in drawn(NAME, 4):
        bodies[example.stratum].add(example.bodies[0])
    assert not {stratum for stratum, several in bodies.items() if len(several) < 4}
    assert all(len(body) < 1500 for several in bodies.values() for body in several)

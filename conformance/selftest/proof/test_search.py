from __future__ import annotations

import json

import pytest

from conformance.endpoints.catalogue import faults
from conformance.properties.property import all_properties
from conformance.running.searching import Draw
from conformance.selftest.proof.bench_of_examples import DIALECT, Bench
from conformance.selftest.proof.luck import NEEDS_LUCK
from conformance.selftest.proof.search import EXAMPLES, Job, right, search

NUMBERS, LEGAL, TEXTS = "numbers out of range", "legal bodies", "odd texts"


def job(endpoint: str, name: str, seed: int = 0) -> Job:
    return Job(endpoint, seed, (name,), EXAMPLES)


@pytest.mark.parametrize("name", [NUMBERS, LEGAL, TEXTS])
@pytest.mark.parametrize("endpoint", ["reference", "benign/crlf"])
def test_nothing_is_found_where_nothing_is_wrong(endpoint: str, name: str) -> None:
    assert search(job(endpoint, name)) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_fault_is_found_and_shrunk_to_what_a_person_would_write(seed: int) -> None:
    one = job("fault/temperature-just-above-two-accepted", NUMBERS, seed)
    (catch,) = found = search(one)
    assert right(one, found)
    assert str(catch.cause.requirement) == "TEMP-004"
    body = json.loads(catch.body)
    assert body.keys() == {"model", "messages", "max_tokens", "temperature"}
    assert 2 < body["temperature"] <= 2.001


def test_what_is_declared_and_not_found_is_wrong() -> None:
    one = job("fault/temperature-just-above-two-accepted", LEGAL)
    assert search(one) == []
    assert not right(one, [])


def test_an_accusation_too_many_is_wrong() -> None:
    found = search(job("fault/temperature-just-above-two-accepted", NUMBERS))
    assert not right(job("reference", NUMBERS), found)
    assert not right(job("fault/done-missing", NUMBERS), found)


def test_what_is_answered_as_by_the_reference_is_not_judged_again() -> None:
    example = Draw(all_properties()[NUMBERS], DIALECT, 0, EXAMPLES).pool[0]
    healthy = Bench("reference")
    assert healthy.judge(NUMBERS, example) != []
    assert Bench("fault/done-missing", healthy).judge(NUMBERS, example) == []
    assert Bench("fault/mistakes-answered-500", healthy).judge(NUMBERS, example) != []


def test_there_are_faults_that_only_searches_find() -> None:
    hunted = [one for one in faults().values() if one.only_drawn]
    assert len(hunted) >= 15
    assert all(one.ids for one in hunted)


def test_few_of_them_need_luck_and_may_be_missed_but_not_accused_of_something_else() -> None:
    hunted = {f"fault/{name}" for name, one in faults().items() if one.only_drawn}
    assert hunted > NEEDS_LUCK.keys()
    assert 7 * len(NEEDS_LUCK) < len(hunted)
    found = search(job("fault/temperature-just-above-two-accepted", NUMBERS))
    assert all(right(job(name, NUMBERS), []) and not right(job(name, NUMBERS), found) for name in NEEDS_LUCK)

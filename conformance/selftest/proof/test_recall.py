"""How the recall is counted; the count itself, over every area, is `python -m conformance.selftest.proof.recall`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.requirements.field_defects import DefectClass, read_class
from conformance.running.searching import Cause
from conformance.selftest.proof.recall import try_endpoint
from conformance.selftest.proof.recall_pages import as_json, as_markdown, as_text
from conformance.selftest.proof.recalled import (
    Recalled,
    Score,
    Stage,
    Trial,
    by_area,
    left_alone,
    problems,
    scores,
    tally,
)
from conformance.selftest.proof.search import Catch, Job

MUST = frozenset({"SSE-015"})
SMOKE = Trial("fault/a", Stage.SMOKE, failed=MUST)
DEEP = Trial("fault/b", Stage.EXHAUSTIVE, warned=MUST)
TOLD = Trial("fault/c", Stage.STANDARD, recorded=MUST)
UNSEEN = Trial("fault/d")
LEGAL = Trial("benign/e", Stage.EXHAUSTIVE, warned=MUST)
ACCUSED = Trial("benign/f", Stage.EXHAUSTIVE, failed=MUST)


def defect(area: str = "x", name: str = "n", detect: str = "D", surface: str = "chat", **more: Any) -> DefectClass:
    endpoints = "variants" if surface == "legal" else "faults"
    report = {"id": "D1", "server": "s", "detect": detect, "source": "https://example.com/1"}
    table = {"name": name, "surface": surface, "detect": detect, endpoints: [], "reports": [report], **more}
    return read_class(table, area)


def test_a_class_is_found_where_each_of_its_faults_is() -> None:
    assert Recalled(defect(), (SMOKE,)).stage is Stage.SMOKE
    assert Recalled(defect(), (DEEP, SMOKE)).stage is Stage.EXHAUSTIVE
    missed = Recalled(defect(), (SMOKE, UNSEEN))
    assert (missed.found, missed.stage) == (False, None)
    assert missed.why_missed == "Nothing that fault/d declares is found at any depth."


def test_a_class_without_faults_is_missed_with_its_reason() -> None:
    assert Recalled(defect(), ()).why_missed == "No endpoint of ours behaves so."
    assert Recalled(defect(unseen="Nobody can."), ()).why_missed == "Nobody can."
    assert Recalled(defect(), (SMOKE,)).why_missed == ""


def test_what_is_recorded_is_found_and_told_apart() -> None:
    told = Recalled(defect(), (SMOKE, TOLD))
    assert told.found
    assert told.only_recorded
    assert not Recalled(defect(), (SMOKE, DEEP)).only_recorded


def test_counts_by_area_leave_out_what_is_legal() -> None:
    recalled = (
        Recalled(defect("a"), (SMOKE,)),
        Recalled(defect("a", "m"), (TOLD,)),
        Recalled(defect("a", "o"), (UNSEEN,)),
        Recalled(defect("b", detect="S", setup="Under load."), (DEEP,)),
        Recalled(defect("c", surface="legal"), (LEGAL,)),
    )
    areas = by_area(recalled)
    assert list(areas) == ["a", "b"]
    assert (areas["a"].classes, areas["a"].found, areas["a"].recorded, areas["a"].missed) == (3, 2, 1, 1)
    assert areas["a"].stages == {Stage.SMOKE: 1, Stage.STANDARD: 1}
    assert tally(recalled).classes == 4
    assert [str(score) for score in scores(recalled).values()] == [
        "2 of 3 (66.7 %)",
        "0 of 0 (100.0 %)",
        "1 of 1 (100.0 %)",
    ]


def test_shares() -> None:
    assert str(Score(126, 127)) == "126 of 127 (99.2 %)"
    assert Score(0, 0).per_cent == 100.0


@pytest.mark.parametrize(
    ("detect", "found", "of", "said"),
    [
        ("D", 97, 100, []),
        ("D", 96, 100, ["D: 96.0 % are found, and 97 % must be"]),
        ("P", 85, 100, []),
        ("P", 84, 100, ["P: 84.0 % are found, and 85 % must be"]),
        ("S", 0, 1, []),
    ],
)
def test_too_little_is_a_problem(detect: str, found: int, of: int, said: list[str]) -> None:
    one = defect(detect=detect)
    assert problems([Recalled(one, (SMOKE if at < found else UNSEEN,)) for at in range(of)]) == said


def test_something_legal_may_be_noted_and_not_failed() -> None:
    noted, accused = (Recalled(defect(surface="legal"), (one,)) for one in (LEGAL, ACCUSED))
    assert problems([noted]) == []
    assert problems([accused]) == ["x/n is legal, and fails SSE-015"]
    assert left_alone([noted, accused, Recalled(defect(surface="legal"), ())]) == Score(1, 3)


def test_errors_of_our_own_are_problems() -> None:
    one = Recalled(defect(detect="S"), (Trial("fault/a", error="KeyError"),))
    assert problems([one, one]) == ["fault/a: KeyError"]
    assert not one.found
    assert one.why_missed == "An error of our own: fault/a: KeyError"
    assert left_alone([Recalled(defect(surface="legal"), (Trial("benign/a", error="KeyError"),))]) == Score(0, 1)


def test_pages_hold_the_same() -> None:
    recalled = (
        Recalled(defect("a", detect="S", setup="Under load."), (TOLD,)),
        Recalled(defect("b"), (UNSEEN,)),
        Recalled(defect("c", surface="legal"), (LEGAL,)),
    )
    for page in (as_text(recalled), as_markdown(recalled)):
        assert "S 1 of 1 (100.0 %), 1 of them recorded only" in page
        assert "legal, left alone: 1 of 1 (100.0 %)" in page
        assert "missed: b/n (D): Nothing that fault/d declares" in page
        assert "set-up: a/n (standard): Under load." in page
        assert "recorded only: a/n: SSE-015" in page
        assert "legal: c/n: not failed, with a note of SSE-015" in page
    assert "| a | 1 | 1 | 1 | 0 | 0 | 1 | 0 | 0 |" in as_markdown(recalled)
    document = json.loads(as_json(recalled))
    assert document["shares"]["D"] == {"found": 0, "of": 1}
    assert [one["found"] for one in document["classes"][:2]] == [True, False]
    assert document["classes"][0]["endpoints"][0]["recorded"] == ["SSE-015"]


def test_an_endpoint_is_tried_until_a_run_finds_it() -> None:
    assert try_endpoint("fault/done-missing") == Trial("fault/done-missing", Stage.SMOKE, MUST)
    assert try_endpoint("fault/four-stop-strings-refused").stage is Stage.STANDARD
    assert try_endpoint("fault/named-events").recorded == {"SSE-011"}
    assert try_endpoint("benign/crlf").failed == frozenset()


def test_a_fault_that_only_drawn_requests_show_is_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[Job] = []

    def found(job: Job) -> list[Catch]:
        jobs.append(job)
        return [Catch(Cause(id_, "accepted"), "numbers", "", b"{}") for id_ in ("TEMP-004", "SSE-015")]

    monkeypatch.setattr("conformance.selftest.proof.recall.search", found)
    name = "fault/temperature-just-above-two-accepted"
    assert try_endpoint(name) == Trial(name, Stage.STANDARD, failed=frozenset({"TEMP-004"}))
    assert "numbers out of range" in jobs[0].properties
    assert "damaged pictures" not in jobs[0].properties


def test_an_endpoint_that_does_not_exist_is_an_error_of_ours() -> None:
    assert "no endpoint called 'fault/nothing'" in try_endpoint("fault/nothing").error

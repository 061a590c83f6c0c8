"""Two runs beside each other: what is worse, better, not judged again, and what only the suite changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.model.finding import Outcome
from conformance.model.requirement import Level
from conformance.report import as_comparison, as_json
from conformance.report.compare import Change, compare, is_known
from conformance.report.judgement import (
    Judged,
    Judgement,
    judgement_of,
    read_judgement,
)
from conformance.report.reading import UnreadableReportError
from conformance.selftest.report.sample import sample

FAILED, PASSED, SILENT = Outcome.FAILED, Outcome.PASSED, Outcome.NOT_APPLICABLE


def judged(outcomes: Mapping[str, Outcome], *kinds: str) -> Judged:
    return Judged("A title", Level.MUST, frozenset(kinds), outcomes)


def run(**requirements: Judged) -> Judgement:
    return Judgement(
        target="https://host/v1",
        model="m",
        start="2026-11-01T00:00:00Z",
        suite="1",
        edition="2026.11",
        profile="standard",
        verdict="conformant",
        tiers={"conformant": True},
        requirements={name.replace("_", "-"): one for name, one in requirements.items()},
    )


CLEAN = run(A_001=judged({"text": PASSED, "stream": PASSED}))
BROKEN = run(A_001=judged({"text": PASSED, "stream": FAILED}, "odd"))


def names(changes: tuple[Change, ...]) -> list[str]:
    return [change.requirement for change in changes]


def test_a_run_beside_itself_changed_nothing() -> None:
    comparison = compare(BROKEN, BROKEN)
    assert (comparison.worse, comparison.better, comparison.stale) == ((), (), ())
    assert names(comparison.same) == ["A-001"]


def test_what_passed_and_fails_is_worse_and_the_other_way_better() -> None:
    (worse,) = compare(CLEAN, BROKEN).worse
    (better,) = compare(BROKEN, CLEAN).better
    assert (worse.kinds, worse.conversations) == (("odd",), ("stream",))
    assert (better.kinds, better.conversations) == (("odd",), ("stream",))


def test_another_kind_in_the_same_conversation_is_worse_and_not_the_same() -> None:
    other = run(A_001=judged({"stream": FAILED}, "odder"))
    comparison = compare(BROKEN, other)
    assert [change.kinds for change in comparison.worse] == [("odder",)]
    assert comparison.same == ()


def test_a_known_kind_in_a_further_conversation_is_worse() -> None:
    spread = run(A_001=judged({"text": FAILED, "stream": FAILED}, "odd"))
    assert [change.conversations for change in compare(BROKEN, spread).worse] == [("text",)]


def test_a_known_kind_in_a_conversation_that_was_not_judged_is_no_news() -> None:
    further = run(A_001=judged({"stream": FAILED, "picture": FAILED}, "odd"))
    assert compare(BROKEN, further).worse == ()


def test_what_is_not_judged_again_is_stale_and_not_better() -> None:
    silent = run(A_001=judged({"stream": SILENT}))
    comparison = compare(BROKEN, silent)
    assert (names(comparison.stale), comparison.better) == (["A-001"], ())


def test_a_violated_requirement_that_the_earlier_run_did_not_know_says_so() -> None:
    later = run(B_001=judged({"text": FAILED}, "odd"))
    assert [change.is_new for change in compare(CLEAN, later).worse] == [True]


def test_what_another_suite_judges_otherwise_is_no_doing_of_the_target() -> None:
    later = replace(BROKEN, suite="2")
    comparison = compare(CLEAN, later, rejudged=replace(BROKEN, suite="2"))
    assert comparison.worse == ()
    assert names(comparison.by_suite) == ["A-001"]
    assert "again" not in as_comparison.caution(comparison)
    assert "again" in as_comparison.caution(compare(CLEAN, later))


@pytest.mark.parametrize(
    ("conversation", "kind", "known"),
    [("stream", "odd", True), ("stream", "other", False), ("text", "odd", False), ("picture", "odd", True)],
)
def test_a_finding_is_known_where_it_was_found_or_could_not_be(conversation: str, kind: str, *, known: bool) -> None:
    assert is_known(BROKEN, "A-001", conversation, kind) is known


def test_a_report_reads_back_as_it_was_written(tmp_path: Path) -> None:
    report = sample()
    (tmp_path / "report.json").write_text(as_json.render(report), "utf-8")
    assert read_judgement(tmp_path) == read_judgement(tmp_path / "report.json") == judgement_of(report)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "no JSON object"),
        ('{"schema_version": 99}', "schema_version 99"),
        ('{"schema_version": 1}', "older suite"),
        ('{"schema_version": 1, "outcomes": {}}', "not in the form"),
    ],
)
def test_what_is_no_report_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(text, "utf-8")
    with pytest.raises(UnreadableReportError, match=words):
        read_judgement(file)
    with pytest.raises(UnreadableReportError, match="cannot be read"):
        read_judgement(tmp_path / "nothing")


def test_all_forms_tell_the_same_and_escape_what_they_show() -> None:
    before, after = replace(CLEAN, target="<b>\x1b[2J"), replace(BROKEN, target="`x`")
    comparison = compare(before, after)
    assert "Became worse (1)" in as_comparison.as_text(comparison)
    assert "## Became worse" in as_comparison.as_markdown_text(comparison)
    assert json.loads(as_comparison.as_json_text(comparison))["worse"][0]["requirement"] == "A-001"
    page = as_comparison.as_html(comparison)
    assert "&lt;b&gt;" in page
    assert not any("\x1b" in form for form in (page, as_comparison.as_text(comparison)))

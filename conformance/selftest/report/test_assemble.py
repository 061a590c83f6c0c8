from __future__ import annotations

import time
from dataclasses import replace

import pytest

from conformance.model.finding import Finding, Outcome, Place
from conformance.model.report import ItemResult, Tier, Verdict
from conformance.model.request import ExchangeKey
from conformance.model.requirement import Level
from conformance.report.assemble import assemble
from conformance.report.merging import merge, message_shape, pointer_shape
from conformance.report.standing import Course
from conformance.selftest.report.sample import CATALOGUE, EDITION, ITEMS, item, run_facts, sample


def test_the_sample_run() -> None:
    report = sample()
    assert report.tiers == {Tier.INTEROPERABLE: False, Tier.CONFORMANT: False, Tier.EXEMPLARY: False}
    assert (report.gate, report.gate_reached, report.verdict) == ("conformant", False, Verdict.NON_CONFORMANT)
    assert report.exit_code == 1
    assert report.problems == ("The clock of the target is 93 s ahead.",)


def test_results_stand_in_catalogue_order_whatever_the_order_of_items() -> None:
    results = merge(reversed(ITEMS), CATALOGUE, {})
    assert [result.requirement.id for result in results] == [name for name in CATALOGUE if name != "USAGE-003"]


def test_equal_findings_are_merged_with_all_exchanges() -> None:
    result = next(each for each in sample().requirements if each.requirement.id == "SSE-003")
    (judged,) = result.findings
    assert judged.finding.place == Place(byte=1210, event=7)
    assert judged.finding.exchanges == (ExchangeKey("text streamed"), ExchangeKey("stop streamed"))
    assert (judged.shown_in, result.shown_in) == (2, 2)
    assert result.counts == {Outcome.FAILED: 2, Outcome.PASSED: 1, Outcome.NOT_APPLICABLE: 1}
    assert list(result.counts) == [Outcome.FAILED, Outcome.PASSED, Outcome.NOT_APPLICABLE]
    assert result.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (Finding("k", "id chatcmpl-9f came 2 times", place=Place(pointer="/choices/1/delta")), 1),
        (Finding("other", "id chatcmpl-7a came 3 times", place=Place(pointer="/choices/0/delta")), 2),
        (Finding("k", "another id came", place=Place(pointer="/choices/0/delta")), 2),
        (Finding("k", "id chatcmpl-7a came 3 times", place=Place(pointer="/choices/0/message")), 2),
    ],
)
def test_shape_decides_what_is_equal(other: Finding, count: int) -> None:
    first = Finding("k", "id chatcmpl-7a came 3 times", place=Place(pointer="/choices/0/delta"))
    (result,) = merge([item("SSE-003", "a", Outcome.FAILED, first, other)], CATALOGUE, {})
    assert len(result.findings) == count


def test_a_conversation_that_shows_a_finding_twice_counts_once() -> None:
    (result,) = merge(
        [item("SSE-003", "a", Outcome.FAILED, Finding("k", "event 1"), Finding("k", "event 2"))], CATALOGUE, {}
    )
    assert [judged.shown_in for judged in result.findings] == [1]


def test_shapes() -> None:
    assert message_shape("event 12 had id chatcmpl-a1B2") == "event # had id chatcmpl-#"
    assert pointer_shape("/choices/0/delta/tool_calls/12") == "/choices/*/delta/tool_calls/*"
    assert pointer_shape("/v1/x") == "/v1/x"
    assert pointer_shape(None) == ""


def test_a_long_word_of_the_target_costs_no_time() -> None:
    started = time.perf_counter()
    assert message_shape("x" * 300_000).startswith("xxx")
    assert time.perf_counter() - started < 1.0


def test_a_waived_finding_is_not_merged_with_one_that_is_not() -> None:
    finding = Finding("accepted", "was accepted")
    items = [item("TEMP-003", "a", Outcome.WAIVED, finding), item("TEMP-003", "b", Outcome.FAILED, finding)]
    (result,) = merge(items, CATALOGUE, {})
    assert [judged.waived for judged in result.findings] == [True, False]
    assert result.outcome is Outcome.FAILED


def test_the_profile_sets_the_level() -> None:
    (result,) = merge([item("IMG-003", "a", Outcome.PASSED)], CATALOGUE, {"IMG-003": Level.MAY})
    assert result.level is Level.MAY


def test_an_item_of_an_unknown_requirement_is_refused() -> None:
    with pytest.raises(KeyError, match="X-001"):
        merge([ItemResult("X-001", "a", Outcome.PASSED)], CATALOGUE, {})


def test_every_row_is_judged_or_said_not_to_be() -> None:
    assert sample().not_judged == {
        "SSE-015": "blocked by SSE-003: unterminated-event",
        "STREAM-013": "blocked by SSE-003: unterminated-event",
        "IMG-003": "the target refuses WebP",
        "IMG-006": "the target reports no usage",
        "SEEN-002": "the stream has no log probabilities",
        "TEMP-004": "partly: the control was answered 503",
        "USAGE-003": "not selected",
    }


def test_a_selected_row_without_items_was_not_run() -> None:
    report = assemble(
        [], catalogue=CATALOGUE, levels={}, edition=EDITION, selected=EDITION, gate="conformant", run=run_facts()
    )
    assert set(report.not_judged.values()) == {"not run"}
    assert (report.verdict, report.exit_code, report.gate_reached) == (Verdict.ERROR, 5, None)
    assert report.tiers == dict.fromkeys(Tier)
    assert report.problems == ("Nothing was judged.",)


def test_a_run_with_a_violation_and_an_error_says_both() -> None:
    errored = item("TEMP-004", "temperature 9", Outcome.ERRORED, reason="ZeroDivisionError")
    report = assemble(
        [*ITEMS, errored],
        catalogue=CATALOGUE,
        levels={},
        edition=EDITION,
        selected=EDITION,
        gate="conformant",
        run=run_facts(),
    )
    assert (report.verdict, report.exit_code) == (Verdict.NON_CONFORMANT, 1)
    assert report.problems == ("Our own error in TEMP-004, temperature 9: ZeroDivisionError",)


def test_every_trouble_of_the_course_is_a_problem() -> None:
    course = Course(
        usage_errors=("usage",),
        interrupted=True,
        unreached="unreached",
        own_errors=("own",),
        stale_waivers=("stale",),
        notes=("note",),
    )
    found = sample(course=course)
    assert found.problems == ("usage", "unreached", "The run was interrupted.", "own", "stale", "note")


@pytest.mark.parametrize(
    ("items", "reasons"),
    [
        (
            ITEMS,
            {
                "interoperable": "SSE-003, SSE-010 break openai-python create, openai-python .stream() and openai-node",
                "conformant": "violated: SSE-003, STOP-004, TEMP-003",
                "exemplary": "violated: HTTP-021, SSE-003, SSE-010, STOP-004, TEMP-003",
                "gate": "violated: SSE-003, STOP-004",
            },
        ),
        ((), dict.fromkeys(["interoperable", "conformant", "exemplary", "gate"], "nothing was judged")),
        (
            [item("HTTP-001", "text", Outcome.PASSED)],
            {
                "conformant": "nothing seen against it, but 14 of 15 requirements not judged in full",
                "gate": "nothing seen against it, but not judged in full: SEEN-001, SEEN-002, SSE-003, SSE-015, "
                "STOP-004, STREAM-013 and 2 more",
            },
        ),
        (
            [item(name, "text", Outcome.PASSED) for name in CATALOGUE],
            {
                "conformant": "15 requirements judged, nothing against it",
                "gate": "nothing against it in 15 selected requirements",
            },
        ),
    ],
)
def test_reasons(items: list[ItemResult], reasons: dict[str, str]) -> None:
    report = assemble(
        items, catalogue=CATALOGUE, levels={}, edition=EDITION, selected=EDITION, gate="conformant", run=run_facts()
    )
    assert {name: report.reasons[name] for name in reasons} == reasons


def test_facts_of_the_run_are_carried_over() -> None:
    facts, report = run_facts(), sample()
    assert {name: getattr(report, name) for name in vars(facts)} == vars(facts)
    assert replace(report, seconds=0.0) != report

"""Waivers: what they say, what they excuse, and when they are called stale."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.finding import Finding, Outcome
from conformance.model.report import ItemResult, JudgedFinding
from conformance.model.requirement import Level
from conformance.model.waiver import Waiver
from conformance.running.options import SettingsError
from conformance.running.waivers import Excuses, read_waivers, waivers_as_toml

TODAY = date(2026, 11, 23)
KNOWN = {"TEMP-004", "STOP-004"}
ENTRY = '[[waiver]]\nrequirement = "TEMP-004"\nreason = "ticket 12"\nuntil = 2027-01-31\n'
POSSIBLE = [("TEMP-004", "temperature 3"), ("TEMP-004", "temperature 9"), ("STOP-004", "stop 5")]


def waiver(conversation: str = "*", kind: str = "", until: date = TODAY) -> Waiver:
    return Waiver(requirement="TEMP-004", reason="ticket 12", until=until, conversation=conversation, kind=kind)


def result(*kinds: str, conversation: str = "temperature 3", outcome: Outcome = Outcome.FAILED) -> ItemResult:
    findings = tuple(JudgedFinding(Finding(kind, "It was accepted."), (), Level.MUST) for kind in kinds)
    return ItemResult("TEMP-004", conversation, outcome, findings)


def applied(one: ItemResult, *waivers: Waiver) -> ItemResult:
    return Excuses(waivers=waivers, today=TODAY).applied(one)


def stale(results: list[ItemResult], one: Waiver, selected: list[tuple[str, str]] | None = None) -> tuple[str, ...]:
    excuses = Excuses(waivers=(one,), today=TODAY)
    return excuses.stale(map(excuses.applied, results), POSSIBLE, POSSIBLE if selected is None else selected)


def test_a_waived_violation_says_why_and_until_when() -> None:
    one = applied(result("accepted"), waiver())
    assert one.outcome is Outcome.WAIVED
    assert one.findings[0].waived
    assert one.reason == "waived until 2026-11-23: ticket 12"


@pytest.mark.parametrize(
    "other", [waiver("temperature 9"), waiver(kind="silent"), waiver(until=date(2026, 11, 22))], ids=str
)
def test_another_conversation_kind_or_day_waives_nothing(other: Waiver) -> None:
    assert applied(result("accepted"), other) == result("accepted")


def test_a_violation_of_which_half_is_waived_stays_one() -> None:
    one = applied(result("accepted", "silent"), waiver(kind="silent"))
    assert one.outcome is Outcome.FAILED
    assert [judged.waived for judged in one.findings] == [False, True]


@pytest.mark.parametrize("outcome", [Outcome.ERRORED, Outcome.PASSED, Outcome.INCONCLUSIVE])
def test_what_is_no_violation_cannot_be_waived(outcome: Outcome) -> None:
    assert applied(result(outcome=outcome), waiver()).outcome is outcome


def test_a_waiver_that_is_needed_is_not_stale() -> None:
    assert stale([result("accepted"), result(conversation="temperature 9", outcome=Outcome.PASSED)], waiver()) == ()


@pytest.mark.parametrize(
    ("results", "one", "words"),
    [
        ([result("accepted")], waiver(until=date(2026, 11, 22)), "ended on 2026-11-22"),
        ([result("accepted")], waiver("temprature*"), "matches nothing"),
        ([result(outcome=Outcome.PASSED)], waiver("temperature 3"), "no longer needed"),
    ],
)
def test_stale_waivers_are_named(results: list[ItemResult], one: Waiver, words: str) -> None:
    (sentence,) = stale(results, one)
    assert words in sentence


def test_a_run_that_did_not_judge_it_calls_no_waiver_stale() -> None:
    assert stale([], waiver(), selected=[]) == ()
    assert stale([result(outcome=Outcome.PASSED)], waiver(), selected=POSSIBLE[:1]) == ()
    assert stale([result(outcome=Outcome.INCONCLUSIVE)], waiver("temperature 3")) == ()


def test_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(ENTRY + 'conversation = "temperature *"\nkind = "accepted"\n', "utf-8")
    assert read_waivers(path, KNOWN) == (waiver("temperature *", "accepted", date(2027, 1, 31)),)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("TEMP-004", "TEMP-999"), "no requirement 'TEMP-999'"),
        (lambda text: text.replace('reason = "ticket 12"\n', ""), "reason must be"),
        (lambda text: text.replace('"ticket 12"', '" "'), "reason must be"),
        (lambda text: text.replace("2027-01-31", '"2027-01-31"'), "until must be a date"),
        (lambda text: text.replace("2027-01-31", "2027-01-31T00:00:00"), "until must be a date"),
        (lambda text: text + 'scenario = "x"\n', "'scenario' is not known"),
        (lambda text: text.replace("[[waiver]]", "[[waivers]]"), r"\[\[waiver\]\]"),
        (lambda text: text.replace("=", ""), "cannot be read"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, change: Callable[[str], str], words: str) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(change(ENTRY), "utf-8")
    with pytest.raises(SettingsError, match=words):
        read_waivers(path, KNOWN)


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_what_is_drafted_reads_back(reason: str, conversation: str) -> None:
    one = Waiver(requirement="TEMP-004", reason=reason, until=TODAY, conversation=conversation)
    (entry,) = tomllib.loads(waivers_as_toml([one]))["waiver"]
    assert Waiver(**entry) == one

"""What holds for every rendering, whatever the target sent."""

from __future__ import annotations

import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from conformance.model.finding import Finding, Outcome
from conformance.model.report import Report
from conformance.report import as_json, as_junit, as_markdown, digest, terminal
from conformance.report.assemble import assemble
from conformance.report.escaping import columns, markdown, markdown_code
from conformance.report.segments import MARKUP, AnsiStyle, Role, Segment
from conformance.selftest.report.reports import reports
from conformance.selftest.report.sample import CATALOGUE, ITEMS, item, run_facts, sample

SCHEMA = json.loads((Path(__file__).parents[3] / "schemas" / "report.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def text_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for pair in value.items() for member in pair for text in text_of(member))
    elif isinstance(value, list):
        yield from (text for member in value for text in text_of(member))
    elif isinstance(value, str):
        yield value


@few
@given(reports())
def test_json_is_strict_and_matches_its_schema(report: Report) -> None:
    text = as_json.render(report)
    assert text.replace("\n", "").isprintable()
    assert text.isascii()
    value = json.loads(text)
    VALIDATOR.validate(value)
    assert all(len(words) < 20_000 and words.encode("utf-8") is not None for words in text_of(value))
    assert as_json.render(report) == text


@few
@given(reports())
def test_junit_parses_and_counts(report: Report) -> None:
    root = ET.fromstring(as_junit.render(report).encode("utf-8"))  # noqa: S314 - written by us
    assert len(root.findall("*/testcase")) == len(report.requirements) == int(root.get("tests", "-1"))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(root.get(name, "-1")) == len(root.findall(f"*/testcase/{tag}"))


@few
@given(reports(), st.integers(0, 160))
def test_the_terminal_gets_no_control_characters_and_no_long_lines(report: Report, width: int) -> None:
    lines = terminal.render(report, width=width).split("\n")
    assert all(line.isprintable() for line in lines)
    assert all(columns(line) <= max(width, 72) for line in lines if "curl -sS" not in line)
    assert lines[-2].endswith(")")


@few
@given(reports())
def test_renderings_of_one_report_are_one(report: Report) -> None:
    twin = replace(report, options=dict(reversed(report.options.items())))
    for render in (as_json.render, as_junit.render, as_markdown.render, terminal.render):
        assert render(report) == render(twin)


def test_schema_is_a_schema_and_names_every_member() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    value = json.loads(as_json.render(sample()))
    assert value.keys() == SCHEMA["properties"].keys() == set(SCHEMA["required"])


@pytest.mark.parametrize("member", ["secret", "", "Tiers"])
def test_schema_refuses_other_members(member: str) -> None:
    value = json.loads(as_json.render(sample()))
    assert VALIDATOR.is_valid(value)
    assert not VALIDATOR.is_valid({**value, member: 1})


def test_json_escapes_what_other_readers_refuse() -> None:
    assert as_json.plain("a\ud800b") == "a\\ud800b"
    assert as_json.plain(math.nan) is None
    assert as_json.plain((b"\x00", None, True)) == ["b'\\x00'", None, True]
    assert len(as_json.plain("x" * 100_000)) == 2000


def test_no_control_character_stands_in_the_json() -> None:
    text = as_json.render(replace(sample(), model="a\x7fb\x00"))
    assert "a\\u007fb\\u0000" in text
    assert json.loads(text)["model"] == "a\x7fb\x00"


def test_timestamps() -> None:
    assert as_json.timestamp(1767225600.9) == "2026-01-01T00:00:00Z"
    assert as_json.timestamp(math.inf) == as_json.timestamp(math.nan) == "1970-01-01T00:00:00Z"


def test_what_to_repair_comes_in_order_of_weight_and_once() -> None:
    names = [result.requirement.id for result in digest.violations(sample())]
    assert names == ["SSE-003", "STOP-004", "SSE-010", "HTTP-021"]
    text = terminal.render(sample())
    assert [text.count(f"  {name}  ") for name in names] == [1, 1, 1, 1]


def test_tiers_come_before_everything_else_and_the_gate_last() -> None:
    lines = terminal.render(sample()).splitlines()
    first = [line.split()[0] for line in lines if line]
    assert first.index("interoperable") < first.index("HTTP") < first.index("MUST") < first.index("problems")
    assert lines[-1] == "gate conformant: missed, violated: SSE-003, STOP-004 (exit code 1: gate missed)"


def test_a_gate_over_a_part_is_no_certificate() -> None:
    report = assemble(
        [item("HTTP-001", "text", Outcome.PASSED)],
        catalogue=CATALOGUE,
        levels={},
        edition=frozenset(CATALOGUE),
        selected=frozenset({"HTTP-001"}),
        gate="conformant",
        run=run_facts(),
    )
    assert terminal.render(report, width=200).splitlines()[-1] == (
        "gate conformant: reached, nothing against it in 1 selected requirement; "
        "this is no certificate, see the tiers (exit code 0: gate reached)"
    )


def test_ids_that_share_a_reason_take_one_line() -> None:
    assert "2: blocked by SSE-003: unterminated-event (SSE-015, STREAM-013)" in terminal.render(sample())


def test_many_findings_of_a_requirement_are_cut_short() -> None:
    findings = [Finding(kind, "was odd") for kind in ("a", "b", "c", "d", "e", "f")]
    report = assemble(
        [item("HTTP-001", "text", Outcome.FAILED, *findings)],
        catalogue=CATALOGUE,
        levels={},
        edition=frozenset(CATALOGUE),
        selected=frozenset(CATALOGUE),
        gate="none",
        run=run_facts(),
    )
    assert "and 2 more findings, see the report" in terminal.render(report)
    assert "`f`: was odd" in as_markdown.render(report)


def test_families_align() -> None:
    lines = [line for line in terminal.render(sample()).splitlines() if re.match(r"(HTTP|SSE|STOP) ", line)]
    assert len({line.index("1 failed") for line in lines if "failed" in line}) == 1
    narrow = terminal.render(sample(), width=60).splitlines()
    assert "HTTP    1 passed  1 warned  1 info" in narrow


@pytest.mark.parametrize(("gate", "failures"), [("none", 0), ("conformant", 2), ("interoperable", 2), ("exemplary", 4)])
def test_junit_fails_where_the_gate_does(gate: str, failures: int) -> None:
    root = ET.fromstring(as_junit.render(sample(gate=gate)))  # noqa: S314 - written by us
    assert root.get("failures") == str(failures)


def test_junit_tells_our_errors_apart() -> None:
    errored = item("TEMP-004", "temperature 9", Outcome.ERRORED, reason="ZeroDivisionError")
    report = assemble(
        [*ITEMS, errored],
        catalogue=CATALOGUE,
        levels={},
        edition=frozenset(),
        selected=frozenset(CATALOGUE),
        gate="conformant",
        run=run_facts(),
    )
    error = ET.fromstring(as_junit.render(report)).find("*/testcase/error")  # noqa: S314 - written by us
    assert error is not None
    assert "ZeroDivisionError" in (error.text or "")


def test_colour_is_all_that_a_style_adds() -> None:
    painted = terminal.render(sample(), style=AnsiStyle())
    assert "\x1b[1;31mno" in painted
    plain = re.sub(r"\x1b\[[0-9;]*m", "", painted)
    assert [line.rstrip() for line in plain.splitlines()] == terminal.render(sample()).splitlines()


def test_a_segment_cannot_hold_an_escape_sequence() -> None:
    assert Segment("\x1b[31m").text == "\\x1b[31m"
    assert MARKUP.keys() == set(Role)


@pytest.mark.parametrize(
    ("words", "shown"),
    [("plain", "`plain`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```"), ("", "` `"), ("a|b", "`a|b`")],
)
def test_code_spans(words: str, shown: str) -> None:
    assert markdown_code(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("<b>|x|</b>", "\\<b\\>\\|x\\|\\</b\\>"),
        ("max_tokens [DONE]", "max\\_tokens \\[DONE\\]"),
        ("a\n# b", "a\\\\n\\# b"),
    ],
)
def test_text_is_no_markup(words: str, shown: str) -> None:
    assert markdown(words) == shown


def test_only_web_addresses_are_linked() -> None:
    assert as_markdown.link("RFC", "https://example.org/<a> b") == "[RFC](<https://example.org/%3Ca%3E%20b>)"
    assert as_markdown.link("RFC", "javascript:alert(1)") == "RFC javascript:alert(1)"

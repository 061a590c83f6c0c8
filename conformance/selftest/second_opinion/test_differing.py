from __future__ import annotations

from pathlib import Path

from conformance.selftest.second_opinion.differing import Opinion, differences, read_opinion

ITEMS = """<testsuites><testsuite><testcase name="test_requirement[SSE-001:text streamed]">
<properties><property name="eyechart" value="info"/></properties></testcase>
<testcase name="test_requirement[SSE-002:a: b]"/></testsuite></testsuites>"""


def test_the_outcome_of_every_item_is_read(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text('{"tiers": {"conformant": true}, "problems": []}')
    (tmp_path / "items.xml").write_text(ITEMS)
    opinion = read_opinion(tmp_path / "report.json", tmp_path / "items.xml")
    assert opinion.outcomes == {("SSE-001", "text streamed"): "info", ("SSE-002", "a: b"): "errored"}
    assert opinion.is_conformant


def test_what_cannot_be_told_is_not_conformant() -> None:
    assert not Opinion({"interoperable": True, "conformant": None}, (), {}).is_conformant
    assert not Opinion({"conformant": True}, ("The connection was cut.",), {}).is_conformant


def test_what_differs_is_listed_once_for_each_pair_of_outcomes() -> None:
    here = {("A-001", f"talk {at}"): "info" for at in range(6)} | {("B-001", "x"): "passed", ("C-001", "x"): "passed"}
    there = {("A-001", f"talk {at}"): "passed" for at in range(6)} | {("B-001", "x"): "passed"}
    assert [line.split() for line in differences(here, there)] == [
        ["A-001", "info", "passed", "talk", "0,", "talk", "1,", "talk", "2,", "talk", "3,", "and", "2", "more"],
        ["C-001", "passed", "not", "judged", "x"],
    ]

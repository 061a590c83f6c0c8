"""Nothing that a stranger wrote is markup, and all of it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import HealthCheck, example, given, settings

from conformance.model.report import Report
from conformance.report import as_markdown
from conformance.report.escaping import brief, markdown, markdown_code
from conformance.selftest.report.markdown import cells, inline
from conformance.selftest.report.reports import ANYTHING, reports

LONGEST = 500
OURS = re.compile(r"(?:#{1,3} |- |  - \w+: |  - )")
"""What stands at the beginning of our lines."""
LINK = re.compile(r"\[(?P<words>(?:[^\\\]]|\\.)*)\]\(<https?://[^<>\s\\]*>\)")
"""Only requirements are linked, to their clauses."""


@given(ANYTHING)
@example("- a")
@example("1. a")
@example("https://a.example www.a.example")
def test_text_is_shown_and_is_no_markup(words: str) -> None:
    read = inline(markdown(words))
    assert read.shown == brief(words, LONGEST)
    assert read.is_plain


@given(ANYTHING)
def test_code_is_shown_and_nothing_beside_it(words: str) -> None:
    read = inline(markdown_code(words))
    assert (read.shown.strip(), read.bare) == (brief(words, LONGEST).strip(), "\0")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_a_report_holds_our_markup_and_no_other(report: Report) -> None:
    page = as_markdown.render(report)
    assert all(line.isprintable() for line in page.split("\n"))
    headings = [line for line in page.split("\n") if line.startswith("#")]
    assert sum(line.startswith("# ") for line in headings) == 1
    for line in prose(page):
        assert inline(line).is_plain, line


def prose(page: str) -> Iterator[str]:
    """Yield what stands in our markup: cells of tables, items, headings and paragraphs."""
    for number, block in enumerate(re.split("(?m)^```(?:sh)?$\n?", page)):
        if number % 2:
            assert re.fullmatch("curl .*\n", block)
            continue
        width = 0
        for line in block.splitlines():
            if line.startswith("|"):
                row = cells(line) if "---" not in line else [""] * width
                assert width in (0, len(row))
                width = len(row)
                yield from row
            else:
                width = 0
                rest = line[mark.end() :] if (mark := OURS.match(line)) else line
                yield "" if line.startswith("**") else LINK.sub(r"\g<words>", rest)

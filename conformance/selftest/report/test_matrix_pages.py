"""The pages show all that strangers wrote, and none of it is markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings

from conformance.model.finding import Outcome
from conformance.model.requirement import Level
from conformance.report import matrix_html, matrix_markdown
from conformance.report.escaping import brief, markup
from conformance.report.reading import Row
from conformance.selftest.report.markdown import cells
from conformance.selftest.report.reports import ANYTHING
from conformance.selftest.report.sheets import row, sheet

LONGEST = 500
EVIL = '<img src=x onerror="alert(1)">|`[a](b)'
OURS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "b", "ul", "li", "div"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
}
VOID = {"meta"}


class Page(HTMLParser):
    """Reads a page: its text, its elements, their attributes, and whether all of them are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.unclosed: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.unclosed += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def evil_row() -> Row:
    bad = row("AA-001", Outcome.FAILED, breaks=(EVIL,))
    return Row(id=EVIL, level=bad.level, family=EVIL, title=EVIL, outcome=bad.outcome, kinds=(EVIL,), breaks=bad.breaks)


@given(ANYTHING)
def test_text_is_shown_and_is_no_markup(words: str) -> None:
    page = Page(f'<b title="{markup(words)}">{markup(words)}</b>')
    assert (page.text, page.elements) == (brief(words, LONGEST), [("b", {"title": brief(words, LONGEST)})])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING, ANYTHING)
def test_a_page_holds_no_elements_but_ours(name: str, about: str) -> None:
    sheets = [sheet(name, evil_row(), behind="b", about=about, version=name, edition=about), sheet("b", evil_row())]
    page = Page(matrix_html.render(sheets, edition="2026.11"))
    assert {tag for tag, _ in page.elements} <= OURS
    assert not page.unclosed
    assert brief(name, LONGEST) in page.text
    assert page.text.count(EVIL) >= len(sheets)


def test_the_page_asks_nobody_for_anything_and_runs_nothing() -> None:
    page = Page(matrix_html.render([sheet("a", evil_row())], edition="2026.11"))
    attributes = {name for _, given_ in page.elements for name in given_}
    assert attributes <= {"lang", "charset", "name", "content", "class", "role", "aria-label", "tabindex", "scope"}
    assert not re.search(r"url\(|@import", page.text)


def test_what_unfolds_and_what_scrolls_can_be_reached_by_the_keyboard() -> None:
    page = Page(matrix_html.render([sheet("a", row("AA-001", Outcome.FAILED))], edition="2026.11"))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("details") == tags.count("summary") == 2
    scrolling = [given_ for tag, given_ in page.elements if given_.get("class") == "scroll" and tag == "div"]
    assert [(one["tabindex"], one["role"], bool(one["aria-label"])) for one in scrolling] == [("0", "region", True)] * 2


def test_both_pages_say_the_same_of_each_cell_and_each_violation() -> None:
    sheets = [
        sheet("one", row("AA-001", Outcome.FAILED, breaks=("LangChain",)), behind="two"),
        sheet("two", row("AA-001", Outcome.PASSED), row("AA-002", Outcome.WARNED, Level.SHOULD)),
    ]
    shown = Page(matrix_html.render(sheets, edition="2026.11")).text
    written = matrix_markdown.render(sheets, edition="2026.11").replace("\\", "")
    for words in ("failed: 1 MUST of 1", "warned: 1 SHOULD of 2", "MUST AA-001: Title AA-001", "AA-001 (MUST)"):
        assert words in shown
        assert words in written
    assert "one (kind; breaks LangChain)" in shown
    assert "one (kind; breaks LangChain)" in written


def test_every_line_of_a_table_has_as_many_cells_as_its_head() -> None:
    text = matrix_markdown.render([sheet(EVIL, evil_row(), about=EVIL), sheet("b")], edition="2026.11")
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert [{len(cells(line)) for line in lines} for lines in tables] == [{3}, {5}]

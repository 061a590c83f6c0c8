"""What was sent and answered, as a picture, as bytes and as a line to copy."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from conformance.selftest.browser.endpoints import WITHOUT_PICTURES
from conformance.selftest.browser.fixtures import Look
from conformance.selftest.browser.runs import KEY
from conformance.selftest.browser.viewing import DESKTOP, PHONE

_LEAST_HEIGHT = 8
"""Pixels of a line of text, below which nobody reads it."""


def opened_exchange(page: Page, finding: str) -> Locator:
    """Open the first exchange that shows a finding."""
    drawer = page.locator(f"#{finding} .exchanges details.drawer").first
    drawer.locator("summary").click()
    exchange = drawer.locator(".exchange")
    exchange.wait_for(state="visible")
    return exchange


def test_a_stream_opens_as_a_timeline_that_tells_what_it_shows(look: Look) -> None:
    exchange = opened_exchange(look(part="SSE-015-1").page, "SSE-015-1")
    timeline = exchange.locator("svg.timeline")
    story = timeline.get_attribute("aria-label") or ""
    assert timeline.get_attribute("role") == "img"
    assert story.startswith("First event after")
    assert "longest silence" in story
    assert "no [DONE]" in story
    assert timeline.locator("line.arrival").count() > 3
    assert timeline.locator("rect.gap").count() == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_labels_of_a_timeline_can_be_read(look: Look, viewport: dict[str, int]) -> None:
    exchange = opened_exchange(look(part="SSE-015-1", viewport=viewport).page, "SSE-015-1")
    picture = exchange.locator("svg.timeline").bounding_box()
    labels = [one.bounding_box() for one in exchange.locator("svg.timeline text").all()]
    assert picture is not None
    assert len(labels) == 3
    for label in labels:
        assert label is not None
        assert label["height"] >= _LEAST_HEIGHT
        assert picture["x"] <= label["x"]
        assert label["x"] + label["width"] <= picture["x"] + picture["width"]
    assert not any(overlap(one, other) for one, other in combinations(labels, 2))


def overlap(one: Any, other: Any) -> bool:
    """Whether two boxes share more than their edges."""
    return all(
        one[at] < other[at] + other[size] and other[at] < one[at] + one[size]
        for at, size in (("x", "width"), ("y", "height"))
    )


def test_a_stream_shows_its_events_and_the_place_of_the_finding(look: Look) -> None:
    exchange = opened_exchange(look(part="STREAM-020-1").page, "STREAM-020-1")
    assert exchange.locator(".bytes .event").count() > 3
    mark = exchange.locator(".bytes .note.finding", has_text="STREAM-020")
    assert mark.count() >= 1
    behind = mark.first.evaluate("(one) => one.nextSibling.textContent")
    assert '"finish_reason":""' in behind


def test_a_picture_that_was_sent_stands_beside_its_answer(look: Look) -> None:
    page = look().page
    requirement = page.locator("details.requirement:has(strong:text-is('IMG-001'))")
    requirement.locator("summary").first.click()
    requirement.locator(".conversations > details > summary").click()
    drawer = requirement.locator(".conversations details.drawer", has_text="picture").first
    drawer.locator("summary").click()
    image = drawer.locator(".pictures img").first
    image.scroll_into_view_if_needed()
    page.wait_for_function("(one) => one.complete && one.naturalWidth > 0", arg=image.element_handle())
    assert drawer.locator("blockquote").inner_text() == WITHOUT_PICTURES


def test_the_copy_button_copies_a_line_without_the_key(look: Look) -> None:
    page = look(part="STREAM-020-1", permissions=["clipboard-read", "clipboard-write"]).page
    pressed = page.locator("#STREAM-020-1 button[data-copy]")
    shown = page.locator("#STREAM-020-1 .curl code").inner_text()
    pressed.click()
    pressed.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == shown
    assert copied.startswith("curl ")
    assert "$EYECHART_API_KEY" in copied
    assert KEY not in page.content()


def test_a_line_is_copied_where_the_page_may_not_use_the_clipboard(look: Look) -> None:
    page = look(part="STREAM-020-1").page
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    page.locator("#STREAM-020-1 button[data-copy]").click()
    page.locator("#STREAM-020-1 button[data-copy]", has_text="Copied").wait_for()
    page.fill("input[name=words]", "")
    page.focus("input[name=words]")
    page.keyboard.press("Control+V")
    assert page.input_value("input[name=words]").startswith("curl ")


def test_the_map_of_a_family_has_a_cell_for_each_judgement(look: Look) -> None:
    page = look().page
    details = page.locator("#family-STREAM details.heat")
    details.locator("summary").click()
    table = details.locator("table")
    table.wait_for(state="visible")
    rows = page.locator("#family-STREAM > details.requirement").count()
    assert 0 < table.locator("tbody tr").count() <= rows
    assert "failed" in details.locator(".legend").inner_text()
    failed = table.locator("tr", has_text="STREAM-020").locator("td.failed").first
    assert "STREAM-020" in (failed.get_attribute("title") or "")
    table.locator("a", has_text="STREAM-020").click()
    page.locator("#STREAM-020-1").wait_for(state="visible")

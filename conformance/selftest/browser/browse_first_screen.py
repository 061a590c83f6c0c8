"""What stands on the page before anything is pressed."""

from __future__ import annotations

import json

from conformance.selftest.browser.fixtures import Look
from conformance.selftest.browser.runs import Runs


def test_it_opens_from_a_file_and_asks_nobody_for_anything(look: Look) -> None:
    view = look("broken")
    view.open_everything()
    assert [url for url in view.requests if not url.startswith(("file://", "data:"))] == []
    assert sum(url.startswith("file://") for url in view.requests) == 1
    assert (view.errors, view.violations) == ([], [])


def test_the_first_screen_answers_the_first_questions(look: Look, runs: Runs) -> None:
    view = look("broken")
    report = json.loads(runs.of("broken").with_name("report.json").read_text("utf-8"))
    header = view.page.locator("header.top")
    box = header.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900
    text = header.inner_text()
    assert report["verdict"] in text
    assert report["target"] in text
    assert report["edition"] in text
    facts = {term.lower() for term in header.locator("dt").all_inner_texts()}
    assert {"edition", "profile", "date", "requests", "tokens", "seconds"} <= facts
    values = header.locator("dd").all_inner_texts()
    assert all(value.strip() for value in values)
    assert "smoke" not in values  # a depth is no profile
    assert report["profile"] in values


def test_a_tile_leads_to_its_family(look: Look) -> None:
    page = look("broken").page
    page.locator("a.tile", has_text="STREAM").click()
    page.wait_for_function("document.getElementById('family-STREAM').getBoundingClientRect().top < innerHeight / 2")
    assert page.locator("#family-STREAM").evaluate("(one) => one.getBoundingClientRect().bottom") > 0


def test_the_bars_of_tiles_show_shares(look: Look) -> None:
    widths = look("broken").page.eval_on_selector_all(
        ".bar", "(bars) => bars.map((bar) => [...bar.children].map((one) => one.getBoundingClientRect().width))"
    )
    assert widths
    assert all(sum(one) > 50 for one in widths)

"""Finding one's way: words, boxes, links and keys."""

from __future__ import annotations

from playwright.sync_api import Page

from conformance.selftest.browser.fixtures import Look

_SHOWN = "details.requirement:not([hidden])"


def shown(page: Page) -> list[str]:
    """Return the ids of the requirements that can be seen."""
    ids: list[str] = page.eval_on_selector_all(_SHOWN, "(rows) => rows.map((row) => row.id)")
    return ids


def test_words_narrow_the_list_and_the_page_says_how_far(look: Look) -> None:
    page = look().page
    every = len(shown(page))
    page.fill("input[name=words]", "finish_reason stream")
    fewer = shown(page)
    assert 0 < len(fewer) < every
    assert "STREAM-020" in fewer
    assert page.locator("form output").inner_text() == f"{len(fewer)} requirements of {every} shown."
    assert page.locator("section.family:visible").count() == len({one.rsplit("-", 1)[0] for one in fewer})
    page.click("button[type=reset]")
    page.wait_for_function(f"document.querySelectorAll('{_SHOWN}').length === {every}")


def test_nothing_that_fits_is_said_in_words(look: Look) -> None:
    page = look().page
    page.fill("input[name=words]", "no-such-word-anywhere")
    assert shown(page) == []
    assert page.locator("form output").inner_text().startswith("0 requirements of")


def test_boxes_of_outcome_and_level_work_together(look: Look) -> None:
    page = look().page
    page.check("input[name=outcome][value=failed]")
    outcomes = page.eval_on_selector_all(_SHOWN, "(rows) => rows.map((row) => row.dataset.outcome)")
    assert set(outcomes) == {"failed"}
    page.check("input[name=outcome][value=passed]")
    page.check("input[name=level][value=SHOULD]")
    both = page.eval_on_selector_all(_SHOWN, "(rows) => rows.map((row) => row.dataset.outcome + row.dataset.level)")
    assert set(both) <= {"failedSHOULD", "passedSHOULD"}
    assert both


def test_a_link_to_a_finding_opens_it(look: Look) -> None:
    page = look(part="STREAM-020-1").page
    page.locator("#STREAM-020-1").wait_for(state="visible")
    page.wait_for_function("document.getElementById('STREAM-020-1').getBoundingClientRect().top < innerHeight")


def test_a_link_to_a_finding_that_was_filtered_away_brings_it_back(look: Look) -> None:
    page = look().page
    page.fill("input[name=words]", "no-such-word-anywhere")
    page.locator(".violations a", has_text="STREAM-020").click()
    page.locator("#STREAM-020-1").wait_for(state="visible")


def test_the_same_link_works_twice(look: Look) -> None:
    page = look().page
    link = page.locator(".violations a", has_text="STREAM-020")
    link.click()
    page.locator("#STREAM-020-1").wait_for(state="visible")
    page.locator("#STREAM-020 > summary").click()
    page.locator("#STREAM-020-1").wait_for(state="hidden")
    link.click()
    page.locator("#STREAM-020-1").wait_for(state="visible")


def test_keys_alone_reach_everything(look: Look) -> None:
    page = look().page
    page.keyboard.press("Tab")
    assert page.locator("a.skip").evaluate("(one) => one === document.activeElement && one.offsetLeft >= 0")
    reached = ""
    for _ in range(400):
        page.keyboard.press("Tab")
        reached += page.evaluate("document.activeElement.matches('input[name=words]') ? 'f' : ''")
        if page.evaluate("document.activeElement.matches('details.requirement > summary')"):
            break
    assert reached == "f"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


def test_the_skip_link_skips(look: Look) -> None:
    page = look().page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")

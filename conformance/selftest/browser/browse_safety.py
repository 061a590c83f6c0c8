"""A target whose every text is markup: the page shows it, and runs nothing of it."""

from __future__ import annotations

import json

from conformance.selftest.browser.endpoints import MARKUP
from conformance.selftest.browser.fixtures import Look
from conformance.selftest.browser.runs import Runs


def test_the_report_is_full_of_markup(runs: Runs) -> None:
    report = json.loads(runs.of("markup").with_name("report.json").read_text("utf-8"))
    told = json.dumps([one["findings"] for one in report["requirements"]], ensure_ascii=False)
    assert sum(json.dumps(text, ensure_ascii=False)[1:20] in told for text in MARKUP) > 3
    assert report["model"] in MARKUP


def test_nothing_of_it_runs(look: Look) -> None:
    view = look("markup")
    view.open_everything()
    view.page.mouse.move(400, 400)
    for image in view.page.locator(".bytes").all()[:5]:
        image.hover(force=True)
    assert view.page.evaluate("window.pwned") is None
    assert view.dialogs == []
    assert view.errors == []
    assert view.violations == []
    assert [url for url in view.requests if not url.startswith(("file://", "data:"))] == []


def test_all_of_it_stands_there_as_text(look: Look) -> None:
    view = look("markup")
    view.open_everything()
    text = view.page.locator("body").evaluate("(body) => body.textContent")
    for one in MARKUP:
        assert one in text or json.dumps(one)[1:-1] in text
    strange = (
        "main script, main iframe, main svg:not(.timeline), main [onerror], main [onload], a[href^='javascript:' i]"
    )
    assert view.page.locator(strange).count() == 0

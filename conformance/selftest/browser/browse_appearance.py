"""Light and dark, small and on paper, with and without eyes."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from conformance.selftest.browser.fixtures import Look
from conformance.selftest.browser.viewing import DESKTOP, PHONE

_LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of usual size."""
_COLOURS = """(elements) => elements.map((element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) layers.push(getComputedStyle(at).backgroundColor);
  return [element.className + ": " + element.textContent, getComputedStyle(element).color, layers];
})"""
_LABELS = ".badge, .level, .tier, .tier .answer, .tier .reason, .counts, .breaks, .note, .kind, .evidence, .reason, h1"


def channels(colour: str) -> list[float]:
    """Return red, green and blue from 0 to 1, and how opaque they are."""
    *rgb, alpha = [*map(float, re.findall(r"[\d.]+", colour)), 1.0][:4]
    return [*(one / 255 for one in rgb), alpha]


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels(colour)[:3]]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(text: str, layers: list[str]) -> float:
    """Return the contrast of a text and the first layer below it that can be seen."""
    ground = next((one for one in layers if channels(one)[3] > 0), "rgb(255, 255, 255)")
    dark, light = sorted((luminance(text), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["broken", "markup"])
def test_labels_can_be_read(look: Look, name: str, scheme: str) -> None:
    view = look(name, color_scheme=scheme)
    view.open_everything()
    told = view.page.eval_on_selector_all(_LABELS, _COLOURS)
    pale = {
        (what[:60], round(contrast(text, layers), 2))
        for what, text, layers in told
        if contrast(text, layers) < _LEAST_CONTRAST
    }
    assert len(told) > 100
    assert not pale


@pytest.mark.parametrize("name", ["broken", "markup"])
def test_a_phone_does_not_scroll_sideways(look: Look, name: str) -> None:
    view = look(name, viewport=PHONE, is_mobile=True)
    wide = "document.scrollingElement.scrollWidth - innerWidth"
    assert view.page.evaluate(wide) <= 0
    view.open_everything()
    assert view.page.evaluate(wide) <= 0


def test_paper_shows_findings_and_nothing_to_press(look: Look) -> None:
    page = look().page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("form.filter").is_hidden()
    assert page.locator("button:visible").count() == 0
    assert page.locator("#STREAM-020-1").is_visible()
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(look: Look, scheme: str) -> None:
    view = look(part="STREAM-020-1", color_scheme=scheme, viewport=DESKTOP)
    view.page.locator("#STREAM-020-1 details.drawer summary").first.click()
    view.page.locator("#family-STREAM details.heat summary").click()
    found = Axe().run(view.page).response["violations"]
    grave = [
        (one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert grave == []

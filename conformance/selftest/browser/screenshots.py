"""Photographs the pages in `reports/examples/screenshots/`: desktop and phone, light and dark, first screen to map.

python -m conformance.selftest.browser.screenshots [WORD...]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from conformance.selftest.browser.chromium import launched
from conformance.selftest.browser.examples import DIRECTORY
from conformance.selftest.browser.runs import Runs, temporary
from conformance.selftest.browser.viewing import DESKTOP, PHONE, View

PLACE = DIRECTORY / "screenshots"
_COLOURS = 128
_FINDING = "STREAM-020-1"
_FAMILY = "STREAM"


def _top(page: Page) -> None:
    page.evaluate("scrollTo(0, 0)")


def _finding(page: Page) -> None:
    page.evaluate(f"location.hash = '{_FINDING}'")
    page.locator(f"#{_FINDING}").wait_for(state="visible")


def _stream(page: Page) -> None:
    _finding(page)
    drawer = page.locator(f"#{_FINDING} details.drawer").first
    drawer.locator("summary").click()
    drawer.locator("svg.timeline").evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 170)")


def _picture(page: Page) -> None:
    _open_requirement(page, "IMG-001")
    drawer = page.locator("#IMG-001 .conversations details.drawer").first
    drawer.locator("summary").click()
    drawer.locator(".pictures img").first.evaluate(
        "(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 400)"
    )


def _open_requirement(page: Page, name: str) -> None:
    page.locator(f"#{name} > summary").click()
    page.locator(f"#{name} .conversations > details > summary").click()


def _map(page: Page) -> None:
    details = page.locator(f"#family-{_FAMILY} details.heat")
    details.locator("summary").click()
    details.evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 190)")


SCENES: Mapping[str, Callable[[Page], None]] = {
    "top": _top,
    "finding": _finding,
    "stream": _stream,
    "picture": _picture,
    "map": _map,
}
"""What is photographed -> how it comes into sight."""
WIDTHS: Mapping[str, Mapping[str, Any]] = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "is_mobile": True, "device_scale_factor": 1},
}


def shots(browser: Browser, page: Path, words: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield name and PNG of every photograph whose name has one of the words, or of all of them."""
    for (scene, show), (width, settings), scheme in product(SCENES.items(), WIDTHS.items(), ("light", "dark")):
        name = f"{scene}-{width}-{scheme}"
        if words and not any(word in name for word in words):
            continue
        view = View.of(browser, page, color_scheme=scheme, **settings)
        show(view.page)
        view.page.wait_for_timeout(200)
        yield name, _smaller(view.page.screenshot(animations="disabled"))
        view.page.context.close()


def _smaller(png: bytes) -> bytes:
    """Return the picture with a palette, which is a third of the size and looks the same."""
    written = BytesIO()
    with Image.open(BytesIO(png)) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the photographs whose names have one of the words, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m conformance.selftest.browser.screenshots", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="only those with one of these words in their names")
    words = parser.parse_args(arguments).words
    PLACE.mkdir(parents=True, exist_ok=True)
    with temporary() as place, launched() as browser:
        for name, png in shots(browser, Runs(Path(place)).of("broken"), words):
            (PLACE / f"{name}.png").write_bytes(png)


if __name__ == "__main__":
    main()

"""A page that is looked at, and everything that it did meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, Dialog, Page

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""
PATIENCE = 20_000
"""Milliseconds: a page that is not ready by then never will be."""


@dataclass(frozen=True)
class View:
    """A page that is open.

    Attributes:
        page: the page.
        requests: addresses that it asked for.
        errors: exceptions that nobody caught, and errors on its console.
        dialogs: what it said in dialogs.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, browser: Browser, path: Path, *, part: str = "", **settings: Any) -> Self:
        """Open a page from a file and wait until it is ready; `part` is what stands behind the `#`."""
        context = browser.new_context(**{"viewport": DESKTOP, **settings})
        context.set_default_timeout(PATIENCE)
        view = cls(context.new_page())
        view._listen()
        view.page.add_init_script(_WATCH)
        view.page.goto(f"{path.as_uri()}{'#' if part else ''}{part}")
        view.page.wait_for_selector("body[data-ready=yes]")
        return view

    @property
    def violations(self) -> list[str]:
        """What the page's policy forbade."""
        found: list[str] = self.page.evaluate("window.violations")
        return found

    def _listen(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("dialog", lambda dialog: self._dismiss(dialog))  # noqa: PLW0108 - Playwright marks what it is given

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open_everything(self) -> None:
        """Open every drawer, and those that come to light when others open."""
        closed = "details:not([open])"
        for _ in range(6):
            if not self.page.locator(closed).count():
                return
            self.page.evaluate(f"for (const one of document.querySelectorAll('{closed}')) one.open = true")
            self.page.wait_for_timeout(100)

    def finding(self, kind: str) -> str:
        """Return the id of the first finding of a kind.

        Raises:
            LookupError: the report has none.
        """
        for one in self.page.locator("article.finding").all():
            if one.locator("p.kind code").first.text_content() == kind:
                return one.get_attribute("id") or ""
        raise LookupError(f"No finding of the kind {kind!r}.")

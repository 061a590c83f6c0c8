"""The Chromium that is installed here, driven without a window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

VARIABLE = "CHROME_PATH"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(Exception):
    """There is nothing to look with; the message is one sentence for people."""


def find() -> str:
    """Return the path of the browser.

    Raises:
        NoBrowserError: none is installed, or the variable names a file that is not there.
    """
    named = os.environ.get(VARIABLE)
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if named:
        raise NoBrowserError(f"{VARIABLE} names {named!r}, which is no program: give the path of a Chromium.")
    raise NoBrowserError(f"No Chromium was found ({', '.join(NAMES)}): install one, or give its path in {VARIABLE}.")


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser and stop it at the end.

    Raises:
        NoBrowserError: none is installed.
    """
    path = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()

"""A plugin for these tests alone: pytest loads it by name, so that nobody else needs a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from conformance.selftest.browser.chromium import NoBrowserError, find, launched
from conformance.selftest.browser.runs import Runs
from conformance.selftest.browser.viewing import View

Look = Callable[..., View]


def pytest_configure() -> None:
    """Say at once that there is no browser: tests that are skipped in silence look like tests that passed."""
    try:
        find()
    except NoBrowserError as problem:
        raise pytest.UsageError(str(problem)) from None


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


@pytest.fixture
def look(browser: Browser, runs: Runs) -> Iterator[Look]:
    """Open the report of an endpoint, or a page by its path; what is opened is closed behind the test."""
    opened: list[View] = []

    def open_(page: str | Path = "broken", **settings: Any) -> View:
        path = page if isinstance(page, Path) else runs.of(page)
        opened.append(View.of(browser, path, **settings))
        return opened[-1]

    yield open_
    for view in opened:
        view.page.context.close()

"""Reports to look at: each made once, by a run of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.model.script import Endpoint
from conformance.selftest.browser.endpoints import broken, markup
from conformance.selftest.plugin.typing_in import Command, type_in

_MADE = {0, 1}
"""Exit codes of a run that came to its end: the gate was reached or missed."""
ENDPOINTS: Mapping[str, Callable[[], Endpoint]] = {"broken": broken, "markup": markup}
KEY = "sk-eyechart-looked-at-0123456789"


@dataclass(frozen=True)
class Runs:
    """Makes reports when they are asked for.

    Attributes:
        place: directory in which each run gets its own.
    """

    place: Path

    def of(self, name: str) -> Path:
        """Return the page of a smoke run against an endpoint of this room.

        Raises:
            RuntimeError: the run did not come to its end; the message holds what it said.
        """
        directory = self.place / name
        if not directory.exists():
            directory.mkdir()
            words = ("run", "{url}", "--depth=smoke", "--report-dir=report")
            run = Command(name, words, ENDPOINTS[name], 0.0, "conformance", {"EYECHART_API_KEY": KEY})
            seen = type_in(run, directory)
            if seen.code not in _MADE:
                raise RuntimeError(f"The run against {name!r} ended with {seen.code}:\n{seen.text}")
        return directory / "report" / "report.html"


def temporary() -> tempfile.TemporaryDirectory[str]:
    """Return a place for runs."""
    return tempfile.TemporaryDirectory(prefix="eyechart-pages-")

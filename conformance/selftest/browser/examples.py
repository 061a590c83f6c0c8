"""Writes the reports in `reports/examples/` that people look at first: a healthy endpoint and a faulty one.

python -m conformance.selftest.browser.examples [NAME...]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance.selftest.plugin.typing_in import ROOT, Command, type_in

DIRECTORY = ROOT / "reports" / "examples"
EXAMPLES: Mapping[str, tuple[str, int]] = {
    "reference": ("embedded:reference", 0),
    # It shows most at once: pictures are answered 500, and streams about them end behind their head.
    "faulty": ("embedded:fault/preprocessor-that-fails-in-two-ways", 1),
}
"""Directory -> the target, and the exit code that its run has."""
_OPTIONS = ("--examples=2", "--seed=1", "--report-dir=report")
_EVIDENCE = {"exchanges.jsonl", "exchanges.har", "failures.jsonl", "statement.json"}
"""Megabytes, and what is worth nothing without them."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the examples that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m conformance.selftest.browser.examples", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ones: {', '.join(EXAMPLES)} (default: all)")
    names = parser.parse_args(arguments).names or list(EXAMPLES)
    unknown = ", ".join(sorted(set(names) - set(EXAMPLES)))
    if unknown:
        parser.error(f"there is no example called {unknown}; there are {', '.join(EXAMPLES)}.")
    for name in names:
        write(name)


def write(name: str) -> None:
    """Run one example and keep its renderings, without the evidence.

    Raises:
        RuntimeError: the run ended otherwise than this target's run must; the message holds what it said.
    """
    target, code = EXAMPLES[name]
    with tempfile.TemporaryDirectory(prefix="eyechart-example-") as place:
        seen = type_in(Command(name, ("run", target, *_OPTIONS), program="conformance"), Path(place))
        if seen.code != code:
            raise RuntimeError(f"The run against {target} ended with {seen.code} instead of {code}:\n{seen.text}")
        shutil.rmtree(DIRECTORY / name, ignore_errors=True)
        (DIRECTORY / name).mkdir(parents=True)
        for path in sorted((Path(place) / "report").iterdir()):
            if path.is_file() and path.name not in _EVIDENCE:
                shutil.copy(path, DIRECTORY / name)


if __name__ == "__main__":
    main()

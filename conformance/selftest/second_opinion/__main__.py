"""Judge the second endpoint and the reference alike: `python -m conformance.selftest.second_opinion [-- OPTIONS]`.

Prints where they part, and succeeds if both are conformant with nothing left open. Two endpoints that were written
apart and one suite: where two of the three agree against the third, the third is worth a look.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

from conformance.selftest.plugin.typing_in import command_line, environment
from conformance.selftest.second_endpoint.app import MODEL
from conformance.selftest.second_endpoint.serving import serving
from conformance.selftest.second_opinion.differing import Opinion, differences, read_opinion

_REFERENCE = "embedded:reference"
_SEED = 7
"""Both are asked the same: examples are drawn from one seed."""
_LONGEST_SECONDS = 1800


def opinion_on(url: str, options: Sequence[str], place: Path, key: str = "") -> Opinion:
    """Judge a target and read what was said.

    Args:
        url: the target.
        options: further options of the run.
        place: an empty directory.
        key: the key of the target.

    Raises:
        OSError: the run did not come to its end.
        subprocess.SubprocessError: it took too long.
    """
    items = place / "items.xml"
    own = [f"--target-url={url}", f"--target-report-dir={place}", f"--target-seed={_SEED}", f"--junitxml={items}"]
    subprocess.run(  # noqa: S603 - our own command line
        [*command_line("pytest", [*own, "-q", "-p", "no:cacheprovider"]), *options],
        cwd=place,
        env=environment({"EYECHART_API_KEY": key} if key else {}),
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    return read_opinion(place / "report.json", items)


def both(options: Sequence[str], place: Path) -> tuple[Opinion, Opinion]:
    """Judge the second endpoint, then the reference, each in a directory of its own."""
    places = [place / name for name in ("second", "reference")]
    for one in places:
        one.mkdir(parents=True)
    key = token_hex(16)
    with serving(key) as url:
        second = opinion_on(url, [f"--target-model={MODEL}", *options], places[0], key)
    return second, opinion_on(_REFERENCE, options, places[1])


def _lines(second: Opinion, reference: Opinion) -> list[str]:
    tiers = [f"{name}: {opinion.tiers}" for name, opinion in (("second", second), ("reference", reference))]
    problems = [*second.problems, *reference.problems]
    head = f"{'requirement':<11} {'second':<14} {'reference':<14} conversations"
    return [*tiers, *problems, head, *differences(second.outcomes, reference.outcomes)]


def main() -> int:
    """Run the command; the exit code is 1 unless both are conformant with nothing left open."""
    parser = argparse.ArgumentParser(prog="second_opinion", description="Judge two endpoints, and say where they part.")
    parser.add_argument("options", nargs="*", help="options of both runs, behind --")
    options = parser.parse_args().options
    with tempfile.TemporaryDirectory(prefix="eyechart-second-") as place:
        second, reference = both(options, Path(place))
    sys.stdout.write("\n" + "\n".join(_lines(second, reference)) + "\n")
    return 0 if second.is_conformant and reference.is_conformant else 1


if __name__ == "__main__":
    sys.exit(main())

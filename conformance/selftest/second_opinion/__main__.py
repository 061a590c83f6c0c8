"""Judge the second endpoint and the reference alike: `python -m conformance.selftest.second_opinion [-- OPTIONS]`.

Prints where they part, and succeeds if all are conformant with nothing left open. Two endpoints that were written
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
from conformance.selftest.second_endpoint.manners import MANNERS, Manner
from conformance.selftest.second_endpoint.serving import serving
from conformance.selftest.second_opinion.differing import Opinion, differences, read_opinion

_REFERENCE = "embedded:reference"
_TOLD = {True: "yes", False: "no", None: "cannot tell"}
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


def opinion_on_the_second(manner: Manner, options: Sequence[str], place: Path) -> Opinion:
    """Serve the second endpoint, and judge it."""
    key = token_hex(16)
    with serving(key, manner) as url:
        return opinion_on(url, [f"--target-model={MODEL}", *manner.settings, *options], place, key)


def _lines(name: str, opinion: Opinion, reference: Opinion) -> list[str]:
    tiers = ", ".join(f"{tier} {_TOLD[reached]}" for tier, reached in opinion.tiers.items())
    head = f"{'requirement':<11} {name:<14} {_REFERENCE:<18} conversations"
    parted = list(differences(opinion.outcomes, reference.outcomes))
    return [f"{name}: {tiers}", *opinion.problems, *([head, *parted] if parted else []), ""]


def _made(place: str, name: str) -> Path:
    made = Path(place, name)
    made.mkdir()
    return made


def main() -> int:
    """Run the command; the exit code is 1 unless all are conformant with nothing left open."""
    parser = argparse.ArgumentParser(prog="second_opinion", description="Judge two endpoints, and say where they part.")
    parser.add_argument("--manner", choices=sorted(MANNERS), action="append", help="only in this manner; repeatable")
    parser.add_argument("options", nargs="*", help="options of all runs, behind --")
    asked = parser.parse_args()
    opinions = {}
    with tempfile.TemporaryDirectory(prefix="eyechart-second-") as place:
        reference = opinion_on(_REFERENCE, asked.options, _made(place, "reference"))
        for name in asked.manner or MANNERS:
            opinions[name] = opinion_on_the_second(MANNERS[name], asked.options, _made(place, name))
    lines = [line for name, one in opinions.items() for line in _lines(name, one, reference)]
    sys.stdout.write("\n".join(["", *_lines(_REFERENCE, reference, reference), *lines]))
    return 0 if all(one.is_conformant for one in (reference, *opinions.values())) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Judge the real servers: `python -m conformance.selftest.real.judge [--only NAME] [--keep] [-- PYTEST OPTIONS]`.

Each server is installed, started on a free loopback port, judged by the suite as any target would be, and stopped.
The reports are kept in `reports/examples/NAME/`, and `eyechart matrix` sets all that are there side by side. The
command succeeds if every run went well on our side, whatever was found.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from conformance.report.reading import DESCRIPTION, REPORT
from conformance.running.options import ENVIRONMENT_PREFIX, KEY_VARIABLE
from conformance.selftest.real.environments import MissingProgramError
from conformance.selftest.real.keeping import keep, machine_names
from conformance.selftest.real.processes import Address, ServerError
from conformance.selftest.real.results import Result, read_result, table
from conformance.selftest.real.server import Server
from conformance.selftest.real.servers import BY_NAME, SERVERS
from conformance.selftest.real.starting import started

REPOSITORY = Path(__file__).parents[3]
RUNS = Path("reports", "real")
EXAMPLES = Path("reports", "examples")
MATRICES = (EXAMPLES / "MATRIX.md", EXAMPLES / "matrix.html")
_LONGEST_RUN_SECONDS = 3600


def suite_command(address: Address, folder: Path, extra: Sequence[str]) -> list[str]:
    """Return the command line of a run, with paths relative to the repository: options stand in the report."""
    pytest = [sys.executable, "-m", "pytest", "-p", "conformance.plugin", "-p", "no:cacheprovider"]
    target = [f"--target-url={address.url}", f"--target-model={address.model}", f"--target-report-dir={folder}"]
    further = [f"--target-header={name}: {value}" for name, value in address.further]
    return [*pytest, *target, *further, *extra]


def suite_variables(address: Address) -> dict[str, str]:
    """Return our environment without the user's settings of the suite, and with the server's key if it has one."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT_PREFIX)}
    return inherited | ({KEY_VARIABLE: address.key} if address.key else {})


def judge(server: Server, environments: Path, extra: Sequence[str]) -> Result:
    """Judge one server, and keep its reports if the run went well on our side."""
    folder = RUNS / server.name
    shutil.rmtree(REPOSITORY / folder, ignore_errors=True)
    try:
        with started(server, environments, REPOSITORY / RUNS) as here:
            begun = time.monotonic()
            run = subprocess.run(  # noqa: S603 - our own command line
                suite_command(here.address, folder, extra),
                cwd=REPOSITORY,
                env=suite_variables(here.address),
                timeout=_LONGEST_RUN_SECONDS,
                check=False,
            )
            seconds = time.monotonic() - begun
    except MissingProgramError as missing:
        return Result(server=server.name, skipped=str(missing))
    except (ServerError, subprocess.SubprocessError) as problem:
        return Result(server=server.name, problems=(f"{server.name}: {problem}",))
    report = REPOSITORY / folder / REPORT
    result = read_result(report, server=server.name, version=here.version, exit_code=run.returncode, seconds=seconds)
    if result.fine:
        kept = REPOSITORY / EXAMPLES / server.name
        keep(REPOSITORY / folder, kept, machine_names(REPOSITORY), page=server.page)
        (kept / DESCRIPTION).write_text(json.dumps(description(server, here.version), indent=2) + "\n", "utf-8")
    return result


def description(server: Server, version: str) -> dict[str, str | None]:
    """Return what `eyechart matrix` is told about a server."""
    return {"name": server.name, "version": version, "about": server.about, "behind": server.behind}


def render_matrices() -> None:
    """Set the kept reports side by side, those of servers that were not judged this time included."""
    kept = [EXAMPLES / server.name for server in SERVERS if (REPOSITORY / EXAMPLES / server.name / REPORT).is_file()]
    for output in MATRICES if kept else ():
        command = [sys.executable, "-m", "conformance", "matrix", *map(str, kept), "--output", str(output)]
        subprocess.run(command, cwd=REPOSITORY, check=True, timeout=60)  # noqa: S603 - our own command line


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    default = Path(tempfile.gettempdir(), "eyechart-real-servers")
    parser = argparse.ArgumentParser(description="Judge servers that other people wrote.")
    parser.add_argument(
        "--only", action="append", choices=tuple(BY_NAME), help="judge this server, and no others but those named so"
    )
    parser.add_argument("--keep", action="store_true", help=f"leave evidence and the servers' logs in {RUNS}")
    parser.add_argument("--environments", type=Path, default=default, help="folder for the servers' environments")
    parser.add_argument("extra", nargs="*", help="further options for pytest, behind --")
    return parser.parse_args(given)


def leave(number: int, _frame: object) -> NoReturn:
    """End by an exception, so that every `with` block stops its server."""
    sys.exit(128 + number)


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 1 if a server did not start, or a run failed on our side."""
    asked = arguments(given)
    signal.signal(signal.SIGTERM, leave)
    chosen = [server for server in SERVERS if (server.name in asked.only if asked.only else not server.large)]
    results = [judge(server, asked.environments.resolve(), asked.extra) for server in chosen]
    if not asked.keep:
        shutil.rmtree(REPOSITORY / RUNS, ignore_errors=True)
    render_matrices()
    sys.stdout.write("\n" + table(results))
    return 0 if all(result.fine for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())

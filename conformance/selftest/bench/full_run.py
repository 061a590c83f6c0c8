"""A full run of the suite: `python -m conformance.selftest.bench.full_run`.

Judges the reference endpoint at full speed, and again with one second before each answer. For the second run the
wall time of sending stands beside its bound: shared requests x latency / concurrency, plus serial requests x latency,
plus the longest conversation. Exit code 1 if the run takes more than 1.2 times the bound, or is not green.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.endpoints.catalogue import find
from conformance.endpoints.server import serve

LATENCY = 1.0
CONCURRENCY = 8
MOST = 1.2
KEY = "sk-eyechart-bench"


@dataclass(frozen=True)
class Run:
    """One run: seconds of the whole command, and its report."""

    seconds: float
    report: dict[str, Any]

    @property
    def bound(self) -> float:
        """The least that sending could take."""
        schedule = self.report["schedule"]
        shared = schedule["shared"] * LATENCY / CONCURRENCY
        return float(shared + schedule["serial"] * LATENCY + schedule["longest_conversation"])


def run_suite(url: str) -> Run:
    """Judge a target in a process of its own."""
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--target-url={url}"]
        command += [f"--target-report-dir={directory}", f"--target-concurrency={CONCURRENCY}"]
        started = time.perf_counter()
        done = subprocess.run(command, env={"EYECHART_API_KEY": KEY}, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
        seconds = time.perf_counter() - started
        report = Path(directory) / "report.json"
        if done.returncode or not report.is_file():
            raise SystemExit(f"the run ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return Run(seconds, json.loads(report.read_text("utf-8")))


def main() -> int:
    """Print both runs and return the exit code."""
    with serve(find("reference", api_key=KEY)) as server:
        fast = run_suite(server.url)
    requests = fast.report["schedule"]["requests"]
    sys.stdout.write(f"full run against the reference endpoint: {fast.seconds:.1f} s, {requests} requests\n")
    with serve(find("reference", api_key=KEY), latency=LATENCY) as server:
        slow = run_suite(server.url)
    ratio = slow.report["seconds"] / slow.bound
    sys.stdout.write(
        f"full run against an endpoint that takes {LATENCY:g} s an answer, concurrency {CONCURRENCY}: "
        f"{slow.seconds:.1f} s, of that {slow.report['seconds']:.1f} s from preflight to report; "
        f"bound {slow.bound:.1f} s; ratio {ratio:.2f} (at most {MOST})\n"
    )
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())

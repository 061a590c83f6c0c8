"""Builds the wheel, opens it, installs it in a fresh environment and uses it from an empty directory.

One line per step; exit code 0 when all is well, 1 with one sentence otherwise.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.selftest.packaged.contents import Mistake, check_entry_points, check_files

CLONE = Path(__file__).parents[3]
_SCRIPTS = "Scripts" if os.name == "nt" else "bin"
_PATIENCE = 600.0
_TAIL = 2_000
_NOT_INHERITED = ("EYECHART_", "OPENAI_", "PYTEST_", "PYTHON", "VIRTUAL_ENV", "TOX_", "COV_")


@dataclass(frozen=True)
class Use:
    """What a user types, and what must come of it: exit code, words that stand there, words that do not."""

    words: tuple[str, ...]
    code: int
    says: tuple[str, ...] = ()
    silent_on: tuple[str, ...] = ("Traceback",)


USES = (
    Use(("pytest",), 5, ("collected 0 items",), ("Traceback", "Eyechart", "eyechart: ")),
    Use(("pytest", "--target-url=embedded:reference"), 0, ("conformant yes", "gate conformant: reached", "report.md")),
    Use(("pytest", "-p", "conformance.plugin", "--target-url=embedded:benign/crlf", "--target-only=SSE-006"), 0),
    Use(
        ("eyechart", "run", "embedded:fault/done-missing", "--only", "SSE-015"),
        1,
        ("The stream ended without [DONE].", "gate conformant: missed, violated: SSE-015"),
    ),
    Use(("eyechart", "run", "http://127.0.0.1:9/v1"), 6, ("cannot be reached: connection refused.",)),
    Use(("eyechart", "run", "embedded:nowhere"), 4, ("There is no endpoint called 'nowhere'.",)),
    Use(("eyechart", "list"), 0, ("embedded:reference", "embedded:fault/done-missing", "embedded:benign/crlf")),
    Use(("eyechart", "--version"), 0, ("eyechart ",)),
)


def main() -> int:
    """Take every step; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="eyechart-packaged-") as place:
        try:
            _take_all_steps(Path(place))
        except Mistake as mistake:
            sys.stdout.write(f"FAILED: {mistake}\n")
            return 1
    return 0


def _take_all_steps(place: Path) -> None:
    dist, environment, empty = place / "dist", place / "venv", place / "empty"
    empty.mkdir()
    wheel = Path(_step("build", lambda: _build(dist)))
    _step("open", lambda: check_files(wheel, CLONE))
    _step("entry points", lambda: check_entry_points(wheel))
    _step("install", lambda: _install(wheel, environment))
    _step("where from", lambda: _check_origin(environment, empty))
    for use in USES:
        _step(" ".join(use.words), lambda use=use: _try(use, environment, empty))  # type: ignore[misc] # bound now


def _step(name: str, take: Callable[[], str]) -> str:
    begin = time.monotonic()
    said = take()
    sys.stdout.write(
        f"{name}: {Path(said).name if said.startswith('/') else said} ({time.monotonic() - begin:.1f} s)\n"
    )
    sys.stdout.flush()
    return said


def _build(dist: Path) -> str:
    """Build source distribution and wheel, the wheel from the source distribution, as installers without wheels do."""
    _run([sys.executable, "-m", "build", "--outdir", str(dist), str(CLONE)], cwd=CLONE, expected=0)
    wheels = sorted(dist.glob("*.whl"))
    if len(wheels) != 1:
        raise Mistake(f"there are {len(wheels)} wheels instead of one")
    return str(wheels[0])


def _install(wheel: Path, environment: Path) -> str:
    venv.create(environment, with_pip=True)
    _run([_program(environment, "python"), "-m", "pip", "install", "--quiet", str(wheel)], cwd=environment, expected=0)
    return "in a fresh virtual environment"


def _check_origin(environment: Path, empty: Path) -> str:
    """Make sure that the wheel is judged and not the clone."""
    question = "import conformance; print(conformance.__file__)"
    answer = _run([_program(environment, "python"), "-c", question], cwd=empty, expected=0).strip()
    if not Path(answer).resolve().is_relative_to(environment.resolve()):
        raise Mistake(f"the package comes from {answer}")
    return "the installed package"


def _try(use: Use, environment: Path, empty: Path) -> str:
    program, *arguments = use.words
    said = re.sub(r"\s+", " ", _run([_program(environment, program), *arguments], cwd=empty, expected=use.code))
    for words in use.says:
        if words not in said:
            raise Mistake(f"`{' '.join(use.words)}` does not say {words!r}: {said[-_TAIL:]}")
    for words in use.silent_on:
        if words in said:
            raise Mistake(f"`{' '.join(use.words)}` says {words!r}: {said[-_TAIL:]}")
    return f"exit code {use.code}"


def _program(environment: Path, name: str) -> str:
    return str(environment / _SCRIPTS / name)


def _run(command: Sequence[str], *, cwd: Path, expected: int) -> str:
    """Run a command and return what it wrote.

    Raises:
        Mistake: it ended with another exit code, or not at all.
    """
    try:
        done = subprocess.run(  # noqa: S603 - commands of ours
            command,
            cwd=cwd,
            env=_environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Mistake(f"`{' '.join(command)}`: {problem}") from None
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode != expected:
        raise Mistake(f"`{' '.join(command)}` ended with {done.returncode}, not {expected}: {text[-_TAIL:]}")
    return text


def _environment(inherited: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in inherited.items() if not name.startswith(_NOT_INHERITED)}
    return {**kept, "COLUMNS": "120", "NO_COLOR": "1"}


if __name__ == "__main__":
    sys.exit(main())

"""Writes the certification statement of a run beside its evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conformance.model.report import Report
from conformance.report import statement
from conformance.report.standing import ExitCode
from conformance.running.digests import evidence_digests, suite_digest
from conformance.running.signing import SUFFIX

_WHOLE = frozenset({ExitCode.GATE_REACHED, ExitCode.GATE_MISSED, ExitCode.CANNOT_TELL})
"""Exit codes of runs that went to their end."""


def write_statement(
    report: Report, directory: Path, *, challenge: str = "", sign: Callable[[bytes], str] | None = None
) -> tuple[str, ...]:
    """Write `statement.json`, and its signature where there is a key; return the paths of what was written.

    A run that was broken off states nothing, and what an earlier run stated in the directory is taken away.

    Args:
        report: of the run.
        directory: where its evidence lies, which must be complete.
        challenge: text of a buyer that stands in the requests, or "".
        sign: returns the signature of bytes.

    Raises:
        OSError: a file cannot be read or written.
    """
    path, signature = directory / statement.FILE_NAME, directory / f"{statement.FILE_NAME}{SUFFIX}"
    path.unlink(missing_ok=True)
    signature.unlink(missing_ok=True)
    if ExitCode(report.exit_code) not in _WHOLE:
        return ()
    files = evidence_digests(directory)
    text = statement.render(report, suite=suite_digest(), evidence=files, challenge=challenge)
    path.write_bytes(text.encode("utf-8"))
    if sign is None:
        return (str(path),)
    signature.write_text(f"{sign(text.encode('utf-8'))}\n", "ascii")
    return str(path), str(signature)

"""Targets that answer everything alike: judged, and one sentence in the summary says so."""

from __future__ import annotations

import pytest

from conformance.endpoints.catalogue import find
from conformance.selftest.plugin.typing_in import LISTED, Command, Seen, only

COMMANDS = (
    Command(
        "always 400",
        ("--target-url={url}", "--target-model=m", LISTED, only("HTTP", "TEMP")),
        endpoint=lambda: find("hostile/always-400"),
        code=1,
        says="The target answers 400 to a plain text request",
    ),
    Command(
        "always 500",
        ("--target-url={url}", "--target-model=m", LISTED, only("HTTP", "TEMP")),
        endpoint=lambda: find("hostile/always-500"),
        code=1,
        says="The target answers 500 to a plain text request",
    ),
    Command(
        "always 200",
        ("--target-url={url}", "--target-model=m", LISTED, only("TEMP", "STOP", "MAXTOK", "B64")),
        endpoint=lambda: find("hostile/always-200"),
        code=1,
        says="The target answers 200 to all",
    ),
    Command(
        "always 429",
        ("--target-url={url}", "--target-model=m", LISTED, only("HTTP")),
        endpoint=lambda: find("hostile/always-429"),
        code=7,
        says="The target answers 429 to a plain text request",
    ),
)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_judged_and_said(command: Command, seen: Seen) -> None:
    assert seen.code == command.code, seen.text
    assert command.says in seen.words
    assert "Traceback" not in seen.text
    assert any(command.says in problem for problem in seen.report["problems"])
    assert True not in seen.report["tiers"].values()
    assert seen.report["exit_code"] == command.code

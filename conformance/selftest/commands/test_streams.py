"""Standard streams that nobody reads, and Ctrl-C before anything has begun."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.cli import main

LIST = (sys.executable, "-m", "conformance", "list")


def test_who_has_read_enough_is_no_error() -> None:
    with subprocess.Popen(LIST, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as process:  # noqa: S603 - our own command line
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_ctrl_c_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.commands.parsing.act", interrupt)
    assert main(["list"]) == 2
    assert capsys.readouterr().err == "eyechart: interrupted\n"


def test_what_is_not_there_is_written_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["list"]) == 0
    assert sys.stdout is None

"""Standard streams that nobody reads, Ctrl-C before anything has begun, and arguments that are none."""

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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("serve", "--latency", "-1"), "'-1' is no number of seconds from 0 to 3600"),
        (("serve", "--latency", "nan"), "'nan' is no number of seconds from 0 to 3600"),
        (("serve", "--api-key", "\u00fc"), "a key is printable ASCII, and not empty"),
        (("serve", "--api-key", " "), "a key is printable ASCII, and not empty"),
        (("waive", "--days", "9" * 20, "."), "is no number of days from 0 to 3650"),
        (("waive", "--days", "-5", "."), "'-5' is no number of days from 0 to 3650"),
    ],
)
def test_a_wrong_argument_is_one_sentence(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 4
    assert says in capsys.readouterr().err.splitlines()[-1]

"""`eyechart serve`: a mock for client developers."""

from __future__ import annotations

import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from conformance.endpoints.catalogue import find
from conformance.endpoints.server import serve
from conformance.selftest.plugin.typing_in import Command, Terminal, command_line, environment, heed_interrupts


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start it on a free port; yield the process and its first line."""
    process = subprocess.Popen(  # noqa: S603 - our own program with arguments of ours
        command_line("conformance", ("serve", "--port", "0", *arguments)),
        env=environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - nothing but a signal is touched between fork and exec
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((), "reference"), (("--fault", "done-missing"), "fault/done-missing"), (("--benign", "crlf"), "benign/crlf")],
)
def test_serves_until_ctrl_c(arguments: tuple[str, ...], name: str) -> None:
    with serving(*arguments) as (process, line):
        found = re.fullmatch(rf"{name} at (http://127\.0\.0\.1:\d+/v1) \(Ctrl-C to stop\)\n", line)
        assert found, line
        with urllib.request.urlopen(f"{found[1]}/models", timeout=5) as answer:  # noqa: S310 - ours, on loopback
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=10)
        assert (process.returncode, rest) == (0, "")


def test_asks_for_the_key_that_was_named() -> None:
    with serving("--api-key", "sk-mine") as (_, line):
        url = re.search(r"http://\S+", line)
        assert url, line
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{url[0]}/models", timeout=5)  # noqa: S310 - ours, on loopback
        refused.value.close()
        assert refused.value.code == 401


def test_a_port_that_is_taken_is_one_sentence(terminal: Terminal) -> None:
    with serve(find("reference")) as other:
        seen = terminal.type(Command("taken", ("serve", "--port", str(other.port)), program="conformance"))
    assert seen.code == 4
    assert seen.words.strip() == f"eyechart serve: port {other.port} cannot be used: Address already in use"


def test_a_port_that_does_not_exist_is_one_sentence(terminal: Terminal) -> None:
    seen = terminal.type(Command("no port", ("serve", "--port", "70000"), program="conformance"))
    assert seen.code == 4
    assert "'70000' is no port from 0 to 65535" in seen.words
    assert "Traceback" not in seen.text


def test_a_list_that_nobody_reads_to_its_end() -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        command_line("conformance", ("list",)), env=environment({}), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0

"""pytest's own options do what they always do."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.endpoints.catalogue import find
from conformance.endpoints.server import serve
from conformance.judging.plan import Selection, plan_items
from conformance.model.script import Endpoint, ReceivedRequest, Script
from conformance.model.settings import Depth
from conformance.selftest.plugin.typing_in import (
    Command,
    Seen,
    Terminal,
    command_line,
    environment,
    heed_interrupts,
    report_in,
    type_in,
)

HERE = "--target-url=embedded:reference"
BROKEN = "--target-url=embedded:fault/done-missing"
DONE = "--target-only=SSE-015"


def test_without_a_target_nothing_happens(terminal: Terminal) -> None:
    seen = terminal.type(Command("nothing", ()))
    assert seen.code == 5, seen.text
    assert "collected 0 items" in seen.words
    assert "Eyechart" not in seen.text


def test_a_target_in_the_environment_does_not_disturb_other_tests(terminal: Terminal) -> None:
    files = {"test_mine.py": "def test_mine(): pass\n"}
    variables = {"EYECHART_URL": "http://127.0.0.1:9/v1", "EYECHART_FOO": "1"}
    seen = terminal.type(Command("mine", ("test_mine.py",), files=files, environment=variables))
    assert seen.code == 0, seen.text
    assert "1 passed" in seen.words
    assert not (seen.directory / "reports").exists()


def test_a_target_in_the_environment_is_judged_where_nothing_else_is_named(terminal: Terminal) -> None:
    variables = {"EYECHART_URL": "embedded:reference", "EYECHART_ONLY": "SSE-015\nSSE-003", "EYECHART_MODEL": ""}
    seen = terminal.type(Command("environment", (), environment=variables))
    assert seen.code == 0, seen.text
    assert seen.report["options"]["only"] == ["SSE-015", "SSE-003"]


def test_other_tests_keep_their_result_beside_a_target(terminal: Terminal) -> None:
    files = {"test_mine.py": "def test_mine(): pass\n"}
    seen = terminal.type(Command("beside", (HERE, "test_mine.py"), files=files))
    assert seen.code == 0, seen.text
    assert "1 passed" in seen.words
    assert seen.report_directory is None


def test_collect_only_sends_nothing(terminal: Terminal) -> None:
    received: list[ReceivedRequest] = []

    def counting() -> Endpoint:
        healthy = find("reference")

        def answer(request: ReceivedRequest) -> Script:
            received.append(request)
            return healthy(request)

        return answer

    seen = terminal.type(Command("collect", ("--target-url={url}", "--collect-only", "-q", DONE), endpoint=counting))
    assert seen.code == 0, seen.text
    assert "[SSE-015:text streamed]" in seen.text
    assert not received
    assert not (seen.directory / "reports").exists()


def test_selecting_nothing_is_exit_code_5(terminal: Terminal) -> None:
    seen = terminal.type(Command("nothing selected", (HERE, DONE, "-k", "no_such_word")))
    assert seen.code == 5, seen.text
    assert "no item of the conformance suite was selected, so nothing is judged." in seen.words
    assert seen.report_directory is None


def test_a_selection_that_cannot_be_read_sends_nothing(terminal: Terminal) -> None:
    seen = terminal.type(Command("selection", (HERE, DONE, "-k", "( and")))
    assert seen.code == 4, seen.text
    assert "Wrong expression passed to '-k'" in seen.words
    assert not (seen.directory / "reports").exists()


def test_without_a_terminal_the_report_tells_all(terminal: Terminal) -> None:
    seen = terminal.type(Command("no terminal", (BROKEN, DONE, "-p", "no:terminal")))
    assert seen.code == 1, seen.text
    assert seen.report["exit_code"] == 1


def test_first_failure_stops_with_x(terminal: Terminal) -> None:
    seen = terminal.type(Command("x", (BROKEN, DONE, "-x", "-p", "no:cacheprovider")))
    assert seen.code == 1, seen.text
    assert "stopping after 1 failures" in seen.words
    (result,) = (one for one in seen.report["requirements"] if one["id"] == "SSE-015")
    assert result["counts"]["failed"] == 1
    assert not (seen.directory / ".pytest_cache").exists()


def test_last_failed_runs_those_again(terminal: Terminal) -> None:
    selection = (BROKEN, "--target-only=SSE-015,SSE-003", "-k", "SSE-003 or stream_options or two")
    first = terminal.type(Command("first", selection))
    assert first.code == 1, first.text
    again = type_in(Command("again", (*selection, "--lf", "--target-report-dir=again")), first.directory)
    assert again.code == 1, again.text
    outcomes = {one["id"]: one["counts"] for one in report_in(again.directory / "again")["requirements"]}
    assert set(outcomes["SSE-015"]) == {"failed"}
    assert "passed" not in outcomes.get("SSE-003", {})


def test_every_outcome_has_a_place_in_junit_of_pytest(terminal: Terminal) -> None:
    seen = terminal.type(Command("junit", (BROKEN, DONE, "--junitxml=out.xml", "-m", "must and sse")))
    assert seen.code == 1, seen.text
    assert 'name="eyechart" value="failed"' in (seen.directory / "out.xml").read_text("utf-8")


def test_eyechart_run_hands_options_on(terminal: Terminal) -> None:
    arguments = ("run", "embedded:fault/done-missing", "--only", "SSE-015", "--gate=none", "-q", "--co")
    seen = terminal.type(Command("eyechart", arguments, program="conformance"))
    assert seen.code == 0, seen.text
    assert "[SSE-015:text streamed]" in seen.text


def test_eyechart_run_judges_where_plugins_are_not_loaded_by_themselves(terminal: Terminal) -> None:
    variables = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    arguments = ("run", "embedded:fault/done-missing", "--only", "SSE-015")
    seen = terminal.type(Command("no autoload", arguments, program="conformance", environment=variables))
    assert seen.code == 1, seen.text
    assert "violated: SSE-015" in seen.words


BOOM = """
import conformance.running.run as run

judge = run.judge_item

def judge_item(item, *rest):
    if item.requirement == "SSE-003":
        raise RuntimeError("boom")
    return judge(item, *rest)

run.judge_item = judge_item
"""


def test_an_error_of_our_own_is_no_verdict(terminal: Terminal) -> None:
    files = {"conftest.py": BOOM}
    seen = terminal.type(Command("own error", (HERE, "--target-only=SSE-003,SSE-015"), files=files))
    assert seen.code == 3, seen.text
    assert "Our own error in SSE-003" in seen.words
    assert "RuntimeError('boom') (conftest.py, line 8)" in seen.words
    assert True not in seen.report["tiers"].values()
    assert {one["id"]: one["outcome"] for one in seen.report["requirements"]} == {
        "SSE-003": "errored",
        "SSE-015": "passed",
    }


def test_a_violation_outranks_an_error_of_our_own_and_both_are_told(terminal: Terminal) -> None:
    files = {"conftest.py": BOOM}
    seen = terminal.type(Command("both", (BROKEN, "--target-only=SSE-003,SSE-015"), files=files))
    assert seen.code == 1, seen.text
    assert "Our own error in SSE-003" in seen.words
    assert "violated: SSE-015" in seen.words
    assert "The curl lines need the endpoint: eyechart serve --fault done-missing" in seen.words


def test_a_bound_on_requests_leaves_the_rest_open(terminal: Terminal) -> None:
    seen = terminal.type(Command("bound", (HERE, "--target-max-requests=3", "--target-only=HTTP-001,SSE-015,TEMP-003")))
    assert seen.code == 7, seen.text
    assert seen.report["schedule"]["requests"] == 3
    assert seen.report["tiers"]["conformant"] is None
    assert seen.report["problems"] == []


def test_a_report_directory_that_vanishes_is_said(terminal: Terminal) -> None:
    vanishing = "import shutil\n\ndef pytest_sessionfinish():\n    shutil.rmtree('out')\n    open('out', 'w').close()\n"
    command = Command("vanishes", (HERE, DONE, "--target-report-dir=out"), files={"conftest.py": vanishing})
    seen = terminal.type(command)
    assert seen.code == 4, seen.text
    assert "The report cannot be written to out: Not a directory." in seen.words
    assert "Traceback" not in seen.text


def test_looking_at_fixtures_sends_nothing(terminal: Terminal) -> None:
    for looking in ("--fixtures", "--setup-plan"):
        seen = terminal.type(Command(looking, ("--target-url=http://127.0.0.1:9/v1", DONE, looking)))
        assert seen.code == 0, seen.text
        assert not (seen.directory / "reports").exists()


def test_eyechart_list_names_what_can_be_judged(terminal: Terminal) -> None:
    seen = terminal.type(Command("list", ("list",), program="conformance"))
    assert seen.code == 0
    assert {"embedded:reference", "embedded:fault/done-missing", "embedded:benign/crlf"} <= set(seen.text.split())


@contextmanager
def started(url: str, directory: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    arguments = (f"--target-url={url}", "--target-report-dir=report", *more)
    process = subprocess.Popen(  # noqa: S603 - our own program with arguments of ours
        command_line("pytest", arguments),
        cwd=directory,
        env=environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - nothing but a signal is touched between fork and exec
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def interrupted(process: subprocess.Popen[bytes], directory: Path, by: signal.Signals = signal.SIGINT) -> Seen:
    process.send_signal(by)
    begin = time.monotonic()
    output, _ = process.communicate(timeout=20)
    return Seen(process.returncode, output.decode("utf-8", "replace"), time.monotonic() - begin, directory)


def wait_for(condition: object, seconds: float = 20.0) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_was_gathered(tmp_path: Path, by: signal.Signals) -> None:
    evidence = tmp_path / "report" / "exchanges.jsonl"
    options = ("--target-concurrency=1", "--target-model=eyechart-reference", "--target-examples=0")
    with (
        serve(find("reference"), latency=0.1) as server,
        started(server.url, tmp_path, *options) as process,
    ):
        wait_for(lambda: evidence.exists() and evidence.read_bytes().count(b"\n") > 5)
        seen = interrupted(process, tmp_path, by)
    assert seen.code == 2, seen.text
    assert "Traceback" not in seen.text
    report = report_in(tmp_path / "report")
    assert report["exit_code"] == 2
    assert "The run was interrupted." in report["problems"]
    assert set(report["tiers"].values()) == {None}
    assert any("passed" in one["counts"] for one in report["requirements"])
    for line in evidence.read_text("utf-8").splitlines():
        json.loads(line)


def test_ctrl_c_while_the_target_is_silent_from_the_start(tmp_path: Path) -> None:
    received: list[ReceivedRequest] = []

    def silent(request: ReceivedRequest) -> Script:
        received.append(request)
        return find("hostile/silent")(request)

    with serve(silent) as server, started(server.url, tmp_path, DONE) as process:
        wait_for(lambda: received)
        seen = interrupted(process, tmp_path)
    assert seen.code == 2, seen.text
    assert "Traceback" not in seen.text
    assert report_in(tmp_path / "report")["exit_code"] == 2


def test_a_plan_sends_nothing_and_says_what_would_be_sent(terminal: Terminal) -> None:
    seen = terminal.type(
        Command("plan", ("--target-url=http://127.0.0.1:9/v1", "--target-plan", "--target-depth=smoke"))
    )
    assert seen.code == 0, seen.text
    assert "what would be sent" in seen.words
    assert "Nothing was sent." in seen.words
    assert seen.report_directory is None


def test_a_plan_heeds_what_is_selected(terminal: Terminal) -> None:
    seen = terminal.type(Command("plan of one", (HERE, "--target-only=TEMP-003", "--target-plan")))
    assert seen.code == 0, seen.text
    assert "TEMP 2 " in seen.words
    assert "IMG" not in seen.words


def test_a_smoke_run_reaches_the_gate_and_is_no_certificate(terminal: Terminal) -> None:
    seen = terminal.type(Command("smoke", (HERE, "--target-depth=smoke")))
    assert seen.code == 0, seen.text
    letters = re.search(r"test_conformance\.py ([.wi?bu-]+) ", seen.text)
    conversations = {item.conversation for item in plan_items(Selection(key_given=True, depth=Depth.SMOKE))}
    assert letters, seen.text
    assert len(letters[1]) == len(conversations) < 25
    assert seen.report["schedule"]["requests"] <= 25
    assert set(seen.report["tiers"].values()) == {None}

"""Settings that are wrong: one sentence, exit code 4, and nothing is sent or written."""

from __future__ import annotations

import pytest

from conformance.selftest.plugin.typing_in import Command, Seen

HERE = "--target-url=embedded:reference"


def wrong(name: str, *arguments: str, says: str, **more: object) -> Command:
    return Command(name, arguments, code=4, says=says, **more)  # type: ignore[arg-type] # members of Command by name


def project(text: str) -> dict[str, str]:
    return {"pyproject.toml": text}


COMMANDS = (
    wrong("unknown option", "--target-x=1", says="unrecognized arguments: --target-x=1"),
    wrong(
        "unknown variable",
        HERE,
        says="the variable EYECHART_FOO is set, and no option is called that.",
        environment={"EYECHART_FOO": "1"},
    ),
    wrong(
        "unknown key in the project file",
        HERE,
        says="[tool.eyechart] of pyproject.toml has the key 'modle', and no option is called that.",
        files=project('[tool.eyechart]\nmodle = "m"\n'),
    ),
    wrong(
        "unknown key beside a target in the project file",
        says="[tool.eyechart] of pyproject.toml has the key 'modle', and no option is called that.",
        files=project('[tool.eyechart]\nurl = "embedded:reference"\nmodle = "m"\n'),
    ),
    wrong(
        "wrong value in the project file",
        says="concurrency in [tool.eyechart] of pyproject.toml is '0', and must be a whole number of at least 1.",
        files=project('[tool.eyechart]\nurl = "embedded:reference"\nconcurrency = 0\n'),
    ),
    wrong(
        "wrong value in a variable",
        HERE,
        says="timeout in the environment is 'soon', and must be a positive number of seconds.",
        environment={"EYECHART_TIMEOUT": "soon"},
    ),
    wrong("no such embedded endpoint", "--target-url=embedded:nowhere", says="There is no endpoint called 'nowhere'."),
    wrong(
        "no scheme",
        "--target-url=localhost:8000/v1",
        says="must begin with http://, https://, embedded:, replay: or asgi:.",
    ),
    wrong(
        "variable of the key not set",
        HERE,
        "--target-api-key-env=NO_SUCH_KEY",
        says="--target-api-key-env names NO_SUCH_KEY, and that variable is not set.",
    ),
    wrong(
        "unknown requirement",
        HERE,
        "--target-only=SSE-999",
        says="--target-only names SSE-999, and the catalogue has no such requirement.",
    ),
    wrong("unknown profile", HERE, "--target-profile=strict", says="there is no profile 'strict'"),
    wrong(
        "workers of xdist",
        HERE,
        "-n",
        "2",
        says="one target is judged by one process: leave out -n, and give --target-concurrency for more at once.",
    ),
    wrong("no evidence", "--target-url=replay:nowhere", says="nowhere cannot be read (No such file or directory)"),
    wrong(
        "no directory of a report",
        "--target-url=replay:.",
        says="exchanges.jsonl cannot be read (No such file or directory); name a report directory",
    ),
    wrong(
        "evidence that is no evidence",
        "--target-url=replay:exchanges.jsonl",
        says="exchanges.jsonl, line 1: not a line of JSON",
        files={"exchanges.jsonl": "once upon a time\n"},
    ),
    wrong(
        "evidence without its first line",
        "--target-url=replay:exchanges.jsonl",
        says="exchanges.jsonl, line 1: this is not the record of a run",
        files={"exchanges.jsonl": '{"line":"exchange"}\n'},
    ),
    wrong(
        "evidence of another format",
        "--target-url=replay:exchanges.jsonl",
        says="is not",
        files={"exchanges.jsonl": '{"line":"run","format":"of tomorrow","run":{}}\n'},
    ),
    wrong(
        "report directory below a file",
        HERE,
        "--target-only=SSE-015",
        "--target-report-dir=taken/report",
        says="the report directory taken/report cannot be written: Not a directory",
        files={"taken": ""},
    ),
    wrong("no URL for eyechart run", "run", says="the following arguments are required: URL", program="conformance"),
    wrong(
        "pytest option that does not exist",
        "run",
        "embedded:reference",
        "--no-such-option",
        says="unrecognized arguments: --no-such-option",
        program="conformance",
    ),
    wrong("unknown command", "judge", says="invalid choice: 'judge'", program="conformance"),
    wrong(
        "unknown fault to serve",
        "serve",
        "--fault",
        "nothing",
        says="There is no endpoint called 'fault/nothing'.",
        program="conformance",
    ),
)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_one_sentence_and_exit_code_4(command: Command, seen: Seen) -> None:
    assert seen.code == command.code, seen.text
    assert command.says in seen.words
    assert "Traceback" not in seen.text
    assert seen.report_directory is None

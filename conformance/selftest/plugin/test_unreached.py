"""Targets that cannot be judged at all: one sentence in the report and on the terminal, exit code 6 (or 4)."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import pytest
import trustme

from conformance.endpoints.catalogue import find
from conformance.endpoints.http_script import render
from conformance.endpoints.reply import error_reply, json_reply
from conformance.model.script import Endpoint
from conformance.selftest.plugin.typing_in import Command, Seen, Terminal

TARGET = ("--target-url={url}", "--target-model=m")
RIGHT_KEY, WRONG_KEY = "sk-the-right-key-for-this", "sk-a-wrong-key-all-the-same"
QUICK, SHORT = 3.0, 30


def unreached(name: str, *arguments: str, says: str, **more: object) -> Command:
    one_requirement = "--target-only=HTTP-001"  # nothing is judged anyway, and pytest collects in no time
    return Command(name, (*arguments, one_requirement), code=6, says=says, **more)  # type: ignore[arg-type] # see above


def hostile(name: str) -> Callable[[], Endpoint]:
    return lambda: find(f"hostile/{name}")


def guarded() -> Endpoint:
    return find("reference", api_key=RIGHT_KEY)


def not_found() -> Endpoint:
    return lambda _: render(error_reply(404, "Not Found"))


def two_models() -> Endpoint:
    entries = [{"id": name, "object": "model", "created": 1, "owned_by": "me"} for name in ("small", "large")]
    return lambda _: render(json_reply({"object": "list", "data": entries}))


def no_list() -> Endpoint:
    healthy = find("reference")
    return lambda request: healthy(request) if request.method == "POST" else render(error_reply(404, "Not Found"))


NOT_FOUND = "/chat/completions: it answers 404. Does the base URL lack a part such as /v1?"
COMMANDS = (
    unreached("nobody listens", "--target-url=http://127.0.0.1:9/v1", says="cannot be reached: connection refused."),
    unreached("no such host", "--target-url=http://host.invalid/v1", says="cannot be reached: name not found"),
    unreached(
        "wrong key",
        *TARGET,
        says="refuses the API key (401",
        endpoint=guarded,
        environment={"EYECHART_API_KEY": WRONG_KEY},
    ),
    unreached(
        "no key", *TARGET, says="Set EYECHART_API_KEY, or name a variable with --target-api-key-env.", endpoint=guarded
    ),
    unreached("wrong path", *TARGET, says=NOT_FOUND, endpoint=not_found),
    unreached("wrong path and no model", TARGET[0], says=NOT_FOUND, endpoint=not_found),
    unreached(
        "web page", *TARGET, says="answers 200 with a web page ('Welcome'), not with JSON.", endpoint=hostile("html")
    ),
    unreached("web page and no model", TARGET[0], says="with a web page ('Welcome')", endpoint=hostile("html")),
    unreached(
        "redirect", *TARGET, says="Redirects are not followed: give the final URL.", endpoint=hostile("redirect")
    ),
    unreached("resets", *TARGET, says="cannot be reached: the connection was reset", endpoint=hostile("resets")),
    unreached("closes", *TARGET, says="the peer closed the connection without an answer", endpoint=hostile("closes")),
    unreached("no HTTP", *TARGET, says="not an HTTP/1.1 answer", endpoint=hostile("garbage")),
    unreached(
        "silent", *TARGET, "--target-timeout=1", says="took the request and stayed silent", endpoint=hostile("silent")
    ),
    unreached(
        "unknown model",
        "--target-url={url}",
        "--target-model=gpt-of-tomorrow",
        says="The target does not know the model 'gpt-of-tomorrow' (404",
        endpoint=lambda: find("reference"),
    ),
)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_one_sentence_and_exit_code_6(command: Command, seen: Seen) -> None:
    assert seen.code == command.code, seen.text
    assert seen.words.count(command.says) == 1, seen.text
    assert "Traceback" not in seen.text
    assert len(seen.text.splitlines()) < SHORT
    report = seen.report
    assert report["exit_code"] == command.code
    assert any(command.says in problem for problem in report["problems"])
    assert set(report["tiers"].values()) == {None}
    assert report["verdict"] == "error"
    assert report["seconds"] < QUICK


def test_what_was_exchanged_before_is_in_the_evidence(terminal: Terminal) -> None:
    seen = terminal.type(next(command for command in COMMANDS if command.name == "web page and no model"))
    assert seen.report_directory is not None
    run, *lines = map(json.loads, (seen.report_directory / "exchanges.jsonl").read_text("utf-8").splitlines())
    assert run["line"] == "run"
    assert len(lines) == 2


CHOICES = (
    Command(
        "several models",
        ("--target-url={url}", "--target-only=HTTP-001"),
        endpoint=two_models,
        code=4,
        says="has 2 models: choose one with --target-model: small, large",
    ),
    Command(
        "no list of models",
        ("--target-url={url}", "--target-only=HTTP-001"),
        endpoint=no_list,
        code=4,
        says="/models lists no model (404): name one with --target-model.",
    ),
)


@pytest.mark.parametrize("command", CHOICES, ids=str)
def test_a_model_that_must_be_named_is_asked_for(command: Command, seen: Seen) -> None:
    assert seen.code == command.code, seen.text
    assert command.says in seen.words
    assert seen.report["exit_code"] == command.code
    assert any(command.says in problem for problem in seen.report["problems"])
    assert set(seen.report["tiers"].values()) == {None}


@pytest.fixture
def unknown_authority() -> Iterator[str]:
    """A server whose certificate nobody has signed that the client trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_shake_hands, args=(listening, context), daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/v1"


def _shake_hands(listening: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            peer, _ = listening.accept()
            context.wrap_socket(peer, server_side=True).close()
        except ssl.SSLError:
            continue  # the client does not trust us, as it should
        except OSError:
            return


def test_certificate_that_is_not_trusted(terminal: Terminal, unknown_authority: str) -> None:
    seen = terminal.type(unreached("TLS", f"--target-url={unknown_authority}", says=""))
    assert seen.code == 6, seen.text
    assert "cannot be reached: TLS: certificate verify failed" in seen.words
    assert set(seen.report["tiers"].values()) == {None}

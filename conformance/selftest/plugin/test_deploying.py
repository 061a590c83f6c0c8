"""In a deploy job: a server that the run starts, an application in process, and endpoints for clients under test."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path

import pytest

from conformance.selftest.plugin.typing_in import Command, Seen, report_in, type_in

SMOKE = ("--target-depth=smoke", "--target-only=HTTP-001,SSE-015,TEMP-004")
APPLICATION = """
import json

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    listed = scope["path"].endswith("/models")
    entry = {"id": "m", "object": "model", "created": 1, "owned_by": "me"}
    body = {"object": "list", "data": [entry]} if listed else {}
    fields = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def deploy(directory: Path, command: str, port: int, *more: str) -> Seen:
    target = (f"--target-url=http://127.0.0.1:{port}/v1", f"--target-command={command}", "--target-report-dir=report")
    return type_in(Command("deploy", (*target, *SMOKE, *more)), directory)


def test_a_server_is_started_judged_and_stopped(tmp_path: Path) -> None:
    port = free_port()
    seen = deploy(tmp_path, f"{sys.executable} -m conformance serve --port {port}", port)
    assert seen.code == 0, seen.text
    assert (tmp_path / "report" / "server.log").read_text("utf-8").startswith("reference at ")
    assert report_in(tmp_path / "report")["options"]["command"] == sys.executable
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (f"{sys.executable} -c 'print(41); raise SystemExit(3)'", 6, "ended with code 3 before it answered"),
        (f"{sys.executable} -c 'import time; time.sleep(60)'", 6, "did not answer"),
        ("no-such-program-anywhere --port 1", 4, "cannot be started"),
        ("'unfinished", 4, "quotation mark"),
    ],
)
def test_a_server_that_does_not_come_up_is_one_sentence(tmp_path: Path, command: str, code: int, words: str) -> None:
    begun = time.monotonic()
    seen = deploy(tmp_path, command, free_port(), "--target-wait=1.5")
    assert (seen.code, "Traceback" in seen.text) == (code, False)
    assert words in " ".join(seen.text.split())
    assert time.monotonic() - begun < 30


def test_an_application_is_judged_in_process(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(APPLICATION, "utf-8")
    command = Command("asgi", ("--target-url=asgi:server:app", "--target-report-dir=report", *SMOKE))
    seen = type_in(command, tmp_path)
    assert seen.code == 1, seen.text
    failed = {one["id"] for one in report_in(tmp_path / "report")["requirements"] if one["outcome"] == "failed"}
    assert "TEMP-004" in failed


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("asgi:nothing_there:app", "cannot be loaded"),
        ("asgi:os:sep", "cannot be called"),
        ("asgi:os", "must read asgi:module:application"),
    ],
)
def test_what_is_no_application_is_one_sentence(tmp_path: Path, target: str, words: str) -> None:
    seen = type_in(Command("asgi", (f"--target-url={target}", *SMOKE)), tmp_path)
    assert (seen.code, "Traceback" in seen.text) == (4, False)
    assert words in " ".join(seen.text.split())


def test_clients_are_given_endpoints(tmp_path: Path) -> None:
    (tmp_path / "test_client.py").write_text(
        "import urllib.request\n\n"
        "def test_models(eyechart_serve):\n"
        "    served = eyechart_serve('benign/crlf')\n"
        "    key = {'Authorization': f'Bearer {served.api_key}'}\n"
        "    asked = urllib.request.Request(served.url + '/models', headers=key)\n"
        "    assert urllib.request.urlopen(asked).status == 200\n\n"
        "def test_unknown(eyechart_serve):\n"
        "    eyechart_serve('fault/nothing')\n",
        "utf-8",
    )
    seen = type_in(Command("client", ("test_client.py", "-p", "no:cacheprovider")), tmp_path)
    assert seen.code == 1
    assert "1 failed, 1 passed" in seen.text
    assert "There is no endpoint called 'fault/nothing'" in seen.text
    assert not (tmp_path / "reports").exists()

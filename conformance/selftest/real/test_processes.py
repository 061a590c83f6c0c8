from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from conformance.selftest.real.processes import Address, ServerError, answers, free_port, running

# Answers a POST with 200 if it carries the key, and writes its process id, so that its end can be seen.
SERVER = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        good = self.headers["Authorization"] == "Bearer k" and self.path == "/v1/chat/completions"
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if good else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()
open("pid", "w").write(str(os.getpid()))
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def address(port: int, key: str | None = "k") -> Address:
    return Address(url=f"http://127.0.0.1:{port}/v1", model="m", key=key)


def test_a_server_runs_inside_the_block_and_not_after_it(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with running(command, address(port), variables={}, log=tmp_path / "log.txt", patience=20):
        assert answers(address(port))
        assert not answers(address(port, key=None))
        pid = int((tmp_path / "pid").read_text())
        os.kill(pid, 0)
    assert not answers(address(port))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_server_is_stopped_when_the_block_raises(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with (
        pytest.raises(ZeroDivisionError),
        running(command, address(port), variables={}, log=tmp_path / "log.txt", patience=20),
    ):
        raise ZeroDivisionError
    assert not answers(address(port))


def test_a_server_that_ends_is_reported_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('no model'); sys.exit(3)"]
    never = running(command, address(free_port()), variables={}, log=tmp_path / "log.txt", patience=20)
    with pytest.raises(ServerError, match=r"ended with 3:\nno model"), never:
        pass


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    never = running(command, address(free_port()), variables={}, log=tmp_path / "log.txt", patience=0.5)
    with pytest.raises(ServerError, match="did not answer in time"), never:
        pass


def test_a_free_port_can_be_listened_on() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))
        listener.listen()
        assert listener.getsockname()[1] > 0

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.request import UNKNOWN_KEY, Credential, ExchangeKey, Request
from conformance.report.curl import KEY_VARIABLE, file_name, reproduction

KEY = ExchangeKey("temperature above maximum", 1)
URL = "https://host.example/v1"


def words(request: Request, key_variable: str | None = KEY_VARIABLE, query: str = "") -> list[str]:
    return shlex.split(reproduction(KEY, request, URL, key_variable=key_variable, query=query).curl)


def headers(request: Request, key_variable: str | None = KEY_VARIABLE, query: str = "") -> list[str]:
    line = words(request, key_variable, query)
    return [line[number + 1] for number, word in enumerate(line) if word == "-H"]


def test_the_line() -> None:
    found = reproduction(KEY, Request(body=b"{}"), URL)
    assert found.exchange == "temperature above maximum#1"
    assert found.body_file == f"requests/{file_name(KEY)}"
    assert found.curl == (
        "curl -sS -N -X POST 'https://host.example/v1/chat/completions' -H 'Content-Type: application/json' "
        "-H \"Authorization: Bearer $EYECHART_API_KEY\" --data-binary '{}'"
    )


@pytest.mark.parametrize("body", [b"{" + b" " * 400 + b"}", b"\xff", b"a\nb", "\u202e".encode(), b"@file", b"\0"])
def test_a_body_that_no_line_should_hold_stands_in_its_file(body: bytes) -> None:
    found = reproduction(KEY, Request(body=body), URL)
    assert found.curl.endswith(f"--data-binary @{found.body_file}")


def test_a_body_with_quotes_stands_in_the_line_as_it_is() -> None:
    body = """{"model":"it's","$HOME":"`x`\\\\"}"""
    assert words(Request(body=body.encode()))[-1] == body


@pytest.mark.parametrize(
    ("credential", "variable", "expected"),
    [
        (Credential.CONFIGURED, "MY_KEY", ["Authorization: Bearer $MY_KEY"]),
        (Credential.CONFIGURED, None, []),
        (Credential.ABSENT, "MY_KEY", []),
        (Credential.UNKNOWN, None, [f"Authorization: Bearer {UNKNOWN_KEY}"]),
        (Credential.EMPTY, "MY_KEY", ["Authorization: Bearer "]),
        (Credential.OTHER_SCHEME, "MY_KEY", ["Authorization: Token $MY_KEY"]),
        (Credential.LOWER_CASE_SCHEME, "MY_KEY", ["Authorization: bearer $MY_KEY"]),
        (Credential.QUERY, "MY_KEY", []),
    ],
)
def test_credentials(credential: Credential, variable: str | None, expected: list[str]) -> None:
    request = Request(body=b"{}", credential=credential)
    assert headers(request, key_variable=variable) == ["Content-Type: application/json", *expected]


def test_the_key_in_the_query() -> None:
    line = words(Request(body=b"{}", credential=Credential.QUERY), query="api-version=1")
    assert f"{URL}/chat/completions?api-version=1&api_key=${{EYECHART_API_KEY}}" in line


def test_query_values_and_own_headers_stay_secret() -> None:
    found = reproduction(
        KEY, Request(body=b"{}"), URL, query="api-version=1&sig=hunter2&flag", header_names=["X-Tenant"]
    )
    assert "hunter2" not in found.curl
    assert '?api-version=1&sig=${EYECHART_QUERY_SIG}&flag"' in found.curl
    assert '-H "X-Tenant: ${EYECHART_HEADER_X_TENANT}"' in found.curl


def test_the_users_fields_replace_ours_and_the_requests_replace_the_users() -> None:
    names = ["authorization", "CONTENT-TYPE"]
    for credential, expected in ((Credential.CONFIGURED, ["authorization"]), (Credential.UNKNOWN, ["Authorization"])):
        line = reproduction(KEY, Request(body=b"{}", credential=credential), URL, header_names=names).curl
        fields = [word for word in shlex.split(line) if ": " in word]
        assert [field.partition(":")[0] for field in fields] == ["Content-Type", *expected]


def test_a_body_without_content_type_is_not_called_a_form() -> None:
    for body in (b"{}", b""):
        assert headers(Request(body=body, headers=()), key_variable=None) == ["Content-Type:"]


def test_an_empty_header_is_sent() -> None:
    request = Request(body=b"", method="GET", headers=(("X-Empty", ""),))
    assert headers(request, key_variable=None) == ["X-Empty;"]


def test_methods_without_a_body() -> None:
    assert "--data-binary" not in words(Request(body=b"", method="GET"))
    assert "-I" in words(Request(body=b"", method="HEAD"))
    assert "--data-binary" in words(Request(body=b"", method="POST"))


def test_leaving_early() -> None:
    assert reproduction(KEY, Request(body=b"{}", disconnect_after_events=3), URL).curl.endswith(" | head -n 6")


@given(st.text(), st.integers(0, 3))
def test_file_names_are_safe(conversation: str, step: int) -> None:
    name = file_name(ExchangeKey(conversation, step))
    assert name.removesuffix(".json").replace("-", "").isalnum()
    assert name.isascii()
    assert len(name) < 100
    assert name != file_name(ExchangeKey(conversation + "x", step))


@given(st.text(), st.text(), st.text())
def test_the_shell_sees_words_only(url: str, query: str, header: str) -> None:
    request = Request(body=b"{}", headers=(("X", header),))
    line = reproduction(KEY, request, f"https://{url}", query=query).curl
    parts = shlex.split(line)
    assert parts[:5] == ["curl", "-sS", "-N", "-X", "POST"]
    assert len(parts) == 14
    assert f"X: {header}" in parts or not header


class _Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        heard = [self.path, self.headers["Authorization"], self.headers["Content-Type"], body.hex()]
        answer = json.dumps(heard).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.mark.skipif(shutil.which("curl") is None or sys.platform == "win32", reason="needs curl and a POSIX shell")
def test_a_shell_sends_the_same_bytes(tmp_path: Path) -> None:
    body = b'{"model": "\xff\xfe broken", "n": 1}\r\n\x00@'
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/v1"
        found = reproduction(KEY, Request(body=body), url, query="api-version=1&sig=x")
        (tmp_path / "requests").mkdir()
        (tmp_path / found.body_file).write_bytes(body)
        environment = {"PATH": "/usr/bin:/bin", "EYECHART_API_KEY": "k-1", "EYECHART_QUERY_SIG": "s-1"}
        sent = subprocess.run(  # noqa: S602 - a shell is what the line is for
            found.curl + " --noproxy '*'", shell=True, cwd=tmp_path, env=environment, capture_output=True, check=True
        )
    path = "/v1/chat/completions?api-version=1&sig=s-1"
    assert json.loads(sent.stdout) == [path, "Bearer k-1", "application/json", body.hex()]

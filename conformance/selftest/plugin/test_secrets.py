"""Where keys go, and that no file of a run holds them, whatever the target does with them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from conformance.endpoints.catalogue import find
from conformance.endpoints.http_script import render
from conformance.endpoints.reference.endpoint import make_reference
from conformance.endpoints.server import serve
from conformance.model.script import Endpoint, ReceivedRequest, Script
from conformance.selftest.plugin.typing_in import LISTED, Command, Seen, Terminal, only

KEY = "sk-q7Zw19xKeyThatNobodyMaySee"
VALUE = "tenant-5f1c2e77aa90"
PASSWORD = "swordfish-of-the-deep"  # noqa: S105 - of nobody
SIGNATURE = "c2lnbmF0dXJlLW9mLXVybA"
ONE = "--target-only=HTTP-002,AUTH-005,SSE-015"


def remembering(received: list[ReceivedRequest]) -> Callable[[], Endpoint]:
    def make() -> Endpoint:
        healthy = find("reference")

        def answer(request: ReceivedRequest) -> Script:
            received.append(request)
            return healthy(request)

        return answer

    return make


def echoing() -> Endpoint:
    """Repeats all that it was told in secret: in header fields, in the text and in errors."""
    healthy = make_reference()

    def answer(request: ReceivedRequest) -> Script:
        told = [request.header(name) or "" for name in ("Authorization", "X-Tenant")]
        reply = healthy.reply(request)
        reply.set_header("X-Told", " ".join([*told, request.target]))
        for message in reply.messages():
            message["content"] = f"You are {told}, {request.target}"
        return render(reply)

    return answer


def leaks(seen: Seen, *secrets: str) -> list[str]:
    found = [secret for secret in secrets if secret in seen.text]
    for path in seen.directory.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += [f"{secret} in {path.name}" for secret in secrets if secret.encode() in data]
    return found


def test_what_the_target_echoes_is_masked(terminal: Terminal) -> None:
    arguments = (
        f"--target-url={{url}}?sig={SIGNATURE}",
        f"--target-header=X-Tenant: {VALUE}",
        "--target-model=eyechart-reference",
        only("HTTP", "AUTH", "SSE", "ERR"),
        LISTED,
    )
    seen = terminal.type(Command("echo", arguments, endpoint=echoing, environment={"EYECHART_API_KEY": KEY}))
    assert seen.code in {0, 1}, seen.text
    assert leaks(seen, KEY, VALUE, SIGNATURE) == []
    assert seen.report_directory is not None
    assert b"****" in (seen.report_directory / "exchanges.jsonl").read_bytes()
    assert seen.report["options"]["header"] == ["X-Tenant"]


def test_userinfo_goes_to_the_target_and_nowhere_else(terminal: Terminal) -> None:
    received: list[ReceivedRequest] = []

    with serve(remembering(received)()) as server:
        url = server.url.replace("http://", f"http://reader:{PASSWORD}@")
        seen = terminal.type(Command("userinfo", (f"--target-url={url}", ONE)))
    assert seen.code == 0, seen.text
    basic = b64encode(f"reader:{PASSWORD}".encode()).decode()
    assert {request.header("Authorization") for request in received} == {f"Basic {basic}"}
    assert leaks(seen, PASSWORD, basic) == []


def test_the_key_of_openai_is_not_sent_to_a_stranger(terminal: Terminal) -> None:
    received: list[ReceivedRequest] = []
    command = Command(
        "stranger", ("--target-url={url}", ONE), endpoint=remembering(received), environment={"OPENAI_API_KEY": KEY}
    )
    seen = terminal.type(command)
    assert seen.code == 0, seen.text
    assert received
    assert {request.header("Authorization") for request in received} == {None}


def test_the_key_of_openai_is_sent_when_named(terminal: Terminal) -> None:
    received: list[ReceivedRequest] = []
    command = Command(
        "named",
        ("--target-url={url}", "--target-api-key-env=OPENAI_API_KEY", "--target-only=HTTP-002"),
        endpoint=remembering(received),
        environment={"OPENAI_API_KEY": KEY + "\n"},
    )
    seen = terminal.type(command)
    assert seen.code == 0, seen.text
    assert f"Bearer {KEY}" in {request.header("Authorization") for request in received}
    assert leaks(seen, KEY) == []


def test_every_spelling_of_the_url_means_the_same(terminal: Terminal) -> None:
    for ending in ("/", "/chat/completions/?api-version=2024-10-21"):
        received: list[ReceivedRequest] = []
        command = Command(
            f"URL {ending}",
            (f"--target-url={{url}}{ending}", "--target-only=MODEL-001", "-k", "text"),
            endpoint=remembering(received),
        )
        assert terminal.type(command).code == 0
        query = ending.partition("?")[2]
        targets = {request.target for request in received if request.method == "POST"}
        assert targets == {"/v1/chat/completions" + (f"?{query}" if query else "")}

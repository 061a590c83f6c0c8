"""`eyechart lint` judges what was captured, in every form in which people have it, and accuses nobody of the rest."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.cli import main
from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import benign
from conformance.model.requirement import Level
from conformance.running.captured import Capture, UnreadableCaptureError, read_capture
from conformance.running.demonstration import play_in_memory
from conformance.running.linting import lint
from conformance.wire.exchange import Exchange

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def answered(endpoint: str, name: str) -> Exchange:
    return play_in_memory(endpoint, all_conversations()[name]).exchanges[0]


def body(endpoint: str, name: str) -> bytes:
    return answered(endpoint, name).http.body(1 << 20)


STREAM = body("reference", "text streamed with usage")
BROKEN = body("fault/finish-reason-empty", "text streamed")


def har(text: str, url: str = "https://host/v1/chat/completions?x=1", **content: str) -> bytes:
    request = {"method": "POST", "url": url, "postData": {"text": '{"stream": true}'}}
    fields = [{"name": "content-type", "value": "text/event-stream"}]
    response = {"status": 200, "statusText": "OK", "headers": fields, "content": {"text": text, **content}}
    return json.dumps({"log": {"entries": [{"request": request, "response": response}]}}).encode()


def chunks(data: bytes) -> bytes:
    lines = (line.removeprefix(b"data: ") for line in data.splitlines() if line.startswith(b"data: {"))
    return b"\n".join(lines)


FORMS = {
    "an event stream": lambda data: data,
    "with its header section": lambda data: HEAD + data,
    "of HTTP/2": lambda data: b"HTTP/2 200 \r\ncontent-type: text/event-stream\r\n\r\n" + data,
    "behind another head": lambda data: b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + data,
    "with bare line feeds": lambda data: HEAD.replace(b"\r", b"") + data,
    "chunks line by line": chunks,
    "in a HAR": lambda data: har(data.decode()),
    "in a HAR, in Base64": lambda data: har(base64.b64encode(data).decode(), encoding="base64"),
}


def violated(data: bytes, request: bytes | None = None) -> set[str]:
    return {
        f"{result.requirement} {judged.finding.kind}"
        for captured in read_capture(data, request)
        for result in lint(captured)
        for judged in result.findings
        if judged.level is Level.MUST
    }


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_violation_is_found_in_every_form_and_nothing_in_what_is_right(form: object) -> None:
    assert callable(form)
    assert "STREAM-020 empty" in violated(form(BROKEN))
    assert violated(form(STREAM)) == set()


@pytest.mark.parametrize("endpoint", ["reference", *(f"benign/{name}" for name in benign())])
def test_no_legal_answer_is_accused(endpoint: str) -> None:
    for name in ("text", "text streamed", "temperature NaN", "named tool streamed", "two choices"):
        exchange = answered(endpoint, name)
        if exchange.status is not None and not exchange.http.header("content-encoding"):
            assert violated(exchange.http.body(1 << 20)) == set(), name


@pytest.mark.parametrize("data", [b"", b"\n", b"hello", b"[1]", b'{"a":1}\nx', har("", url="https://host/other")])
def test_what_is_no_capture_is_said_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableCaptureError):
        read_capture(data)


@given(st.binary())
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    for prefix in (b"", HEAD, b"data: "):
        try:
            captured = read_capture(prefix + data)
        except UnreadableCaptureError:
            continue
        for one in captured:
            lint(one)


def test_what_a_capture_does_not_hold_is_not_judged() -> None:
    (plain,), (lines,), (whole,) = (read_capture(data) for data in (STREAM, chunks(STREAM), HEAD + STREAM))
    families = {
        one.capture: {result.requirement.partition("-")[0] for result in lint(one)} for one in (plain, lines, whole)
    }
    assert "HTTP" in families[Capture.MESSAGE]
    assert "HTTP" not in families[Capture.BODY]
    assert families[Capture.BODY] - families[Capture.LINES] == {"SSE"}


def test_what_was_asked_for_decides_what_is_missing() -> None:
    asked = b'{"model": "m", "messages": [], "stream": true, "stream_options": {"include_usage": true}}'
    assert violated(body("reference", "text streamed"), asked)
    assert violated(STREAM, asked) == set()


def test_the_command_prints_and_exits_by_what_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answer.txt"
    file.write_bytes(BROKEN)
    assert main(["lint", str(file)]) == 1
    assert "STREAM-020" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(STREAM)))
    assert main(["lint", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["status"] == 200
    assert main(["lint", str(tmp_path / "nothing")]) == 4
    assert "cannot be read" in capsys.readouterr().err

"""Which texts of an error show the server's code, and which are harmless."""

from __future__ import annotations

import pytest

from conformance.checks.err import no_stack_trace
from conformance.model.finding import Finding
from conformance.selftest.checks.test_refusal import refusal, said


def _kinds(message: str, **members: str) -> list[str]:
    judged = no_stack_trace(refusal(400, said(message), **members))
    return [one.kind for one in judged if isinstance(one, Finding)]


@pytest.mark.parametrize(
    "message",
    [
        "KeyError at /usr/lib/python3.12/json/decoder.py",
        "/home/user/server/app.py:88: messages is None",
        "see /opt/gateway/src/validators/chat.py",
        r"C:\build\server\ChatController.cs: model is null",
    ],
)
def test_paths_of_source_files_are_shown(message: str) -> None:
    assert _kinds(message) == ["source-path"]


@pytest.mark.parametrize(
    "message",
    [
        "POST to /v1/chat/completions failed",
        "See https://example.org/opt/docs/errors.py for the codes",
        "The model /models/qwen2-vl-7b-q4_k_m.gguf reads no pictures",
        "Expected data:image/png;base64, got /usr/lib/x",
        "Ratio 3:1 is at most 4:3 (see /docs)",
    ],
)
def test_other_paths_are_not(message: str) -> None:
    assert _kinds(message) == []


def test_what_the_request_says_may_be_repeated() -> None:
    assert _kinds("Cannot read /home/me/notes/run.py", user="/home/me/notes/run.py") == []


def test_a_stack_trace_is_one_finding() -> None:
    assert _kinds('Traceback (most recent call last):\n  File "/app/api.py", line 3') == ["stack-trace"]

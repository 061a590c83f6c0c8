"""Command lines of servers that make answers up, so that clients can be tried without a model.

Each is started as its own manual's first example starts it; where it answers nothing by itself, it is given one answer
for every question.
"""

from __future__ import annotations

from conformance.selftest.real.server import KEY, MODEL, Launch

_ANSWER = "Hello! How can I help you today?"


def _listening(launch: Launch) -> list[str]:
    return ["--host", "127.0.0.1", "--port", str(launch.port)]


def llmock(launch: Launch) -> list[str]:
    """Answer as it likes."""
    return [launch.script("llmock"), "serve", *_listening(launch), "--log-level", "warning"]


def xpyd_sim(launch: Launch) -> list[str]:
    """Simulate an engine that needs no time."""
    delays = ("--prefill-delay-ms", "--decode-delay-per-token-ms", "--kv-transfer-delay-ms")
    at_once = [part for delay in delays for part in (delay, "0")]
    asked = ["--model", MODEL, "--require-api-key", KEY]
    return [launch.script("xpyd-sim"), "serve", *_listening(launch), *asked, *at_once]


def fakellm(launch: Launch) -> list[str]:
    """Echo the question."""
    config = launch.written("fakellm.yaml", {"version": 1, "defaults": {"fallback": "deterministic_echo"}, "rules": []})
    return [launch.script("fakellm"), "serve", *_listening(launch), "--config", config]


def stubllm(launch: Launch) -> list[str]:
    """Give one answer to every question."""
    anything = {"name": "any", "match": {"provider": "openai"}, "response": {"content": _ANSWER}}
    answers = launch.written("answers.yaml", {"fixtures": [anything]})
    return [launch.script("stubllm"), "serve", *_listening(launch), "--fixture-file", answers]


def mockllm(launch: Launch) -> list[str]:
    """Give one answer to every question."""
    answers = launch.written("responses.yml", {"responses": {}, "defaults": {"unknown_response": _ANSWER}})
    return [launch.script("mockllm"), "start", *_listening(launch), "--responses", answers]


def aimock(launch: Launch) -> list[str]:
    """Give one answer to every question."""
    answers = launch.written("answers.json", {"fixtures": [{"match": {}, "response": {"content": _ANSWER}}]})
    program = launch.module("@copilotkit/aimock/dist/cli.js")
    return ["node", program, *_listening(launch), "--fixtures", answers, "--log-level", "warn"]


def mock_llm(launch: Launch) -> list[str]:
    """Echo the question; where it listens is said by environment variables."""
    return ["node", launch.module("@dwmkerr/mock-llm/dist/main.js")]

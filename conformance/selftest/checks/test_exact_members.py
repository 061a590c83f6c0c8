"""What is said about members of requests and answers, to the letter, and over which conversations it is looked for."""

from __future__ import annotations

from typing import Any

import pytest

import conformance.checks
from conformance.checks.findings import excerpt
from conformance.checks.registry import load
from conformance.conversations.registry import all_conversations
from conformance.selftest.checks.answers import EVENTS, Said, answered, judged, refused, streamed


def cut(message: Any, finish: str = "length", usage: Any = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish}], "usage": usage}


EMPTY = {"role": "assistant", "content": ""}
UNACCOUNTED = [("unaccounted", str(EMPTY), "/choices/0/message/content")]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (cut(EMPTY), UNACCOUNTED),
        (cut(EMPTY, finish="stop"), []),
        (cut({**EMPTY, "content": "a"}), []),
        (cut({**EMPTY, "reasoning": "a"}), []),
        (cut({**EMPTY, "mood": 1}), []),
        (cut({"role": "assistant"}), []),
        (cut(3), []),
        (cut(EMPTY, usage={"completion_tokens_details": {"reasoning_tokens": 5}}), []),
        (cut(EMPTY, usage={"completion_tokens_details": {"reasoning_tokens": 0}}), UNACCOUNTED),
        (cut(EMPTY, usage={"completion_tokens_details": 3}), UNACCOUNTED),
        (cut(EMPTY, usage=3), UNACCOUNTED),
    ],
)
def test_a_spent_budget(answer: dict[str, Any], said: list[Said]) -> None:
    assert judged("MAXTOK-013", answered(200, answer)) == said


def _no(message: str) -> dict[str, Any]:
    return {"error": {"message": message}}


@pytest.mark.parametrize(
    ("asked", "message", "named"),
    [
        ({"stop": "a"}, "stop is not supported", True),
        ({"max_completion_tokens": 5}, "max_completion_tokens is not supported", True),
        ({"stream_options": {}}, "stream_options is not supported", True),
        ({"stop": "a"}, "seed is not supported", False),
        ({"stop": "a", "seed": 1}, "seed is not supported", False),
        ({"seed": 1}, "seed is not supported", False),
        ({}, "stop is not supported", False),
    ],
)
def test_members_that_clients_send_by_default(asked: dict[str, Any], message: str, named: bool) -> None:  # noqa: FBT001
    said = judged("PARAM-008", answered(400, _no(message), asked=asked))
    body = f'400 {{"error": {{"message": "{message}"}}}}'
    assert said == ([("refused-by-name", body, "")] if named else [])


@pytest.mark.parametrize("tier", ["auto", "default", "flex", "scale", "priority", "fast"])
def test_tiers_that_are_documented(tier: str) -> None:
    assert judged("PARAM-007", answered(200, {"service_tier": tier})) == []


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, b"", [("empty", "no body", "")]),
        (404, b"{}", []),
        (404, b"no", [("not-json", "no", "")]),
        (429, b"no", []),
        (500, b"no", []),
    ],
)
def test_an_unknown_path_is_told(status: int, body: bytes, said: list[Said]) -> None:
    assert judged("HTTP-040", answered(status, body)) == said


def test_an_excerpt_says_whether_it_is_all() -> None:
    assert excerpt(answered(200, b"a" * 120)) == "a" * 120
    assert excerpt(answered(200, b"a" * 121)) == "a" * 120 + " ..."


@pytest.mark.parametrize(
    ("requirement", "names"),
    [
        ("AUTH-001", {"key absent"}),
        ("AUTH-002", {"key unknown"}),
        ("AUTH-003", {"key absent", "key unknown"}),
        ("AUTH-004", {"key absent", "key unknown", "key empty"}),
        ("AUTH-005", {"key absent", "key unknown", "key empty"}),
        ("AUTH-006", {"key behind a lower-case scheme"}),
        ("AUTH-008", {"key empty"}),
        ("AUTH-014", {"key unknown"}),
        ("HTTP-012", {"method PUT", "method DELETE"}),
        ("HTTP-013", {"method PUT", "method DELETE"}),
        ("HTTP-014", {"unknown path"}),
        ("HTTP-040", {"unknown path"}),
        ("HTTP-028", {"model that would be a header field"}),
        ("HTTP-029", {"model that would be a header field"}),
        (
            "PARAM-008",
            {"counting, cut by max_completion_tokens", "short count, stopped", "text streamed with usage"},
        ),
    ],
)
def test_narrow_checks_look_at_some_conversations(requirement: str, names: set[str]) -> None:
    checks = [check for check in load(conformance.checks)[0] if check.requirement == requirement]
    assert {name for name, one in all_conversations().items() if any(check.covers(one) for check in checks)} == names


@pytest.mark.parametrize("requirement", ["ERR-002", "ERR-011", "ERR-016", "HTTP-023", "SSE-017", "SSE-018", "TOOL-016"])
def test_checks_that_choose_look_at_some_and_not_at_all(requirement: str) -> None:
    checks = [check for check in load(conformance.checks)[0] if check.requirement == requirement]
    covered = [one.name for one in all_conversations().values() if any(check.covers(one) for check in checks)]
    assert 0 < len(covered) < len(all_conversations())


def test_bodies_are_searched_as_far_as_a_mebibyte() -> None:
    trace = b"panicked at 'x'"
    assert judged("ERR-014", refused(400, b" " * ((1 << 20) - len(trace)) + trace)) != []
    assert judged("ERR-014", refused(400, b" " * (1 << 20) + trace)) == []


def test_mistakes_in_streams_are_no_refusals() -> None:
    assert judged("ERR-003", refused(400, b"data: [1]\n\n", headers=EVENTS)) == [("not-json", "data: [1]\n\n", "")]
    assert judged("ERR-012", streamed(b"")) == []

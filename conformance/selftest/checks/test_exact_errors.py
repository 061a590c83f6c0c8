"""What is said about the answers to mistakes, to the letter: kind, what stood there, and where."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model.settings import Terms
from conformance.selftest.checks.answers import EVENTS, STREAMED, Said, answered, judged, refused
from conformance.wire.exchange import Exchange

HTML = {"Content-Type": "text/html"}
NO_LABEL = {"Content-Type": ""}
AS_EVENTS = b'data: {"error": {"message": "no"}}\n\n'
BLOCKED_BY_EVENTS = [("blocked", "the refusal is written as events (see ERR-011)", "")]


def error(**members: Any) -> dict[str, Any]:
    return {"error": {"message": "no", "type": "invalid_request_error", "param": "n", "code": None, **members}}


@pytest.mark.parametrize(
    ("requirement", "exchange", "said"),
    [
        ("ERR-002", refused(400, error()), []),
        ("ERR-002", refused(200, error()), [("error-in-success", None, "")]),
        ("ERR-002", answered(200, error()), []),
        ("ERR-002", refused(200, AS_EVENTS, headers=EVENTS), [("error-in-stream", AS_EVENTS.decode(), "")]),
        ("ERR-002", refused(200, AS_EVENTS, headers=EVENTS, asked=STREAMED), []),
        ("ERR-002", refused(200, b"data: {}\n\n", headers=EVENTS), []),
        ("ERR-003", refused(400, error()), []),
        ("ERR-003", refused(400, AS_EVENTS, asked=STREAMED), BLOCKED_BY_EVENTS),
        ("ERR-003", refused(400, AS_EVENTS), [("not-json", AS_EVENTS.decode(), "")]),
        ("ERR-003", refused(400, b"no"), [("not-json", "no", "")]),
        ("ERR-003", refused(400, b'{"error": {}}data: {'), [("not-json", '{"error": {}}data: {', "")]),
        ("ERR-003", refused(400, b"[1]"), [("not-an-object", "[1]", "")]),
        ("ERR-003", refused(400, b'{"error": "no"}'), [("no-error-object", '{"error": "no"}', "/error")]),
        ("ERR-003", refused(400, b'{"error": {"message": "write data: {x}"}}'), []),
        ("ERR-008", refused(400, error()), []),
        ("ERR-008", refused(400, error(type="server_error")), [("other-type", "server_error", "/error/type")]),
        ("ERR-008", refused(400, error(type=None)), []),
        ("ERR-008", refused(400, b'{"error": "no"}'), []),
        ("ERR-010", refused(400, error()), []),
        ("ERR-010", refused(400, error(), headers=NO_LABEL), [("no-media-type", "none", "")]),
        ("ERR-010", refused(400, error(), headers=HTML), [("wrong-media-type", "text/html", "")]),
        ("ERR-010", refused(400, error(), headers={"Content-Type": "application/problem+json"}), []),
        ("ERR-010", refused(400, AS_EVENTS, headers=EVENTS, asked=STREAMED), BLOCKED_BY_EVENTS),
        ("ERR-010", refused(400, AS_EVENTS, headers=EVENTS), [("wrong-media-type", "text/event-stream", "")]),
        ("ERR-011", refused(400, error(), asked=STREAMED), []),
        ("ERR-011", refused(200, AS_EVENTS, headers=EVENTS), []),
        (
            "ERR-011",
            refused(200, AS_EVENTS, headers=EVENTS, asked=STREAMED),
            [("error-in-stream", AS_EVENTS.decode(), "")],
        ),
        ("ERR-011", refused(200, b"data: {}\n\n", headers=EVENTS, asked=STREAMED), []),
        ("ERR-011", refused(400, AS_EVENTS, asked=STREAMED), [("done-in-error", AS_EVENTS.decode(), "")]),
        ("ERR-011", refused(500, AS_EVENTS, asked=STREAMED), []),
    ],
)
def test_the_envelope(requirement: str, exchange: Exchange, said: list[tuple[str, str | None, str]]) -> None:
    found = judged(requirement, exchange)
    expected = [
        (kind, found[at][1] if actual is None else actual, place) for at, (kind, actual, place) in enumerate(said)
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("subject", "members", "said"),
    [
        ("n", {}, []),
        ("temperature", {}, [("other-param", "n", "/error/param")]),
        ("messages[0].content[1]", {"param": "messages"}, []),
        ("messages", {"param": "messages.0.role"}, []),
        ("messages[0].role", {"param": "body.role"}, []),
        ("messages[0].role", {"param": "messages.0.content"}, [("other-param", "messages.0.content", "/error/param")]),
        ("messages[0]", {"param": "12"}, [("other-param", "12", "/error/param")]),
        ("n", {"param": ""}, [("other-param", "", "/error/param")]),
        ("n", {"param": None}, [("other-param", "None", "/error/param")]),
        ("n", {"param": 3}, [("blocked", "param is no string (see ERR-006)", "")]),
        ("body", {"param": "x"}, []),
    ],
)
def test_the_member_at_fault(subject: str, members: dict[str, Any], said: list[Said]) -> None:
    assert judged("ERR-009", refused(400, error(**members), subject=subject)) == said


def test_an_error_without_param_names_nothing() -> None:
    no_param = refused(400, {"error": {"message": "no"}}, subject="n")
    assert judged("ERR-009", no_param) == [("blocked", "the error has no param (see ERR-006)", "")]
    assert judged("ERR-009", refused(400, b"no", subject="n")) == []


@pytest.mark.parametrize(
    ("status", "value", "wrong"),
    [
        (429, "7", False),
        (429, " 7 ", False),
        (503, "soon", True),
        (429, "1.5", True),
        (429, "-1", True),
        (429, "", True),
        (429, "\u00b2", True),
        (429, "Wed, 21 Oct 2026 07:28:00 GMT", False),
        (429, "Wed, 21 Oct 2026 07:28:00 GMT+1", True),
        (400, "soon", False),
    ],
)
def test_when_to_come_back(status: int, value: str, wrong: bool) -> None:  # noqa: FBT001 - a parameter
    found = judged("ERR-012", refused(status, error(), headers={"Retry-After": value or " "}))
    assert found == ([("malformed-retry-after", value, "")] if wrong else [])


def test_an_answer_need_not_say_when_to_come_back() -> None:
    assert judged("ERR-012", refused(429, error())) == []


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (400, "panicked at 'index'", [("stack-trace", "panicked at '", "")]),
        (500, "goroutine 12 [running]", [("stack-trace", "goroutine 12 [", "")]),
        (500, "at Object.run (index.js:3:7)", [("stack-trace", "at Object.run (index.js:3:7)", "")]),
        (399, "panicked at 'index'", []),
        (400, "at noon (12 o'clock)", []),
    ],
)
def test_stack_traces(status: int, text: str, said: list[Said]) -> None:
    assert judged("ERR-014", refused(status, text.encode())) == said


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (refused(400, error()), []),
        (refused(422, error()), [("other-status", "422", "")]),
        (refused(418, error(), subject="model"), [("not-applicable", "other statuses are fair here", "")]),
        (refused(429, error()), [("not-applicable", "other statuses are fair here", "")]),
    ],
)
def test_the_status_of_a_mistake(exchange: Exchange, said: list[Said]) -> None:
    assert judged("ERR-015", exchange, Terms(rejection_statuses=frozenset({400}))) == said
    assert judged("ERR-015", refused(422, error()), Terms(rejection_statuses=frozenset({400, 422}))) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (error(), []),
        (error() | {"choices": []}, []),
        (error() | {"choices": {}}, []),
        (error() | {"choices": [1]}, [("choices", "[1]", "/choices")]),
        (error() | {"usage": {"total_tokens": 0}}, []),
        (error() | {"usage": {"total_tokens": True}}, []),
        (error() | {"usage": {"total_tokens": "1"}}, []),
        (error() | {"usage": {"prompt_tokens": 0, "total_tokens": 1}}, [("usage", None, "/usage")]),
        (error() | {"usage": 3}, []),
        (b"no", []),
    ],
)
def test_who_is_refused_pays_nothing(body: Any, said: list[tuple[str, str | None, str]]) -> None:
    found = judged("ERR-016", refused(400, body))
    assert [(kind, place) for kind, _, place in found] == [(kind, place) for kind, _, place in said]
    assert all(found[at][1] == actual for at, (_, actual, _) in enumerate(said) if actual is not None)
    assert judged("ERR-016", refused(500, body)) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("invalid_value", []),
        ("bad", [("other-code", "bad", "/error/code")]),
        (None, []),
        (7, []),
    ],
)
def test_codes(code: Any, said: list[Said]) -> None:
    assert judged("ERR-017", refused(400, error(code=code))) == said


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, error(), []),
        (500, b"no", [("not-an-object", "no", "")]),
        (599, b"[]", [("not-an-object", "[]", "")]),
        (429, b"no", [("not-an-object", "no", "")]),
        (503, b"no", [("not-an-object", "no", "")]),
        (400, b"no", []),
        (600, b"no", [("not-an-object", "no", "")]),
    ],
)
def test_failures(status: int, body: Any, said: list[Said]) -> None:
    assert judged("ERR-018", refused(status, body)) == said


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, error(), []),
        (401, b"no", [("not-json", "no", "")]),
        (403, {"error": "no"}, [("no-error-object", '{"error": "no"}', "")]),
        (400, error(message=""), [("no-message", None, "")]),
        (400, error(message=3), [("no-message", None, "")]),
        (500, b"no", []),
    ],
)
def test_refusals_of_keys(status: int, body: Any, said: list[tuple[str, str | None, str]]) -> None:
    found = judged("AUTH-005", refused(status, body))
    assert [(kind, place) for kind, _, place in found] == [(kind, place) for kind, _, place in said]
    assert all(found[at][1] == actual for at, (_, actual, _) in enumerate(said) if actual is not None)


@pytest.mark.parametrize(
    ("requirement", "exchange", "said"),
    [
        ("AUTH-003", refused(401, error()), []),
        ("AUTH-003", refused(403, error()), [("other-status", "403", "")]),
        ("AUTH-003", refused(404, error()), []),
        ("AUTH-004", refused(401, error()), [("www-authenticate-missing", "no such header", "")]),
        ("AUTH-004", refused(401, error(), headers={"WWW-Authenticate": "Bearer"}), []),
        ("AUTH-004", refused(403, error()), []),
        ("AUTH-006", refused(401, error()), [("refused", "401", "")]),
        ("AUTH-006", refused(403, error()), [("refused", "403", "")]),
        ("AUTH-006", refused(400, error()), []),
        ("AUTH-014", refused(401, error(code="invalid_api_key")), []),
        ("AUTH-014", refused(401, error(code="no")), [("other-code", "no", "/error/code")]),
        ("AUTH-014", refused(401, {"error": {}}), [("other-code", "None", "/error/code")]),
        ("AUTH-014", refused(401, b"no"), [("blocked", "the refusal has no error object (see AUTH-005)", "")]),
        ("AUTH-014", refused(404, error(code="no")), []),
    ],
)
def test_statuses_and_codes_for_keys(requirement: str, exchange: Exchange, said: list[Said]) -> None:
    assert judged(requirement, exchange) == said


@pytest.mark.parametrize(
    "code",
    [
        *("missing_required_parameter", "invalid_type", "invalid_value", "unknown_parameter", "unsupported_parameter"),
        *("unsupported_value", "integer_below_min_value", "integer_above_max_value", "decimal_below_min_value"),
        *("decimal_above_max_value", "string_above_max_length", "empty_string", "array_above_max_length"),
        *("array_below_min_length", "empty_array", "object_above_max_properties", "property_name_above_max_length"),
        *("context_length_exceeded", "model_not_found", "unsupported_media_type", "invalid_image"),
        *("invalid_image_format", "invalid_base64_image", "invalid_image_url", "image_too_large", "image_too_small"),
        *("image_parse_error", "image_content_policy_violation", "invalid_image_mode", "image_file_too_large"),
        *("unsupported_image_media_type", "empty_image_file", "failed_to_download_image", "image_file_not_found"),
    ],
)
def test_codes_that_openai_sends(code: str) -> None:
    assert judged("ERR-017", refused(400, error(code=code))) == []

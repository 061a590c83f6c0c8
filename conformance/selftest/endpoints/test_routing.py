"""Paths, methods, keys and header fields."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.endpoints.reference.endpoint import make_reference
from conformance.selftest.endpoints.asking import MODEL, Said, chat_body, post, read, sent

_KEY = "sk-the-right-one"
_CHAT = "/v1/chat/completions"


def _with_key(body: bytes = b"", **headers: str) -> Said:
    return read(make_reference(_KEY)(post(body or chat_body(), **headers)))


@pytest.mark.parametrize("value", [f"Bearer {_KEY}", f"bearer {_KEY}", f"BEARER  {_KEY}"])
def test_the_key_opens(value: str) -> None:
    assert _with_key(Authorization=value).status == 200


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", f"Token {_KEY}", f"Basic {_KEY}", _KEY])
def test_without_a_bearer_key_there_is_no_answer(value: str) -> None:
    answer = _with_key(Authorization=value)
    assert (answer.status, answer.error["code"]) == (401, None)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_wrong_key_is_refused_before_the_body_and_not_echoed() -> None:
    answer = _with_key(b"{", Authorization="Bearer sk-wrong-4711")
    assert (answer.status, answer.error["code"]) == (401, "invalid_api_key")
    assert b"sk-wrong" not in answer.body


def test_a_key_in_the_query_does_not_open() -> None:
    assert read(make_reference(_KEY)(post(chat_body(), path=f"{_CHAT}?api_key={_KEY}"))).status == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused_with_allow(method: str) -> None:
    answer = read(make_reference()(post(b"", method=method)))
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert answer.error["message"]


def test_an_answer_to_head_has_no_body() -> None:
    assert sent(make_reference()(post(b"", method="HEAD"))).endswith(b"\r\n\r\n")


@pytest.mark.parametrize("path", ["/v1/chat/completionz", "/", "/v1", "/v1/chat/completions/", "*"])
def test_unknown_paths_are_not_found(path: str) -> None:
    answer = read(make_reference()(post(chat_body(), path=path)))
    assert (answer.status, set(answer.error)) == (404, {"message", "type", "param", "code"})


@pytest.mark.parametrize("base", ["", "/v1", "/some/where/v2"])
def test_the_base_path_does_not_matter(base: str) -> None:
    assert read(make_reference()(post(chat_body(), path=f"{base}/chat/completions?x=1"))).status == 200


def test_the_model_is_listed() -> None:
    listed = read(make_reference()(post(b"", path="/v1/models", method="GET"))).value
    assert [model["id"] for model in listed["data"]] == [MODEL]
    assert read(make_reference()(post(b"", path=f"/v1/models/{MODEL}", method="GET"))).value["id"] == MODEL
    assert read(make_reference()(post(b"", path="/v1/models/other", method="GET"))).status == 404


def test_every_answer_has_an_id_of_its_own() -> None:
    reference = make_reference(_KEY)
    key = f"Bearer {_KEY}"
    requests = [post(chat_body()), post(b"{", Authorization=key), post(chat_body(), Authorization=key)]
    requests += [post(chat_body(stream=True), Authorization=key), post(b"", path="/x", Authorization=key)]
    answers = [read(reference(request)) for request in requests]
    assert [answer.status for answer in answers] == [401, 400, 200, 200, 404]
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


def test_the_length_is_exact() -> None:
    answer = read(make_reference()(post(chat_body())))
    assert int(answer.headers["content-length"]) == len(answer.body)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("application/json; charset=utf-8", 200), ("Application/JSON", 200), ("text/plain", 400)],
)
def test_the_media_type_of_the_body_counts(content_type: str, status: int) -> None:
    assert read(make_reference()(post(chat_body(), Content_Type=content_type))).status == status


@pytest.mark.parametrize("private", [False, True])
def test_a_preflight_is_allowed_without_a_key(private: bool) -> None:  # noqa: FBT001 - a column of the table
    asked = (("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST"))
    more = (("Access-Control-Request-Private-Network", "true"),) if private else ()
    request = replace(post(b"", method="OPTIONS"), headers=(*asked, *more))
    answer = read(make_reference("key")(request))
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert ("access-control-allow-private-network" in answer.headers) is private

"""What an exchange is taken for, and what its request asks for."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model.request import Expectation, Request
from conformance.model.settings import Limits
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.selftest.checks.answers import DONE, EVENTS, answered, choice, chunk, streamed
from conformance.wire.data_uri import DataUriReading, read_data_uri
from conformance.wire.exchange import Exchange
from conformance.wire.request_facts import RequestFacts, request_facts
from conformance.wire.tool_calls import (
    arguments_of,
    function_of,
    is_forced,
    is_whole,
    names_a_function,
    tool_calls_of,
)

WHOLE = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}


@pytest.mark.parametrize(
    ("change", "whole"),
    [
        ({}, True),
        ({"id": ""}, False),
        ({"id": 3}, False),
        ({"id": None}, False),
        ({"type": "tool"}, False),
        ({"function": {"name": "", "arguments": "{}"}}, False),
        ({"function": {"name": 3, "arguments": "{}"}}, False),
        ({"function": {"name": "f", "arguments": "[]"}}, False),
        ({"function": {"name": "f", "arguments": "{"}}, False),
        ({"function": {"name": "f", "arguments": 3}}, False),
        ({"function": {"name": "f"}}, False),
        ({"function": 3}, False),
    ],
)
def test_a_call_is_whole(change: dict[str, Any], whole: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_whole({**WHOLE, **change}) is whole


def test_arguments_and_functions_of_calls() -> None:
    assert arguments_of({"function": {"arguments": '{"a": 1}'}}) == {"a": 1}
    assert arguments_of({"function": {"arguments": "[" * 100_000}}) is None
    assert function_of({"function": {"name": "f"}}) == {"name": "f"}
    assert (function_of({"function": []}), function_of({})) == ({}, {})


@pytest.mark.parametrize(
    ("calls", "found"), [([WHOLE, 3, WHOLE], [WHOLE, WHOLE]), ({"0": WHOLE}, []), (None, []), ([], [])]
)
def test_calls_of_an_answer(calls: Any, found: list[Any]) -> None:
    assert tool_calls_of(answered(200, {"choices": [{"message": {"tool_calls": calls}}]})) == found


@pytest.mark.parametrize(
    ("tool_choice", "forced", "named"),
    [("required", True, False), ({"type": "function"}, True, True), ("auto", False, False), (None, False, False)],
)
def test_forced_calls(tool_choice: Any, forced: bool, named: bool) -> None:  # noqa: FBT001 - parameters
    exchange = answered(200, {}, asked={"tool_choice": tool_choice})
    assert (is_forced(exchange), names_a_function(exchange)) == (forced, named)


def facts(body: bytes, method: str = "POST", path: str = "/chat/completions") -> RequestFacts:
    return request_facts(Request(body=body, method=method, path=path, expectation=Expectation.ACCEPTED))


@pytest.mark.parametrize(
    ("body", "stream", "n", "include_usage"),
    [
        (b"{}", False, 1, False),
        (b'{"stream": true, "n": 3}', True, 3, False),
        (b'{"stream": 1, "n": true}', False, 1, False),
        (b'{"n": 0}', False, 1, False),
        (b'{"n": "2"}', False, 1, False),
        (b'{"n": 1}', False, 1, False),
        (b'{"stream_options": {"include_usage": true}}', False, 1, True),
        (b'{"stream_options": {"include_usage": 1}}', False, 1, False),
        (b'{"stream_options": true}', False, 1, False),
        (b"[]", False, 1, False),
        (b"{", False, 1, False),
        (b"[" * 100_000, False, 1, False),
    ],
)
def test_facts_of_a_request(body: bytes, stream: bool, n: int, include_usage: bool) -> None:  # noqa: FBT001
    found = facts(body)
    assert (found.stream, found.n, found.include_usage, found.is_chat) == (stream, n, include_usage, True)
    assert (found.payload is None) == (body[:1] == b"[" or body == b"{")


def test_only_a_post_to_its_path_is_chat() -> None:
    for body in (b"{}", b"[]", b"{"):
        assert facts(body).is_chat
        assert not facts(body, method="GET").is_chat
        assert not facts(body, path="/models").is_chat


@pytest.mark.parametrize(
    ("body", "bound", "at_once"),
    [
        (b"{}", None, False),
        (b'{"max_tokens": 3}', 3, False),
        (b'{"max_completion_tokens": 4}', 4, False),
        (b'{"max_tokens": "3", "max_completion_tokens": 4}', 4, False),
        (b'{"max_tokens": true}', None, False),
        (b'{"max_tokens": 3, "max_completion_tokens": 4}', 3, False),
        (b'{"temperature": 1}', None, False),
        (b'{"temperature": 1.1}', None, True),
        (b'{"temperature": "2"}', None, False),
        (b'{"stop": "a"}', None, True),
        (b'{"logit_bias": {"1": 2}}', None, True),
        (b'{"logit_bias": {}}', None, False),
        (b"[]", None, False),
    ],
)
def test_bounds_and_early_ends(body: bytes, bound: int | None, at_once: bool) -> None:  # noqa: FBT001
    found = facts(body)
    assert (found.token_bound, found.may_end_at_once) == (bound, at_once)


@pytest.mark.parametrize(
    ("messages", "pictures"),
    [
        (b'[{"content": [{"type": "image_url"}, {"type": "text"}]}, {"content": [{"type": "image_url"}]}]', 2),
        (b'[{"content": "image_url"}, 3, {"content": [3, {"type": "image"}]}]', 0),
        (b'{"content": [{"type": "image_url"}]}', 0),
        (b"null", 0),
    ],
)
def test_pictures_are_counted(messages: bytes, pictures: int) -> None:
    assert facts(b'{"messages": ' + messages + b"}").pictures == pictures


def test_an_answer_that_broke_off_in_its_head_has_no_status() -> None:
    whole = answered(200, b"{}")
    broken = Recording.of((0.0, b"HTTP/1.1 200 OK\r\nContent-"))
    transcript = Transcript(recording=broken, ending=Ending.RESET)
    assert (whole.status, Exchange(whole.key, whole.request, transcript).status) == (200, None)


@pytest.mark.parametrize(
    ("exchange", "completion"),
    [
        (answered(200, {"a": 1}), {"a": 1}),
        (answered(200, {"a": 1, "error": None}), {"a": 1, "error": None}),
        (answered(200, {"a": 1, "error": {"message": "no"}}), None),
        (answered(201, {"a": 1}), None),
        (answered(200, b"[]"), None),
        (streamed(DONE), None),
    ],
)
def test_what_is_a_completion(exchange: Exchange, completion: dict[str, Any] | None) -> None:
    assert exchange.completion == completion


def test_a_stream_is_folded_into_a_completion() -> None:
    completion = streamed(chunk(choice("a")) + DONE).completion
    assert completion is not None
    assert completion["choices"][0]["message"]["content"] == "a"


@pytest.mark.parametrize(
    ("body", "label", "events"),
    [
        (b"", "text/event-stream", True),
        (b"{}", "application/json", False),
        (b"data: {}", "application/json", True),
        (b"\xef\xbb\xbf\r\n DATA : {}", "application/json", True),
        (b": hi", "", True),
        (b"id: 1", "", True),
        (b"event:x", "", True),
        (b"retry: 1", "", True),
        (b"database: x", "", False),
        (b" " * 251 + b"data:", "", True),
        (b" " * 252 + b"data:", "", False),
    ],
)
def test_what_is_an_event_stream(body: bytes, label: str, events: bool) -> None:  # noqa: FBT001 - a parameter
    exchange = answered(200, body, headers={"Content-Type": label})
    assert exchange.is_event_stream is events
    assert exchange.error is None


def test_a_stream_is_read_up_to_the_limits_of_the_run() -> None:
    body = b"data: {}\n\n" * 3
    assert answered(200, body, headers=EVENTS, limits=Limits(events=2)).stream.events == 2
    assert answered(200, body, headers=EVENTS).stream.events == 3


def test_errors_are_those_of_objects() -> None:
    assert answered(400, {"error": 3}).error == 3
    assert (answered(400, b"[]").error, answered(400, {}).error) == (None, None)
    assert answered(400, {"error": 3}, headers=EVENTS).error is None


def test_bodies_that_are_too_long_are_not_read() -> None:
    longest = b" " * ((1 << 20) - 2) + b"{}"
    assert (answered(200, longest).is_too_long, answered(200, longest).value) == (False, {})
    assert (answered(200, longest + b" ").is_too_long, answered(200, longest + b" ").value) == (True, None)
    assert answered(200, longest + b" ").json == answered(200, b"").json


def test_a_data_uri_that_is_none_says_nothing() -> None:
    assert DataUriReading() == read_data_uri("http://x/").__class__()
    none = read_data_uri("http://x/")
    assert (none.media_type, none.parameters, none.is_base64, none.payload, none.forgiving) == (
        "",
        (),
        False,
        None,
        None,
    )
    assert not read_data_uri("data:image/png;base64").is_base64

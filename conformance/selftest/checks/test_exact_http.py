"""What is said about HTTP messages, to the letter: kind, what stood there, and where."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from conformance.conversations.http import INJECTED, MARKUP
from conformance.model.request import UNKNOWN_KEY
from conformance.model.transcript import Ending, Masked
from conformance.selftest.checks.answers import DONE, EVENTS, Said, answered, choice, chunk, judged, streamed

PUSHED_BACK = [("inconclusive", "the target pushed back with 429", "")]
LEFT = [("not-applicable", "we left before the end", "")]
NO_END = [("blocked", "the stream has no end to be judged (see SSE-018 and SSE-015)", "")]
WHOLE = chunk(choice("a", finish="stop")) + DONE
CHUNKED = {"Transfer-Encoding": "chunked", "Content-Length": ""}


@pytest.mark.parametrize(
    ("label", "completion", "stream"),
    [
        ("application/json", [], [("wrong-media-type", "application/json", "")]),
        ("text/event-stream; charset=utf-8", [("wrong-media-type", "text/event-stream", "")], []),
        ("", [("no-media-type", "none", "")], [("no-media-type", "none", "")]),
    ],
)
def test_labels(label: str, completion: list[Said], stream: list[Said]) -> None:
    exchange = answered(200, b"{}", headers={"Content-Type": label})
    assert (judged("HTTP-002", exchange), judged("HTTP-003", exchange)) == (completion, stream)


@pytest.mark.parametrize(
    ("charset", "said"),
    [
        ("", []),
        ("; charset=utf-8", []),
        ("; charset=UTF8", []),
        ("; charset=latin-1", [("wrong-charset", "latin-1", "")]),
    ],
)
def test_charsets(charset: str, said: list[Said]) -> None:
    exchange = streamed(WHOLE, headers={"Content-Type": f"text/event-stream{charset}"})
    assert judged("HTTP-004", exchange) == said


def test_an_answer_that_broke_off_in_its_head_is_not_malformed() -> None:
    whole = answered(200, b"{}")
    recording = type(whole.transcript.recording).of((0.0, b"HTTP/1.1 200 OK\r\nContent-"))
    for ending, said in (
        (Ending.RESET, [("blocked", "the answer broke off in its head (see HTTP-001)", "")]),
        (Ending.GARBLED, []),
    ):
        transcript = type(whole.transcript)(recording=recording, ending=ending)
        broken = type(whole)(whole.key, whole.request, transcript)
        assert [one for one in judged("HTTP-005", broken) if one[0] == "blocked"] == said


@pytest.mark.parametrize("requirement", ["HTTP-007", "HTTP-008"])
@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (answered(200, b"{}", ending=Ending.SILENT), []),
        (answered(200, b"{", ending=Ending.SILENT), LEFT),
        (answered(200, b"{}", ending=Ending.HELD_OPEN), LEFT),
        (answered(200, b"{}", ending=Ending.DISCONNECTED), LEFT),
        (answered(200, b"{}", ending=Ending.CANCELLED), LEFT),
        (answered(200, b"{}", ending=Ending.LIMIT), LEFT),
        (answered(200, b"{}"), []),
        (streamed(WHOLE), []),
        (streamed(chunk(choice("a"))), NO_END),
    ],
)
def test_ends_of_messages(requirement: str, exchange: Any, said: list[Said]) -> None:
    assert judged(requirement, exchange) == said


def test_lengths_and_last_chunks() -> None:
    short = answered(200, b"{}", headers={"Content-Length": "3"}, ending=Ending.TRUNCATED)
    assert [kind for kind, *_ in judged("HTTP-007", short)] == ["body-short"]
    surplus = answered(200, b"{}x", headers={"Content-Length": "2"})
    assert [kind for kind, *_ in judged("HTTP-007", surplus)] == ["surplus-bytes"]
    open_end = answered(200, b"2\r\n{}\r\n", headers=CHUNKED, ending=Ending.TRUNCATED)
    assert [kind for kind, *_ in judged("HTTP-008", open_end)] == ["last-chunk-missing"]


def test_a_stream_says_no_length() -> None:
    assert judged("HTTP-009", streamed(WHOLE)) == []
    length = str(len(WHOLE))
    announced = streamed(WHOLE, headers={"Content-Length": length})
    assert judged("HTTP-009", announced) == [("length-announced", length, "")]
    frame = b"%x\r\n%s\r\n0\r\n\r\n" % (len(WHOLE), WHOLE)
    both = streamed(frame, headers={"Content-Length": length, "Transfer-Encoding": "chunked"})
    assert judged("HTTP-009", both) == [("blocked", "the length does not count (see HTTP-006)", "")]


@pytest.mark.parametrize(
    ("sent", "kinds"),
    [
        ((), ["content-encoded"]),
        ((("Accept-Encoding", "identity"),), ["content-encoded"]),
        ((("Accept-Encoding", "gzip"),), []),
        ((("Accept", "gzip"),), ["content-encoded"]),
    ],
)
def test_compression(sent: tuple[tuple[str, str], ...], kinds: list[str]) -> None:
    packed = answered(200, gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"}, sent_headers=sent)
    assert [kind for kind, *_ in judged("HTTP-010", packed)] == kinds
    broken = answered(200, b"no gzip", headers={"Content-Encoding": "gzip"}, sent_headers=sent)
    assert [kind for kind, *_ in judged("HTTP-010", broken)] == ["content-undecodable"]


def test_text_behind_the_object_is_one_finding_of_one_requirement() -> None:
    assert [kind for kind, *_ in judged("HTTP-011", answered(200, b"{} {}"))] == ["trailing-text"]
    assert judged("HTTP-011", answered(200, b"{}\ndata: [DONE]\n\n")) == []


@pytest.mark.parametrize(
    ("status", "other_method", "unknown_path"),
    [
        (200, ("method-accepted", "200"), ("path-accepted", "200")),
        (299, ("method-accepted", "299"), ("path-accepted", "299")),
        (404, None, None),
        (405, None, None),
        (500, ("server-error", "500"), ("server-error", "500")),
        (501, None, ("server-error", "501")),
    ],
)
def test_other_methods_and_paths(
    status: int, other_method: tuple[str, str] | None, unknown_path: tuple[str, str] | None
) -> None:
    exchange = answered(status, b"{}", method="PUT")
    assert judged("HTTP-012", exchange) == ([(*other_method, "")] if other_method else [])
    assert judged("HTTP-014", exchange) == ([(*unknown_path, "")] if unknown_path else [])


def test_pushback_says_nothing() -> None:
    assert judged("HTTP-012", answered(429, b"{}")) == PUSHED_BACK
    assert judged("HTTP-014", answered(429, b"{}")) == PUSHED_BACK


@pytest.mark.parametrize(
    ("allow", "said"),
    [
        ("POST", []),
        ("get,post", []),
        ("GET, POST", []),
        ("GET", [("allow-missing", "GET", "")]),
        ("POSTED", [("allow-missing", "POSTED", "")]),
        ("", [("allow-missing", "", "")]),
    ],
)
def test_allow(allow: str, said: list[Said]) -> None:
    assert judged("HTTP-013", answered(405, b"{}", headers={"Allow": allow})) == said
    assert judged("HTTP-013", answered(404, b"{}", headers={"Allow": allow})) == []


@pytest.mark.parametrize("name", ["x-request-id", "X-Trace-Id", "traceid", "cf-ray", "X-Correlation-ID", "requestid"])
def test_request_ids(name: str) -> None:
    assert judged("HTTP-021", answered(200, b"{}", headers={name: "1"})) == []


def test_an_answer_without_a_request_id_is_told() -> None:
    assert judged("HTTP-021", answered(200, b"{}", headers={"X-Id": "1"})) == [
        ("request-id-missing", "no such header", "")
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("no-cache", []),
        ("No-Store, private", []),
        ("private", [("cache-control-missing", "private", "")]),
        ("", [("cache-control-missing", "none", "")]),
    ],
)
def test_caching(value: str, said: list[Said]) -> None:
    assert judged("HTTP-022", streamed(WHOLE, headers={"Cache-Control": value})) == said


def _spread(count: int, first: float, last: float) -> Any:
    """Build a stream of `count` chunks and an end that arrives at 2 s or later, as do the chunks between two times."""
    step = (last - first) / max(1, count)
    pieces = [*(chunk(choice("a")) for _ in range(count)), DONE]
    times = (*(first + step * at for at in range(count)), last)
    return streamed(pieces, times=times)


TOO_QUICK = [("not-applicable", "the answer was too short or too fast to tell", "")]


@pytest.mark.parametrize(
    ("count", "first", "last", "said"),
    [
        (19, 1.99, 2.0, [("buffered", "all 20 events within 0.010 s, after 2.0 s of nothing", "")]),
        (18, 1.99, 2.0, TOO_QUICK),
        (19, 1.98, 1.99, TOO_QUICK),
        (19, 1.75, 2.0, []),
        (19, 1.875, 1.96875 + 0.03125, []),
    ],
)
def test_bursts(count: int, first: float, last: float, said: list[Said]) -> None:
    assert judged("HTTP-023", _spread(count, first, last)) == said


def test_fields_and_markup_are_not_taken_from_the_request() -> None:
    assert judged("HTTP-028", answered(400, b"{}", headers={INJECTED: "yes"})) == [
        ("field-injected", f"{INJECTED}: yes", "")
    ]
    assert judged("HTTP-028", answered(400, b"{}")) == []
    page = b"<p>" + MARKUP.encode()
    assert judged("HTTP-029", answered(400, page, headers={"Content-Type": "text/html"})) == [
        ("markup-reflected", MARKUP, "")
    ]
    assert judged("HTTP-029", answered(400, page)) == []
    assert judged("HTTP-029", answered(400, b"<p>", headers={"Content-Type": "text/html"})) == []


@pytest.mark.parametrize(
    ("name", "value", "readable"),
    [
        ("X-RateLimit-Limit-Requests", "60", True),
        ("x-ratelimit-remaining-tokens", " 149984 ", True),
        ("x-ratelimit-remaining-tokens", "-1", False),
        ("x-ratelimit-limit-requests", "many", False),
        ("x-ratelimit-reset-requests", "1s", True),
        ("x-ratelimit-reset-tokens", "6m0s", True),
        ("x-ratelimit-reset-tokens", "1h2m3.5s", True),
        ("x-ratelimit-reset-tokens", "120ms", True),
        ("x-ratelimit-reset-tokens", "1d", True),
        ("x-ratelimit-reset-tokens", "3.5", True),
        ("x-ratelimit-reset-tokens", "soon", False),
        ("x-ratelimit-reset-tokens", "3.", False),
        ("x-ratelimit-reset-other", "soon", True),
        ("x-ratelimit-limit", "soon", True),
    ],
)
def test_rate_limits(name: str, value: str, readable: bool) -> None:  # noqa: FBT001 - a parameter
    said = judged("HTTP-031", answered(200, b"{}", headers={"X-Other": "1", name: value}))
    assert said == ([] if readable else [("unreadable", f"{name.lower()}: {value}", "")])


def test_one_rate_limit_is_told() -> None:
    fields = {"x-ratelimit-limit-tokens": "a", "x-ratelimit-limit-requests": "b"}
    assert judged("HTTP-031", answered(200, b"{}", headers=fields)) == [
        ("unreadable", "x-ratelimit-limit-tokens: a", "")
    ]


@pytest.mark.parametrize(
    ("value", "said"), [("no", []), (" NO ", []), ("yes", [("buffering-asked-for", "yes", "")]), ("", [])]
)
def test_buffering(value: str, said: list[Said]) -> None:
    assert judged("HTTP-032", streamed(WHOLE, headers={"X-Accel-Buffering": value})) == said


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (answered(401, b"{}"), []),
        (answered(404, b"{}"), []),
        (answered(429, b"{}"), PUSHED_BACK),
        (answered(200, b"{}"), [("served", "200 {}", "")]),
        (answered(500, b"{}"), [("server-error", "500", "")]),
    ],
)
def test_nobody_else_is_served(exchange: Any, said: list[Said]) -> None:
    for requirement in ("AUTH-001", "AUTH-002", "AUTH-008"):
        assert judged(requirement, exchange) == said


@pytest.mark.parametrize(
    ("ending", "detail", "said"),
    [
        (Ending.SILENT, "60 s", [("inconclusive", "no answer came: 60 s", "")]),
        (Ending.GARBLED, "", [("blocked", "the answer is no HTTP message (see HTTP-005)", "")]),
        (Ending.RESET, "gone", [("no-answer", "gone", "")]),
        (Ending.RESET, "", [("no-answer", "reset", "")]),
    ],
)
def test_no_answer_to_a_key(ending: Ending, detail: str, said: list[Said]) -> None:
    whole = answered(200, b"{}")
    transcript = type(whole.transcript)(recording=type(whole.transcript.recording)(), ending=ending, detail=detail)
    assert judged("AUTH-001", type(whole)(whole.key, whole.request, transcript)) == said


def test_keys_are_not_repeated() -> None:
    echoed = [("key-echoed", UNKNOWN_KEY, "")]
    assert judged("AUTH-012", answered(401, {"error": {"message": f"bad {UNKNOWN_KEY}"}})) == echoed
    assert judged("AUTH-012", answered(401, b"{}", headers={"X-A": "1", "X-Key": UNKNOWN_KEY})) == echoed
    assert judged("AUTH-012", answered(401, b"{}", headers={"X-A": "1"})) == []


def test_the_key_of_the_caller_is_not_repeated() -> None:
    whole = answered(200, b"{}")
    masks = (Masked(3, 5, "header:X-Secret"), Masked(9, 5, "api-key"), Masked(20, 5, "api-key"))
    for masked, said in (
        (masks, [("key-echoed", "the key, at byte 9 of the HTTP answer", "")]),
        (masks[:1], []),
    ):
        transcript = type(whole.transcript)(recording=whole.transcript.recording, ending=Ending.COMPLETE, masked=masked)
        assert judged("AUTH-013", type(whole)(whole.key, whole.request, transcript)) == said


def test_events_are_labelled() -> None:
    assert judged("HTTP-003", streamed(WHOLE, headers=EVENTS)) == []

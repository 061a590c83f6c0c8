"""What is said about streams, to the letter: kind, what stood there, and where."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model.settings import Limits
from conformance.model.transcript import Ending
from conformance.selftest.checks.answers import DONE, Said, choice, chunk, event, judged, streamed

LINE = b'data: {"a": 1}\n'
WHOLE = chunk(choice("a", role="assistant")) + chunk(choice(finish="stop")) + DONE
CUT = [("blocked", "the stream was cut (see SSE-018)", "")]
NO_EVENTS = [("blocked", "the body has no events (see SSE-021)", "")]
NO_CHUNK = [("blocked", "the stream held no chunk (see SSE-021)", "")]
LOST = "a part of the stream cannot be read (see {})"


def kinds(requirement: str, body: Any, **how: Any) -> list[str]:
    return [kind for kind, *_ in judged(requirement, streamed(body, **how))]


@pytest.mark.parametrize(
    ("body", "ending", "said"),
    [
        (WHOLE, Ending.COMPLETE, []),
        (chunk(choice("a")), Ending.COMPLETE, []),
        (chunk(choice("a")), Ending.TRUNCATED, [("cut", "truncated", "event 1")]),
        (WHOLE[: -len(DONE)], Ending.RESET, [("cut", "reset", "event 2")]),
        (WHOLE, Ending.RESET, []),
        (chunk(choice("a")), Ending.SILENT, [("inconclusive", "the stream fell silent: silent", "")]),
        (WHOLE[: -len(DONE)], Ending.SILENT, []),
        (chunk(choice("a")), Ending.CANCELLED, [("inconclusive", "the stream fell silent: cancelled", "")]),
        (chunk(choice("a")), Ending.LIMIT, []),
        (b"", Ending.SILENT, [("inconclusive", "the stream fell silent: silent", "")]),
    ],
)
def test_cuts(body: bytes, ending: Ending, said: list[Said]) -> None:
    assert judged("SSE-018", streamed(body, ending=ending)) == said


def test_the_detail_of_a_cut_is_shown() -> None:
    exchange = streamed(chunk(choice("a")), ending=Ending.RESET, detail="connection reset")
    assert judged("SSE-018", exchange) == [("cut", "connection reset", "event 1")]


@pytest.mark.parametrize(
    ("body", "ending", "unterminated", "fields"),
    [
        (WHOLE, Ending.COMPLETE, [], []),
        (WHOLE + LINE, Ending.COMPLETE, ["unterminated-event"], []),
        (LINE, Ending.COMPLETE, ["unterminated-event"], []),
        (chunk(choice("a")) + LINE, Ending.RESET, ["blocked"], []),
        (b'{"a": 1}\n\n', Ending.COMPLETE, ["blocked"], ["blocked"]),
        (b"Data: 1\n", Ending.COMPLETE, ["unterminated-event"], []),
        (b"x\n" + WHOLE, Ending.COMPLETE, [], ["unknown-field"]),
    ],
)
def test_what_holds_no_events(body: bytes, ending: Ending, unterminated: list[str], fields: list[str]) -> None:
    found = kinds("SSE-003", body, ending=ending), kinds("SSE-004", body, ending=ending)
    if body.startswith(b"Data"):
        assert "blocked" not in found[0] + found[1]
    else:
        assert found == (unterminated, fields)


def test_what_blocks_is_named() -> None:
    no_stream = streamed(b'{"a": 1}\n\n')
    assert judged("SSE-003", no_stream) == judged("SSE-004", no_stream) == NO_EVENTS
    assert judged("SSE-003", streamed(chunk(choice("a")), ending=Ending.RESET)) == CUT


@pytest.mark.parametrize(
    ("lost", "requirement"),
    [
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: {}\n\n", "SSE-002"),
        (b"Data: {}\n\n", "SSE-005"),
        (b"data: {\n\n", "SSE-008"),
        (b"data: {} {}\n\n", "SSE-008"),
        (b"data: 3\n\n", "SSE-008"),
        (b"data: " + b"[" * 200 + b"]" * 200 + b"\n\n", "SSE-022"),
    ],
)
def test_what_never_came_may_have_been_lost(lost: bytes, requirement: str) -> None:
    exchange = streamed(lost + chunk(choice("a", role="assistant")))
    blocked = [("blocked", LOST.format(requirement), "")]
    assert judged("STREAM-019", exchange) == blocked
    assert [one for one in judged("SSE-015", exchange) if one[0] != "done-malformed"] == blocked


def test_an_event_that_was_not_ended_may_hold_what_is_missing() -> None:
    exchange = streamed(chunk(choice("a", role="assistant")) + b"data: {")
    assert judged("STREAM-019", exchange) == [("blocked", LOST.format("SSE-003"), "")]


@pytest.mark.parametrize(
    ("requirement", "body", "found"),
    [
        ("STREAM-019", DONE, []),
        ("STREAM-019", chunk() + DONE, ["finish-missing"]),
        ("STREAM-019", chunk(choice("a")) + DONE, ["finish-missing"]),
        ("STREAM-019", chunk(choice("a", finish="stop")) + chunk(choice(finish="stop")) + DONE, ["second-finish"]),
        ("STREAM-019", event({"error": {"message": "no"}}) + DONE, []),
        ("STREAM-019", chunk() + event({"error": {"message": "no"}}), []),
        ("STREAM-019", chunk(choice("a", index=7)) + DONE, ["blocked"]),
        ("STREAM-019", event({"choices": {"0": {}}}) + DONE, ["blocked"]),
        ("STREAM-011", chunk(choice("a", index=7)) + DONE, ["blocked"]),
        ("STREAM-013", chunk(choice("a", finish="stop")) + DONE, ["role-missing"]),
        ("STREAM-013", chunk(choice("a", role=3, finish="stop")) + DONE, ["blocked"]),
        ("STREAM-013", chunk(choice("a", role=None, finish="stop")) + DONE, ["role-missing"]),
        ("STREAM-013", chunk(choice("a", index=7)) + DONE, ["blocked"]),
        ("STREAM-020", chunk(choice("a", finish="")) + DONE, ["empty-at-the-end"]),
        ("STREAM-020", chunk(choice("a", finish="")) + chunk(choice(finish="stop")) + DONE, []),
        ("STREAM-020", chunk(choice("a", finish="later")) + DONE, []),
    ],
)
def test_choices_of_streams(requirement: str, body: bytes, found: list[str]) -> None:
    mine = {"finish-missing", "second-finish", "blocked", "role-missing", "empty-at-the-end"}
    assert [kind for kind in kinds(requirement, body) if kind in mine] == found


def test_a_stream_without_a_choice_lacks_its_end() -> None:
    assert judged("STREAM-019", streamed(chunk() + DONE))[0] == ("finish-missing", "no choices", "")
    assert judged("STREAM-019", streamed(chunk(), ending=Ending.RESET))[0] == CUT[0]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"message": "Overloaded"}, "inconclusive"),
        ({"message": "Rate limit reached"}, "inconclusive"),
        ({"message": "Too Many Requests"}, "inconclusive"),
        ({"message": "no capacity"}, "inconclusive"),
        ({"message": "Please try again"}, "inconclusive"),
        ({"message": "broken"}, "error-event"),
    ],
)
def test_errors_that_speak_of_load(error: dict[str, str], said: str) -> None:
    found = judged("STREAM-026", streamed(chunk(choice("a")) + event({"error": error})))
    assert [kind for kind, *_ in found] == [said]
    if said == "inconclusive":
        assert found[0][1] == f"the stream failed with an error that speaks of load: {error}"
    assert judged("STREAM-026", streamed(WHOLE)) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"message": "no"}, []),
        ("no", [("wrong-type", "no", "")]),
        ({"message": ""}, [("no-message", "{'message': ''}", "")]),
        ({"message": 3}, [("no-message", "{'message': 3}", "")]),
        ({"code": 1}, [("no-message", "{'code': 1}", "")]),
    ],
)
def test_messages_of_errors(error: Any, said: list[Said]) -> None:
    assert judged("STREAM-027", streamed(event({"error": error}))) == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (chunk(choice("a" * 60)) + DONE, [("single-delta", "60 characters in one delta", "")]),
        (chunk(choice("a" * 59)) + DONE, []),
        (chunk(choice("a" * 59)) + chunk(choice("a")) + DONE, []),
    ],
)
def test_one_delta(body: bytes, said: list[Said]) -> None:
    assert judged("STREAM-028", streamed(body)) == said


NO_TEXT = [("no-text", "nothing", "/choices/0")]


@pytest.mark.parametrize(
    ("body", "asked", "said"),
    [
        (WHOLE, {}, []),
        (chunk(choice("", finish="stop")) + DONE, {}, NO_TEXT),
        (chunk(choice("", finish="length")) + DONE, {}, []),
        (chunk(choice(refusal="no", finish="stop")) + DONE, {}, []),
        (chunk(choice(reasoning_content="hm", finish="stop")) + DONE, {}, []),
        (chunk(choice("", finish="length")) + chunk(choice(finish="stop")) + DONE, {}, NO_TEXT),
        (
            chunk(choice("", finish="stop")) + DONE,
            {"stop": "a"},
            [("inconclusive", "what was asked for may end a text before it begins", "")],
        ),
        (
            chunk(choice(3, finish="stop")) + DONE,  # type: ignore[arg-type] # on purpose
            {},
            [("blocked", "the deltas are malformed (see STREAM-012 and STREAM-018)", "")],
        ),
        (
            chunk(choice("", finish="stop")) + b"data: {\n\n" + DONE,
            {},
            [("blocked", LOST.format("SSE-008"), "")],
        ),
        (
            chunk(choice("", index=7, finish="stop")) + DONE,
            {},
            [("blocked", "choices have wrong indexes (see STREAM-010)", "")],
        ),
    ],
)
def test_text_of_streams(body: bytes, asked: dict[str, Any], said: list[Said]) -> None:
    assert judged("STREAM-029", streamed(body, asked=asked)) == said


@pytest.mark.parametrize(
    ("n", "body", "found"),
    [
        (1, WHOLE, []),
        (2, WHOLE, ["choices-ignored"]),
        (2, DONE, []),
        (2, chunk(choice("a", finish="stop"), choice("b", index=1, finish="stop")) + DONE, []),
    ],
)
def test_every_choice_is_streamed(n: int, body: bytes, found: list[str]) -> None:
    assert kinds("STREAM-030", body, asked={"n": n}) == found


@pytest.mark.parametrize(
    ("seconds", "ending", "said"),
    [
        (1.0, Ending.COMPLETE, []),
        (3.0, Ending.COMPLETE, []),
        (3.5, Ending.COMPLETE, [("held-open", "still open after 2.5 s", "")]),
        (2.0, Ending.HELD_OPEN, [("held-open", "still open after 1.0 s", "")]),
    ],
)
def test_bodies_end(seconds: float, ending: Ending, said: list[Said]) -> None:
    body = [chunk(choice("a")), DONE]
    exchange = streamed(body, times=(0.5, 1.0), seconds=seconds, ending=ending, limits=Limits(linger=2.0))
    assert judged("SSE-017", exchange) == said


def test_a_body_without_a_marker_has_no_end() -> None:
    assert judged("SSE-017", streamed(chunk(choice("a")))) == [("blocked", "there is no [DONE] (see SSE-015)", "")]


@pytest.mark.parametrize(
    ("body", "ending", "said"),
    [
        (WHOLE, Ending.COMPLETE, []),
        (b"", Ending.COMPLETE, [("no-events", "", "")]),
        (b"x: y\n\n", Ending.COMPLETE, [("no-events", "x: y\n\n", "")]),
        (b"", Ending.RESET, CUT),
        (LINE, Ending.COMPLETE, [("blocked", LOST.format("SSE-003"), "")]),
        (DONE, Ending.COMPLETE, [("no-chunks", DONE.decode(), "")]),
        (b"data: {\n\n", Ending.COMPLETE, [("blocked", LOST.format("SSE-008"), "")]),
        (event({"error": {"message": "no"}}), Ending.COMPLETE, []),
    ],
)
def test_streams_hold_events(body: bytes, ending: Ending, said: list[Said]) -> None:
    assert judged("SSE-021", streamed(body, ending=ending)) == said


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ((31.0, 31.0), []),
        ((31.5, 31.5), [("silence", "31.5 s of silence", "")]),
        ((20.0, 51.0), []),
        ((20.0, 52.0), [("silence", "32.0 s of silence", "")]),
    ],
)
def test_silence(times: tuple[float, ...], said: list[Said]) -> None:
    assert judged("SSE-023", streamed([chunk(choice("a")), DONE], times=times)) == said


def test_limits_are_told() -> None:
    exchange = streamed(WHOLE, ending=Ending.LIMIT, detail="more than 16 MiB")
    assert judged("SSE-020", exchange) == [("limit", "more than 16 MiB", "")]


def test_done_alone_lacks_nothing_but_chunks() -> None:
    assert judged("STREAM-013", streamed(DONE)) == []
    asked = {"stream_options": {"include_usage": True}}
    assert judged("USAGE-001", streamed(DONE, asked=asked)) == NO_CHUNK
    assert [kind for kind, *_ in judged("USAGE-001", streamed(WHOLE, asked=asked))] == ["usage-missing"]


def test_a_byte_order_mark_in_json_is_told_as_such() -> None:
    assert "byte-order-mark-in-json" in kinds("SSE-008", b"data: \xef\xbb\xbf{}\n\n" + WHOLE)

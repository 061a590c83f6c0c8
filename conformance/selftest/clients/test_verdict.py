from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from conformance.endpoints.http_script import raw_script, render
from conformance.endpoints.reply import DONE, Event, Reply, error_reply, json_reply, stream_reply
from conformance.model.script import Script
from conformance.requirements.clients import COPED, Outcome, Verdict
from conformance.selftest.clients.told import Told, read_sent
from conformance.selftest.clients.verdict import verdict

TEXT = "The lamp is lit, and nobody else is awake."
PARIS, ROME = ("get_weather", '{"city": "Paris"}'), ("get_weather", '{"city": "Rome"}')
EXPECTED = Told(text=TEXT, finish="stop", usage=40, role="assistant")
CALLING = Told(calls=(PARIS, ROME), finish="tool_calls", usage=40, role="assistant")


def plain(text: str | None = TEXT, finish: str | None = "stop", **message: Any) -> Script:
    choice = {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
    return render(json_reply({"choices": [choice], "usage": {"total_tokens": 40}}))


def streamed(*texts: str, error: object = None) -> Script:
    chunks: list[Any] = [{"choices": [{"index": 0, "delta": {"content": text}}]} for text in texts]
    rest: list[Any] = [{"error": error}] if error else [{"choices": [{"delta": {}, "finish_reason": "stop"}]}]
    return render(stream_reply([Event(value) for value in [*chunks, *rest, DONE]]))


def judged(got: Told, script: Script, expected: Told = EXPECTED) -> Verdict:
    return verdict(got, expected, read_sent(script))


def test_the_same_is_coped_with() -> None:
    assert judged(EXPECTED, plain()) == COPED


def test_silence_hangs() -> None:
    assert judged(Told(hung=True), plain()) == Verdict(Outcome.HUNG)


def test_an_exception_is_named() -> None:
    assert judged(Told(error="KeyError", message="choices"), plain()) == Verdict(Outcome.RAISED, "KeyError")


def test_who_raises_what_the_endpoint_refused_is_not_broken() -> None:
    refusal = render(error_reply(400, "stream is not supported"))
    assert judged(Told(error="BadRequestError"), refusal) == Verdict(Outcome.REFUSED, "BadRequestError")


@pytest.mark.parametrize(
    ("message", "outcome"), [("it failed: out of memory", Outcome.REFUSED), ("'choices'", Outcome.RAISED)]
)
def test_an_error_inside_a_success_is_handed_on_by_its_words(message: str, outcome: Outcome) -> None:
    script = streamed("The", error={"message": "out of memory"})
    assert judged(Told(error="APIError", message=message), script).outcome is outcome


@pytest.mark.parametrize(
    "script",
    [
        render(error_reply(500, "out of memory")),
        render(json_reply({"error": {"message": "out of memory"}})),
        streamed("The", error={"message": "out of memory"}),
        streamed("The", error="out of memory"),
        render(Reply(302)),
    ],
)
def test_who_returns_where_there_was_an_error_believed_it(script: Script) -> None:
    assert judged(replace(EXPECTED, text="The"), script) == Verdict(Outcome.BELIEVED)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", Outcome.LOST),
        ("The", Outcome.LOST),
        ("lamp is lit, and nobody else is awake.", Outcome.LOST),
        ("The lamp is lit, nobody is awake.", Outcome.LOST),
        (TEXT + TEXT, Outcome.DOUBLED),
        ("".join(TEXT[:end] for end in range(1, len(TEXT) + 1)), Outcome.DOUBLED),
        ("The lamp lamp is lit, and nobody nobody else is awake.", Outcome.DOUBLED),
        (" " + TEXT, Outcome.DAMAGED),
        (TEXT.replace("lamp", "l\N{REPLACEMENT CHARACTER}mp"), Outcome.DAMAGED),
        ("I cannot see any picture", Outcome.OTHER),
    ],
)
def test_another_text(text: str, outcome: Outcome) -> None:
    assert judged(replace(EXPECTED, text=text), plain()) == Verdict(outcome, "text")


def test_what_the_bytes_say_is_told_apart_from_what_a_client_made_of_them() -> None:
    short = replace(EXPECTED, text="The lamp")
    assert judged(short, plain("The lamp")) == Verdict(Outcome.LOST, "text", as_sent=True)
    assert judged(short, streamed("The ", "lamp")) == Verdict(Outcome.LOST, "text", as_sent=True)
    assert judged(short, streamed("The ", "lamp", " is lit")) == Verdict(Outcome.LOST, "text")


@pytest.mark.parametrize(
    ("calls", "outcome"),
    [
        ((), Outcome.LOST),
        ((PARIS,), Outcome.LOST),
        ((PARIS, ROME, ROME), Outcome.DOUBLED),
        ((PARIS, ("get_weather", '{"city": "Ro')), Outcome.DAMAGED),
        ((("", '{"city": "Paris"}'), ("", '{"city": "Rome"}')), Outcome.LOST),
        ((("get_weather", '{"city": "Parma"}'), ROME), Outcome.DAMAGED),
    ],
)
def test_other_calls(calls: tuple[tuple[str, str], ...], outcome: Outcome) -> None:
    assert judged(replace(CALLING, calls=calls), plain(), CALLING) == Verdict(outcome, "calls")


@pytest.mark.parametrize(("finish", "sent"), [("length", "length"), ("", None), ("tool-calls", "tool_calls")])
def test_another_finish(finish: str, sent: str | None) -> None:
    expected = Verdict(Outcome.MISREAD_FINISH, finish or "none", as_sent=True)
    assert judged(replace(EXPECTED, finish=finish), plain(finish=sent)) == expected


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (replace(EXPECTED, usage=None), Verdict(Outcome.LOST, "usage")),
        (replace(EXPECTED, usage=41), Verdict(Outcome.OTHER, "usage")),
        (replace(EXPECTED, role=""), Verdict(Outcome.LOST, "role")),
        (replace(EXPECTED, ids=False), Verdict(Outcome.LOST, "call ids")),
    ],
)
def test_what_else_a_caller_needs(got: Told, expected: Verdict) -> None:
    assert judged(got, plain()) == expected


def test_the_worst_is_told_first() -> None:
    assert judged(replace(EXPECTED, text="", finish="", usage=None), plain()).outcome is Outcome.LOST


LINE: dict[str, Any] = {"text": None, "finish": None, "usage": None, "error": None, "hung": False, "calls": []}


@pytest.mark.parametrize("arguments", [None, {"city": "Paris"}])
def test_what_is_no_text_is_not_taken_for_one(arguments: object) -> None:
    told = Told.of({**LINE, "text": ["a"], "usage": "40", "calls": [{"arguments": arguments}]})
    assert told.text == 'not a text: ["a"]'
    assert told.usage is None
    assert told.calls[0] not in {PARIS, ("", PARIS[1])}


def test_arguments_are_compared_as_json() -> None:
    loose = Told.of({**LINE, "calls": [{"name": "f", "id": "a", "arguments": '{"b":1,"a":2}'}]})
    tight = Told.of({**LINE, "calls": [{"name": "f", "id": "a", "arguments": '{ "a": 2, "b": 1 }'}]})
    assert loose == tight
    assert Told.of({**LINE, "calls": [{"name": "f", "arguments": '{"a"'}]}).calls == (("f", '{"a"'),)


@pytest.mark.parametrize(("ids", "kept"), [(["a", "b"], True), (["a", "a"], False), (["a", None], False)])
def test_calls_need_ids_of_their_own(ids: list[str | None], kept: bool) -> None:  # noqa: FBT001 - a parametrized value
    calls = [{"name": "f", "arguments": "{}", "id": number} for number in ids]
    told = Told.of({**LINE, "calls": calls})
    assert told.ids is kept


def test_sent_calls_are_put_together() -> None:
    first = {"index": 0, "id": "a", "function": {"name": "get_weather", "arguments": ""}}
    parts = [first, *({"index": 0, "function": {"arguments": part}} for part in ('{"city": ', '"Paris"}'))]
    chunks = [{"choices": [{"index": 0, "delta": {"tool_calls": [part]}}]} for part in parts]
    script = render(stream_reply([*map(Event, chunks), Event(DONE)]))
    assert read_sent(script).said.calls == (PARIS,)


@pytest.mark.parametrize("data", [b"", b"garbage", b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps([1]).encode()])
def test_nothing_is_read_from_what_is_no_answer(data: bytes) -> None:
    assert read_sent(raw_script(data)).said == Told()

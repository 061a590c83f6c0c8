"""Why there is nothing to read, to the letter, and who is asked for what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.checks.message import broken_message
from conformance.checks.refusal import honest_refusal
from conformance.checks.registry import Reads
from conformance.checks.standing import asks, obstacle, pushed_back
from conformance.checks.statuses import CLIENT_ERRORS, SERVER_ERRORS, SUCCESSES
from conformance.model.finding import Outcome, Remark
from conformance.model.request import Expectation
from conformance.model.settings import Capability
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.selftest.checks.answers import DONE, Said, answered, choice, chunk, judged, refused, streamed
from conformance.wire.exchange import Exchange

BLOCKED, INCONCLUSIVE = Outcome.BLOCKED, Outcome.INCONCLUSIVE
NO_JSON = Remark(BLOCKED, "the answer is no JSON object")
GZIP = {"Content-Encoding": "gzip"}
UNREADABLE = Remark(BLOCKED, "the HTTP message is broken (see HTTP-010)")
EVENTS = chunk(choice("a")) + DONE


def without_answer(ending: Ending, detail: str = "") -> Exchange:
    whole = answered(200, b"")
    return Exchange(whole.key, whole.request, Transcript(recording=Recording(), ending=ending, detail=detail))


@pytest.mark.parametrize(
    ("reads", "exchange", "remark"),
    [
        (Reads.WIRE, without_answer(Ending.RESET), None),
        (Reads.HTTP, without_answer(Ending.RESET), Remark(BLOCKED, "no HTTP answer: reset")),
        (Reads.SUCCESS, without_answer(Ending.RESET, "gone"), Remark(BLOCKED, "no HTTP answer: gone")),
        (Reads.HTTP, answered(429, b""), None),
        (Reads.SUCCESS, answered(429, b""), Remark(INCONCLUSIVE, "the target pushed back with 429")),
        (Reads.REFUSAL, answered(503, b""), Remark(INCONCLUSIVE, "the target pushed back with 503")),
        (Reads.REFUSAL, refused(400, b""), None),
        (Reads.REFUSAL, refused(499, b""), None),
        (Reads.REFUSAL, refused(200, b""), Remark(Outcome.NOT_APPLICABLE, "there is no error to read: answered 200")),
        (Reads.REFUSAL, refused(399, b""), Remark(Outcome.NOT_APPLICABLE, "there is no error to read: answered 399")),
        (Reads.REFUSAL, refused(500, b""), Remark(BLOCKED, "the mistake was answered 500 (see ERR-001)")),
        (Reads.SUCCESS, answered(500, b""), Remark(BLOCKED, "the valid request was answered 500")),
        (Reads.SUCCESS, answered(200, b"no"), None),
        (Reads.COMPLETION, answered(200, b"{}"), None),
        (Reads.COMPLETION, answered(200, b"no"), NO_JSON),
        (Reads.COMPLETION, answered(200, EVENTS), NO_JSON),
        (Reads.COMPLETION, answered(200, b"no", headers=GZIP), UNREADABLE),
        (Reads.COMPLETION, answered(200, {"error": {"a": 1}}), Remark(BLOCKED, "the 200 holds an error")),
        (Reads.SUCCESS, answered(200, {"error": {"a": 1}}), None),
        (Reads.EVENTS, streamed(EVENTS), None),
        (Reads.EVENTS, answered(200, b"{}"), Remark(BLOCKED, "the answer is no event stream")),
        (Reads.EVENTS, streamed(b"no gzip", headers=GZIP), UNREADABLE),
    ],
)
def test_what_keeps_a_check_from_judging(reads: Reads, exchange: Exchange, remark: Remark | None) -> None:
    assert obstacle(exchange, reads, Capability.TEXT) == remark


def test_an_honest_refusal_is_no_obstacle_but_an_answer() -> None:
    body = {"error": {"message": "stop is not supported"}}
    said = Remark(Outcome.UNSUPPORTED, "stop is not supported")
    assert obstacle(answered(400, body), Reads.SUCCESS, Capability.STOP) == said


@pytest.mark.parametrize(
    ("how", "reads"),
    [
        ({}, {Reads.WIRE, Reads.HTTP, Reads.SUCCESS, Reads.COMPLETION}),
        ({"asked": {"stream": True}}, {Reads.WIRE, Reads.HTTP, Reads.SUCCESS, Reads.EVENTS}),
        ({"expectation": Expectation.REJECTED}, {Reads.WIRE, Reads.HTTP, Reads.REFUSAL}),
        ({"expectation": Expectation.EITHER}, {Reads.WIRE, Reads.HTTP}),
        ({"method": "GET"}, {Reads.WIRE, Reads.HTTP}),
    ],
)
def test_what_a_request_asks_for(how: dict[str, Any], reads: set[Reads]) -> None:
    assert {one for one in Reads if asks(answered(200, b"{}", **how), one)} == reads


@pytest.mark.parametrize(
    ("exchange", "remark"),
    [
        (answered(200, b"{}"), None),
        (without_answer(Ending.GARBLED), Remark(BLOCKED, "the answer is no HTTP message (see HTTP-005)")),
        (
            answered(200, b"{}", ending=Ending.SILENT),
            Remark(INCONCLUSIVE, "the answer did not come to its end: silent"),
        ),
        (
            answered(200, b"{}", ending=Ending.LIMIT, detail="too long"),
            Remark(INCONCLUSIVE, "the answer did not come to its end: too long"),
        ),
        (
            answered(200, b"{}", ending=Ending.CANCELLED),
            Remark(INCONCLUSIVE, "the answer did not come to its end: cancelled"),
        ),
    ],
)
def test_broken_messages(exchange: Exchange, remark: Remark | None) -> None:
    assert broken_message(exchange) == remark


@pytest.mark.parametrize(
    ("status", "attempt", "back"),
    [(429, 0, True), (503, 0, True), (502, 0, False), (502, 1, True), (504, 1, True), (500, 1, False)],
)
def test_pushback(status: int, attempt: int, back: bool) -> None:  # noqa: FBT001 - a parameter
    whole = answered(status, b"")
    assert pushed_back(replace(whole, key=replace(whole.key, attempt=attempt))) is back


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, [("retry-after-missing", "no such header", "")]),
        ({"Retry-After": "1"}, []),
        ({"retry-after-ms": "1"}, []),
    ],
)
def test_a_429_says_when_to_come_again(headers: dict[str, str], said: list[Said]) -> None:
    assert judged("ERR-019", answered(429, b"{}", headers=headers)) == said
    assert judged("ERR-019", answered(503, b"{}", headers=headers)) == []


@pytest.mark.parametrize(
    ("classes", "codes"), [(SUCCESSES, (200, 299)), (CLIENT_ERRORS, (400, 499)), (SERVER_ERRORS, (500, 999))]
)
def test_classes_of_codes(classes: range, codes: tuple[int, int]) -> None:
    assert (classes[0], classes[-1]) == codes


@pytest.mark.parametrize(
    ("capability", "words"),
    [
        (Capability.IMAGES, "image images image_url vision multimodal picture pictures"),
        (Capability.SEVERAL_IMAGES, "image images image_url picture pictures"),
        (Capability.WEBP, "webp image/webp"),
        (Capability.GIF, "gif image/gif"),
        (Capability.STREAMING, "stream streaming streams"),
        (Capability.CHOICES, "n choices completions"),
        (Capability.MAX_TOKENS, "max_tokens max_completion_tokens"),
        (Capability.TOOLS, "tools tool tool_calls function functions tool_choice"),
        (Capability.TOOL_CHOICE, "tool_choice tools function_call"),
        (Capability.RESPONSE_FORMAT, "response_format json_object json_schema json"),
        (Capability.LOGPROBS, "logprobs top_logprobs logprob"),
        (Capability.TOP_LOGPROBS, "top_logprobs logprobs"),
        (Capability.SEED, "seed"),
    ],
)
def test_words_that_name_a_feature(capability: Capability, words: str) -> None:
    for word in words.split():
        body = {"error": {"message": f"{word} is not supported"}}
        assert honest_refusal(answered(400, body), capability) == f"{word} is not supported"
    assert not honest_refusal(answered(400, {"error": {"message": "size is not supported"}}), capability)

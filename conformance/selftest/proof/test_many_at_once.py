"""Seven mistakes in one server: none hides another, and nothing is named beside them."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls, number_of, with_object
from conformance.endpoints.fault import Answering, endpoint_fault
from conformance.endpoints.reference.endpoint import Reference, make_reference
from conformance.endpoints.reply import Reply
from conformance.model.script import ReceivedRequest
from conformance.selftest.proof.in_memory import KEY, judge_in_memory, violated

NO_DONE = ("SSE-015",)
EMPTY_FINISH_REASON = ("RESP-005", "STREAM-020")
NO_OBJECT = ("RESP-002", "STREAM-003")
WRONG_CONTENT_TYPE = ("HTTP-002", "HTTP-003")
NO_ROLE = ("RESP-006", "STREAM-013")
TEMPERATURE_5_ACCEPTED = ("TEMP-004",)
INVALID_BASE64_ACCEPTED = ("B64-001",)
MISTAKES = (
    NO_DONE,
    EMPTY_FINISH_REASON,
    NO_OBJECT,
    WRONG_CONTENT_TYPE,
    NO_ROLE,
    TEMPERATURE_5_ACCEPTED,
    INVALID_BASE64_ACCEPTED,
)
ALL = tuple(chain.from_iterable(MISTAKES))
HIGHEST_TEMPERATURE = 2


def _forgive(body: dict[str, Any]) -> bool:
    """Mend what this server does not look at; tell whether there was anything."""
    invalid = [image for image in image_urls(body) if "!" in image["url"]]
    for image in invalid:
        image["url"] = SOME_PICTURE
    too_hot = (number_of(body, "temperature") or 0) > HIGHEST_TEMPERATURE
    if too_hot:
        body["temperature"] = HIGHEST_TEMPERATURE
    return too_hot or bool(invalid)


def _bend(reply: Reply) -> None:
    reply.set_header("Content-Type", "text/plain; charset=utf-8")
    for body in reply.bodies:
        del body["object"]
    for choice in reply.finals():
        choice["finish_reason"] = ""
    for message in reply.messages():
        message.pop("role", None)
    if reply.is_stream:
        del reply.stream[reply.done_at()]


@endpoint_fault(trips=ALL)
def many_at_once(healthy: Reference) -> Answering:
    """A server that gets seven things wrong."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        if _forgive(asked.body):
            request = with_object(request, asked.body)
        reply = healthy.reply(request)
        if asked.is_chat and reply.status == 200:
            _bend(reply)
        return reply

    return answer


@pytest.fixture(scope="module")
def found() -> frozenset[str]:
    return violated(judge_in_memory(many_at_once.make(make_reference(KEY))))


@pytest.mark.parametrize("named", MISTAKES)
def test_each_is_named(named: tuple[str, ...], found: frozenset[str]) -> None:
    assert found.issuperset(named)


def test_nothing_else_is_named(found: frozenset[str]) -> None:
    assert found == frozenset(ALL)

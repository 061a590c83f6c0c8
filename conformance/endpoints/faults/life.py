"""Faults that only appear beside other requests, behind them, or to unusual clients."""

from __future__ import annotations

import json
import re

from conformance.endpoints.asked import Asked, with_object
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.http2_script import render_http2
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, ReceivedRequest, Script

_WORD = re.compile(r"single word: (ticket\w+)")
_FEW = 3
_BURST = 8
_CUT_AT = 6_000


def _word(asked: Asked) -> str:
    found = _WORD.search(str(asked.body.get("messages"))) if asked.streams else None
    return found[1] if found else ""


@endpoint_fault(trips=("LIFE-002",))
def batch_slots_swapped(healthy: Reference) -> Answering:
    """In a batch, the tokens of one sequence are sent to the reader of the one before."""
    before: list[str] = []

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        word = _word(asked)
        last = before.pop() if before else ""
        if word:
            before.append(word)
        if word and last:
            asked.body["messages"][-1]["content"] = f"Reply with the single word: {last}"
            return healthy.reply(with_object(request, asked.body))
        return healthy.reply(request)

    return answer


@endpoint_fault(trips=("LIFE-002",))
def prefix_cache_shared(healthy: Reference) -> Answering:
    """The cache takes two prompts for one, and the answer begins with what another user was told."""
    told: list[str] = []

    def answer(request: ReceivedRequest) -> Reply:
        asked, reply = Asked(request), healthy.reply(request)
        word = _word(asked)
        if word and told:
            reply.text_deltas()[0]["content"] = f"{told[-1]} {reply.text_deltas()[0]['content']}"
        if word:
            told.append(word)
        return reply

    return answer


def _overwhelmed(healthy: Reference, answer_beyond: Answering) -> Answering:
    """Answer otherwise from the fourth stream of a burst on."""
    burst = 0

    def answer(request: ReceivedRequest) -> Reply | Script:
        nonlocal burst
        burst = burst + 1 if _word(Asked(request)) else 0
        return answer_beyond(request) if burst > _FEW else healthy.reply(request)

    return answer


@endpoint_fault(trips=("LIFE-001",))
def burst_answered_500(healthy: Reference) -> Answering:
    """There are three slots, and the fourth request finds none: an internal error."""
    return _overwhelmed(healthy, lambda request: _as(healthy, request, internal_error("no slot available")))


@endpoint_fault(trips=("LIFE-001",))
def burst_refused(healthy: Reference) -> Answering:
    """There are three slots, and the fourth request is called a bad one."""
    return _overwhelmed(healthy, lambda request: _as(healthy, request, error_reply(400, "too many sequences")))


@endpoint_fault(trips=("LIFE-001",))
def burst_dropped(healthy: Reference) -> Answering:
    """The fourth connection of a burst is closed without a word."""
    return _overwhelmed(healthy, lambda _: hang_up())


@endpoint_fault(trips=("LIFE-001",))
def burst_not_streamed(healthy: Reference) -> Answering:
    """Under load the gateway falls back to an upstream that cannot stream."""

    def fall_back(request: ReceivedRequest) -> Reply:
        body = {**Asked(request).body, "stream": False}
        return healthy.reply(with_object(request, body))

    return _overwhelmed(healthy, fall_back)


def _as(healthy: Reference, request: ReceivedRequest, other: Reply) -> Reply:
    """Return another answer under the request id of the healthy one."""
    other.set_header("x-request-id", healthy.reply(request).header("x-request-id") or "")
    return other


def _is_read_slowly(asked: Asked) -> bool:
    """Tell whether this is the text that the suite reads slowly: an endpoint in memory sees no pace."""
    return "to 70," in str(asked.body.get("messages"))


@fault(trips=("LIFE-003",), on=On.STREAM, when=_is_read_slowly)
def slow_reader_cut_off(reply: Reply) -> None:
    """The write time-out of the proxy counts from the first byte, and a slow reader loses the rest."""
    reply.cut, reply.finish = _CUT_AT, Finish.CLOSE


@fault(trips=("LIFE-003",), on=On.STREAM, when=_is_read_slowly)
def slow_reader_overruns_the_queue(_: Reply) -> Reply:
    """The queue between engine and reader is full before the head was sent, which ends as an internal error."""
    return internal_error("queue.Full")


@endpoint_fault(trips=("LIFE-004",))
def connection_spoilt_by_a_stream(healthy: Reference) -> Answering:
    """The handler of a stream leaves the connection in its state, and the next request on it fails."""
    before: list[bytes] = []

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        spoilt = asked.is_chat and bool(before) and before == [_streamed(asked)]
        before[:] = [request.body] if asked.streams else []
        return _as(healthy, request, internal_error("response already started")) if spoilt else healthy.reply(request)

    return answer


def _streamed(asked: Asked) -> bytes:
    """Return the body of the same request, streamed, as the suite writes it; b"" where it names `stream`."""
    if "stream" in asked.body:
        return b""
    members = {**asked.body, "stream": True}
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()


@fault(trips=("LIFE-005",), when=lambda asked: asked.request.header("Expect") is not None)
def expect_answered_500(_: Reply) -> Reply:
    """The expectation reaches the application, which does not know what to do with it."""
    return internal_error("unexpected header")


@fault(trips=("LIFE-005",), when=lambda asked: asked.request.header("Expect") is not None)
def expect_called_a_mistake(_: Reply) -> Reply:
    """Header fields that are not on a list are refused."""
    return error_reply(400, "Header 'Expect' is not on the list.")


@fault(trips=("LIFE-005",), when=lambda asked: asked.request.header("Expect") is not None)
def expect_waits_for_ever(_: Reply) -> Script:
    """The proxy waits for the client to go on, which waits for the proxy, until one hangs up."""
    return hang_up()


@fault(trips=("LIFE-006",), when=lambda asked: asked.request.over_http2)
def http2_keeps_connection_fields(reply: Reply) -> None:
    """A proxy that speaks HTTP/2 to clients copies the fields of its HTTP/1.1 backend."""
    reply.set_header("Connection", "keep-alive")
    reply.set_header("Transfer-Encoding", "chunked")


@fault(trips=("LIFE-006",), when=lambda asked: asked.request.over_http2)
def http2_answered_421(_: Reply) -> Reply:
    """Over HTTP/2 the proxy finds no backend for the authority of the request."""
    return error_reply(421, "Misdirected Request")


@fault(trips=("LIFE-006",), when=lambda asked: asked.request.over_http2)
def http2_cut_off(reply: Reply) -> Script:
    """Over HTTP/2 the connection ends behind the header section."""
    head, *_ = render_http2(reply).steps[1:]
    return Script((head,), Finish.CLOSE)


@endpoint_fault(trips=("SSE-015",))
def stream_interrupted_by_the_next(healthy: Reference) -> Answering:
    """A request interrupts the stream that is under way, which ends early and without `[DONE]`.

    Seen on llama-cpp-python: https://github.com/abetlen/llama-cpp-python/issues/897
    """
    streams = 0

    def answer(request: ReceivedRequest) -> Reply:
        nonlocal streams
        reply = healthy.reply(request)
        streams = streams + 1 if _word(Asked(request)) else 0
        # All of a burst but the last are overtaken: an endpoint in memory answers one request after the other.
        if 0 < streams < _BURST:
            reply.events = reply.stream[:_FEW]
        return reply

    return answer

"""A valid request is answered: the relation of every requirement that something is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conformance.checks.findings import excerpt
from conformance.checks.message import broken_message, never_ends
from conformance.checks.refusal import honest_refusal, is_too_long_for_window, refuses_itself
from conformance.checks.registry import Judged
from conformance.checks.standing import pushed_back
from conformance.checks.statuses import SERVER_ERRORS
from conformance.conversations.conversation import Played, Trait
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.request import Expectation
from conformance.model.settings import Capability
from conformance.model.transcript import Ending
from conformance.relations.controls import failed_control
from conformance.wire.exchange import LONGEST_DOCUMENT, SUCCESS, Exchange

_FAILED = frozenset({"server-error", "no-answer"})
_FAILURES_OF = dict.fromkeys(("FMT-002", "FMT-003", "FMT-004", "FMT-007"), "FMT-001")
"""Requirement that is about refusals only -> the one that is about failures on the same requests."""


def judge_acceptance(played: Played, controls: Mapping[str, Played], required: frozenset[Capability]) -> Judged:
    """Judge whether the requests of a conversation that are valid were accepted; the first that was not ends it.

    Args:
        played: the conversation.
        controls: its controls; when one of them failed, this says nothing new.
        required: capabilities that the profile requires; a refusal of any other is fair.
    """
    said = _judge(played, controls, required)
    owner = _FAILURES_OF.get(played.conversation.proves)
    return refusals_only(said, owner) if owner else said


def refusals_only(judged: Judged, owner: str) -> Judged:
    """Report as a refusal whatever is no completion, and leave what is the target's own failure to its requirement."""
    for said in judged:
        if isinstance(said, Remark):
            yield said
        elif said.kind in _FAILED:
            yield Remark(Outcome.BLOCKED, f"the target failed on the picture (see {owner})")
        else:
            yield replace(said, kind="refused")


def _judge(played: Played, controls: Mapping[str, Played], required: frozenset[Capability]) -> Judged:
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    # Whether the streamed twin of what is served is served as well is STREAM-001's.
    due = played.exchanges[:1] if Trait.TWIN in played.conversation.traits else played.exchanges
    for exchange in due:
        if exchange.request.expectation is Expectation.ACCEPTED and exchange.asked.is_chat:
            said = list(_judge_answer(exchange, played.conversation.capability, required))
            yield from (one.at(exchange.key) if isinstance(one, Finding) else one for one in said)
            if said:
                return


def _judge_answer(exchange: Exchange, capability: Capability, required: frozenset[Capability]) -> Judged:
    if exchange.status is None:
        yield unanswered(exchange)
    elif pushed_back(exchange):
        yield Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {exchange.status}")
    elif exchange.status in SERVER_ERRORS:
        yield _refused("server-error", "The target failed on a valid request", exchange)
    elif is_too_long_for_window(exchange):
        yield Remark(Outcome.INCONCLUSIVE, "the request does not fit into the model's context window")
    elif exchange.status != SUCCESS:
        refusal = honest_refusal(exchange, capability)
        if refusal and (capability not in required or not refuses_itself(exchange, capability)):
            yield Remark(Outcome.UNSUPPORTED, refusal)
        else:
            yield _refused("refused", "The target refused a valid request", exchange)
    else:
        yield from _judge_body(exchange)


def _refused(kind: str, message: str, exchange: Exchange) -> Finding:
    return Finding(kind, f"{message}.", "200", f"{exchange.status} {excerpt(exchange)}")


def unanswered(exchange: Exchange) -> Finding | Remark:
    """Return what the lack of an HTTP answer to a valid request comes to; silence alone is no finding."""
    transcript = exchange.transcript
    if transcript.ending in {Ending.SILENT, Ending.CANCELLED, Ending.LIMIT}:
        return Remark(Outcome.INCONCLUSIVE, f"no answer came: {transcript.detail or transcript.ending}")
    if transcript.ending is Ending.GARBLED:
        return Remark(Outcome.BLOCKED, "the answer is no HTTP message (see HTTP-005)")
    actual = transcript.detail or str(transcript.ending)
    return Finding("no-answer", "A valid request got no HTTP answer.", "200", actual)


def _judge_body(exchange: Exchange) -> Judged:
    body = excerpt(exchange)
    if exchange.asked.stream:
        if not exchange.is_event_stream:
            yield Finding("not-a-stream", "A stream was asked for, and the answer is none.", "an event stream", body)
    elif exchange.is_event_stream:
        yield Remark(Outcome.BLOCKED, "no stream was asked for, and the answer is one (see RESP-018)")
    elif never_ends(exchange):
        expected = "a body with an end: a length, a last chunk, or a connection that is closed"
        yield Finding("no-answer", "The answer came and never ended.", expected, exchange.transcript.detail)
    elif not exchange.json.readable and exchange.is_too_long:
        expected = f"at most {LONGEST_DOCUMENT} bytes for a few tokens"
        yield Finding("too-long", "The answer is longer than a reader should keep.", expected, body)
    elif not exchange.json.readable:
        finding = Finding("not-json", "The body of the 200 is not JSON.", "a JSON object", body)
        yield broken_message(exchange) or finding
    elif exchange.value is None:
        yield Finding("not-an-object", "The body of the 200 is JSON but no object.", "a JSON object", body)
    elif exchange.error:
        yield Finding("error-in-success", "The 200 holds an error instead of a completion.", "a completion", body)

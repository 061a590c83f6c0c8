"""Refusals of keys beside each other: who serves everybody is told so once, and the order of key and body."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.auth import not_served
from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import no_answer
from conformance.checks.statuses import CLIENT_ERRORS, SUCCESSES
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Remark


def _judge_served(played: Played, controls: Mapping[str, Played], message: str) -> Judged:
    exchange, without = played.exchanges[0], controls["key absent"].exchanges
    if exchange.status is None:
        yield no_answer(exchange)
    elif not without or without[0].status in SUCCESSES:
        yield Remark(Outcome.BLOCKED, "the target serves without any key (see AUTH-001)")
    elif exchange.status in SUCCESSES:
        yield Finding("served", message, "401", str(exchange.status))


@relation("AUTH-007", named("key behind another scheme"))
def other_scheme(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A key that is taken from anywhere ends up in places that are logged."""
    return _judge_served(played, controls, "The key was accepted behind the scheme `Token`.")


@relation("AUTH-009", named("key in the query"))
def key_in_query(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Query strings stand in every access log; RFC 6750 section 5.3 warns of keys there."""
    return _judge_served(played, controls, "The key was accepted from the query string.")


@relation("AUTH-010", named("key unknown, streamed"))
def refused_before_events(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Inside a 200 stream a client cannot see that its key was refused, and does not raise."""
    exchange, plain = played.exchanges[0], controls["key unknown"].exchanges
    if exchange.status in SUCCESSES and exchange.is_event_stream and exchange.stream.error is not None:
        body = excerpt(exchange)
        yield Finding("streamed", "The refusal came as an event of a 200 stream.", "401 before any event", body)
    elif not plain or plain[0].status in SUCCESSES:
        yield Remark(Outcome.BLOCKED, "the target serves unknown keys (see AUTH-002)")
    else:
        yield from not_served(exchange)


@relation("AUTH-011", named("key unknown, body cut off"))
def key_before_body(played: Played, _: Mapping[str, Played]) -> Judged:
    """A stranger must not learn how bodies are judged, nor make the target parse them."""
    whole, half = played.exchanges[0], played.exchanges[-1]
    if whole is half or whole.status not in CLIENT_ERRORS or half.status is None:
        yield Remark(Outcome.BLOCKED, "the unknown key is not refused with a valid body (see AUTH-002)")
    elif half.status != whole.status:
        expected = f"{whole.status}, as with a valid body"
        yield Finding("other-status", "The body was judged before the key.", expected, str(half.status)).at(half.key)

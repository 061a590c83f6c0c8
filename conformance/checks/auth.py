"""Refusals of keys; judged only when a key was given for the target."""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.checks.findings import excerpt
from conformance.checks.message import broken_message
from conformance.checks.registry import Covers, Judged, Reads, check, named
from conformance.checks.standing import pushed_back
from conformance.checks.statuses import SERVER_ERRORS, SUCCESSES
from conformance.conversations.conversation import Conversation, Trait
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.model.request import UNKNOWN_KEY
from conformance.model.transcript import Ending
from conformance.wire.exchange import Exchange

_UNAUTHORIZED = 401
_FORBIDDEN = 403
_KEY_REFUSALS = frozenset({400, 401, 403})
_ABSENT = named("key absent")
_UNKNOWN = named("key unknown")
_NOT_A_KEY = named("key absent", "key unknown", "key empty")


def _authentication(conversation: Conversation) -> bool:
    return Trait.AUTHENTICATION in conversation.traits


def _everything(_: Conversation) -> bool:
    return True


def not_served(exchange: Exchange) -> Judged:
    """Judge that a request without a good key is refused, whatever the refusal is."""
    status, transcript = exchange.status, exchange.transcript
    expected = "401"
    if pushed_back(exchange):
        yield Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {status}")
    elif status is None and transcript.ending is Ending.SILENT:
        yield Remark(Outcome.INCONCLUSIVE, f"no answer came: {transcript.detail}")
    elif status is None and transcript.ending is Ending.GARBLED:
        yield Remark(Outcome.BLOCKED, "the answer is no HTTP message (see HTTP-005)")
    elif status is None:
        actual = transcript.detail or str(transcript.ending)
        yield Finding("no-answer", "The request got no HTTP answer.", expected, actual)
    elif status in SUCCESSES:
        yield Finding("served", "The request was served.", expected, f"{status} {excerpt(exchange)}")
    elif status in SERVER_ERRORS:
        yield Finding("server-error", "The target failed instead of refusing.", expected, str(status))


def _serves_nobody_else(requirement: str, covers: Covers) -> None:
    check(requirement, Reads.WIRE, covers=covers)(not_served)


_serves_nobody_else("AUTH-001", _ABSENT)
_serves_nobody_else("AUTH-002", _UNKNOWN)
_serves_nobody_else("AUTH-008", named("key empty"))


def _refused(statuses: frozenset[int] = _KEY_REFUSALS) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.status in statuses


@check("AUTH-003", Reads.HTTP, covers=named("key absent", "key unknown"), applies=_refused())
def refused_with_401(exchange: Exchange) -> Judged:
    """SDKs raise AuthenticationError on 401 only; anything else sends the user looking in the wrong place."""
    if exchange.status != _UNAUTHORIZED:
        yield Finding("other-status", "The key was refused with another status.", "401", str(exchange.status))


@check("AUTH-004", Reads.HTTP, covers=_NOT_A_KEY, applies=_refused(frozenset({_UNAUTHORIZED})))
def challenge(exchange: Exchange) -> Judged:
    """RFC 9110 section 11.6.1: a 401 says which scheme would be accepted."""
    if exchange.http.header("www-authenticate") is None:
        yield Finding(
            "www-authenticate-missing", "The 401 names no scheme.", "WWW-Authenticate: Bearer", "no such header"
        )


@check("AUTH-005", Reads.HTTP, covers=_NOT_A_KEY, applies=_refused())
def refusal_is_envelope(exchange: Exchange) -> Judged:
    """SDKs show the message of the envelope; without it the user reads '(no body)'."""
    expected = '{"error": {"message": ...}}'
    error = exchange.error
    if not exchange.json.readable:
        finding = Finding("not-json", "The refusal is not JSON.", expected, excerpt(exchange))
        yield broken_message(exchange) or finding
    elif not isinstance(error, dict):
        yield Finding("no-error-object", "The refusal has no error object.", expected, excerpt(exchange))
    elif not (isinstance(error.get("message"), str) and error["message"]):
        yield Finding("no-message", "The refusal has no message.", expected, shown(error))


@check("AUTH-006", Reads.HTTP, covers=named("key behind a lower-case scheme"))
def scheme_in_lower_case(exchange: Exchange) -> Judged:
    """RFC 9110 section 11.1: scheme names are case-insensitive, and some clients write them in lower case."""
    if exchange.status in {_UNAUTHORIZED, _FORBIDDEN}:
        yield Finding("refused", "The scheme `bearer` in lower case was refused.", "200", str(exchange.status))


@check("AUTH-012", Reads.HTTP, covers=_authentication)
def presented_key_not_echoed(exchange: Exchange) -> Judged:
    """Error messages end up in logs and chats; a key that is repeated there is a leaked key."""
    fields = (value for _, value in exchange.http.headers)
    if UNKNOWN_KEY.encode() in exchange.http.body(1 << 20) or any(UNKNOWN_KEY in value for value in fields):
        yield Finding("key-echoed", "The refusal repeats the presented key.", "at most a masked key", UNKNOWN_KEY)


@check("AUTH-013", Reads.WIRE, covers=_everything)
def key_never_in_answers(exchange: Exchange) -> Judged:
    """An answer that holds the caller's key leaks it into every log and transcript."""
    for mask in exchange.transcript.masked:
        if re.fullmatch("api-key", mask.name):
            actual = f"the key, at byte {mask.offset} of the HTTP answer"
            yield Finding("key-echoed", "The answer holds the API key.", "no key", actual)
            return


@check("AUTH-014", Reads.HTTP, covers=_UNKNOWN, applies=_refused())
def code_of_an_unknown_key(exchange: Exchange) -> Judged:
    """Applications that were written for OpenAI ask for another key when they read this code."""
    if not isinstance(exchange.error, dict):
        yield Remark(Outcome.BLOCKED, "the refusal has no error object (see AUTH-005)")
        return
    code = exchange.error.get("code")
    if code != "invalid_api_key":
        place = Place(pointer="/error/code")
        yield Finding("other-code", "The refusal of the key has another code.", "invalid_api_key", shown(code), place)

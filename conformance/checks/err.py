"""Answers to client mistakes: the error envelope, its status and its label."""

from __future__ import annotations

import re

from conformance.checks.findings import excerpt
from conformance.checks.http import JSON_MEDIA_TYPE
from conformance.checks.message import broken_message
from conformance.checks.registry import Judged, Reads, check, check_by_terms
from conformance.checks.standing import pushed_back
from conformance.checks.statuses import CLIENT_ERRORS, SERVER_ERRORS
from conformance.conversations.conversation import Conversation, Trait
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.model.request import Expectation
from conformance.model.settings import Terms
from conformance.wire.exchange import SUCCESS, Exchange

_ENVELOPE = '{"error": {"message", "type", "param", "code"}}'
_RETRY_LATER = frozenset({429, 503})
_TOO_MANY = 429
_STACK_TRACE = re.compile(
    rb"Traceback \(most recent call last\)|\bat [\w$.<>]+ ?\([^()\n]*:\d+(?::\d+)?\)|goroutine \d+ \[|"
    rb'File "[^"\n]+", line \d+|panicked at [\'\w/]'
)
_SOURCE_PATH = re.compile(
    rb"(?<![\w/:.-])/(?:usr/(?:local/)?lib|opt|home|root|srv|app|workspace|Users)/[\w.@+-]+(?:/[\w.@+-]+)*\.(?:py|js|mjs|ts|go|rs|cpp|cc|java|rb|php)\b"
    rb"|[A-Z]:\\{1,2}[\w.@+-]+(?:\\{1,2}[\w.@+-]+)*\.(?:py|js|mjs|ts|cs|cpp|dll|exe)\b"
)
"""Files of source below the folders where servers are installed; a path of the caller's own is left out."""
_CODES = frozenset(
    {
        "missing_required_parameter",
        "invalid_type",
        "invalid_value",
        "unknown_parameter",
        "unsupported_parameter",
        "unsupported_value",
        "integer_below_min_value",
        "integer_above_max_value",
        "decimal_below_min_value",
        "decimal_above_max_value",
        "string_above_max_length",
        "empty_string",
        "array_above_max_length",
        "array_below_min_length",
        "empty_array",
        "object_above_max_properties",
        "property_name_above_max_length",
        "context_length_exceeded",
        "model_not_found",
        "unsupported_media_type",
        "invalid_image",
        "invalid_image_format",
        "invalid_base64_image",
        "invalid_image_url",
        "image_too_large",
        "image_too_small",
        "image_parse_error",
        "image_content_policy_violation",
        "invalid_image_mode",
        "image_file_too_large",
        "unsupported_image_media_type",
        "empty_image_file",
        "failed_to_download_image",
        "image_file_not_found",
    }
)
"""What OpenAI was seen to send for client mistakes, and what its specification lists for pictures."""
_EVENT_LINE = re.compile(rb"(?:\A|[\r\n]\s*|\})data: ?[\[{]")
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")


def _a_mistake(conversation: Conversation) -> bool:
    return Trait.INVALID in conversation.traits


def _is_mistake(exchange: Exchange) -> bool:
    return exchange.request.expectation is Expectation.REJECTED


@check("ERR-002", Reads.HTTP, covers=_a_mistake, applies=_is_mistake)
def no_error_in_success(exchange: Exchange) -> Judged:
    """SDKs parse a 200 as a completion: the user sees an empty answer, or `choices` is None."""
    if exchange.status != SUCCESS:
        return
    body = excerpt(exchange)
    if exchange.error:
        yield Finding("error-in-success", "The mistake was answered 200 with an error in the body.", "400", body)
    elif exchange.is_event_stream and exchange.stream.error is not None and not exchange.asked.stream:  # see ERR-011
        yield Finding("error-in-stream", "The mistake was answered 200 with an error as an event.", "400", body)


@check("ERR-003", Reads.REFUSAL)
def envelope(exchange: Exchange) -> Judged:
    """SDKs take message and code from the envelope; without it they say '(no body)' or fail in their error parser."""
    body = excerpt(exchange)
    if _holds_events(exchange) and exchange.asked.stream:
        yield Remark(Outcome.BLOCKED, "the refusal is written as events (see ERR-011)")
    elif not exchange.json.readable or _holds_events(exchange):
        yield broken_message(exchange) or Finding("not-json", "The error is not JSON.", _ENVELOPE, body)
    elif exchange.value is None:
        yield Finding("not-an-object", "The error is JSON but no object.", _ENVELOPE, body)
    elif not isinstance(exchange.value.get("error"), dict):
        yield Finding(
            "no-error-object", "The error body has no object `error`.", _ENVELOPE, body, Place(pointer="/error")
        )


def _holds_events(exchange: Exchange) -> bool:
    """Tell whether the body of a refusal is written as events, in whole or at its end; the label counts for nothing."""
    return bool(_EVENT_LINE.search(exchange.http.body(1 << 20)))


def _has_envelope(exchange: Exchange) -> bool:
    return isinstance(exchange.error, dict)


@check("ERR-008", Reads.REFUSAL, applies=_has_envelope)
def type_of_a_mistake(exchange: Exchange) -> Judged:
    """Retry policies look at it: anything else looks like a failure that may pass."""
    kind = exchange.error.get("type")
    if isinstance(kind, str) and kind != "invalid_request_error":
        place = Place(pointer="/error/type")
        yield Finding(
            "other-type",
            "The type does not say that the request is at fault.",
            "invalid_request_error",
            shown(kind),
            place,
        )


@check(
    "ERR-009", Reads.REFUSAL, applies=lambda exchange: _has_envelope(exchange) and exchange.request.subject != "body"
)
def param_names_the_member(exchange: Exchange) -> Judged:
    """Forms and agents point the user at the field that `param` names."""
    param, subject = exchange.error.get("param"), exchange.request.subject
    place = Place(pointer="/error/param")
    if param is None and "param" not in exchange.error:
        yield Remark(Outcome.BLOCKED, "the error has no param (see ERR-006)")
    elif param is not None and not isinstance(param, str):
        yield Remark(Outcome.BLOCKED, "param is no string (see ERR-006)")
    elif param is None or not _same_member(param, subject):
        yield Finding("other-param", "param does not name the member at fault.", shown(subject), shown(param), place)


def _same_member(param: str, subject: str) -> bool:
    """Paths are written in many ways: the names in them count, and one may go deeper than the other."""
    named, expected = (re.findall(r"[A-Za-z_]+", path) for path in (param, subject))
    shorter = min(len(named), len(expected))
    return bool(named) and (named[:shorter] == expected[:shorter] or named[-1:] == expected[-1:])


@check("ERR-010", Reads.REFUSAL)
def error_media_type(exchange: Exchange) -> Judged:
    """SDKs parse an error by its label: behind another one the message is lost."""
    actual = exchange.http.media_type
    if _holds_events(exchange) and exchange.asked.stream:
        yield Remark(Outcome.BLOCKED, "the refusal is written as events (see ERR-011)")
    elif not actual:
        yield Finding("no-media-type", "The error has no Content-Type.", JSON_MEDIA_TYPE, "none")
    elif actual != JSON_MEDIA_TYPE and not actual.endswith("+json"):
        yield Finding("wrong-media-type", "The error is labelled as something else.", JSON_MEDIA_TYPE, actual)


@check("ERR-011", Reads.HTTP, covers=_a_mistake, applies=lambda e: _is_mistake(e) and e.asked.stream)
def refused_before_the_stream(exchange: Exchange) -> Judged:
    """Inside a stream a refusal has no status: clients that do not look for errors show an empty answer."""
    body = excerpt(exchange)
    if exchange.status == SUCCESS and exchange.is_event_stream and exchange.stream.error is not None:
        yield Finding("error-in-stream", "The refusal came as an event of a 200 stream.", "400 before any event", body)
    elif exchange.status in CLIENT_ERRORS and _holds_events(exchange):
        yield Finding("done-in-error", "The error body holds lines of a stream.", "one JSON object", body)


@check("ERR-012", Reads.HTTP, applies=lambda exchange: exchange.status in _RETRY_LATER)
def retry_after(exchange: Exchange) -> Judged:
    """SDKs wait as long as it says; what they cannot read they ignore, and come back too early."""
    value = exchange.http.header("retry-after")
    if (
        value is not None
        and not (value.strip().isascii() and value.strip().isdigit())
        and not _HTTP_DATE.fullmatch(value.strip())
    ):
        expected = "whole seconds or an HTTP date"
        yield Finding("malformed-retry-after", "Retry-After cannot be read.", expected, shown(value))


@check("ERR-019", Reads.HTTP, applies=lambda exchange: exchange.status == _TOO_MANY)
def retry_after_given(exchange: Exchange) -> Judged:
    """Clients that are not told when to come again come at once, all of them."""
    if not any(exchange.http.header(name) for name in ("retry-after", "retry-after-ms")):
        yield Finding(
            "retry-after-missing", "The 429 does not say when to come again.", "Retry-After", "no such header"
        )


def _told(exchange: Exchange) -> bytes:
    """Return all that an answer tells: its body, and below it the values of its header fields."""
    values = "\n".join(value for _, value in exchange.http.headers)
    return exchange.http.body(1 << 20) + b"\n\n" + values.encode("utf-8", "surrogateescape")


@check("ERR-014", Reads.HTTP, applies=lambda exchange: (exchange.status or 0) >= CLIENT_ERRORS.start)
def no_stack_trace(exchange: Exchange) -> Judged:
    """A stack trace shows strangers which software runs where, and users nothing that helps."""
    told, expected = _told(exchange), "a message for the caller"
    found = _STACK_TRACE.search(told)
    path = _SOURCE_PATH.search(told)
    if found:
        yield Finding("stack-trace", "The error shows a stack trace.", expected, shown(found.group()))
    elif path and path.group() not in exchange.request.body:
        yield Finding("source-path", "The error names a file of the server's code.", expected, shown(path.group()))


@check_by_terms("ERR-015", Reads.REFUSAL)
def status_of_a_mistake(exchange: Exchange, terms: Terms) -> Judged:
    """SDKs choose their exception by the status: a bad request that is called anything else is handled wrongly."""
    if pushed_back(exchange) or exchange.request.subject == "model":
        yield Remark(Outcome.NOT_APPLICABLE, "other statuses are fair here")
    elif exchange.status not in terms.rejection_statuses:
        expected = " or ".join(str(status) for status in sorted(terms.rejection_statuses))
        yield Finding(
            "other-status", "A client mistake was answered with another status.", expected, str(exchange.status)
        )


def _refused(conversation: Conversation) -> bool:
    return bool(conversation.traits & {Trait.INVALID, Trait.AUTHENTICATION})


@check("ERR-016", Reads.HTTP, covers=_refused, applies=lambda exchange: exchange.status in CLIENT_ERRORS)
def nothing_of_an_answer(exchange: Exchange) -> Judged:
    """Who was refused must not pay; a refusal with usage or choices was generated before it was looked at."""
    value = exchange.value or {}
    usage = value.get("usage")
    if isinstance(value.get("choices"), list) and value["choices"]:
        place = Place(pointer="/choices")
        yield Finding("choices", "The refusal holds an answer.", "an error alone", shown(value["choices"]), place)
    elif isinstance(usage, dict) and any(type(count) is int and count > 0 for count in usage.values()):
        yield Finding("usage", "The refusal counts tokens.", "an error alone", shown(usage), Place(pointer="/usage"))


@check("ERR-017", Reads.REFUSAL, applies=lambda e: _has_envelope(e) and isinstance(e.error.get("code"), str))
def code_is_known(exchange: Exchange) -> Judged:
    """Applications that were written for OpenAI look for its codes; a server's own are no worse for people."""
    code = exchange.error["code"]
    if code not in _CODES:
        yield Finding(
            "other-code",
            "OpenAI knows no such code.",
            "one of OpenAI's codes",
            shown(code),
            Place(pointer="/error/code"),
        )


@check("ERR-018", Reads.HTTP, applies=lambda e: e.status in _RETRY_LATER or (e.status or 0) in SERVER_ERRORS)
def failure_is_json(exchange: Exchange) -> Judged:
    """SDKs show the message of the envelope; of a page in HTML they show the beginning, or nothing."""
    if exchange.value is None:
        yield broken_message(exchange) or Finding(
            "not-an-object", "The failure is not told as a JSON object.", _ENVELOPE, excerpt(exchange)
        )

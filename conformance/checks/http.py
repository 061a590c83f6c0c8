"""The HTTP message around an answer: framing, media types, methods, header fields."""

from __future__ import annotations

import re

from conformance.checks.findings import excerpt, in_http, in_json
from conformance.checks.message import broken_message, is_whole_json
from conformance.checks.registry import Judged, Reads, check, named
from conformance.checks.resp import ends_in_events
from conformance.checks.standing import pushed_back
from conformance.checks.statuses import CLIENT_ERRORS, SERVER_ERRORS, SUCCESSES
from conformance.conversations.conversation import Conversation, Trait
from conformance.conversations.http import INJECTED, INJECTION, MARKUP
from conformance.model.finding import Finding, Outcome, Remark, shown
from conformance.model.transcript import Ending
from conformance.wire.exchange import EVENT_STREAM, Exchange
from conformance.wire.http_reader import Framing, HttpKind
from conformance.wire.strict_json import JsonKind

JSON_MEDIA_TYPE = "application/json"
_HTML = "text/html"
_RATE_LIMIT = (
    (re.compile(r"x-ratelimit-(?:limit|remaining)-(?:requests|tokens)", re.IGNORECASE), re.compile(r"\d+")),
    (
        re.compile(r"x-ratelimit-reset-(?:requests|tokens)", re.IGNORECASE),
        re.compile(r"(?:\d+(?:\.\d+)?(?:ms|[dhms]))+|\d+(?:\.\d+)?"),
    ),
)
"""Names of OpenAI's fields -> what they hold."""
_REQUEST_ID = re.compile(r"request-?id|trace-?id|correlation-?id|cf-ray", re.IGNORECASE)
_LEFT_BY_US = frozenset({Ending.HELD_OPEN, Ending.DISCONNECTED, Ending.CANCELLED, Ending.LIMIT, Ending.SILENT})
_NOT_ALLOWED = 405
_NOT_IMPLEMENTED = 501
_SLOW_ENOUGH = 2.0
_ENOUGH_CHUNKS = 20
_BURST_SECONDS = 0.1


def _media_type(exchange: Exchange, expected: str) -> Judged:
    actual = exchange.http.media_types
    if not any(actual):
        yield Finding("no-media-type", "The answer has no Content-Type.", expected, "none")
    elif set(actual) != {expected}:
        # Libraries join fields of one name: clients find neither label in "application/json, text/html".
        yield Finding("wrong-media-type", "The answer is labelled as something else.", expected, ", ".join(actual))


@check("HTTP-002", Reads.COMPLETION)
def completion_media_type(exchange: Exchange) -> Judged:
    """Clients that dispatch on the label hand the body to the wrong decoder, or return it as text."""
    return _media_type(exchange, JSON_MEDIA_TYPE)


@check("HTTP-003", Reads.EVENTS)
def stream_media_type(exchange: Exchange) -> Judged:
    """EventSource and fetch wrappers refuse a stream that is not labelled as one, and proxies buffer it."""
    return _media_type(exchange, EVENT_STREAM)


@check("HTTP-004", Reads.EVENTS)
def stream_charset(exchange: Exchange) -> Judged:
    """An event stream is always UTF-8; another charset makes HTTP libraries decode it wrongly."""
    charset = exchange.http.charset
    if charset and charset.lower() not in {"utf-8", "utf8"}:
        yield Finding("wrong-charset", "The event stream claims another charset.", "utf-8 or none", shown(charset))


@check("HTTP-005", Reads.WIRE)
def well_formed_message(exchange: Exchange) -> Judged:
    """Strict HTTP libraries drop the whole answer when its head or its chunks are malformed."""
    if not exchange.http.head_complete and exchange.transcript.ending is not Ending.GARBLED:
        yield Remark(Outcome.BLOCKED, "the answer broke off in its head (see HTTP-001)")
        return
    yield from in_http(
        exchange,
        HttpKind.MALFORMED_STATUS_LINE,
        HttpKind.MALFORMED_HEADER,
        HttpKind.BARE_LINE_FEED,
        HttpKind.CHUNK_MALFORMED,
    )


@check("HTTP-006", Reads.HTTP)
def one_framing(exchange: Exchange) -> Judged:
    """Two framings in one message let proxy and client disagree about its end: request smuggling's twin."""
    yield from in_http(exchange, HttpKind.LENGTH_AND_CHUNKED, HttpKind.CONFLICTING_LENGTHS)


@check("HTTP-007", Reads.HTTP)
def exact_length(exchange: Exchange) -> Judged:
    """A body shorter than announced hangs or fails the client; surplus bytes poison the next answer."""
    if _left_early(exchange):
        yield Remark(Outcome.NOT_APPLICABLE, "we left before the end")
    elif exchange.is_event_stream and not exchange.stream.done:
        yield Remark(Outcome.BLOCKED, "the stream has no end to be judged (see SSE-018 and SSE-015)")
    else:
        yield from in_http(exchange, HttpKind.BODY_SHORT, HttpKind.SURPLUS_BYTES)


def _left_early(exchange: Exchange) -> bool:
    """Tell whether we left before the target could end its message.

    A JSON object that has come whole, and nothing behind it but silence, is all that the target had to say.
    """
    ending = exchange.transcript.ending
    return ending in _LEFT_BY_US and not (ending is Ending.SILENT and is_whole_json(exchange))


@check("HTTP-008", Reads.HTTP)
def last_chunk(exchange: Exchange) -> Judged:
    """Without the last chunk a client cannot tell a whole answer from one that was cut."""
    if _left_early(exchange):
        yield Remark(Outcome.NOT_APPLICABLE, "we left before the end")
    elif exchange.is_event_stream and not exchange.stream.done:
        yield Remark(Outcome.BLOCKED, "the stream has no end to be judged (see SSE-018 and SSE-015)")
    else:
        yield from in_http(exchange, HttpKind.LAST_CHUNK_MISSING)


@check("HTTP-009", Reads.EVENTS)
def live_stream_has_no_length(exchange: Exchange) -> Judged:
    """A length is known only after the whole text was generated: the stream is not live."""
    length = exchange.http.header("content-length")
    if exchange.http.framing is not Framing.LENGTH and length is not None:
        yield Remark(Outcome.BLOCKED, "the length does not count (see HTTP-006)")
    elif length is not None:
        yield Finding("length-announced", "The stream announces its length.", "no Content-Length", shown(length))


@check("HTTP-010", Reads.HTTP)
def identity_coding(exchange: Exchange) -> Judged:
    """Compression nobody asked for breaks plain clients, and compressors hold events back."""
    undecodable = list(in_http(exchange, HttpKind.CONTENT_UNDECODABLE))
    if undecodable or _allows_compression(exchange):
        yield from undecodable
    else:
        yield from in_http(exchange, HttpKind.CONTENT_ENCODED)


def _allows_compression(exchange: Exchange) -> bool:
    return any(name.lower() == "accept-encoding" and value != "identity" for name, value in exchange.request.headers)


@check("HTTP-011", Reads.COMPLETION)
def strict_json(exchange: Exchange) -> Judged:
    """Parsers in other languages refuse what a lenient one lets through."""
    yield from in_json(
        exchange,
        JsonKind.NOT_UTF_8,
        JsonKind.BYTE_ORDER_MARK,
        JsonKind.NOT_A_NUMBER,
        JsonKind.RAW_CONTROL_CHARACTER,
    )
    if not ends_in_events(exchange):  # see RESP-018
        yield from in_json(exchange, JsonKind.TRAILING_TEXT)


@check("HTTP-012", Reads.HTTP, covers=named("method PUT", "method DELETE"))
def other_methods(exchange: Exchange) -> Judged:
    """A method that means something else must not generate text, and is no reason to fail."""
    status = exchange.status
    expected = "404, 405 or 501"
    if pushed_back(exchange):
        yield Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {status}")
    elif status in SUCCESSES:
        yield Finding("method-accepted", f"{exchange.request.method} was accepted.", expected, str(status))
    elif status in SERVER_ERRORS and status != _NOT_IMPLEMENTED:
        yield Finding("server-error", f"The target failed on {exchange.request.method}.", expected, str(status))


@check(
    "HTTP-013",
    Reads.HTTP,
    covers=named("method PUT", "method DELETE"),
    applies=lambda exchange: exchange.status == _NOT_ALLOWED,
)
def allow_names_post(exchange: Exchange) -> Judged:
    """A 405 without Allow leaves the user to guess which method was meant."""
    allowed = exchange.http.header("allow") or ""
    if "POST" not in re.split(r"[\s,]+", allowed.upper()):
        yield Finding("allow-missing", "The 405 does not say that POST is allowed.", "Allow: POST", shown(allowed))


@check("HTTP-014", Reads.HTTP, covers=named("unknown path"))
def unknown_path(exchange: Exchange) -> Judged:
    """A typo in a base URL must be seen as such, not as an answer or as a failing server."""
    if pushed_back(exchange):
        yield Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {exchange.status}")
    elif exchange.status in SUCCESSES:
        yield Finding("path-accepted", "A path that does not exist was served.", "404", str(exchange.status))
    elif exchange.status in SERVER_ERRORS:
        yield Finding("server-error", "The target failed on an unknown path.", "404", str(exchange.status))


@check(
    "HTTP-040",
    Reads.HTTP,
    covers=named("unknown path"),
    applies=lambda exchange: exchange.status in CLIENT_ERRORS and not pushed_back(exchange),
)
def unknown_path_is_told(exchange: Exchange) -> Judged:
    """SDKs parse whatever comes as JSON: of an empty body the user sees a failing parser and not a misspelt path."""
    if not exchange.http.body(1):
        yield Finding("empty", "The refusal of an unknown path has no body.", "a JSON object", "no body")
    elif exchange.value is None:
        yield broken_message(exchange) or Finding(
            "not-json", "The refusal of an unknown path is no JSON object.", "a JSON object", excerpt(exchange)
        )


@check("HTTP-021", Reads.HTTP)
def request_id(exchange: Exchange) -> Judged:
    """Without a request id a user cannot report a bad answer so that the operator finds it."""
    if not any(_REQUEST_ID.search(name) for name, _ in exchange.http.headers):
        yield Finding("request-id-missing", "The answer has no request id.", "x-request-id", "no such header")


@check("HTTP-022", Reads.EVENTS)
def stream_not_cached(exchange: Exchange) -> Judged:
    """A cache or an optimising proxy in between may hold back or replay a stream that does not say no."""
    value = (exchange.http.header("cache-control") or "").lower()
    if not ("no-cache" in value or "no-store" in value):
        expected = "Cache-Control: no-cache or no-store"
        yield Finding("cache-control-missing", "The stream does not forbid caching.", expected, shown(value or "none"))


def _is_long(conversation: Conversation) -> bool:
    # Streams that wait for one another tell nothing: a fast model is silent in the queue, and then done at once.
    return conversation.exclusive and not conversation.at_once and Trait.STREAM in conversation.traits


@check("HTTP-023", Reads.EVENTS, covers=_is_long)
def delivered_while_generated(exchange: Exchange) -> Judged:
    """Users stare at an empty page while a gateway collects the stream; then it comes in one burst."""
    times = exchange.stream.event_seconds
    done = exchange.stream.done_seconds
    total = exchange.transcript.seconds if done is None else done  # a body held open is judged by SSE-017
    if total < _SLOW_ENOUGH or len(times) < _ENOUGH_CHUNKS:
        yield Remark(Outcome.NOT_APPLICABLE, "the answer was too short or too fast to tell")
    elif times[-1] - times[0] < _BURST_SECONDS:
        # A share of the total would blame a fast model for a long queue before its first token.
        actual = f"all {len(times)} events within {times[-1] - times[0]:.3f} s, after {times[0]:.1f} s of nothing"
        yield Finding("buffered", "All events came at once.", "events spread over the time of generation", actual)


@check("HTTP-025", Reads.COMPLETION)
def json_read_alike(exchange: Exchange) -> Judged:
    """Two members of one name, or a number beyond every range, are read differently by different clients."""
    yield from in_json(exchange, JsonKind.DUPLICATE_NAME, JsonKind.LONE_SURROGATE, JsonKind.HUGE_NUMBER)


@check("HTTP-028", Reads.HTTP, covers=named(INJECTION))
def no_field_injected(exchange: Exchange) -> Judged:
    """A line end that is copied from the request into a header field lets strangers write the rest of the answer."""
    value = exchange.http.header(INJECTED)
    if value is not None:
        actual = f"{INJECTED}: {shown(value)}"
        yield Finding("field-injected", "A text of the request became a header field.", "no such field", actual)


@check("HTTP-029", Reads.HTTP, covers=named(INJECTION), applies=lambda e: e.http.media_type == _HTML)
def markup_not_reflected(exchange: Exchange) -> Judged:
    """A browser runs the script that a page of HTML repeats unescaped."""
    if MARKUP.encode() in exchange.http.body(1 << 20):
        yield Finding("markup-reflected", "A page of HTML repeats markup of the request.", "escaped markup", MARKUP)


@check("HTTP-031", Reads.HTTP)
def rate_limit_fields(exchange: Exchange) -> Judged:
    """Clients that pace themselves read these fields; what they cannot read makes them stop or run into a 429."""
    for name, value in exchange.http.headers:
        pattern = next((pattern for words, pattern in _RATE_LIMIT if words.fullmatch(name)), None)
        if pattern and not pattern.fullmatch(value.strip()):
            expected = "a whole number, or for a reset a duration such as 6m0s"
            yield Finding("unreadable", "A field about rate limits cannot be read.", expected, f"{name}: {value}")
            return


@check("HTTP-032", Reads.EVENTS, applies=lambda e: e.http.header("x-accel-buffering") is not None)
def buffering_not_asked_for(exchange: Exchange) -> Judged:
    """`yes` makes nginx hold back the events until its buffer is full."""
    value = (exchange.http.header("x-accel-buffering") or "").strip()
    if value.lower() != "no":
        yield Finding("buffering-asked-for", "The stream asks proxies to buffer it.", "no", shown(value))


@check("HTTP-039", Reads.EVENTS)
def buffering_declined(exchange: Exchange) -> Judged:
    """Behind nginx as it is installed, users of such a stream see nothing until it is over."""
    if exchange.http.header("x-accel-buffering") is None:
        expected = "X-Accel-Buffering: no"
        yield Finding(
            "buffering-not-declined", "Proxies are not asked to pass it on at once.", expected, "no such header"
        )

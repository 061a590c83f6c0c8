"""The event stream as bytes: HTML standard, sections 9.2.5 and 9.2.6, and what clients make of its corners."""

from __future__ import annotations

import re
from dataclasses import replace

from conformance.checks.findings import excerpt, in_stream
from conformance.checks.registry import Judged, Reads, check
from conformance.conversations.conversation import Conversation, Trait
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.model.transcript import Ending
from conformance.wire.exchange import Exchange
from conformance.wire.sse import SseKind
from conformance.wire.stream_grammar import StreamKind
from conformance.wire.strict_json import JsonKind

_CUT = frozenset({Ending.TRUNCATED, Ending.RESET})
_UNFINISHED = frozenset({*_CUT, Ending.SILENT, Ending.LIMIT, Ending.CANCELLED})
_LOST_WITH = {
    SseKind.SECOND_BYTE_ORDER_MARK: "SSE-002",
    SseKind.UNTERMINATED_EVENT: "SSE-003",
    SseKind.MISSPELT_FIELD: "SSE-005",
    SseKind.LINE_TOO_LONG: "SSE-020",
    JsonKind.NOT_JSON: "SSE-008",
    JsonKind.TRAILING_TEXT: "SSE-008",
    StreamKind.NOT_AN_OBJECT: "SSE-008",
    JsonKind.TOO_DEEP: "SSE-022",
}
"""What loses an event, or a chunk -> the requirement that has the finding."""
_DATA_LINE = re.compile(rb"(?:^|[\r\n])data *:", re.IGNORECASE)
_PEEK = 1 << 16
_LONGEST_SILENCE = 30.0
_MARGIN = 1.0


def was_cut(exchange: Exchange) -> bool:
    """Tell whether a stream ended before it said that it was whole; then its end is judged by SSE-018 alone."""
    if exchange.transcript.ending not in _UNFINISHED or exchange.stream.done:
        return False
    return exchange.transcript.ending is not Ending.SILENT or not all_finished(exchange)


def all_finished(exchange: Exchange) -> bool:
    """Tell whether every choice that was seen had its finish_reason."""
    choices = exchange.stream.choices.values()
    return bool(choices) and all(choice.finished for choice in choices)


def incomplete(exchange: Exchange) -> Remark | None:
    """Return why what is missing in a stream may be missing: it was cut, or events were lost for another fault."""
    if was_cut(exchange):
        return Remark(Outcome.BLOCKED, "the stream was cut (see SSE-018)")
    for oddity in exchange.stream.of(*_LOST_WITH):
        requirement = next(id_ for kind, id_ in _LOST_WITH.items() if kind == oddity.kind)
        return Remark(Outcome.BLOCKED, f"a part of the stream cannot be read (see {requirement})")
    return None


def owed(exchange: Exchange, *kinds: str) -> Judged:
    """Yield findings about what never came; blocked where it may have come and was lost."""
    found = list(in_stream(exchange, *kinds))
    if found and not exchange.stream.chunks and exchange.stream.done:
        yield Remark(Outcome.BLOCKED, "the stream held no chunk (see SSE-021)")
    else:
        remark = incomplete(exchange) if found else None
        yield from [remark] if remark else found


def _holds_data(exchange: Exchange) -> bool:
    """Tell whether the body has lines of data, if only in events that were not dispatched."""
    return _DATA_LINE.search(exchange.http.body(_PEEK)) is not None


def _is_no_stream(exchange: Exchange) -> bool:
    return not exchange.stream.events and not _holds_data(exchange)


@check("SSE-001", Reads.EVENTS)
def well_formed_utf8(exchange: Exchange) -> Judged:
    """openai-python raises UnicodeDecodeError, others show U+FFFD where an emoji or a Chinese character was."""
    yield from in_stream(exchange, SseKind.INVALID_UTF_8)


@check("SSE-002", Reads.EVENTS)
def byte_order_mark(exchange: Exchange) -> Judged:
    """openai-python takes the mark for a part of the first field's name and loses the first chunk."""
    yield from in_stream(exchange, SseKind.BYTE_ORDER_MARK, SseKind.SECOND_BYTE_ORDER_MARK)


@check("SSE-003", Reads.EVENTS)
def events_are_terminated(exchange: Exchange) -> Judged:
    """An event without its blank line is discarded: the last words of the answer are lost."""
    if was_cut(exchange):
        yield Remark(Outcome.BLOCKED, "the stream was cut (see SSE-018)")
    elif _is_no_stream(exchange):
        yield Remark(Outcome.BLOCKED, "the body has no events (see SSE-021)")
    else:
        yield from in_stream(exchange, SseKind.UNTERMINATED_EVENT)


@check("SSE-004", Reads.EVENTS)
def known_fields(exchange: Exchange) -> Judged:
    """A line that is no field of the standard is ignored by every client, with whatever it said."""
    if _is_no_stream(exchange):
        yield Remark(Outcome.BLOCKED, "the body has no events (see SSE-021)")
    else:
        yield from in_stream(exchange, SseKind.UNKNOWN_FIELD)


@check("SSE-005", Reads.EVENTS)
def field_names_exact(exchange: Exchange) -> Judged:
    """Field names are compared literally: `Data:` is an unknown field, and its text is lost."""
    yield from in_stream(exchange, SseKind.MISSPELT_FIELD)


@check("SSE-006", Reads.EVENTS)
def one_line_ending(exchange: Exchange) -> Judged:
    """Hand-written clients split at the first line ending that they saw."""
    yield from in_stream(exchange, SseKind.MIXED_LINE_ENDINGS)


@check("SSE-007", Reads.EVENTS)
def one_space_after_colon(exchange: Exchange) -> Judged:
    """Only one space is dropped; what is compared literally, such as [DONE], no longer matches."""
    yield from in_stream(exchange, SseKind.EXTRA_SPACE_AFTER_COLON)


@check("SSE-008", Reads.EVENTS)
def one_json_object(exchange: Exchange) -> Judged:
    """Clients parse the data of every event; one keep-alive or half an object ends the answer with an exception."""
    yield from in_stream(
        exchange,
        JsonKind.NOT_JSON,
        JsonKind.TRAILING_TEXT,
        StreamKind.NOT_AN_OBJECT,
        SseKind.COMMENT_AS_DATA,
    )
    for finding in in_stream(exchange, JsonKind.BYTE_ORDER_MARK):
        yield replace(finding, kind="byte-order-mark-in-json")


@check("SSE-009", Reads.EVENTS)
def one_data_line(exchange: Exchange) -> Judged:
    """Legal, yet clients that read line by line parse each line by itself."""
    yield from in_stream(exchange, SseKind.MULTI_LINE_DATA)


@check("SSE-010", Reads.EVENTS)
def blocks_have_data(exchange: Exchange) -> Judged:
    """A browser dispatches nothing; both official SDKs parse the empty text as JSON and raise."""
    yield from in_stream(exchange, SseKind.BLOCK_WITHOUT_DATA, SseKind.EMPTY_DATA)


@check("SSE-011", Reads.EVENTS)
def no_event_field(exchange: Exchange) -> Judged:
    """Chat completions are documented as data-only; an event name hides events from `onmessage`."""
    yield from in_stream(exchange, SseKind.EVENT_FIELD)


@check("SSE-012", Reads.EVENTS)
def no_id_field(exchange: Exchange) -> Judged:
    """An id sticks in openai-python: the next comment or blank line becomes an empty event, which it cannot parse."""
    yield from in_stream(exchange, SseKind.ID_FIELD, SseKind.ID_THEN_EMPTY_BLOCK, SseKind.ID_WITH_NUL)


@check("SSE-013", Reads.EVENTS)
def no_retry_field(exchange: Exchange) -> Judged:
    """Reconnecting repeats a generation that was paid for; alone in a block it breaks openai-python."""
    yield from in_stream(exchange, SseKind.RETRY_FIELD, SseKind.RETRY_NOT_DIGITS)


@check("SSE-014", Reads.EVENTS)
def strict_json(exchange: Exchange) -> Judged:
    """JSON.parse refuses NaN, and openai-python a raw control character, in the middle of the user's text."""
    yield from in_stream(exchange, JsonKind.NOT_A_NUMBER, JsonKind.RAW_CONTROL_CHARACTER)


@check("SSE-015", Reads.EVENTS)
def ends_with_done(exchange: Exchange) -> Judged:
    """Without [DONE] a client cannot tell a whole answer from one that a proxy cut."""
    yield from in_stream(exchange, StreamKind.DONE_REPEATED, StreamKind.DONE_MALFORMED)
    yield from owed(exchange, StreamKind.DONE_MISSING)


@check("SSE-016", Reads.EVENTS)
def nothing_after_done(exchange: Exchange) -> Judged:
    """Clients stop reading at [DONE]: usage or text behind it is lost."""
    yield from in_stream(exchange, StreamKind.DATA_AFTER_DONE)


def _alone(conversation: Conversation) -> bool:
    return conversation.exclusive and Trait.STREAM in conversation.traits


@check("SSE-017", Reads.EVENTS, covers=_alone)
def body_ends_after_done(exchange: Exchange) -> Judged:
    """openai-node 6 reads on until the body ends: the user waits for the keep-alive time-out of the server."""
    done = exchange.stream.done_seconds
    if done is None:
        yield Remark(Outcome.BLOCKED, "there is no [DONE] (see SSE-015)")
    elif exchange.transcript.ending is Ending.HELD_OPEN or exchange.transcript.seconds - done > exchange.limits.linger:
        open_for = exchange.transcript.seconds - done
        expected = f"the end of the body within {exchange.limits.linger:g} s of [DONE]"
        yield Finding(
            "held-open", "The body was held open after [DONE].", expected, f"still open after {open_for:.1f} s"
        )


def _not_alone(conversation: Conversation) -> bool:
    return Trait.STREAM in conversation.traits


@check("SSE-018", Reads.EVENTS, covers=_not_alone)
def not_cut(exchange: Exchange) -> Judged:
    """SDKs end the loop without an error: the user takes half an answer for the whole."""
    if not was_cut(exchange):
        return
    expected = "the whole stream, ended by [DONE]"
    actual = exchange.transcript.detail or str(exchange.transcript.ending)
    place = Place(byte=None, event=exchange.stream.events)
    if exchange.transcript.ending in _CUT:
        yield Finding("cut", "The connection ended before the stream was whole.", expected, actual, place)
    elif exchange.transcript.ending is not Ending.LIMIT:
        yield Remark(Outcome.INCONCLUSIVE, f"the stream fell silent: {actual}")


@check("SSE-019", Reads.EVENTS)
def event_size(exchange: Exchange) -> Judged:
    """Readers with a bounded buffer refuse a line of a megabyte."""
    yield from in_stream(exchange, SseKind.OVERSIZED_EVENT)


@check("SSE-020", Reads.EVENTS)
def within_limits(exchange: Exchange) -> Judged:
    """A stream without bounds fills the memory of whoever reads it."""
    yield from in_stream(exchange, SseKind.LINE_TOO_LONG, SseKind.TOO_MANY_EVENTS)
    if exchange.transcript.ending is Ending.LIMIT:
        detail = exchange.transcript.detail
        yield Finding("limit", "The answer exceeded a limit of the reader.", "an answer that ends", detail)


@check("SSE-021", Reads.EVENTS)
def has_events(exchange: Exchange) -> Judged:
    """Lines without `data:` and bare JSON behind the label of a stream yield nothing in any client, and no error."""
    if exchange.stream.events:
        yield from _holds_chunks(exchange)
    elif remark := incomplete(exchange) if was_cut(exchange) or _holds_data(exchange) else None:
        yield remark
    else:
        body = excerpt(exchange)
        yield Finding("no-events", "The stream dispatched no event.", "events with data", body)


def _holds_chunks(exchange: Exchange) -> Judged:
    """Judge a stream with events: the end marker alone is no answer, though it is an event."""
    if exchange.stream.chunks or exchange.stream.error is not None:
        return
    body = excerpt(exchange)
    finding = Finding("no-chunks", "The stream held no chunk.", "chunks, then [DONE]", body)
    yield incomplete(exchange) or finding


@check("SSE-022", Reads.EVENTS)
def json_read_alike(exchange: Exchange) -> Judged:
    """Two members of one name mean different things to different clients; some numbers and depths make them raise."""
    yield from in_stream(
        exchange, JsonKind.DUPLICATE_NAME, JsonKind.HUGE_NUMBER, JsonKind.TOO_DEEP, JsonKind.LONE_SURROGATE
    )


@check("SSE-023", Reads.EVENTS, covers=_alone)
def not_silent_for_long(exchange: Exchange) -> Judged:
    """Proxies drop a connection that says nothing for half a minute; a comment line now and then keeps it."""
    before = 0.0
    for seconds, _ in exchange.http.body_pieces():
        if seconds - before > _LONGEST_SILENCE + _MARGIN:
            expected = f"a chunk, or a comment line, every {_LONGEST_SILENCE:.0f} s"
            yield Finding("silence", "Nothing came for too long.", expected, f"{seconds - before:.1f} s of silence")
            return
        before = seconds

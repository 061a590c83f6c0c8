"""The facts that the event stream reader can state, and their wording."""

from __future__ import annotations

from enum import StrEnum


class SseKind(StrEnum):
    """What an event stream can have about it. Many are legal; which of them matter is for the checks to say."""

    BYTE_ORDER_MARK = "byte-order-mark"
    """One at the very beginning: allowed."""
    SECOND_BYTE_ORDER_MARK = "second-byte-order-mark"
    """Another one behind the first: it is part of the first field's name, so that this field is lost."""
    INVALID_UTF_8 = "invalid-utf-8"
    """A line is not UTF-8; place is the first wrong byte of the line."""
    MIXED_LINE_ENDINGS = "mixed-line-endings"
    """A line ends otherwise than the first line of the stream."""
    UNTERMINATED_EVENT = "unterminated-event"
    """The stream ended inside an event, which is discarded."""
    BLOCK_WITHOUT_DATA = "block-without-data"
    """A blank line behind `event`, `id` or `retry` but no `data`: legal, dispatches nothing."""
    EMPTY_DATA = "empty-data"
    """An event whose data is the empty string."""
    UNKNOWN_FIELD = "unknown-field"
    """A field that is none of data, event, id, retry: ignored by clients."""
    MISSPELT_FIELD = "misspelt-field"
    """A field whose name differs from a known one only in case, surrounding blanks or a byte order mark."""
    NO_SPACE_AFTER_COLON = "no-space-after-colon"
    """`data:value`: legal."""
    EXTRA_SPACE_AFTER_COLON = "extra-space-after-colon"
    """`data:  value`: legal, and the second space belongs to the value."""
    MULTI_LINE_DATA = "multi-line-data"
    """An event with several `data` lines: legal."""
    EVENT_FIELD = "event-field"
    """An `event` field."""
    ID_FIELD = "id-field"
    """An `id` field."""
    ID_WITH_NUL = "id-with-nul"
    """An `id` field that is ignored because U+0000 stands in it; noted beside ID_FIELD."""
    RETRY_FIELD = "retry-field"
    """A `retry` field."""
    RETRY_NOT_DIGITS = "retry-not-digits"
    """A `retry` field that is ignored because it is not digits only; noted beside RETRY_FIELD."""
    ID_THEN_EMPTY_BLOCK = "id-then-empty-block"
    """A blank line with no data after an id was set: some clients dispatch an empty event here."""
    COMMENT = "comment"
    """A line that begins with a colon: legal."""
    COMMENT_AS_DATA = "comment-as-data"
    """A `data` field whose value looks like a comment."""
    LINE_TOO_LONG = "line-too-long"
    """A line longer than `Limits.line_bytes`; its block dispatches nothing."""
    TOO_MANY_EVENTS = "too-many-events"
    """More than `Limits.events` events; nothing behind them is read."""
    OVERSIZED_EVENT = "oversized-event"
    """More than 1 MiB of data in one event; beyond `Limits.line_bytes` the event is not dispatched."""


WORDS: dict[SseKind, tuple[str, str]] = {
    SseKind.BYTE_ORDER_MARK: ("The stream began with a byte order mark.", "no byte order mark"),
    SseKind.SECOND_BYTE_ORDER_MARK: ("A second byte order mark became part of a field name.", "at most one"),
    SseKind.INVALID_UTF_8: ("A line was not UTF-8.", "well-formed UTF-8"),
    SseKind.MIXED_LINE_ENDINGS: ("A line ended otherwise than the first line.", "one kind of line ending"),
    SseKind.UNTERMINATED_EVENT: ("The stream ended inside an event, which is discarded.", "a blank line at the end"),
    SseKind.BLOCK_WITHOUT_DATA: ("A block of fields had no data field and dispatched nothing.", "a data field"),
    SseKind.EMPTY_DATA: ("The data of an event was empty.", "data that is not empty"),
    SseKind.UNKNOWN_FIELD: ("A field had an unknown name.", "data, event, id, retry or a comment"),
    SseKind.MISSPELT_FIELD: ("A field name was almost a known one.", "data, event, id or retry, spelt exactly so"),
    SseKind.NO_SPACE_AFTER_COLON: ("No space stood behind the colon of a data field.", "one space"),
    SseKind.EXTRA_SPACE_AFTER_COLON: ("More than one space stood behind the colon of a data field.", "one space"),
    SseKind.MULTI_LINE_DATA: ("The data of an event stood on several lines.", "one data line"),
    SseKind.EVENT_FIELD: ("There was an event field.", "data fields only"),
    SseKind.ID_FIELD: ("There was an id field.", "data fields only"),
    SseKind.ID_WITH_NUL: ("An id contained U+0000 and was ignored.", "no U+0000"),
    SseKind.RETRY_FIELD: ("There was a retry field.", "data fields only"),
    SseKind.RETRY_NOT_DIGITS: ("The value of a retry field was not digits only and was ignored.", "ASCII digits"),
    SseKind.ID_THEN_EMPTY_BLOCK: ("A blank line without data followed after an id was set.", "no blank line there"),
    SseKind.COMMENT: ("There was a comment.", ""),
    SseKind.COMMENT_AS_DATA: ("The value of a data field looked like a comment.", "a comment begins the line"),
    SseKind.LINE_TOO_LONG: ("A line was longer than the limit and was not read.", "a line within the limit"),
    SseKind.TOO_MANY_EVENTS: ("There were more events than the limit; the rest was not read.", "fewer events"),
    SseKind.OVERSIZED_EVENT: ("The data of an event was larger than 1 MiB.", "at most 1 MiB"),
}
"""What each kind says, and what would not have been remarked on."""

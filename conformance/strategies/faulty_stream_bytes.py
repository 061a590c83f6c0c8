"""Event streams of chunks with one fault in their lines or in the JSON of one event; everything else stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from conformance.wire.sse import SseKind
from conformance.wire.strict_json import JsonKind

Lines = list[bytes]
Spoil = Callable[[DrawFn, Lines], Lines]
"""Takes the lines of a legal stream, without their ends, and returns those of a faulty one."""
_MARK = b"\xef\xbb\xbf"
_DATA = b"data:"


def spoilt(draw: DrawFn, fault: StrEnum, body: bytes) -> bytes:
    """Return a legal stream of one line ending with a fault of `SPOILS`."""
    end = next(end for end in (b"\r\n", b"\r", b"\n") if end in body)
    if fault is SseKind.UNTERMINATED_EVENT:
        return body.removesuffix(end)
    if fault is SseKind.MIXED_LINE_ENDINGS:
        return _with_another_end(draw, body.split(end), end)
    return end.join(SPOILS[fault](draw, body.split(end)))


def _with_another_end(draw: DrawFn, lines: Lines, end: bytes) -> bytes:
    # LF behind CR would be one ending, so the first one behind a text is changed, and never to CR.
    at = draw(st.sampled_from(_chunks(lines)))
    other = b"\r\n" if end == b"\n" else b"\n"
    return end.join(lines[: at + 1]) + other + end.join(lines[at + 1 :])


def _data(lines: Lines) -> list[int]:
    return [number for number, line in enumerate(lines) if line.startswith(_DATA)]


def _chunks(lines: Lines) -> list[int]:
    """Return where the chunks stand; the last event is the end marker."""
    return _data(lines)[:-1]


def _before_data(*added: bytes) -> Spoil:
    """Return a spoil that puts a line into some event."""

    def spoil(draw: DrawFn, lines: Lines) -> Lines:
        at = draw(st.sampled_from(_data(lines)))
        return [*lines[:at], draw(st.sampled_from(added)), *lines[at:]]

    return spoil


def _in_last_event(*added: bytes, behind: Lines | None = None) -> Spoil:
    """Return a spoil that puts a line into the last event, and lines behind the whole stream."""

    def spoil(draw: DrawFn, lines: Lines) -> Lines:
        at = _data(lines)[-1]
        return [*lines[:at], draw(st.sampled_from(added)), *lines[at:], *(behind or [])]

    return spoil


def _at_the_beginning(*added: bytes) -> Spoil:
    return lambda _draw, lines: [*added, *lines]


def _in_front(mark: bytes) -> Spoil:
    return lambda _draw, lines: [mark + lines[0], *lines[1:]]


def _in_a_chunk(change: Callable[[bytes], bytes]) -> Spoil:
    """Return a spoil that changes the JSON of some chunk."""

    def spoil(draw: DrawFn, lines: Lines) -> Lines:
        at = draw(st.sampled_from(_chunks(lines)))
        text = lines[at].removeprefix(_DATA).removeprefix(b" ")
        return [*lines[:at], _DATA + b" " + change(text), *lines[at + 1 :]]

    return spoil


def _with_member(member: bytes) -> Spoil:
    return _in_a_chunk(lambda text: text[:-1] + b", " + member + b"}")


def _one_of(*spoils: Spoil) -> Spoil:
    return lambda draw, lines: draw(st.sampled_from(spoils))(draw, lines)


def _on_two_lines(draw: DrawFn, lines: Lines) -> Lines:
    at = draw(st.sampled_from(_chunks(lines)))
    text = lines[at].removeprefix(_DATA).strip()
    return [*lines[:at], b"data: " + text[:1], b"data: " + text[1:], *lines[at + 1 :]]


SPOILS: dict[StrEnum, Spoil] = {
    # The kind of the same name of JSON is the same key.
    SseKind.BYTE_ORDER_MARK: _one_of(_in_front(_MARK), _in_a_chunk(lambda text: _MARK + text)),
    SseKind.SECOND_BYTE_ORDER_MARK: _at_the_beginning(_MARK * 2 + b"data: {}", b""),
    SseKind.INVALID_UTF_8: _one_of(_with_member(b'"x": "\xff"'), _before_data(b": \xff", b":\xc3", b": \xed\xa0\x80")),
    SseKind.BLOCK_WITHOUT_DATA: _at_the_beginning(b"event: message", b""),
    SseKind.UNKNOWN_FIELD: _before_data(b"foo: x", b"foo", b'{"a": 1}', b"dat: x"),
    SseKind.MISSPELT_FIELD: _before_data(b"Data: x", b" data: x", b"data : x", b"ID: 7"),
    SseKind.EXTRA_SPACE_AFTER_COLON: _in_a_chunk(lambda text: b" " + text),
    SseKind.MULTI_LINE_DATA: _on_two_lines,
    SseKind.EVENT_FIELD: _before_data(b"event: message", b"event:", b"event"),
    SseKind.ID_FIELD: _in_last_event(b"id: 7", b"id:7"),
    SseKind.ID_WITH_NUL: _in_last_event(b"id: 7\0", b"id: \0"),
    SseKind.ID_THEN_EMPTY_BLOCK: _in_last_event(b"id: 7", behind=[b""]),
    SseKind.RETRY_FIELD: _before_data(b"retry: 10", b"retry:0"),
    SseKind.RETRY_NOT_DIGITS: _before_data(b"retry: x", b"retry: 1.5", b"retry"),
    JsonKind.TRAILING_TEXT: _in_a_chunk(lambda text: text + b" {}"),
    JsonKind.DUPLICATE_NAME: _with_member(b'"id": "chatcmpl-1"'),
    JsonKind.NOT_A_NUMBER: _with_member(b'"x": NaN'),
    JsonKind.LONE_SURROGATE: _with_member(b'"x": "\\ud800"'),
    JsonKind.HUGE_NUMBER: _with_member(b'"x": 1e999'),
    JsonKind.RAW_CONTROL_CHARACTER: _with_member(b'"x": "a\tb"'),
}
SPOILT: tuple[StrEnum, ...] = (*SPOILS, SseKind.UNTERMINATED_EVENT, SseKind.MIXED_LINE_ENDINGS)
"""Everything that `spoilt` can do."""
BESIDE: dict[StrEnum, frozenset[StrEnum]] = {
    SseKind.SECOND_BYTE_ORDER_MARK: frozenset({SseKind.BYTE_ORDER_MARK}),
    SseKind.BLOCK_WITHOUT_DATA: frozenset({SseKind.EVENT_FIELD}),
    SseKind.ID_WITH_NUL: frozenset({SseKind.ID_FIELD}),
    SseKind.ID_THEN_EMPTY_BLOCK: frozenset({SseKind.ID_FIELD}),
    SseKind.RETRY_NOT_DIGITS: frozenset({SseKind.RETRY_FIELD}),
}
"""What else a reader reports with a fault, because the one is not without the other."""

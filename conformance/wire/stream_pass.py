"""What becomes of each event of a stream: marker, error, chunk, or nothing that can be read."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import Any, Final

from conformance.model.finding import NOWHERE, Oddity, Place, shown
from conformance.model.settings import Limits
from conformance.wire.chunk_fold import ChoiceFold, StreamFold
from conformance.wire.chunk_schema import ChunkSchema
from conformance.wire.oddity_log import OddityLog
from conformance.wire.repeated_chunk import Template, template_of
from conformance.wire.sse import SseEvent, SseKind, SseReader
from conformance.wire.stream_grammar import (
    BODY,
    CHUNK,
    DONE,
    LISTENING,
    MARKED,
    START,
    STREAM,
    SUSPENDED,
    StreamSymbol,
)
from conformance.wire.stream_kind import SENTENCES, StreamKind
from conformance.wire.stream_order import StreamAsked, StreamOrder
from conformance.wire.strict_json import JsonKind, read_json

_DONE: Final = b"[DONE]"
_MALFORMED_DONE: Final = re.compile(rb"""[\s"']*(?:\[\s*done\s*\].*|done[\s"'.!]*)""", re.IGNORECASE | re.DOTALL)
_LONGEST_PAUSE: Final = 1024
"""Chunks for which no repetition is expected after it failed to come; doubles up to this."""
_TAIL_DATA: Final = re.compile(rb"(?:^|[\r\n])data: ?([^\r\n]*)")
_DOCUMENTED_EMPTY: Final = ("prompt_filter_results", "prompt_annotations", "obfuscation", "moderation")
"""Members that give a chunk without choices and usage a reason: Azure's reports, OpenAI's padding and moderation."""


class StreamPass:
    """One pass over one stream; `read` it once, then look at the attributes.

    Attributes:
        reader: the SSE reader, with the oddities of the bytes.
        log: the oddities of JSON and order.
        schema: what the schema says about the chunks.
        order: choices, usage and identity.
        fold: the folded choices.
        chunks: number of events that are JSON objects and no errors.
        done: number of events that are exactly `[DONE]`.
        error: what the first error event said.
        seconds: arrival of each event.
        done_event: number of the first `[DONE]`.
        end_seconds: arrival of the last piece.
    """

    def __init__(self, asked: StreamAsked, limits: Limits) -> None:
        self.reader = SseReader(limits)
        self.log = OddityLog()
        self.schema = ChunkSchema()
        self.order = StreamOrder(asked, self._report)
        self.fold = StreamFold(asked)
        self._state = START
        self._muted = False
        self._repeated: tuple[Template, ChoiceFold] | None = None
        self._pause = 0
        self._wait = 0
        self._event = -1
        self._byte = 0
        self.chunks = 0
        self.done = 0
        self.error: Any | None = None
        self.seconds: array[float] = array("d")
        self.done_event: int | None = None
        self.end_seconds: float | None = None

    def read(self, pieces: Iterable[tuple[float, bytes]]) -> None:
        """Read all pieces: seconds after the request began, and bytes."""
        feed, times, take = self.reader.feed, self.seconds, self._take
        for seconds, piece in pieces:
            self.end_seconds = seconds
            for event in feed(piece):
                times.append(seconds)
                take(event)
        for event in self.reader.finish():
            times.append(self.end_seconds or 0.0)
            take(event)
        self._end()

    def _take(self, event: SseEvent) -> None:
        """Read one event."""
        self._event += 1
        self._byte = event.offset
        data = event.data
        if self._repeated is not None and self._take_repeated(data, event.type, self._repeated):
            return
        if self._is_marker(data):
            return
        if not data or data[:1] == b":":  # EMPTY_DATA, COMMENT_AS_DATA: said already
            self._move(StreamSymbol.UNREADABLE, data)
            return
        reading = read_json(data)
        if reading.oddities:
            self._keep(reading.oddities, data)
        value = reading.value
        if type(value) is dict:
            if event.type == "error" or value.get("error"):
                self._take_error(value)
            else:
                self._take_chunk(value, data)
        elif event.type == "error":
            self._move(StreamSymbol.UNREADABLE_ERROR, data)
        elif reading.readable:
            self._move(StreamSymbol.SCALAR, data)
        else:
            self._move(StreamSymbol.UNREADABLE, data)

    def _take_repeated(self, data: bytes, type_: str, repeated: tuple[Template, ChoiceFold]) -> bool:
        """Read a chunk that is the last one with another text; tell whether it was."""
        template, fold = repeated
        text = template.text(data) if type_ == "message" else ""
        if text:
            self.chunks += 1
            self.schema.repeat()
            fold.add_content(text)
            self._pause = 0
            return True
        self._repeated = None
        self._pause = self._wait = min(2 * self._pause + 1, _LONGEST_PAUSE)
        return False

    def _expect_repetition(self, data: bytes, value: dict[str, Any], choices: list[Any]) -> None:
        """Prepare for chunks like this one, unless that was in vain lately."""
        if self._wait:
            self._wait -= 1
        elif self.order.repeats(choices) and (fold := self.fold.repeats(value, choices)):
            template = template_of(data, value)
            self._repeated = (template, fold) if template else None

    def _take_chunk(self, value: dict[str, Any], data: bytes) -> None:
        """Judge and fold a chunk; `data` are its bytes."""
        self.chunks += 1
        choices = value.get("choices")
        symbol = CHUNK
        if type(choices) is not list:
            choices = []
        elif not choices and value.get("usage") is None and not any(member in value for member in _DOCUMENTED_EMPTY):
            symbol = StreamSymbol.EMPTY_CHUNK
        state = self._state
        if state is not BODY or symbol:
            self._move(symbol, value)
        if state is BODY or state in LISTENING:
            known = self.schema.chunk(value, choices, self._event, self._byte)
            self.order.chunk(value, choices)
            self.fold.chunk(value, choices)
            if known:
                self._expect_repetition(data, value, choices)
        elif state is DONE:
            self._quietly(value, choices)

    def _take_error(self, value: dict[str, Any]) -> None:
        listening = self._state in LISTENING
        error = value.get("error") or value
        self._move(StreamSymbol.ERROR, error)
        if listening:
            self.error = error

    def _is_marker(self, data: bytes) -> bool:
        """Recognise the end marker in all its forms, and move."""
        if data == _DONE:
            self.done += 1
            if self.done_event is None:
                self.done_event = self._event
            self._move(StreamSymbol.DONE, data)
            return True
        if _MALFORMED_DONE.fullmatch(data):
            self._move(StreamSymbol.MALFORMED_DONE, data)
            return True
        return False

    def _quietly(self, value: dict[str, Any], choices: list[Any]) -> None:
        """Let a chunk that came too late settle what is owed, without a word."""
        self._muted = True
        self.order.chunk(value, choices)
        self._muted = False

    def _end(self) -> None:
        """Say what is missing, unless an error or a limit explains it."""
        self._event = -1  # no event shows what did not come
        if SseKind.TOO_MANY_EVENTS in self.reader.counts:
            self._move(StreamSymbol.LIMIT, None)
            return
        self._read_tail()
        state = self._state
        self._move(StreamSymbol.END, None)
        if state is START or state in SUSPENDED:
            return
        self.order.end(marked=state is not BODY)
        for index, choice in self.fold.folded().items():
            if choice.cumulative:
                self._report(StreamKind.CUMULATIVE_CONTENT, "", {"index": index, "content": choice.content})

    def _read_tail(self) -> None:
        """Let what stands behind the last blank line settle what is owed; UNTERMINATED_EVENT has been reported."""
        if SseKind.UNTERMINATED_EVENT not in self.reader.counts or self._state not in {BODY, MARKED}:
            return
        for data in _TAIL_DATA.findall(self.reader.tail):
            value = read_json(data).value
            if data.strip() == _DONE:
                self._move(StreamSymbol.BURIED_DONE, None)
            elif type(value) is dict:
                choices = value.get("choices")
                self._quietly(value, choices if type(choices) is list else [])

    def _move(self, symbol: StreamSymbol, stood: Any) -> None:
        self._state, *kinds = STREAM[self._state][symbol]
        for kind in kinds:
            self._report(kind, "", stood)

    def _report(self, kind: StreamKind, pointer: str, stood: Any) -> None:
        """Keep a fact about the current event."""
        if self._muted:
            return
        if not self.log.full(kind):
            message, expected = SENTENCES[kind]
            place = Place(self._byte, self._event, pointer or None) if self._event >= 0 else NOWHERE
            self.log.kept.append(Oddity(kind, message, expected, "" if stood is None else shown(stood), place))
        self.log.count(kind)

    def _keep(self, oddities: tuple[Oddity, ...], data: bytes) -> None:
        """Keep what is odd about the JSON of the current event, except what the bytes of the line said already."""
        if self._state not in LISTENING:
            return
        for oddity in oddities:
            if oddity.kind == JsonKind.NOT_UTF_8:
                continue
            if not self.log.full(oddity.kind):
                place = Place(self._byte, self._event, oddity.place.pointer)
                self.log.kept.append(Oddity(oddity.kind, oddity.message, oddity.expected, oddity.actual, place))
            self.log.count(oddity.kind)
        if data.rstrip().endswith(b"\n" + _DONE):
            self._move(StreamSymbol.BURIED_DONE, None)

"""JSON as RFC 8259 has it: a value wherever one can be read at all, and every deviation as an oddity.

Ordinary documents take one pass of the C scanner. Whatever it stumbles over is read again with care, so that the
oddities carry byte offsets and JSON pointers.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any, NoReturn

from conformance.model.finding import Oddity, Place
from conformance.wire.json_walk import JsonKind, is_huge, remarks, too_deep
from conformance.wire.oddity_log import OddityLog

__all__ = ["JsonKind", "JsonReading", "read_json"]

MAX_DEPTH = 128
"""Deepest nesting that is read: far beyond any chat document, and far below what exhausts a recursive reader."""

_BLANK = " \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_AROUND = 40
_WORDS = {
    JsonKind.TRAILING_TEXT: ("Text followed the JSON value.", "nothing but white space"),
    JsonKind.NOT_UTF_8: ("The text was not UTF-8.", "well-formed UTF-8"),
    JsonKind.BYTE_ORDER_MARK: ("The text began with a byte order mark.", "no byte order mark"),
    JsonKind.DUPLICATE_NAME: ("An object had a name twice.", "names that are unique in their object"),
    JsonKind.NOT_A_NUMBER: ("A literal that JSON does not have stood for a number.", "a number or null"),
    JsonKind.LONE_SURROGATE: ("A string escaped half a surrogate pair.", "both halves of a pair, or none"),
    JsonKind.HUGE_NUMBER: ("A number was too large to convert.", "a number that common readers can hold"),
    JsonKind.RAW_CONTROL_CHARACTER: ("A string contained a control character unescaped.", "an escape such as \\n"),
}


@dataclass(frozen=True, slots=True)
class JsonReading:
    """What bytes said as JSON.

    Attributes:
        value: the value, or None where none could be read.
        oddities: in order of detection, at most 20 of each kind.
        readable: whether `value` was read.
    """

    value: Any
    oddities: tuple[Oddity, ...]
    readable: bool


def read_json(data: bytes) -> JsonReading:
    """Read one JSON text; never raises."""
    try:
        text = data.decode()
        if data.count(b"{") + data.count(b"[") > MAX_DEPTH or text[0] not in '{["':
            return _Careful(data).read()
        value, end = _STRICT.raw_decode(text)
    except (ValueError, RecursionError, IndexError):
        return _Careful(data).read()
    escaped = b"\\ud" in data or b"\\uD" in data
    if (end == len(text) or not text[end:].strip(_BLANK)) and not (escaped and _has_lone(value)):
        return JsonReading(value, (), readable=True)
    return _Careful(data).read()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError
    return value


def _refuse(literal: str) -> NoReturn:
    raise ValueError(literal)


def _whole(number: str) -> int | float:
    """Convert an integer, or stand in with infinity for one that is too long."""
    if is_huge(number):
        return -math.inf if number.startswith("-") else math.inf
    try:
        return int(number)
    except ValueError:  # the interpreter may be set to a lower limit than ours
        return -math.inf if number.startswith("-") else math.inf


_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refuse)
_LENIENT = json.JSONDecoder(parse_int=_whole, strict=False)


def _has_lone(value: Any) -> bool:
    """Tell whether a string in the value holds half a surrogate pair."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


class _Careful:
    """Reads a document that the short way could not read, or about which something is odd."""

    def __init__(self, data: bytes) -> None:
        self._log = OddityLog()
        self._begin = 0
        if data.startswith(_BYTE_ORDER_MARK):
            self._begin = len(_BYTE_ORDER_MARK)
            self._note(JsonKind.BYTE_ORDER_MARK, _WORDS[JsonKind.BYTE_ORDER_MARK], 0)
        # One surrogate stands for each wrong byte, so that offsets can be computed from the text.
        self._text = data[self._begin :].decode("utf-8", "surrogateescape")
        self._note_encoding(data)

    def read(self) -> JsonReading:
        """Read the value and all that is odd about it."""
        deep = too_deep(self._text, MAX_DEPTH)
        if deep is not None:
            return self._give_up(JsonKind.TOO_DEEP, f"Values were nested deeper than {MAX_DEPTH}.", deep)
        text = _without_escapes(self._text)
        begin = len(text) - len(text.lstrip(_BLANK))
        if begin == len(text):
            return self._give_up(JsonKind.NOT_JSON, "There was no text where JSON was due.", begin)
        try:
            value, end = _LENIENT.raw_decode(text, begin)
        except JSONDecodeError as error:
            return self._give_up(JsonKind.NOT_JSON, f"The text was not JSON ({error.msg}).", error.pos)
        except RecursionError:
            return self._give_up(JsonKind.TOO_DEEP, "Values were nested too deep.", begin)
        self._note_remarks(text[:end])
        if text[end:].strip(_BLANK):
            at = len(text) - len(text[end:].lstrip(_BLANK))
            self._note(JsonKind.TRAILING_TEXT, _WORDS[JsonKind.TRAILING_TEXT], self._byte(at), text[at:])
        return JsonReading(value, tuple(self._log.kept), readable=True)

    def _note_encoding(self, data: bytes) -> None:
        try:
            data.decode()
        except UnicodeDecodeError as error:
            wrong = data[error.start : error.start + 8]
            self._note(JsonKind.NOT_UTF_8, _WORDS[JsonKind.NOT_UTF_8], error.start, wrong)

    def _note_remarks(self, text: str) -> None:
        for remark in remarks(text):
            if self._log.full(remark.kind):
                self._log.count(remark.kind)
            else:
                self._note(remark.kind, _WORDS[remark.kind], self._byte(remark.at), remark.text, remark.pointer)

    def _give_up(self, kind: JsonKind, message: str, at: int) -> JsonReading:
        around = self._text[max(0, at - _AROUND) : at + _AROUND]
        self._note(kind, (message, "a JSON text"), self._byte(at), around.encode("utf-8", "surrogateescape"))
        return JsonReading(None, tuple(self._log.kept), readable=False)

    def _byte(self, at: int) -> int:
        return self._begin + len(self._text[:at].encode("utf-8", "surrogateescape"))

    def _note(
        self,
        kind: JsonKind,
        words: tuple[str, str],
        byte: int,
        actual: bytes | str | None = None,
        pointer: str | None = None,
    ) -> None:
        message, expected = words
        place = Place(byte=byte, pointer=pointer)
        self._log.note(kind, message, expected=expected, actual=actual, place=place)


def _without_escapes(text: str) -> str:
    """Put U+FFFD where a byte could not be decoded."""
    return text if text.isascii() else text.translate(_REPLACEMENTS)


_REPLACEMENTS = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd")

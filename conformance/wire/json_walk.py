"""A walk over the tokens of a JSON text that finds what a parser lets pass; never recursive, linear in time."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_DIGITS = 4300
"""Digits of the longest number that is converted: the default of the interpreter, fixed here for all."""

# Possessive, and complete at the end of the text, so that an unterminated string is scanned once.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
_TOKEN = re.compile(rf"{_STRING}|[\[\]{{}},]|-?Infinity|NaN|-?[0-9][0-9.eE+-]*", re.DOTALL)
_BRACKET = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_STRINGS = json.JSONDecoder(strict=False)
_NO_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})


class JsonKind(StrEnum):
    """How bytes can fall short of RFC 8259."""

    NOT_JSON = "not-json"
    """No value could be read."""
    TRAILING_TEXT = "trailing-text"
    """Something other than white space follows the value."""
    NOT_UTF_8 = "not-utf-8"
    """Bytes that are not UTF-8 (section 8.1); each was read as U+FFFD."""
    BYTE_ORDER_MARK = "byte-order-mark"
    """A byte order mark (section 8.1); ignored."""
    DUPLICATE_NAME = "duplicate-name"
    """An object has a name twice (section 4); the last value counts."""
    NOT_A_NUMBER = "not-a-number"
    """NaN or Infinity (section 6); read as such."""
    LONE_SURROGATE = "lone-surrogate"
    """An escape of half a surrogate pair (section 8.2); kept in the value."""
    HUGE_NUMBER = "huge-number"
    """A number beyond what can be converted (section 6); read as infinity."""
    TOO_DEEP = "too-deep"
    """Nested deeper than is read (section 9 allows a limit); no value."""
    RAW_CONTROL_CHARACTER = "raw-control-character"
    """A control character that is not escaped in a string (section 7); kept in the value."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that stands at character `at` of the text, in or at the value that `pointer` names."""

    kind: JsonKind
    at: int
    pointer: str
    text: str


@dataclass(slots=True)
class _Container:
    """An open object (with the names so far) or array (names is None), and the member that is being read."""

    names: set[str] | None
    member: str | int
    expects_name: bool


def too_deep(text: str, limit: int) -> int | None:
    """Return where brackets first nest deeper than `limit`, or None."""
    depth = 0
    for token in _BRACKET.finditer(text):
        bracket = token[0]
        if bracket in {"[", "{"}:
            depth += 1
            if depth > limit:
                return token.start()
        elif bracket in {"]", "}"}:
            depth -= 1
    return None


def is_huge(number: str) -> bool:
    """Tell whether a number literal has too many digits or overflows to infinity."""
    if len(number) > MAX_DIGITS and number.lstrip("-").isdigit():
        return True
    return not number.lstrip("-").isdigit() and math.isinf(float(number))


def remarks(text: str) -> Iterator[Remark]:
    """Yield what is odd in a text that a lenient parser read without error."""
    stack: list[_Container] = []
    for token in _TOKEN.finditer(text):
        word, at = token[0], token.start()
        if word[0] == '"':
            yield from _string(word, at, stack)
        elif word in {"{", "["}:
            stack.append(
                _Container(set(), "", expects_name=True) if word == "{" else _Container(None, 0, expects_name=False)
            )
        elif word in {"}", "]"}:
            stack.pop()
        elif word == ",":
            _next_member(stack[-1])
        elif word in _NO_NUMBERS:
            yield Remark(JsonKind.NOT_A_NUMBER, at, _pointer(stack), word)
        elif is_huge(word):
            yield Remark(JsonKind.HUGE_NUMBER, at, _pointer(stack), word)


def _next_member(container: _Container) -> None:
    if isinstance(container.member, int):
        container.member += 1
    else:
        container.expects_name = True


def _string(word: str, at: int, stack: list[_Container]) -> Iterator[Remark]:
    value: str = _STRINGS.decode(word)
    top = stack[-1] if stack else None
    if top is not None and top.names is not None and top.expects_name:
        top.member, top.expects_name = value, False
        if value in top.names:
            yield Remark(JsonKind.DUPLICATE_NAME, at, _pointer(stack), word)
        top.names.add(value)
    if control := _CONTROL.search(word):
        yield Remark(JsonKind.RAW_CONTROL_CHARACTER, at + control.start(), _pointer(stack), word)
    if _SURROGATE.search(value):
        yield Remark(JsonKind.LONE_SURROGATE, at, _pointer(stack), word)


def _pointer(stack: list[_Container]) -> str:
    """Write the RFC 6901 pointer of the member that is being read."""
    members = (str(container.member).replace("~", "~0").replace("/", "~1") for container in stack)
    return "".join(f"/{member}" for member in members)

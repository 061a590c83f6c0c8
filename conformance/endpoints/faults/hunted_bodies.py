"""Faults of readers of JSON that forgive, or stumble over, what the usual broken bodies do not have."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import internal_error
from conformance.endpoints.fault import On, body_fault, fault, request_fault
from conformance.endpoints.reference.parameter_rules import PARAMETERS
from conformance.endpoints.reply import Reply
from conformance.model.script import ReceivedRequest

_PAIRS = {"{": "}", "[": "]"}
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)", re.DOTALL)
_NUMBER = re.compile(r"(?<=[:,\[])([+-]?)0*([0-9][0-9_]*)\.?(?=[,}\]])")


def _mended(request: ReceivedRequest, mend: Callable[[str], str]) -> ReceivedRequest:
    """Return the request with a body that was mended, where it is no JSON and the mended one is."""
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return request
    if not Asked(request).is_chat or _is_json(text):
        return request
    mended = mend(text)
    return replace(request, body=mended.encode()) if _is_json(mended) else request


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _closed(text: str) -> str:
    missing, in_string, escaped = [], False, False
    for sign in text:
        if in_string:
            in_string, escaped = escaped or sign != '"', sign == "\\" and not escaped
        elif sign == '"':
            in_string = True
        elif sign in _PAIRS:
            missing.append(_PAIRS[sign])
        elif missing and sign == missing[-1]:
            missing.pop()
    return text + "".join(reversed(missing))


@request_fault(trips=("HTTP-016",), only_drawn=True)
def missing_closing_brackets_put_back(request: ReceivedRequest) -> ReceivedRequest:
    """Where nothing but closing brackets is missing at the end, they are put back."""
    return _mended(request, _closed)


@request_fault(trips=("HTTP-020",), only_drawn=True)
def trailing_commas_passed_over(request: ReceivedRequest) -> ReceivedRequest:
    """The reader takes a comma behind the last member, as its configuration files have it."""
    return _mended(request, lambda text: _TRAILING_COMMA.sub(r"\1", text))


@request_fault(trips=("HTTP-020",), only_drawn=True)
def comments_in_the_body_passed_over(request: ReceivedRequest) -> ReceivedRequest:
    """The reader takes comments, as its configuration files have them."""
    return _mended(request, lambda text: _COMMENT.sub("", text))


def _first_value(text: str) -> str:
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return text
    return text[:end]


@request_fault(trips=("HTTP-020",), only_drawn=True)
def text_behind_the_body_ignored(request: ReceivedRequest) -> ReceivedRequest:
    """Reading ends with the bracket that closes the first value."""
    return _mended(request, _first_value)


def _evaluated(text: str) -> str:
    try:
        return json.dumps(ast.literal_eval(text.strip()))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return text


@request_fault(trips=("HTTP-020",), only_drawn=True)
def body_read_as_a_literal_of_python(request: ReceivedRequest) -> ReceivedRequest:
    """What is no JSON is tried as a literal of the server's language: single quotes, True and None."""
    return _mended(request, _evaluated)


@request_fault(trips=("HTTP-020",), only_drawn=True)
def numbers_read_as_in_programs(request: ReceivedRequest) -> ReceivedRequest:
    """Numbers are read as the server's language writes them: zeros or a sign in front, low lines, a point behind."""
    return _mended(request, lambda text: _NUMBER.sub(_decimal, text))


def _decimal(match: re.Match[str]) -> str:
    return match[1].replace("+", "") + match[2].replace("_", "")


def _escaped_controls(text: str) -> str:
    return "".join(sign if sign >= " " else f"\\u{ord(sign):04x}" for sign in text)


@request_fault(trips=("HTTP-020",), only_drawn=True)
def raw_control_characters_accepted(request: ReceivedRequest) -> ReceivedRequest:
    """Line feeds and tabs may stand raw in strings."""
    return _mended(request, _escaped_controls)


@request_fault(trips=("HTTP-019",), only_drawn=True)
def cut_characters_replaced(request: ReceivedRequest) -> ReceivedRequest:
    """A character that lacks its last bytes is replaced; a byte that begins none is refused."""
    try:
        request.body.decode("utf-8")
    except UnicodeDecodeError as error:
        if "unexpected end" in error.reason or "invalid continuation" in error.reason:
            return replace(request, body=request.body.decode("utf-8", "replace").encode())
    return request


@body_fault(trips=("HTTP-020",), only_drawn=True)
def infinite_numbers_mean_no_limit(body: dict[str, Any]) -> None:
    """NaN is refused, and a member that is infinite is left out, since there is no limit then."""
    for name in ("temperature", "top_p", "seed", "max_tokens"):
        value = number_of(body, name)
        if isinstance(value, float) and math.isinf(value):
            del body[name]


@fault(trips=("PARAM-001",), on=On.ANY, when=lambda asked: _has_unknown_text(asked.body), only_drawn=True)
def unknown_text_fails(_: Reply) -> Reply:
    """A member that nobody knows is logged by a format that takes its text for an argument."""
    return internal_error("TypeError: not all arguments converted during string formatting")


def _has_unknown_text(body: dict[str, Any]) -> bool:
    return any(isinstance(value, str) and name not in PARAMETERS for name, value in body.items())


@fault(trips=("LIM-006",), on=On.ANY, when=lambda asked: _repeats_a_name_within(asked.request.body), only_drawn=True)
def name_twice_in_a_message_fails(_: Reply) -> Reply:
    """A name that comes twice in an object within the body is an exception that nobody catches."""
    return internal_error("com.fasterxml.jackson.core.JsonParseException: Duplicate field 'role'")


def _repeats_a_name_within(body: bytes) -> bool:
    repeated: list[bool] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        repeated.append(len(dict(items)) < len(items))
        return dict(items)

    try:
        json.loads(body, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return False
    return any(repeated[:-1])

"""JSON as RFC 8259 has it, and stricter where the RFC leaves it open: no name twice, no half of a surrogate pair."""

from __future__ import annotations

import json
from decimal import Decimal
from math import isinf
from typing import Any

from conformance.selftest.second_endpoint.refusals import Refusal

DEEPEST = 128
_EXACT = 2**53
"""Up to here a double holds every integer, so that 2.0 may stand for 2 (JSON Schema: a whole number is an integer)."""
_DIGITS_SHOWN = 40


def read_json(body: bytes, *, forgives: bool) -> Any:
    """Read a request body.

    Args:
        body: its bytes.
        forgives: whether to take a byte order mark, the last of several members of one name, and a sign of replacement
            for half of a surrogate pair.

    Raises:
        Refusal: it is no JSON text in UTF-8, or one that readers disagree about.
    """
    try:
        value = json.loads(
            body.decode("utf-8-sig" if forgives else "utf-8"),
            object_pairs_hook=_forgiven_object if forgives else _object,
            parse_float=_number,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except UnicodeDecodeError:
        raise _unread("it is not well-formed UTF-8") from None
    except RecursionError:
        raise _unread("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise _unread(f"{error.msg}, character {error.pos}") from None
    _look_into(value)
    return value


def _unread(why: str) -> Refusal:
    return Refusal(f"We could not parse the JSON body of your request: {why}.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _unread("an object has two members of one name")
    return members


def _forgiven_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _mended(value) for name, value in pairs}


def _mended(value: Any) -> Any:
    """Return a text with U+FFFD where half of a surrogate pair stood."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value


def _number(digits: str) -> int | float:
    value = float(digits)
    if isinf(value):
        raise _unread("a number is beyond what a double holds")
    whole = abs(value) < _EXACT and value.is_integer() and len(digits) < _DIGITS_SHOWN and Decimal(digits) == value
    return int(value) if whole else value


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS_SHOWN:
        raise _unread("an integer has too many digits")
    return int(digits)


def _constant(name: str) -> Any:
    raise _unread(f"{name} is not JSON")


def _look_into(value: Any) -> None:
    """Walk without recursion, so that depth is a number and not a crash."""
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        for one in level:
            for text in one if isinstance(one, dict) else [one]:
                _is_unicode(text)
        inner = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level = [one for group in inner for one in group]
        if not level:
            return
    raise _unread(f"it is nested more than {DEEPEST} deep")


def _is_unicode(text: Any) -> None:
    if isinstance(text, str) and not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise _unread("a string holds half of a surrogate pair") from None

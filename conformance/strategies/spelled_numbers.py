"""Numbers of a legal range as JSON may spell them (RFC 8259, section 6), and objects that hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from conformance.strategies.decimal_numbers import number_texts

_HUNDRED = 100


@dataclass(frozen=True)
class Spelled:
    """A number by its characters in a JSON text."""

    digits: str


def written(members: Mapping[str, Any]) -> bytes:
    """Return the compact JSON text of an object, whose own members may be `Spelled`."""
    pairs = (f"{_json(name)}:{_json(value)}" for name, value in members.items())
    return f"{{{','.join(pairs)}}}".encode("utf-8", "surrogatepass")


def _json(value: Any) -> str:
    if isinstance(value, Spelled):
        return value.digits
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def spelled_numbers(*, least: Decimal, most: Decimal) -> SearchStrategy[Spelled]:
    """Return a strategy for numbers from `least` to `most`: both ends, hundredths, and long fractions above 0.

    Zero has no sign, and nothing else is nearer to it than a hundredth: what becomes of such a number is a question of
    its own.

    Raises:
        InvalidArgument: the bounds are no whole hundredths, or in the wrong order.
    """
    low, high = (int(bound * _HUNDRED) for bound in (least, most))
    if low != least * _HUNDRED or high != most * _HUNDRED or low > high:
        raise InvalidArgument(f"least={least} and most={most} must be whole hundredths, in order.")
    hundredths = st.sampled_from([high, low]) | st.integers(low, high)
    short = hundredths.map(lambda value: (Decimal(value) / _HUNDRED).normalize())
    if high <= 0:
        return short.flatmap(number_texts).map(Spelled)
    long = st.floats(max(float(least), 1 / _HUNDRED), float(most)).map(repr)
    return (short.flatmap(number_texts) | long).map(Spelled)

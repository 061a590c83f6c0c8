"""Faults around numbers that the usual values do not meet: tolerances, registers, and what counts as nothing."""

from __future__ import annotations

import math
import struct
from typing import Any

from conformance.endpoints.asked import number_of
from conformance.endpoints.fault import body_fault

_HIGHEST, _LOWEST = 2, -2
_LARGEST_HALF = 65504
_INT_64 = 1 << 63
_TOLERANCE = 1e-3
_HIGHEST_BIAS = 100


def _half(value: float) -> float:
    """Return the number as a register of 16 bits holds it."""
    return float(struct.unpack("e", struct.pack("e", value))[0]) if abs(value) <= _LARGEST_HALF else value


@body_fault(trips=("TEMP-004",), only_drawn=True)
def temperature_just_above_two_accepted(body: dict[str, Any]) -> None:
    """The upper bound is compared with a tolerance, as floats are in tests."""
    value = number_of(body, "temperature")
    if value is not None and value > _HIGHEST and value <= _HIGHEST + _TOLERANCE:
        body["temperature"] = _HIGHEST


@body_fault(trips=("TEMP-003",), only_drawn=True)
def temperature_just_below_zero_is_greedy(body: dict[str, Any]) -> None:
    """A temperature nearer to 0 than an epsilon means greedy decoding, on either side, before the range is checked."""
    value = number_of(body, "temperature")
    if value is not None and -1e-3 < value < 0:  # noqa: PLR2004 - the epsilon
        body["temperature"] = 0


@body_fault(trips=("TOPP-003",), only_drawn=True)
def top_p_rounded_before_it_is_checked(body: dict[str, Any]) -> None:
    """top_p is rounded to two decimals and then checked."""
    value = number_of(body, "top_p")
    if value is not None and not 0 <= value <= 1 and round(value, 2) in (0, 1):
        body["top_p"] = round(value)


@body_fault(trips=("FREQ-002",), only_drawn=True)
def frequency_penalty_checked_in_half_precision(body: dict[str, Any]) -> None:
    """The range of a penalty is checked after its conversion to 16 bits, where what is just beyond 2 is 2."""
    value = number_of(body, "frequency_penalty")
    if value is not None and abs(value) > _HIGHEST and abs(_half(value)) == _HIGHEST:
        body["frequency_penalty"] = _half(value)


@body_fault(trips=("PRES-002",), only_drawn=True)
def presence_penalty_just_below_its_range_accepted(body: dict[str, Any]) -> None:
    """Only the lower bound of the penalty is compared with a tolerance."""
    value = number_of(body, "presence_penalty")
    if value is not None and value < _LOWEST and value >= _LOWEST - _TOLERANCE:
        body["presence_penalty"] = _LOWEST


@body_fault(trips=("SEED-003",), only_drawn=True)
def seed_beyond_64_bits_wrapped(body: dict[str, Any]) -> None:
    """A seed beyond 64 bits is reduced by them, and the comparison leaves out the first that is beyond."""
    value = number_of(body, "seed")
    if value is not None and 2 * _INT_64 < abs(value) < math.inf:
        body["seed"] = int(value) % _INT_64


@body_fault(trips=("MAXTOK-004",), only_drawn=True)
def negative_bound_means_no_bound(body: dict[str, Any]) -> None:
    """-1 is refused, and any other negative number means as many tokens as there is room for."""
    value = number_of(body, "max_tokens")
    if value is not None and -_INT_64 < value < -1:
        del body["max_tokens"]


@body_fault(trips=("BIAS-003",), only_drawn=True)
def biases_behind_the_first_clamped(body: dict[str, Any]) -> None:
    """The first bias is checked, and those behind it are clamped to the range."""
    biases = body.get("logit_bias")
    if isinstance(biases, dict):
        for at, (token, bias) in enumerate(biases.items()):
            if at and type(bias) is int:
                biases[token] = max(-_HIGHEST_BIAS, min(_HIGHEST_BIAS, bias))


@body_fault(trips=("FREQ-003", "N-004", "PRES-003", "SEED-005", "TEMP-005", "TOPP-004"), only_drawn=True)
def numbers_that_are_false_count_as_absent(body: dict[str, Any]) -> None:
    """Whether a number was given is asked by its truth, so that false is none; true is refused."""
    for name in ("temperature", "top_p", "n", "seed", "presence_penalty", "frequency_penalty"):
        if body.get(name) is False:
            del body[name]


@body_fault(trips=("FREQ-003", "MAXTOK-006", "PRES-003", "SEED-005", "TEMP-005", "TOPP-004"), only_drawn=True)
def texts_without_digits_count_as_absent(body: dict[str, Any]) -> None:
    """A text without digits comes from an empty field of a form, and is passed over; numbers in quotes are refused."""
    for name in ("temperature", "top_p", "max_tokens", "seed", "presence_penalty", "frequency_penalty"):
        value = body.get(name)
        if isinstance(value, str) and not any(map(str.isdigit, value)):
            del body[name]


@body_fault(trips=("FREQ-002", "PRES-002", "TOPP-003"), only_drawn=True)
def dials_clamped_where_streamed(body: dict[str, Any]) -> None:
    """The path of streams clamps penalties and top_p, which the other one checks."""
    for name, low in (("presence_penalty", _LOWEST), ("frequency_penalty", _LOWEST), ("top_p", 0)):
        value = number_of(body, name)
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            continue
        if body.get("stream") is True:
            body[name] = max(low, min(1 if name == "top_p" else _HIGHEST, value))

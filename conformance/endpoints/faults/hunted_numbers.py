"""Faults around numbers that the usual values do not meet: tolerances, registers, and what counts as nothing."""

from __future__ import annotations

import math
import struct
from typing import Any

from conformance.endpoints.asked import number_of
from conformance.endpoints.fault import body_fault

_HIGHEST, _LOWEST = 2, -2
_LARGEST_SINGLE = 3e38
_BYTE, _INT_32, _DIGITS = 256, 1 << 31, 19
_BIAS = 100


def _single(value: float) -> float:
    """Return the number as a register of 32 bits holds it."""
    return float(struct.unpack("f", struct.pack("f", value))[0]) if abs(value) < _LARGEST_SINGLE else value


@body_fault(trips=("TEMP-004",), only_drawn=True)
def temperature_just_above_two_accepted(body: dict[str, Any]) -> None:
    """The upper bound is compared with a tolerance, as floats are in tests."""
    value = number_of(body, "temperature")
    if value is not None and value > _HIGHEST and math.isclose(value, _HIGHEST, rel_tol=1e-6):
        body["temperature"] = _HIGHEST


@body_fault(trips=("TEMP-003",), only_drawn=True)
def temperature_just_below_zero_is_greedy(body: dict[str, Any]) -> None:
    """A temperature nearer to 0 than an epsilon means greedy decoding, on either side, before the range is checked."""
    value = number_of(body, "temperature")
    if value is not None and -1e-5 < value < 0:  # noqa: PLR2004 - the epsilon of such samplers
        body["temperature"] = 0


@body_fault(trips=("TOPP-003",), only_drawn=True)
def top_p_rounded_before_it_is_checked(body: dict[str, Any]) -> None:
    """top_p is rounded to three decimals and then checked."""
    value = number_of(body, "top_p")
    if value is not None and value > 1 and round(value, 3) == 1:
        body["top_p"] = 1


@body_fault(trips=("FREQ-002",), only_drawn=True)
def frequency_penalty_checked_in_single_precision(body: dict[str, Any]) -> None:
    """The range of a penalty is checked after its conversion to 32 bits, where the next number beyond 2 is 2."""
    value = number_of(body, "frequency_penalty")
    if value is not None and abs(value) > _HIGHEST and abs(_single(value)) == _HIGHEST:
        body["frequency_penalty"] = _single(value)


@body_fault(trips=("PRES-002",), only_drawn=True)
def presence_penalty_just_below_its_range_accepted(body: dict[str, Any]) -> None:
    """Only the lower bound of the penalty is compared with a tolerance."""
    value = number_of(body, "presence_penalty")
    if value is not None and value < _LOWEST and math.isclose(value, _LOWEST, rel_tol=1e-4):
        body["presence_penalty"] = _LOWEST


@body_fault(trips=("N-003",), only_drawn=True)
def n_kept_in_one_byte(body: dict[str, Any]) -> None:
    """A number of choices from 256 on loses its upper bits on the way to the check."""
    value = body.get("n")
    if type(value) is int and value > _BYTE:
        body["n"] = value % _BYTE or 1


@body_fault(trips=("SEED-003",), only_drawn=True)
def digits_of_a_long_seed_dropped(body: dict[str, Any]) -> None:
    """A seed of more than 20 digits is cut to as many as always fit into 64 bits."""
    value = body.get("seed")
    digits = str(abs(value)) if type(value) is int and abs(value) < 10**100 else ""
    if len(digits) > _DIGITS + 1:
        body["seed"] = int(digits[: _DIGITS - 1])


@body_fault(trips=("MAXTOK-004",), only_drawn=True)
def negative_bound_means_no_bound(body: dict[str, Any]) -> None:
    """-1 is refused, and any other negative number of 32 bits means as many tokens as there is room for."""
    value = body.get("max_tokens")
    if type(value) is int and -_INT_32 <= value < -1:
        del body["max_tokens"]


@body_fault(trips=("BIAS-003",), only_drawn=True)
def biases_behind_the_first_clamped(body: dict[str, Any]) -> None:
    """The first bias is checked, and those behind it are clamped to the range."""
    biases = body.get("logit_bias")
    if isinstance(biases, dict):
        for at, (token, bias) in enumerate(biases.items()):
            if at and type(bias) is int:
                biases[token] = max(-_BIAS, min(_BIAS, bias))


@body_fault(trips=("FREQ-003", "N-004", "PRES-003", "SEED-005", "TEMP-005", "TOPP-004"), only_drawn=True)
def numbers_that_are_false_count_as_absent(body: dict[str, Any]) -> None:
    """Whether a number was given is asked by its truth, so that false is none; true is refused."""
    for name in ("temperature", "top_p", "n", "seed", "presence_penalty", "frequency_penalty"):
        if body.get(name) is False:
            del body[name]


@body_fault(trips=("FREQ-003", "PRES-003"), only_drawn=True)
def penalties_without_digits_count_as_absent(body: dict[str, Any]) -> None:
    """An empty text in a penalty comes from an empty field of a form, and is passed over."""
    for name in ("presence_penalty", "frequency_penalty"):
        if body.get(name) == "":
            del body[name]


@body_fault(trips=("FREQ-002", "PRES-002"), only_drawn=True)
def penalties_clamped_where_streamed(body: dict[str, Any]) -> None:
    """The path of streams clamps penalties, which the other one checks."""
    for name in ("presence_penalty", "frequency_penalty"):
        value = number_of(body, name)
        if body.get("stream") is True and value is not None and not math.isnan(value):
            body[name] = max(_LOWEST, min(_HIGHEST, value))

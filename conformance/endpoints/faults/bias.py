"""Faults around `logit_bias`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_END = 100


def _biases(body: dict[str, Any]) -> dict[str, Any]:
    biases = body.get("logit_bias")
    return biases if isinstance(biases, dict) else {}


def _empty(asked: Asked) -> bool:
    return isinstance(asked.body.get("logit_bias"), dict) and not asked.body["logit_bias"]


def _ends(asked: Asked) -> bool:
    return sorted(map(str, _biases(asked.body).values())) == ["-100", "100"]


@fault(trips=("BIAS-001",), when=_empty)
def empty_logit_bias_refused(_: Reply) -> Reply:
    """An object without biases is refused, as vLLM did in 2023."""
    return error_reply(400, "logit_bias must hold at least one token", param="logit_bias")


@fault(trips=("BIAS-001",), when=_empty)
def empty_logit_bias_fails(_: Reply) -> Reply:
    """The largest of no biases is looked for, and the answer is 500."""
    return internal_error("max() arg is an empty sequence")


@fault(trips=("BIAS-001",), when=_empty)
def empty_logit_bias_kills_the_worker(_: Reply) -> Script:
    """A tensor of no biases trips an assertion, and the worker ends."""
    return hang_up()


@fault(trips=("BIAS-002",), when=_ends)
def logit_bias_range_narrow(_: Reply) -> Reply:
    """The range of a bias ends before 100."""
    return unprocessable("Input should be less than 100", "logit_bias", "1400", given=_END)


@fault(trips=("BIAS-002",), when=_ends)
def logit_bias_keys_fail(_: Reply) -> Reply:
    """The keys are strings and are added to a tensor as such, and the answer is 500."""
    return internal_error("'str' object cannot be interpreted as an integer")


@fault(trips=("BIAS-002",), when=_ends)
def logit_bias_kills_the_worker(_: Reply) -> Script:
    """A bias overflows the half-precision logits, and an assertion ends the worker."""
    return hang_up()


def _bend(body: dict[str, Any], keep: Any) -> None:
    """Let only those biases through for which `keep(key, value)` holds."""
    biases = _biases(body)
    if biases:
        body["logit_bias"] = {key: value for key, value in biases.items() if keep(key, value)}


def _whole(value: Any) -> bool:
    return type(value) is int


@body_fault(trips=("BIAS-003",))
def logit_bias_clipped(body: dict[str, Any]) -> None:
    """A bias beyond the range is cut to it without a word."""
    for key, value in _biases(body).items():
        if _whole(value):
            body["logit_bias"][key] = max(-_END, min(_END, value))


@body_fault(trips=("BIAS-004",))
def logit_bias_in_text_accepted(body: dict[str, Any]) -> None:
    """A bias in quotes is read as the number, as a lax validator does."""
    for key, value in _biases(body).items():
        if isinstance(value, str) and value.isdecimal():
            body["logit_bias"][key] = int(value)


@body_fault(trips=("BIAS-004",))
def logit_bias_of_other_types_dropped(body: dict[str, Any]) -> None:
    """A bias that is null, a boolean or an array is left out without a word."""
    _bend(body, lambda _, value: isinstance(value, int | float | str) and not isinstance(value, bool))


@body_fault(trips=("BIAS-005",))
def logit_bias_fraction_accepted(body: dict[str, Any]) -> None:
    """A bias with a fraction is cut to an integer."""
    for key, value in _biases(body).items():
        if isinstance(value, float):
            body["logit_bias"][key] = int(value)


@body_fault(trips=("BIAS-006",))
def logit_bias_words_dropped(body: dict[str, Any]) -> None:
    """Keys that are no token ids are left out without a word."""
    _bend(body, lambda key, _: key.isdecimal())


@body_fault(trips=("BIAS-007",))
def logit_bias_array_accepted(body: dict[str, Any]) -> None:
    """A logit_bias that is an array is taken for pairs of token and bias."""
    if isinstance(body.get("logit_bias"), list):
        body["logit_bias"] = {}


@body_fault(trips=("BIAS-003", "BIAS-004", "BIAS-005", "BIAS-006", "BIAS-007", "BIAS-008"))
def logit_bias_ignored(body: dict[str, Any]) -> None:
    """The member logit_bias is never looked at."""
    body.pop("logit_bias", None)


@body_fault(trips=("BIAS-008",))
def logit_bias_object_without_effect(body: dict[str, Any]) -> None:
    """Biases are checked and then lost on the way, as by llama.cpp before it knew the form with an object."""
    if _biases(body) and all(
        _whole(value) and abs(value) <= _END and key.isdecimal() for key, value in _biases(body).items()
    ):
        del body["logit_bias"]

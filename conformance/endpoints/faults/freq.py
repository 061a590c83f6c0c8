"""Faults around `frequency_penalty`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_MOST = 2


def _highest(asked: Asked) -> bool:
    return number_of(asked.body, "frequency_penalty") == _MOST


def _lowest(asked: Asked) -> bool:
    return number_of(asked.body, "frequency_penalty") == -_MOST


@fault(trips=("FREQ-001",), when=_highest)
def frequency_penalty_two_refused(_: Reply) -> Reply:
    """The frequency_penalty ends at 1, as in another vendor's API."""
    return unprocessable("Input should be less than or equal to 1", "frequency_penalty", given=_MOST)


@fault(trips=("FREQ-001",), when=_highest)
def frequency_penalty_two_fails(_: Reply) -> Reply:
    """A frequency_penalty that is an integer is not turned into a float, and the answer is 500."""
    return internal_error("argument must be a Tensor, not int")


@fault(trips=("FREQ-001",), when=_highest)
def frequency_penalty_two_kills_the_worker(_: Reply) -> Script:
    """A frequency_penalty of 2 trips an assertion of the sampler, and the connection is closed."""
    return hang_up()


@fault(trips=("FREQ-001",), when=_lowest)
def frequency_penalty_negative_refused(_: Reply) -> Reply:
    """A frequency_penalty below 0 is refused: a penalty is no reward."""
    return error_reply(400, "frequency_penalty must be non-negative", param="frequency_penalty")


@body_fault(trips=("FREQ-002",))
def frequency_penalty_too_high_accepted(body: dict[str, Any]) -> None:
    """A frequency_penalty above 2 is taken for 2."""
    if (number_of(body, "frequency_penalty") or 0) > _MOST:
        body["frequency_penalty"] = _MOST


@body_fault(trips=("FREQ-002",))
def frequency_penalty_too_low_accepted(body: dict[str, Any]) -> None:
    """A frequency_penalty below -2 is taken for -2."""
    if (number_of(body, "frequency_penalty") or 0) < -_MOST:
        body["frequency_penalty"] = -_MOST


@body_fault(trips=("FREQ-003",))
def frequency_penalty_in_text_accepted(body: dict[str, Any]) -> None:
    """A frequency_penalty in quotes is read as the number, as a lax validator does."""
    if str(body.get("frequency_penalty")).isdecimal() and isinstance(body["frequency_penalty"], str):
        body["frequency_penalty"] = float(body["frequency_penalty"])


@body_fault(trips=("FREQ-003",))
def frequency_penalty_boolean_accepted(body: dict[str, Any]) -> None:
    """A frequency_penalty of true is 1 in the server's language."""
    if isinstance(body.get("frequency_penalty"), bool):
        body["frequency_penalty"] = int(body["frequency_penalty"])


@body_fault(trips=("FREQ-003",))
def frequency_penalty_array_accepted(body: dict[str, Any]) -> None:
    """A frequency_penalty that is no number is left out without a word."""
    if isinstance(body.get("frequency_penalty"), list | dict):
        del body["frequency_penalty"]


@body_fault(trips=("FREQ-004",))
def frequency_penalty_without_effect(body: dict[str, Any]) -> None:
    """A valid frequency_penalty is checked and then forgotten on the way to the sampler."""
    value = number_of(body, "frequency_penalty")
    if value is not None and -_MOST <= value <= _MOST:
        del body["frequency_penalty"]


@body_fault(trips=("FREQ-002", "FREQ-003", "FREQ-004"))
def frequency_penalty_ignored(body: dict[str, Any]) -> None:
    """The member frequency_penalty is never looked at."""
    body.pop("frequency_penalty", None)

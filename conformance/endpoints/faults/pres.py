"""Faults around `presence_penalty`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_MOST = 2


def _highest(asked: Asked) -> bool:
    return number_of(asked.body, "presence_penalty") == _MOST


def _lowest(asked: Asked) -> bool:
    return number_of(asked.body, "presence_penalty") == -_MOST


@fault(trips=("PRES-001",), when=_highest)
def presence_penalty_two_refused(_: Reply) -> Reply:
    """The presence_penalty ends at 1, as in another vendor's API."""
    return unprocessable("Input should be less than or equal to 1", "presence_penalty", given=_MOST)


@fault(trips=("PRES-001",), when=_highest)
def presence_penalty_two_fails(_: Reply) -> Reply:
    """A presence_penalty that is an integer is not turned into a float, and the answer is 500."""
    return internal_error("argument must be a Tensor, not int")


@fault(trips=("PRES-001",), when=_highest)
def presence_penalty_two_kills_the_worker(_: Reply) -> Script:
    """A presence_penalty of 2 trips an assertion of the sampler, and the connection is closed."""
    return hang_up()


@fault(trips=("PRES-001",), when=_lowest)
def presence_penalty_negative_refused(_: Reply) -> Reply:
    """A presence_penalty below 0 is refused: a penalty is no reward."""
    return error_reply(400, "presence_penalty must be non-negative", param="presence_penalty")


@body_fault(trips=("PRES-002",))
def presence_penalty_too_high_accepted(body: dict[str, Any]) -> None:
    """A presence_penalty above 2 is taken for 2."""
    if (number_of(body, "presence_penalty") or 0) > _MOST:
        body["presence_penalty"] = _MOST


@body_fault(trips=("PRES-002",))
def presence_penalty_too_low_accepted(body: dict[str, Any]) -> None:
    """A presence_penalty below -2 is taken for -2."""
    if (number_of(body, "presence_penalty") or 0) < -_MOST:
        body["presence_penalty"] = -_MOST


@body_fault(trips=("PRES-003",))
def presence_penalty_in_text_accepted(body: dict[str, Any]) -> None:
    """A presence_penalty in quotes is read as the number, as a lax validator does."""
    if isinstance(body.get("presence_penalty"), str):
        body["presence_penalty"] = float(body["presence_penalty"])


@body_fault(trips=("PRES-003",))
def presence_penalty_boolean_accepted(body: dict[str, Any]) -> None:
    """A presence_penalty of true is 1 in the server's language."""
    if isinstance(body.get("presence_penalty"), bool):
        body["presence_penalty"] = int(body["presence_penalty"])


@body_fault(trips=("PRES-003",))
def presence_penalty_array_accepted(body: dict[str, Any]) -> None:
    """A presence_penalty that is no number is left out without a word."""
    if isinstance(body.get("presence_penalty"), list | dict):
        del body["presence_penalty"]


@body_fault(trips=("PRES-004",))
def presence_penalty_without_effect(body: dict[str, Any]) -> None:
    """A valid presence_penalty is checked and then forgotten on the way to the sampler."""
    value = number_of(body, "presence_penalty")
    if value is not None and -_MOST <= value <= _MOST:
        del body["presence_penalty"]


@body_fault(trips=("PRES-002", "PRES-003", "PRES-004"))
def presence_penalty_ignored(body: dict[str, Any]) -> None:
    """The member presence_penalty is never looked at."""
    body.pop("presence_penalty", None)

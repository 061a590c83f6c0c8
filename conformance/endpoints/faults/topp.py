"""Faults around `top_p`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_NARROW = 0.1
_NULLABLE = ("top_p", "n", "presence_penalty", "frequency_penalty")


def _one(asked: Asked) -> bool:
    return number_of(asked.body, "top_p") == 1


def _zero(asked: Asked) -> bool:
    return number_of(asked.body, "top_p") == 0


def _narrow(asked: Asked) -> bool:
    return (number_of(asked.body, "top_p") or 0) < _NARROW


def _some_null(asked: Asked) -> bool:
    return any(asked.body.get(member, ...) is None for member in _NULLABLE)


@fault(trips=("TOPP-001",), when=_one)
def top_p_one_refused(_: Reply) -> Reply:
    """The interval of top_p is open, and the default lies outside of it."""
    return unprocessable("top_p must be > 0.0 and < 1.0", "top_p", given=1)


@fault(trips=("TOPP-001",), when=_one)
def top_p_one_fails(_: Reply) -> Reply:
    """The upper bound is an index into a table that ends before it."""
    return internal_error("index 100 is out of bounds for axis 0 with size 100")


@fault(trips=("TOPP-001",), when=_one)
def top_p_one_kills_the_worker(_: Reply) -> Script:
    """A top_p of 1 trips an assertion of the sampler, and the connection is closed."""
    return hang_up()


@fault(trips=("TOPP-001",), when=lambda asked: {"top_p", "temperature"} <= asked.body.keys() and not _narrow(asked))
def top_p_beside_temperature_refused(_: Reply) -> Reply:
    """Only one of temperature and top_p may be given, as in another vendor's API."""
    return error_reply(400, "temperature and top_p cannot both be specified for this model.")


@fault(trips=("TOPP-002",), when=_zero)
def top_p_zero_refused(_: Reply) -> Reply:
    """A top_p of 0 is refused: the interval is open below."""
    return unprocessable("Input should be greater than 0", "top_p", given=0)


@fault(trips=("TOPP-002",), when=_zero)
def top_p_zero_fails(_: Reply) -> Reply:
    """A top_p of 0 leaves no token to draw, and the answer is 500."""
    return internal_error("probability tensor contains either inf, nan or element < 0")


@fault(trips=("TOPP-002",), when=_zero)
def top_p_zero_kills_the_worker(_: Reply) -> Script:
    """A top_p of 0 leaves no token to draw, and an assertion ends the worker."""
    return hang_up()


@body_fault(trips=("TOPP-003",))
def top_p_too_high_accepted(body: dict[str, Any]) -> None:
    """A top_p above 1 is taken for 1."""
    if (number_of(body, "top_p") or 0) > 1:
        body["top_p"] = 1


@body_fault(trips=("TOPP-003",))
def top_p_negative_accepted(body: dict[str, Any]) -> None:
    """A top_p below 0 turns the nucleus off."""
    if (number_of(body, "top_p") or 0) < 0:
        body["top_p"] = 1


@body_fault(trips=("TOPP-004",))
def top_p_in_text_accepted(body: dict[str, Any]) -> None:
    """A top_p in quotes is read as the number, as a lax validator does."""
    if isinstance(body.get("top_p"), str):
        body["top_p"] = float(body["top_p"])


@body_fault(trips=("TOPP-004",))
def top_p_boolean_accepted(body: dict[str, Any]) -> None:
    """A top_p of true is 1 in the server's language."""
    if isinstance(body.get("top_p"), bool):
        body["top_p"] = int(body["top_p"])


@body_fault(trips=("TOPP-004",))
def top_p_array_accepted(body: dict[str, Any]) -> None:
    """A top_p that is no number is left out without a word."""
    if isinstance(body.get("top_p"), list | dict):
        del body["top_p"]


@fault(trips=("TOPP-005",), when=_some_null)
def null_sampling_refused(_: Reply) -> Reply:
    """Optional members may be absent, not null."""
    return unprocessable("Input should be a valid number", given=None)


@fault(trips=("TOPP-005",), when=_some_null)
def null_sampling_fails(_: Reply) -> Reply:
    """Null is compared with a number, and the answer is 500."""
    return internal_error("'<' not supported between instances of 'NoneType' and 'float'")


@fault(trips=("TOPP-005",), when=_some_null)
def null_sampling_kills_the_worker(_: Reply) -> Script:
    """Null kills the handler, and the connection is closed."""
    return hang_up()


@fault(trips=("TOPP-005",), when=lambda asked: asked.body.get("n", ...) is None)
def null_n_refused(_: Reply) -> Reply:
    """Of the optional members only n may not be null."""
    return error_reply(400, "n: expected an integer, got null", param="n")


@body_fault(trips=("TOPP-006",))
def top_p_without_effect(body: dict[str, Any]) -> None:
    """A valid top_p is checked and then forgotten on the way to the sampler."""
    value = number_of(body, "top_p")
    if value is not None and 0 <= value <= 1:
        del body["top_p"]


@body_fault(trips=("TOPP-003", "TOPP-004", "TOPP-006"))
def top_p_ignored(body: dict[str, Any]) -> None:
    """The member top_p is never looked at."""
    body.pop("top_p", None)

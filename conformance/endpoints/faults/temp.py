"""Faults around `temperature`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import Script

_HIGHEST = 2


def _zero(asked: Asked) -> bool:
    return number_of(asked.body, "temperature") == 0


def _two(asked: Asked) -> bool:
    return number_of(asked.body, "temperature") == _HIGHEST


def _null(asked: Asked) -> bool:
    return asked.body.get("temperature", ...) is None


@fault(trips=("TEMP-001",), when=_zero)
def temperature_zero_refused(_: Reply) -> Reply:
    """A temperature of 0 is refused in an error format of the server's own: greater than 0 is asked for."""
    return json_reply({"status": 422, "message": "Invalid params: temperature must be in (0, 2]"}, 422)


@fault(trips=("TEMP-001",), when=_zero)
def temperature_zero_divides(_: Reply) -> Reply:
    """The sampler divides by a temperature of 0, and the answer is 500."""
    return internal_error("float division by zero")


@fault(trips=("TEMP-001",), when=_zero)
def temperature_zero_kills_the_worker(_: Reply) -> Script:
    """A temperature of 0 fills the logits with NaN, and an assertion ends the worker."""
    return hang_up()


@fault(trips=("TEMP-001",), on=On.STREAM, when=_zero)
def temperature_zero_fails_streamed(_: Reply) -> Reply:
    """A temperature of 0 fails only where the answer is streamed: the greedy path has no iterator."""
    return internal_error("'GreedySampler' object is not an iterator")


@fault(trips=("TEMP-002",), when=_two)
def temperature_two_refused(_: Reply) -> Reply:
    """The temperature ends at 1, as in another vendor's API."""
    return unprocessable("Input should be less than or equal to 1", "temperature", given=_HIGHEST)


@fault(trips=("TEMP-002",), when=_two)
def temperature_two_overflows(_: Reply) -> Reply:
    """The upper bound is an index into a table that ends before it."""
    return internal_error("index 200 is out of bounds for axis 0 with size 200")


@fault(trips=("TEMP-002",), when=_two)
def temperature_two_kills_the_worker(_: Reply) -> Script:
    """A temperature of 2 trips an assertion of the sampler, and the connection is closed."""
    return hang_up()


@body_fault(trips=("TEMP-003",))
def negative_temperature_accepted(body: dict[str, Any]) -> None:
    """A negative temperature is taken for 0."""
    if (number_of(body, "temperature") or 0) < 0:
        body["temperature"] = 0


@body_fault(trips=("TEMP-003",))
def slightly_negative_temperature_accepted(body: dict[str, Any]) -> None:
    """A temperature is rounded to one decimal before it is checked, so that -0.01 is 0."""
    value = number_of(body, "temperature")
    if value is not None and round(value, 1) == 0:
        body["temperature"] = 0


@body_fault(trips=("TEMP-004",))
def temperature_too_high_accepted(body: dict[str, Any]) -> None:
    """A temperature above 2 is taken for 2."""
    if (number_of(body, "temperature") or 0) > _HIGHEST:
        body["temperature"] = _HIGHEST


@body_fault(trips=("TEMP-004",))
def temperature_slightly_too_high_accepted(body: dict[str, Any]) -> None:
    """A temperature is cut to an integer before it is checked, so that 2.01 is 2."""
    value = number_of(body, "temperature")
    if isinstance(value, float) and value > _HIGHEST and int(value) == _HIGHEST:
        body["temperature"] = _HIGHEST


@body_fault(trips=("TEMP-005",))
def temperature_in_text_accepted(body: dict[str, Any]) -> None:
    """A temperature in quotes is read as the number, as a lax validator does."""
    if isinstance(body.get("temperature"), str):
        body["temperature"] = float(body["temperature"])


@body_fault(trips=("TEMP-005",))
def temperature_boolean_accepted(body: dict[str, Any]) -> None:
    """A temperature of true is 1 in the server's language."""
    if isinstance(body.get("temperature"), bool):
        body["temperature"] = int(body["temperature"])


@body_fault(trips=("TEMP-005",))
def temperature_array_accepted(body: dict[str, Any]) -> None:
    """A temperature that is no number is left out without a word."""
    if isinstance(body.get("temperature"), list):
        del body["temperature"]


@body_fault(trips=("TEMP-003", "TEMP-004", "TEMP-005"), also=("HTTP-020",))
def temperature_ignored(body: dict[str, Any]) -> None:
    """The member temperature is never looked at."""
    body.pop("temperature", None)


@fault(trips=("TEMP-006",), when=_null)
def temperature_null_refused(_: Reply) -> Reply:
    """A temperature of null is refused: a number is asked for."""
    return error_reply(400, "temperature: expected a number, got null", param="temperature")


@fault(trips=("TEMP-006",), when=_null)
def temperature_null_fails(_: Reply) -> Reply:
    """A temperature of null is compared with a number, and the answer is 500."""
    return internal_error("'<' not supported between instances of 'NoneType' and 'float'")


@fault(trips=("TEMP-006",), when=_null)
def temperature_null_kills_the_handler(_: Reply) -> Script:
    """A temperature of null kills the handler, and the connection is closed."""
    return hang_up()

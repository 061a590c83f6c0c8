"""Faults around `temperature`."""

from __future__ import annotations

import itertools
import re
from typing import Any

from conformance.endpoints.asked import Asked, number_of, with_object
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import Answering, On, body_fault, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import ReceivedRequest, Script

_HIGHEST = 2
_EXPONENT = re.compile(rb'"temperature":[0-9.]+[eE]')
_LONG = re.compile(rb'"temperature":[0-9.]{18}')


def _zero(asked: Asked) -> bool:
    return number_of(asked.body, "temperature") == 0


def _two(asked: Asked) -> bool:
    return number_of(asked.body, "temperature") == _HIGHEST


def _null(asked: Asked) -> bool:
    return asked.body.get("temperature", ...) is None


def _has_exponent(asked: Asked) -> bool:
    return _EXPONENT.search(asked.request.body) is not None


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
    if isinstance(value, float) and _HIGHEST < value < _HIGHEST + 1:
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


@body_fault(trips=("TEMP-003", "TEMP-004", "TEMP-005", "TEMP-009"), also=("HTTP-020",))
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


@endpoint_fault(trips=("TEMP-007",))
def temperature_zero_drawn_now_and_then(healthy: Reference) -> Answering:
    """Every second answer at temperature 0 comes from a replica that draws lots."""
    numbers = itertools.count()

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        if asked.is_chat and _zero(asked) and next(numbers) % 2:
            return healthy.reply(with_object(request, {**asked.body, "temperature": 1}))
        return healthy.reply(request)

    return answer


@fault(trips=("TEMP-008",), when=_has_exponent)
def exponent_refused(_: Reply) -> Reply:
    """A number with an exponent is taken for a text."""
    return error_reply(400, "temperature: expected a number", param="temperature")


@fault(trips=("TEMP-008",), when=lambda asked: _LONG.search(asked.request.body) is not None)
def long_number_refused(_: Reply) -> Reply:
    """A number with more digits than a double holds is refused."""
    return error_reply(400, "temperature: loss of precision", param="temperature")


@fault(trips=("TEMP-008",), when=_has_exponent)
def exponent_fails(_: Reply) -> Reply:
    """A number with an exponent goes through a parser of decimals, and the answer is 500."""
    return internal_error("strconv.ParseFloat: invalid syntax")


@fault(trips=("TEMP-008",), when=_has_exponent)
def exponent_kills_the_handler(_: Reply) -> Script:
    """A number with an exponent kills the handler, and the connection is closed."""
    return hang_up()


@body_fault(trips=("TEMP-009",))
def temperature_zero_counts_as_absent(body: dict[str, Any]) -> None:
    """A temperature of 0 is false in the server's language, and the default takes its place."""
    if number_of(body, "temperature") == 0:
        del body["temperature"]

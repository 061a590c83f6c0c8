"""Faults of legal requests whose members come in another order, spelling or company than usual."""

from __future__ import annotations

import re
from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import internal_error
from conformance.endpoints.fault import body_fault, fault
from conformance.endpoints.reply import Reply, error_reply

_SAMPLING = ("temperature", "top_p", "presence_penalty", "frequency_penalty", "seed")
_OF_MANY_DIGITS = re.compile(rb'"(?:top_p|presence_penalty|frequency_penalty)":-?[0-9.]{18}')


def _comes_before(body: dict[str, Any], first: str, second: str) -> bool:
    names = list(body)
    return first in body and second in body and names.index(first) < names.index(second)


@fault(trips=("COMB-002",), when=lambda asked: _comes_before(asked.body, "messages", "model"), only_drawn=True)
def model_behind_messages_not_found(_: Reply) -> Reply:
    """The router reads the name of the model from the beginning of the body, up to the messages."""
    return error_reply(404, "The model `` does not exist.", param="model", code="model_not_found")


@body_fault(trips=("COMB-002", "USAGE-010"), only_drawn=True)
def stream_in_front_of_messages_ignored(body: dict[str, Any]) -> None:
    """Members are read one by one, and reading messages resets what was read before."""
    if body.get("stream") is True and _comes_before(body, "stream", "messages"):
        del body["stream"]
        body.pop("stream_options", None)


@fault(trips=("COMB-001",), when=lambda asked: _mixes_nulls(asked.body), only_drawn=True)
def some_nulls_among_sampling_members_fail(_: Reply) -> Reply:
    """Members that are all null or all numbers make an array; some of each do not."""
    return internal_error("TypeError: unsupported operand type(s) for +: 'float' and 'NoneType'")


def _mixes_nulls(body: dict[str, Any]) -> bool:
    given = [name for name in _SAMPLING if name in body]
    return any(body[name] is None for name in given) and any(number_of(body, name) is not None for name in given)


@fault(
    trips=("COMB-001", "LIM-005"),
    when=lambda asked: _OF_MANY_DIGITS.search(asked.request.body) is not None,
    only_drawn=True,
)
def dials_of_many_digits_fail(_: Reply) -> Reply:
    """A number is copied into a buffer of 16 characters."""
    return internal_error("*** buffer overflow detected ***: terminated")


def _stops_beyond_ascii(asked: Asked) -> bool:
    stop = asked.body.get("stop")
    return any(isinstance(one, str) and not one.isascii() for one in (stop if isinstance(stop, list) else [stop]))


@fault(trips=("COMB-001", "STOP-011"), when=_stops_beyond_ascii, only_drawn=True)
def stops_beyond_ascii_fail(_: Reply) -> Reply:
    """Stop strings are encoded for the engine in a charset that lacks most characters."""
    return internal_error("UnicodeEncodeError: 'ascii' codec can't encode characters in position 0-1")

"""Faults around `max_tokens`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_SMALL = 10


def _bound(asked: Asked) -> float:
    return number_of(asked.body, "max_tokens") or _SMALL


def _one(asked: Asked) -> bool:
    return _bound(asked) == 1


def _null(asked: Asked) -> bool:
    return asked.body.get("max_tokens", ...) is None


def _say_stop(reply: Reply) -> None:
    for choice in reply.finals():
        if choice["finish_reason"] == "length":
            choice["finish_reason"] = "stop"


@fault(trips=("MAXTOK-001",), when=_one)
def max_tokens_one_refused(_: Reply) -> Reply:
    """A budget below 16 is refused, as OpenAI's other API does."""
    message = "Invalid 'max_tokens': integer below minimum value. Expected a value >= 16, but got 1 instead."
    return error_reply(400, message, param="max_tokens", code="integer_below_min_value")


@fault(trips=("MAXTOK-001",), when=_one)
def max_tokens_one_fails(_: Reply) -> Reply:
    """One token is spent on the prompt, none is left, and the answer is 500."""
    return internal_error("list index out of range")


@fault(trips=("MAXTOK-001",), when=_one)
def max_tokens_one_kills_the_worker(_: Reply) -> Script:
    """A budget of one token ends the worker."""
    return hang_up()


@fault(trips=("MAXTOK-001",), on=On.STREAM, when=lambda asked: _bound(asked) < _SMALL)
def small_max_tokens_fails_streamed(_: Reply) -> Reply:
    """A small budget fails only where the answer is streamed."""
    return internal_error("max_tokens must exceed the look-ahead of the detokenizer")


@fault(trips=("MAXTOK-002",))
def cut_text_called_whole(reply: Reply) -> None:
    """The finish_reason is always stop, also where the budget cut the text."""
    _say_stop(reply)


@fault(trips=("MAXTOK-002",), on=On.PLAIN)
def cut_text_called_whole_unless_streamed(reply: Reply) -> None:
    """Not streamed, the finish_reason is always stop."""
    _say_stop(reply)


@fault(trips=("MAXTOK-002",), on=On.STREAM)
def cut_text_called_whole_in_streams(reply: Reply) -> None:
    """Streamed, the finish_reason is always stop."""
    _say_stop(reply)


@fault(trips=("MAXTOK-002", "RESP-010"), on=On.PLAIN)
def cut_text_called_whole_without_usage(reply: Reply) -> None:
    """The finish_reason is always stop, and there is no usage that would show that the budget was spent."""
    _say_stop(reply)
    del reply.content["usage"]


@body_fault(trips=("MAXTOK-003",), also=("MAXTOK-004", "MAXTOK-005", "MAXTOK-006"))
def max_tokens_ignored(body: dict[str, Any]) -> None:
    """The member max_tokens is never looked at."""
    body.pop("max_tokens", None)


@body_fault(trips=("MAXTOK-003",))
def max_tokens_ignored_in_streams(body: dict[str, Any]) -> None:
    """The streaming path does not know of max_tokens."""
    if body.get("stream") is True:
        body.pop("max_tokens", None)


@body_fault(trips=("MAXTOK-003",))
def max_tokens_exceeded_by_one(body: dict[str, Any]) -> None:
    """The bound is looked at behind the token that exceeds it."""
    if (number_of(body, "max_tokens") or 0) > 1:
        body["max_tokens"] += 1


@fault(trips=("MAXTOK-003",), on=On.PLAIN, when=lambda asked: _bound(asked) < _SMALL)
def max_tokens_bounds_the_usage_only(reply: Reply) -> None:
    """The text goes on, and the usage says what was asked for."""
    for message in reply.messages():
        message["content"] += " and so on" * _SMALL


@body_fault(trips=("MAXTOK-004",))
def negative_max_tokens_accepted(body: dict[str, Any]) -> None:
    """A max_tokens of -1 means that there is no limit."""
    if number_of(body, "max_tokens") == -1:
        del body["max_tokens"]


@body_fault(trips=("MAXTOK-005",))
def max_tokens_zero_accepted(body: dict[str, Any]) -> None:
    """A max_tokens of 0 counts as none, since it is false in the server's language."""
    if body.get("max_tokens") == 0:
        del body["max_tokens"]


@body_fault(trips=("MAXTOK-006",))
def max_tokens_in_text_accepted(body: dict[str, Any]) -> None:
    """A max_tokens in quotes is read as the number, as a lax validator does."""
    if isinstance(body.get("max_tokens"), str):
        body["max_tokens"] = int(body["max_tokens"])


@body_fault(trips=("MAXTOK-006",))
def max_tokens_fraction_accepted(body: dict[str, Any]) -> None:
    """A max_tokens with a fraction is cut to an integer."""
    if isinstance(body.get("max_tokens"), float):
        body["max_tokens"] = int(body["max_tokens"])


@body_fault(trips=("MAXTOK-006",))
def max_tokens_array_accepted(body: dict[str, Any]) -> None:
    """A max_tokens of an empty array counts as none."""
    if body.get("max_tokens") == []:
        del body["max_tokens"]


@fault(trips=("MAXTOK-007",), when=_null)
def max_tokens_null_refused(_: Reply) -> Reply:
    """A max_tokens of null is refused: an integer is asked for."""
    return unprocessable("Input should be a valid integer", "max_tokens")


@fault(trips=("MAXTOK-007",), when=_null)
def max_tokens_null_fails(_: Reply) -> Reply:
    """A max_tokens of null is compared with a number, and the answer is 500."""
    return internal_error("'<' not supported between instances of 'NoneType' and 'int'")


@fault(trips=("MAXTOK-007",), when=_null)
def max_tokens_null_kills_the_handler(_: Reply) -> Script:
    """A max_tokens of null kills the handler, and the connection is closed."""
    return hang_up()

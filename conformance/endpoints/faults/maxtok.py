"""Faults around `max_tokens`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, Script

_SMALL = 10
_BILLION = 10**9


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


def _modern(asked: Asked) -> bool:
    return "max_completion_tokens" in asked.body and "max_tokens" not in asked.body


@fault(trips=("MAXTOK-008",), when=_modern)
def max_completion_tokens_refused(_: Reply) -> Reply:
    """A request without max_tokens is refused."""
    return error_reply(400, "Field required", param="max_tokens", code="missing")


@fault(trips=("MAXTOK-008",), when=_modern)
def max_completion_tokens_fails(_: Reply) -> Reply:
    """A request without max_tokens is subtracted from the window, and the answer is 500."""
    return internal_error("unsupported operand type(s) for -: 'int' and 'NoneType'")


@fault(trips=("MAXTOK-008",), on=On.STREAM, when=_modern)
def max_completion_tokens_drops_streams(_: Reply) -> Script:
    """Streamed, a request without max_tokens ends the connection."""
    return hang_up()


@body_fault(trips=("MAXTOK-008", "MAXTOK-011"))
def max_completion_tokens_ignored(body: dict[str, Any]) -> None:
    """The member max_completion_tokens is never looked at."""
    body.pop("max_completion_tokens", None)


@body_fault(trips=("MAXTOK-008",))
def max_completion_tokens_ignored_in_streams(body: dict[str, Any]) -> None:
    """The streaming path knows the old name only."""
    if body.get("stream") is True:
        body.pop("max_completion_tokens", None)


@body_fault(trips=("MAXTOK-011",))
def max_completion_tokens_in_text_accepted(body: dict[str, Any]) -> None:
    """A max_completion_tokens in quotes is read as the number, as a lax validator does."""
    if isinstance(body.get("max_completion_tokens"), str):
        body["max_completion_tokens"] = int(body["max_completion_tokens"])


def _beyond(asked: Asked) -> bool:
    return _bound(asked) >= _BILLION


@fault(trips=("MAXTOK-009",), when=_beyond)
def max_tokens_beyond_the_window_fails(_: Reply) -> Reply:
    """Memory is reserved for as many tokens as were asked for, and the answer is 500."""
    return internal_error("CUDA out of memory. Tried to allocate 7450.58 GiB")


@fault(trips=("MAXTOK-009",), when=_beyond)
def max_tokens_beyond_the_window_kills_the_worker(_: Reply) -> Script:
    """A bound of more tokens than there is memory ends the worker."""
    return hang_up()


@fault(trips=("MAXTOK-009",), when=_beyond)
def max_tokens_beyond_the_window_waits(_: Reply) -> Script:
    """A request whose tokens never fit into the cache waits in the queue for ever."""
    return raw_script(finish=Finish.HANG)


def _both(asked: Asked) -> bool:
    return {"max_tokens", "max_completion_tokens"} <= asked.body.keys()


@fault(trips=("MAXTOK-010",), when=_both)
def both_token_bounds_refused(_: Reply) -> Reply:
    """Two names for one bound are refused."""
    return error_reply(400, "Setting 'max_tokens' and 'max_completion_tokens' at the same time makes no sense.")


@fault(trips=("MAXTOK-010",), when=_both)
def both_token_bounds_fail(_: Reply) -> Reply:
    """One bound is renamed to the other, which is there, and the answer is 500."""
    return internal_error("got multiple values for keyword argument 'max_tokens'")


@fault(trips=("MAXTOK-010",), when=_both)
def both_token_bounds_kill_the_worker(_: Reply) -> Script:
    """Two bounds trip an assertion of the worker."""
    return hang_up()

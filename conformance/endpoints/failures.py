"""The ways in which real servers fail a request that they should have served, for faults to answer with."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import Finish, Script


def internal_error(message: str = "Internal Server Error") -> Reply:
    """Answer 500 with the error envelope, as a handler does that catches everything."""
    return error_reply(500, message, kind="server_error")


def hang_up() -> Script:
    """Close the connection without a word, as a worker does that was killed."""
    return raw_script(finish=Finish.CLOSE)


def say_nothing() -> Script:
    """Keep the connection open and say nothing, as a handler does that waits for ever."""
    return raw_script(finish=Finish.HANG)


def unprocessable(message: str, *location: str, given: Any = None) -> Reply:
    """Answer 422 with a validator's list under `detail`, as FastAPI does unless told otherwise.

    Args:
        message: what the validator says.
        location: path of the member below the body.
        given: the value that was given, which the list repeats.
    """
    entry = {"type": "value_error", "loc": ["body", *location], "msg": message, "input": given}
    return json_reply({"detail": [entry]}, 422)

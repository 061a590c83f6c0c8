"""A client's mistake, as the error envelope tells it (OpenAPI schema `ErrorResponse`)."""

from __future__ import annotations

from typing import Any


class RequestError(Exception):
    """A request that is refused.

    Attributes:
        message: a sentence for people; it never repeats what the client sent.
        param: dotted path of the member at fault, or None where it is the request as a whole.
        code: machine-readable kind, or None.
        status: HTTP status code.
    """

    def __init__(self, message: str, param: str | None = None, code: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code
        self.status = status


def wrong_type(param: str, expected: str, value: Any) -> RequestError:
    """Return the refusal of a value of the wrong JSON type, naming the types only."""
    return RequestError(f"'{param}' must be {expected}, not {json_type(value)}.", param, "invalid_type")


def missing(param: str) -> RequestError:
    """Return the refusal of a request that lacks a member."""
    return RequestError(f"'{param}' is required.", param, "missing_required_parameter")


def json_type(value: Any) -> str:
    """Name the JSON type of a parsed value with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    names = ((int, "an integer"), (float, "a number"), (str, "a string"), (list, "an array"))
    return next((name for kind, name in names if isinstance(value, kind)), "an object")

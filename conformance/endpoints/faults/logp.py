"""Faults around the parameters `logprobs` and `top_logprobs`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_MOST, _MOST_OF_OTHERS = 20, 5


def _asked(asked: Asked) -> bool:
    return asked.body.get("logprobs") is True


def _alone(asked: Asked) -> bool:
    return _asked(asked) and "top_logprobs" not in asked.body


def _many(asked: Asked) -> bool:
    return (number_of(asked.body, "top_logprobs") or 0) > _MOST_OF_OTHERS


def _none(asked: Asked) -> bool:
    return number_of(asked.body, "top_logprobs") == 0


def _null(asked: Asked) -> bool:
    return asked.body.get("logprobs", ...) is None


@fault(trips=("LOGP-001",), when=_asked)
def logprobs_refused_without_a_name(_: Reply) -> Reply:
    """A request for log probabilities is refused, and the error does not say why."""
    return error_reply(400, "Validation: the request body is malformed")


@fault(trips=("LOGP-001",), when=_alone)
def logprobs_without_a_count_fail(_: Reply) -> Reply:
    """Where top_logprobs is absent its number is used all the same, and the answer is 500."""
    return internal_error("'<=' not supported between instances of 'int' and 'NoneType'")


@fault(trips=("LOGP-001",), on=On.STREAM, when=_asked)
def streamed_logprobs_kill_the_worker(_: Reply) -> Script:
    """Streamed, the first log probability cannot be written as JSON, and the worker dies."""
    return hang_up()


@body_fault(trips=("LOGP-002", "LOGP-008", "LOGP-009", "LOGP-010"))
def logprobs_ignored(body: dict[str, Any]) -> None:
    """Neither logprobs nor top_logprobs is ever looked at."""
    body.pop("logprobs", None)
    body.pop("top_logprobs", None)


@fault(trips=("LOGP-002",), on=On.STREAM)
def logprobs_lost_in_streams(reply: Reply) -> None:
    """The streaming path has no log probabilities."""
    for choice in reply.choices():
        choice["logprobs"] = None


@fault(trips=("LOGP-002",), when=_alone)
def logprobs_need_a_count(reply: Reply) -> None:
    """Log probabilities come where alternatives are asked for, and the list is empty where they are not."""
    for choice in reply.choices():
        choice["logprobs"] = {"content": [], "refusal": None}


@fault(trips=("LOGP-003",), also=("RESP-017",), on=On.PLAIN, when=_asked)
def logprobs_of_the_old_interface(reply: Reply) -> None:
    """The log probabilities have the shape of the interface for plain completions."""
    for choice in reply.choices():
        entries = choice["logprobs"]["content"]
        choice["logprobs"] = {
            "tokens": [entry["token"] for entry in entries],
            "token_logprobs": [entry["logprob"] for entry in entries],
            "top_logprobs": None,
            "text_offset": [],
        }


@fault(trips=("LOGP-007",), when=_many)
def top_logprobs_bounded_by_five(_: Reply) -> Reply:
    """More than five alternatives are refused, as with another vendor."""
    return unprocessable("Input should be less than or equal to 5", "top_logprobs", given=_MOST)


@fault(trips=("LOGP-007",), when=_many)
def top_logprobs_overflow(_: Reply) -> Reply:
    """More alternatives than the sampler keeps are read all the same, and the answer is 500."""
    return internal_error("index 5 is out of bounds for dimension 1 with size 5")


@fault(trips=("LOGP-007",), when=_none)
def top_logprobs_zero_kills_the_worker(_: Reply) -> Script:
    """The best of no alternatives is looked up, and the connection is closed."""
    return hang_up()


@body_fault(trips=("LOGP-008",))
def top_logprobs_clamped(body: dict[str, Any]) -> None:
    """A top_logprobs above 20 is taken for 20."""
    if (number_of(body, "top_logprobs") or 0) > _MOST:
        body["top_logprobs"] = _MOST


@body_fault(trips=("LOGP-008",))
def top_logprobs_negative_is_none(body: dict[str, Any]) -> None:
    """A negative top_logprobs is taken for 0."""
    if (number_of(body, "top_logprobs") or 0) < 0:
        body["top_logprobs"] = 0


@body_fault(trips=("LOGP-009",))
def top_logprobs_imply_logprobs(body: dict[str, Any]) -> None:
    """Who asks for alternatives is taken to ask for log probabilities."""
    if number_of(body, "top_logprobs") is not None:
        body.setdefault("logprobs", True)


@body_fault(trips=("LOGP-010",))
def logprobs_of_any_type_accepted(body: dict[str, Any]) -> None:
    """Whatever stands for logprobs is true or false in the server's language."""
    if body.get("logprobs") is not None:
        body["logprobs"] = bool(body["logprobs"])


@body_fault(trips=("LOGP-010",))
def logprobs_number_accepted(body: dict[str, Any]) -> None:
    """A number for logprobs is read as the older interface has it."""
    if number_of(body, "logprobs") is not None:
        body["logprobs"] = True


@body_fault(trips=("LOGP-010",))
def top_logprobs_of_any_type_accepted(body: dict[str, Any]) -> None:
    """A top_logprobs that is no integer is left out without a word."""
    if type(body.get("top_logprobs")) is not int:
        body.pop("top_logprobs", None)


@fault(trips=("LOGP-011",), when=_null)
def logprobs_null_refused(_: Reply) -> Reply:
    """A logprobs of null is refused: a boolean is asked for."""
    return error_reply(400, "logprobs: expected a boolean, got null", param="logprobs")


@fault(trips=("LOGP-011",), when=_null)
def logprobs_null_fails(_: Reply) -> Reply:
    """A top_logprobs of null is compared with a number, and the answer is 500."""
    return internal_error("'>' not supported between instances of 'NoneType' and 'int'")


@fault(trips=("LOGP-011",), when=_null)
def logprobs_null_kills_the_handler(_: Reply) -> Script:
    """A logprobs of null kills the handler, and the connection is closed."""
    return hang_up()


@fault(trips=("LOGP-011",), when=lambda asked: asked.body.get("logprobs") is False)
def logprobs_false_refused(_: Reply) -> Reply:
    """The presence of logprobs is refused, whatever its value."""
    return error_reply(400, "This model does not return log probabilities, remove the member.", code="invalid_request")

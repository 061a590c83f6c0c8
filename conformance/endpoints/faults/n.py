"""Faults around `n`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, number_of
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import On, When, body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_MOST = 128


def _is(n: int) -> When:
    return lambda asked: number_of(asked.body, "n") == n


@fault(trips=("N-001",), when=_is(1))
def n_one_refused(_: Reply) -> Reply:
    """A member n is refused, whatever it is, and the error does not say so."""
    return error_reply(400, "Invalid request body.")


@fault(trips=("N-001",), when=_is(1))
def n_one_fails(_: Reply) -> Reply:
    """Whoever names n gets a beam search, which fails with one beam."""
    return internal_error("beam search needs at least 2 beams")


@fault(trips=("N-001",), when=_is(1))
def n_one_kills_the_worker(_: Reply) -> Script:
    """Whoever names n gets a beam search, and one beam ends the worker."""
    return hang_up()


@body_fault(trips=("N-002",))
def n_zero_accepted(body: dict[str, Any]) -> None:
    """An n of 0 is false in the server's language, and counts as absent."""
    if body.get("n") == 0:
        del body["n"]


@body_fault(trips=("N-002",))
def n_negative_accepted(body: dict[str, Any]) -> None:
    """An n below 1 is raised to 1."""
    if (number_of(body, "n") or 1) < 1:
        body["n"] = 1


@body_fault(trips=("N-003",))
def n_too_high_accepted(body: dict[str, Any]) -> None:
    """An n above 128 is cut to 128."""
    if (number_of(body, "n") or 0) > _MOST:
        body["n"] = _MOST


@body_fault(trips=("N-004",))
def n_in_text_accepted(body: dict[str, Any]) -> None:
    """An n in quotes is read as the number, as a lax validator does."""
    if isinstance(body.get("n"), str):
        body["n"] = int(body["n"])


@body_fault(trips=("N-004",))
def n_fraction_accepted(body: dict[str, Any]) -> None:
    """An n with a fraction is cut to an integer."""
    if isinstance(body.get("n"), float):
        body["n"] = int(body["n"])


@body_fault(trips=("N-004",))
def n_boolean_accepted(body: dict[str, Any]) -> None:
    """An n of true is 1 in the server's language."""
    if isinstance(body.get("n"), bool):
        body["n"] = int(body["n"])


@body_fault(trips=("N-004",))
def n_array_accepted(body: dict[str, Any]) -> None:
    """An n that is no number is left out without a word."""
    if isinstance(body.get("n"), list | dict):
        del body["n"]


@fault(trips=("N-005",), when=_is(_MOST))
def n_of_128_refused(_: Reply) -> Reply:
    """The model's ceiling is lower than that of the schema."""
    return error_reply(400, "n must be less than or equal to 8", param="n", code="integer_above_max_value")


@fault(trips=("N-005",), when=_is(_MOST))
def n_of_128_fails(_: Reply) -> Reply:
    """So many sequences do not fit into a group, and the answer is 500."""
    return internal_error("too many sequences in one group")


@fault(trips=("N-005",), when=_is(_MOST))
def n_of_128_kills_the_worker(_: Reply) -> Script:
    """So many sequences exhaust the memory, and the worker is killed."""
    return hang_up()


@fault(trips=("N-006",), when=lambda asked: asked.n > 1)
def first_choice_counted_only(reply: Reply, asked: Asked) -> None:
    """The usage counts the tokens of the first choice only."""
    for usage in reply.usages():
        usage["completion_tokens"] //= asked.n
        usage["total_tokens"] = usage["prompt_tokens"] + usage["completion_tokens"]


@fault(trips=("N-007",), on=On.PLAIN, when=lambda asked: asked.n > 1)
def choices_copied(reply: Reply) -> None:
    """One answer is drawn, and copied as often as choices were asked for."""
    first, *others = reply.messages()
    for message in others:
        message["content"] = first["content"]

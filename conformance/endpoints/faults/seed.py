"""Faults around `seed` and `system_fingerprint`."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from conformance.endpoints.asked import Asked, number_of, with_object
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import Answering, On, body_fault, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest, Script

_ORDINARY = 42
_FOUR_TEXTS = (3, 6, 9, 12)
"""Seeds with which the reference has four texts for one request."""
_BITS_31, _BITS_63 = 1 << 31, 1 << 63


def _ordinary(asked: Asked) -> bool:
    return number_of(asked.body, "seed") == _ORDINARY


def _long(asked: Asked) -> bool:
    return abs(number_of(asked.body, "seed") or 0) >= _BITS_31


def _negative(asked: Asked) -> bool:
    return (number_of(asked.body, "seed") or 0) < 0


@fault(trips=("SEED-001",), when=_ordinary)
def seed_refused(_: Reply) -> Reply:
    """A seed is refused by a validator that wants a string."""
    return unprocessable("Input should be a valid string", "seed", given=_ORDINARY)


@fault(trips=("SEED-001",), when=_ordinary)
def seed_fails(_: Reply) -> Reply:
    """A generator is seeded that does not exist on this device, and the answer is 500."""
    return internal_error("Expected a 'cuda' device type for generator but found 'cpu'")


@fault(trips=("SEED-001",), when=_ordinary)
def seed_kills_the_worker(_: Reply) -> Script:
    """A seed kills the worker, since requests of one batch must have one."""
    return hang_up()


@fault(trips=("SEED-001",), on=On.PLAIN, when=lambda asked: _ordinary(asked) and asked.has_pictures)
def seed_beside_a_picture_fails(_: Reply) -> Reply:
    """A seed beside a picture is 500: the path for pictures has a generator of its own."""
    return internal_error("generate() got multiple values for argument 'seed'")


@fault(trips=("SEED-002",), when=_negative)
def negative_seed_refused(_: Reply) -> Reply:
    """A seed below 0 is refused."""
    return error_reply(400, "seed must be at least 0", param="seed", code="integer_below_min_value")


@fault(trips=("SEED-002",), when=_long)
def long_seed_fails(_: Reply) -> Reply:
    """A seed of more than 32 bits overflows the generator, and the answer is 500."""
    return internal_error("Seed must be between 0 and 2**32 - 1")


@fault(trips=("SEED-002",), when=_long)
def long_seed_kills_the_worker(_: Reply) -> Script:
    """A seed of more than 32 bits trips an assertion."""
    return hang_up()


def _fold(value: int) -> int:
    return (value + _BITS_63) % (2 * _BITS_63) - _BITS_63


@body_fault(trips=("SEED-003", "SEED-004"))
def seed_folded(body: dict[str, Any]) -> None:
    """A seed that does not fit is cut to its last 64 bits."""
    if type(body.get("seed")) is int:
        body["seed"] = _fold(body["seed"])


@body_fault(trips=("SEED-004",))
def seed_without_a_sign(body: dict[str, Any]) -> None:
    """A seed has 64 bits and no sign, so that the first ones beyond the range are taken."""
    seed = body.get("seed")
    if type(seed) is int and -_BITS_63 - 1 <= seed < 2 * _BITS_63:
        body["seed"] = _fold(seed)


@body_fault(trips=("SEED-005",))
def seed_in_text_accepted(body: dict[str, Any]) -> None:
    """A seed in quotes is read as the number, as a lax validator does."""
    if isinstance(body.get("seed"), str):
        body["seed"] = int(body["seed"])


@body_fault(trips=("SEED-005",))
def seed_of_other_types_dropped(body: dict[str, Any]) -> None:
    """A seed that is no number is left out without a word."""
    if isinstance(body.get("seed"), bool | list | dict):
        del body["seed"]


@body_fault(trips=("SEED-003", "SEED-004", "SEED-005", "SEED-006"))
def seed_never_read(body: dict[str, Any]) -> None:
    """The member seed is never looked at."""
    body.pop("seed", None)


def _luck(healthy: Reference, seed_for: Callable[[int | None, int], int]) -> Answering:
    """Answer requests at temperature 1 with a seed made of their own and of one that chance gives."""
    chances = itertools.cycle(_FOUR_TEXTS)

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        seed = asked.body.get("seed")
        if asked.body.get("temperature") != 1 or type(seed) not in {int, type(None)}:
            return healthy.reply(request)
        return healthy.reply(with_object(request, {**asked.body, "seed": seed_for(seed, next(chances))}))

    return answer


@endpoint_fault(trips=("SEED-006",))
def seed_without_effect(healthy: Reference) -> Answering:
    """Each answer is drawn anew, whatever the seed."""
    return _luck(healthy, lambda _, chance: chance)


@endpoint_fault(trips=("SEED-007",))
def seed_means_greedy(healthy: Reference) -> Answering:
    """A seed sets the temperature to 0, as Ollama did, so that all seeds have one text."""
    return _luck(healthy, lambda seed, chance: chance if seed is None else 0)


@endpoint_fault(trips=("SEED-008",))
def fingerprint_per_answer(healthy: Reference) -> Answering:
    """The system_fingerprint is a digest of the answer's id."""

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        for body in reply.bodies:
            if "system_fingerprint" in body:
                body["system_fingerprint"] = f"fp_{body['id'][-8:]}"
        return reply

    return answer


@fault(trips=("SEED-009",), on=On.STREAM)
def fingerprint_changes_in_a_stream(reply: Reply) -> None:
    """A gateway signs the first chunk and the last, and the model's server those between."""
    for chunk in reply.chunks[1:-1]:
        chunk["system_fingerprint"] = "fp_upstream"

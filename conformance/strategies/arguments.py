"""Checks of a strategy's arguments, made when the strategy is made and not when it is first drawn from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from hypothesis.errors import InvalidArgument

T = TypeVar("T")


def check_sizes(low_name: str, low: int, high_name: str, high: int, *, least: int = 0) -> None:
    """Check that `least <= low <= high`.

    Raises:
        InvalidArgument: the bounds are not integers, too small or in the wrong order.
    """
    for name, value in ((low_name, low), (high_name, high)):
        check_size(name, value, least=least)
    if low > high:
        raise InvalidArgument(f"{low_name}={low} is more than {high_name}={high}.")


def check_size(name: str, value: int, *, least: int = 0) -> None:
    """Check that `value` is an integer of at least `least`.

    Raises:
        InvalidArgument: it is not.
    """
    if type(value) is not int:
        raise InvalidArgument(f"{name}={value!r} is not an integer.")
    if value < least:
        raise InvalidArgument(f"{name}={value} is less than {least}.")


def chosen(name: str, wanted: Collection[T] | None, known: Iterable[T]) -> tuple[T, ...]:
    """Return what is wanted, in the order of `known`; everything that is known where `wanted` is None.

    Raises:
        InvalidArgument: nothing is wanted, or something that is not known.
    """
    everything = tuple(known)
    if wanted is None:
        return everything
    unknown = [value for value in wanted if value not in everything]
    if unknown or not wanted:
        raise InvalidArgument(f"{name}={wanted!r} must be one or more of {everything!r}.")
    return tuple(value for value in everything if value in wanted)

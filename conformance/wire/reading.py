"""Readings that are computed once: of an answer of usual length for ever, of a heavy one until others take its place.

What is read from JSON takes tens of times its bytes. A peer that answers each of a thousand requests with a megabyte
would otherwise fill the memory of whoever judges it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar, overload

from conformance.model.transcript import Transcript

HEAVY = 128 << 10
"""Bytes; what we ask for has a fiftieth of that."""
AT_ONCE = 8 << 20
"""Bytes of heavy answers whose readings are kept."""
T = TypeVar("T")


class Answered(Protocol):
    """What has readings."""

    @property
    def transcript(self) -> Transcript:
        """What came back."""


class reading(Generic[T]):  # noqa: N801 - a decorator, as `property` is one
    """A property that is computed once, unless its owner is heavy and has not been read for a while."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, _: type[Any], name: str) -> None:
        """Note what the reading is called."""
        self._name = name
        _names.add(name)

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> reading[T]: ...

    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T: ...

    def __get__(self, instance: Any, owner: type[Any]) -> reading[T] | T:
        """Return the reading; where it is kept, Python finds it in the instance and does not ask."""
        if instance is None:
            return self
        value: T = self._compute(instance)
        vars(instance)[self._name] = value
        if len(instance.transcript.recording) > HEAVY:
            _keep(instance)
        return value


_names: set[str] = set()
_heavy: deque[Answered] = deque()
_lock = Lock()


def _keep(owner: Answered) -> None:
    """Keep what was read of a heavy answer, and forget what was read of others before it."""
    with _lock:
        if not any(one is owner for one in _heavy):
            _heavy.append(owner)
        while len(_heavy) > 1 and sum(len(one.transcript.recording) for one in _heavy) > AT_ONCE:
            forgotten = _heavy.popleft()
            for name in _names:
                vars(forgotten).pop(name, None)

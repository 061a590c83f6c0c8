"""What should be the same on every chunk of a stream: id, created, model, system_fingerprint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from conformance.wire.stream_kind import StreamKind

KEPT = 5
"""Distinct values that are kept of each member."""

_MEMBERS: Final = (
    ("id", str, StreamKind.ID_CHANGED),
    ("created", int, StreamKind.CREATED_CHANGED),
    ("model", str, StreamKind.MODEL_CHANGED),
    ("system_fingerprint", str, StreamKind.FINGERPRINT_CHANGED),
)


@dataclass(frozen=True)
class Change:
    """A member that differs from that of the chunk before."""

    kind: StreamKind
    pointer: str
    before: Any
    now: Any


class ChunkIdentity:
    """Remembers the identity of the chunks read so far.

    Attributes:
        values: member -> its distinct values in order, the first five.
    """

    __slots__ = ("_current", "_last", "values")

    def __init__(self) -> None:
        self._last: tuple[Any, ...] = ()
        self._current: dict[str, Any] = {}
        self.values: dict[str, list[Any]] = {member: [] for member, _, _ in _MEMBERS}

    def same(self, chunk: dict[str, Any]) -> bool:
        """Tell whether nothing can be different, in one comparison; otherwise ask `changes`."""
        get = chunk.get
        seen = (get("id"), get("created"), get("model"), get("system_fingerprint"))
        if seen == self._last:
            return True
        self._last = seen
        return False

    def changes(self, chunk: dict[str, Any], *, blanks_count: bool) -> Iterator[Change]:
        """Compare a chunk with the one before; members of a wrong type are the schema's business.

        An empty id is a fault of its own and no change. Fingerprints may come and go.

        Args:
            chunk: a chunk for which `same` is false.
            blanks_count: whether an empty model or a `created` of 0 is a value; not so on Azure's extra chunks.
        """
        for member, type_, kind in _MEMBERS:
            value = chunk.get(member)
            if type(value) is not type_ or (not value and (member in {"id", "system_fingerprint"} or not blanks_count)):
                continue
            before = self._current.setdefault(member, value)
            if value not in self.values[member] and len(self.values[member]) < KEPT:
                self.values[member].append(value)
            if before != value:
                self._current[member] = value
                yield Change(kind, f"/{member}", before, value)

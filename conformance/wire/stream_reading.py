"""One pass over the body of a stream: from pieces of bytes to everything that is to be known about it.

Each event goes through the SSE reader, strict JSON, the schema of a chunk, the tables of the grammar, and the fold, and
is forgotten. So memory is that of the text of the answer, and time is linear, also for a million chunks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.model.finding import Oddity
from conformance.model.settings import Limits
from conformance.wire.body_schema import SchemaFault
from conformance.wire.chunk_fold import FoldedChoice
from conformance.wire.stream_order import StreamAsked
from conformance.wire.stream_pass import StreamPass

__all__ = ["FoldedChoice", "StreamAsked", "StreamReading", "read_stream"]

_DEFAULT_ASKED: Final = StreamAsked()
_DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True)
class StreamReading:
    """What a stream said, and what is odd about it.

    Attributes:
        events: number of events dispatched.
        chunks: number of events that are JSON objects and no errors.
        done: number of events that are exactly `[DONE]`.
        oddities: of the bytes, then of JSON and order in order of occurrence; at most 20 of each kind.
        counts: kind of oddity -> how often it occurred.
        schema_faults: the first of each (location, kind), with event and byte offset as its place.
        schema_counts: `location kind` -> number of chunks.
        choices: index -> choice, by ascending index, choices with a wrong index included.
        usages: usage objects in order; of more than 20 the first 19 and the last.
        ids: distinct ids, the first 5; so for models, created and fingerprints.
        models: distinct `model`.
        created: distinct `created`.
        fingerprints: distinct `system_fingerprint`.
        error: `error` of the first error event (the whole object where it has no such member), or None.
        first_event_seconds: arrival of the piece that completed the first event.
        done_seconds: arrival of the piece that completed the first `[DONE]`.
        end_seconds: arrival of the last piece.
        event_seconds: arrival of each event.
        extra_members: location of a member that the schema does not know -> number of chunks that have it.
    """

    events: int = 0
    chunks: int = 0
    done: int = 0
    oddities: tuple[Oddity, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    schema_faults: tuple[SchemaFault, ...] = ()
    schema_counts: dict[str, int] = field(default_factory=dict)
    choices: dict[int, FoldedChoice] = field(default_factory=dict)
    usages: tuple[dict[str, Any], ...] = ()
    ids: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    created: tuple[int, ...] = ()
    fingerprints: tuple[str, ...] = ()
    error: Any | None = None
    first_event_seconds: float | None = None
    done_seconds: float | None = None
    end_seconds: float | None = None
    event_seconds: array[float] = field(default_factory=lambda: array("d"))
    extra_members: dict[str, int] = field(default_factory=dict)

    def of(self, *kinds: str) -> tuple[Oddity, ...]:
        """Return the oddities of these kinds, in order."""
        return tuple(oddity for oddity in self.oddities if oddity.kind in kinds)

    def completion(self) -> dict[str, Any]:
        """Return the stream as the `chat.completion` that it spells; what never came is left out, or null."""
        completion: dict[str, Any] = {"object": "chat.completion"}
        identity = (("id", self.ids), ("created", self.created), ("model", self.models))
        for member, values in (*identity, ("system_fingerprint", self.fingerprints)):
            if values:
                completion[member] = values[0]
        completion["choices"] = [_completed(choice) for choice in self.choices.values()]
        if self.usages:
            completion["usage"] = self.usages[-1]
        return completion


def _completed(choice: FoldedChoice) -> dict[str, Any]:
    finish = choice.finish_reasons[-1] if choice.finish_reasons else None
    return {
        "index": choice.index,
        "message": choice.message(),
        "logprobs": choice.logprobs,
        "finish_reason": finish,
    }


def read_stream(
    pieces: Iterable[tuple[float, bytes]], asked: StreamAsked = _DEFAULT_ASKED, limits: Limits = _DEFAULT_LIMITS
) -> StreamReading:
    """Read a whole stream.

    Args:
        pieces: the decoded body as it arrived: seconds after the request began, and bytes.
        asked: what the request asked for.
        limits: bounds on lines and events.

    Returns:
        The reading; never raises for any bytes, and does not depend on how they were cut but for the times.
    """
    done = StreamPass(asked, limits)
    done.read(pieces)
    return _reading(done)


def _reading(done: StreamPass) -> StreamReading:
    reader, log, identity, seconds = done.reader, done.log, done.order.identity.values, done.seconds
    counts = dict(reader.counts)
    for kind, count in log.counts.items():
        counts[kind] = counts.get(kind, 0) + count
    return StreamReading(
        events=reader.events,
        chunks=done.chunks,
        done=done.done,
        oddities=(*reader.oddities, *log.kept),
        counts=counts,
        schema_faults=tuple(done.schema.first.values()),
        schema_counts=done.schema.counts,
        choices=done.fold.folded(),
        usages=tuple(done.fold.usages),
        ids=tuple(identity["id"]),
        models=tuple(identity["model"]),
        created=tuple(identity["created"]),
        fingerprints=tuple(identity["system_fingerprint"]),
        error=done.error,
        first_event_seconds=seconds[0] if seconds else None,
        done_seconds=None if done.done_event is None else seconds[done.done_event],
        end_seconds=done.end_seconds,
        event_seconds=seconds,
        extra_members=done.schema.extra_members(),
    )

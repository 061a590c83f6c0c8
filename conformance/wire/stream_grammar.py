"""The legal order of a stream, as transition tables.

A stream is a word over a small alphabet, and every rule about order is a rule about such words. Three machines read it
side by side; each is a table and nothing else:

- CHOICE (`choice_grammar`), one for each index: role, content, finish;
- USAGE (`usage_grammar`), one for a stream: where usage may stand;
- STREAM (below): chunks, errors, the end marker, and what may follow it.

While the stream is in a state of LISTENING, the other two machines are heard. Behind `[DONE]` they move without a
word, so that a finish that comes too late is one finding (DATA_AFTER_DONE) and not two. Behind an error nothing is
heard, and nothing is owed at the end. A body that dispatches nothing owes nothing but NO_EVENTS.

The end marker has three forms. DONE is exactly `[DONE]`. MALFORMED_DONE is anything else that is plainly meant for it.
BURIED_DONE is a proper marker inside an event, or behind the last blank line, whose own fault has been reported. All
three end the stream; a missing marker is reported only where none came.

Every pair of state and symbol has an entry. `python -m conformance.wire.stream_diagram` draws all three.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from conformance.wire.choice_grammar import CHOICE, CHOICE_OWES, ChoiceState, ChoiceSymbol
from conformance.wire.stream_kind import SENTENCES, StreamKind
from conformance.wire.usage_grammar import USAGE, UsageState, UsageSymbol

__all__ = [
    "CHOICE",
    "CHOICE_OWES",
    "LISTENING",
    "SENTENCES",
    "STREAM",
    "SUSPENDED",
    "USAGE",
    "ChoiceState",
    "ChoiceSymbol",
    "StreamKind",
    "StreamState",
    "StreamSymbol",
    "UsageState",
    "UsageSymbol",
]


class StreamState(IntEnum):
    """Where the stream stands."""

    START = 0
    BODY = 1
    MARKED = 2
    """An end marker came, but not a proper one."""
    DONE = 3
    FAILED = 4
    """An error was reported."""
    FAILED_DONE = 5
    CLOSED = 6


class StreamSymbol(IntEnum):
    """What an event, or the end of the body, is."""

    CHUNK = 0
    EMPTY_CHUNK = 1
    """`choices: []`, no usage, and no documented reason for it."""
    SCALAR = 2
    """JSON, but no object."""
    UNREADABLE = 3
    """No JSON; that has been reported."""
    ERROR = 4
    UNREADABLE_ERROR = 5
    """`event: error` with something else than an object."""
    DONE = 6
    MALFORMED_DONE = 7
    BURIED_DONE = 8
    LIMIT = 9
    """We stopped reading, so that nothing can be said about the end."""
    END = 10


START, BODY, MARKED, DONE, FAILED, FAILED_DONE, CLOSED = StreamState
CHUNK, EMPTY_CHUNK, SCALAR, UNREADABLE, ERROR, UNREADABLE_ERROR = list(StreamSymbol)[:6]
_DONE, MALFORMED_DONE, BURIED_DONE, LIMIT, END = list(StreamSymbol)[6:]

Move = tuple[StreamState, *tuple[StreamKind, ...]]
"""The next state, then the kinds that the move reports."""

_FAILURE: Final[Move] = (FAILED, StreamKind.ERROR_EVENT)
_STRAY: Final[Move] = (FAILED, StreamKind.CHUNK_AFTER_ERROR)
_MALFORMED: Final[Move] = (MARKED, StreamKind.DONE_MALFORMED)
_BEHIND: Final[Move] = (DONE, StreamKind.DATA_AFTER_DONE)
_BEHIND_FAILED: Final[Move] = (FAILED_DONE, StreamKind.DATA_AFTER_DONE)

# fmt: off
STREAM: Final[dict[StreamState, dict[StreamSymbol, Move]]] = {
    START: {
        CHUNK: (BODY,), EMPTY_CHUNK: (BODY, StreamKind.EMPTY_CHOICES), SCALAR: (BODY, StreamKind.NOT_AN_OBJECT),
        UNREADABLE: (BODY,), ERROR: _FAILURE, UNREADABLE_ERROR: (FAILED,), _DONE: (DONE,),
        MALFORMED_DONE: _MALFORMED, BURIED_DONE: (MARKED,), LIMIT: (CLOSED,), END: (CLOSED, StreamKind.NO_EVENTS),
    },
    BODY: {
        CHUNK: (BODY,), EMPTY_CHUNK: (BODY, StreamKind.EMPTY_CHOICES), SCALAR: (BODY, StreamKind.NOT_AN_OBJECT),
        UNREADABLE: (BODY,), ERROR: _FAILURE, UNREADABLE_ERROR: (FAILED,), _DONE: (DONE,),
        MALFORMED_DONE: _MALFORMED, BURIED_DONE: (MARKED,), LIMIT: (CLOSED,), END: (CLOSED, StreamKind.DONE_MISSING),
    },
    MARKED: {
        CHUNK: (MARKED,), EMPTY_CHUNK: (MARKED, StreamKind.EMPTY_CHOICES), SCALAR: (MARKED, StreamKind.NOT_AN_OBJECT),
        UNREADABLE: (MARKED,), ERROR: _FAILURE, UNREADABLE_ERROR: (FAILED,), _DONE: (DONE,),
        MALFORMED_DONE: _MALFORMED, BURIED_DONE: (MARKED,), LIMIT: (CLOSED,), END: (CLOSED,),
    },
    DONE: {
        CHUNK: _BEHIND, EMPTY_CHUNK: _BEHIND, SCALAR: _BEHIND, UNREADABLE: _BEHIND, ERROR: _BEHIND,
        UNREADABLE_ERROR: _BEHIND, _DONE: (DONE, StreamKind.DONE_REPEATED), MALFORMED_DONE: _BEHIND,
        BURIED_DONE: (DONE,), LIMIT: (CLOSED,), END: (CLOSED,),
    },
    FAILED: {
        CHUNK: _STRAY, EMPTY_CHUNK: _STRAY, SCALAR: (FAILED, StreamKind.NOT_AN_OBJECT), UNREADABLE: (FAILED,),
        ERROR: _FAILURE, UNREADABLE_ERROR: (FAILED,), _DONE: (FAILED_DONE,),
        MALFORMED_DONE: (FAILED, StreamKind.DONE_MALFORMED), BURIED_DONE: (FAILED,), LIMIT: (CLOSED,), END: (CLOSED,),
    },
    FAILED_DONE: {
        CHUNK: _BEHIND_FAILED, EMPTY_CHUNK: _BEHIND_FAILED, SCALAR: _BEHIND_FAILED, UNREADABLE: _BEHIND_FAILED,
        ERROR: _BEHIND_FAILED, UNREADABLE_ERROR: _BEHIND_FAILED, _DONE: (FAILED_DONE, StreamKind.DONE_REPEATED),
        MALFORMED_DONE: _BEHIND_FAILED, BURIED_DONE: (FAILED_DONE,), LIMIT: (CLOSED,), END: (CLOSED,),
    },
    CLOSED: dict.fromkeys(StreamSymbol, (CLOSED,)),
}
# fmt: on
"""(state, symbol) -> move."""

LISTENING: Final = frozenset({START, BODY, MARKED})
"""States in which chunks are judged."""
SUSPENDED: Final = frozenset({FAILED, FAILED_DONE})
"""States behind an error."""

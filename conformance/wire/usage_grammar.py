"""The legal order of what a stream says about usage.

A chunk of its own for usage (choices []) belongs behind every finish and before the end marker. That it came too early
can only be said once a chunk with choices follows: in a stream that never finishes, the usage chunk stands where it
should, and the missing finish is the one cause. Servers that report usage with every chunk do so on the finish, too;
that is one fact and not two, hence SETTLED beside ON_FINISH. The documentation of `stream_options` excuses a stream
that was interrupted from usage: END_INTERRUPTED.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from conformance.wire.stream_kind import StreamKind


class UsageState(IntEnum):
    """What has been said about usage so far."""

    UNASKED = 0
    """Nobody asked for it."""
    NONE = 1
    RUNNING = 2
    """On the chunks so far, the last one included."""
    STALE = 3
    """On earlier chunks, and not on the last."""
    SETTLED = 4
    """On chunks, and at last on a finish."""
    ON_FINISH = 5
    """First on a finish."""
    EARLY = 6
    """In a chunk of its own while something had not finished; no chunk with choices has followed."""
    LAST = 7
    """In a chunk of its own behind every finish; no chunk with choices has followed."""
    OVERTAKEN = 8
    """In a chunk of its own, and chunks with choices followed."""


class UsageSymbol(IntEnum):
    """What a chunk, or the end of the body, says about usage."""

    CHOICES = 0
    """A chunk with choices and without usage."""
    ON_CHOICES = 1
    """Usage on a chunk with choices that have not all finished."""
    ON_FINISH = 2
    """Usage on a chunk that finishes a choice, or whose choices have all finished: that another choice never
    finishes is no fault of the usage."""
    OWN_EARLY = 3
    """Usage in a chunk of its own while something has not finished."""
    OWN = 4
    END = 5
    END_INTERRUPTED = 6
    """The end, without an end marker and with an unfinished choice."""


UNASKED, NONE, RUNNING, STALE, SETTLED, ON_FINISH, EARLY, LAST, OVERTAKEN = UsageState
_CHOICES, _ON_CHOICES, _ON_FINISH, _OWN_EARLY, _OWN, _END, _END_INTERRUPTED = UsageSymbol

Move = tuple[UsageState, *tuple[StreamKind, ...]]
"""The next state, then the kinds that the move reports."""

_NOT_ASKED: Final[Move] = (UNASKED, StreamKind.USAGE_NOT_ASKED)
_CONTINUOUS: Final = StreamKind.USAGE_CONTINUOUS
_WITH_FINISH: Final[Move] = (ON_FINISH, StreamKind.USAGE_ON_CHOICE_CHUNK)
_TOO_EARLY: Final[Move] = (OVERTAKEN, StreamKind.USAGE_EARLY)
_NOT_LAST: Final[Move] = (OVERTAKEN, StreamKind.USAGE_NOT_LAST)
_LAST_AGAIN: Final[Move] = (LAST, StreamKind.USAGE_REPEATED)
_OVERTAKEN_AGAIN: Final[Move] = (OVERTAKEN, StreamKind.USAGE_REPEATED)

# fmt: off
USAGE: Final[dict[UsageState, dict[UsageSymbol, Move]]] = {
    UNASKED: {
        _CHOICES: (UNASKED,), _ON_CHOICES: _NOT_ASKED, _ON_FINISH: _NOT_ASKED, _OWN_EARLY: _NOT_ASKED,
        _OWN: _NOT_ASKED, _END: (UNASKED,), _END_INTERRUPTED: (UNASKED,),
    },
    NONE: {
        _CHOICES: (NONE,), _ON_CHOICES: (RUNNING, _CONTINUOUS), _ON_FINISH: _WITH_FINISH, _OWN_EARLY: (EARLY,),
        _OWN: (LAST,), _END: (NONE, StreamKind.USAGE_MISSING), _END_INTERRUPTED: (NONE,),
    },
    RUNNING: {
        _CHOICES: (STALE,), _ON_CHOICES: (RUNNING, _CONTINUOUS), _ON_FINISH: (SETTLED,), _OWN_EARLY: (EARLY,),
        _OWN: (LAST,), _END: (RUNNING,), _END_INTERRUPTED: (RUNNING,),
    },
    STALE: {
        _CHOICES: (STALE,), _ON_CHOICES: (RUNNING, _CONTINUOUS), _ON_FINISH: _WITH_FINISH, _OWN_EARLY: (EARLY,),
        _OWN: (LAST,), _END: (STALE, StreamKind.USAGE_MISSING), _END_INTERRUPTED: (STALE,),
    },
    SETTLED: {
        _CHOICES: (SETTLED,), _ON_CHOICES: (SETTLED, _CONTINUOUS), _ON_FINISH: (SETTLED,), _OWN_EARLY: (EARLY,),
        _OWN: (LAST,), _END: (SETTLED,), _END_INTERRUPTED: (SETTLED,),
    },
    ON_FINISH: {
        _CHOICES: (ON_FINISH,), _ON_CHOICES: (ON_FINISH, _CONTINUOUS), _ON_FINISH: _WITH_FINISH,
        _OWN_EARLY: (EARLY,), _OWN: (LAST,), _END: (ON_FINISH,), _END_INTERRUPTED: (ON_FINISH,),
    },
    EARLY: {
        _CHOICES: _TOO_EARLY, _ON_CHOICES: (*_TOO_EARLY, _CONTINUOUS),
        _ON_FINISH: (*_TOO_EARLY, StreamKind.USAGE_ON_CHOICE_CHUNK),
        _OWN_EARLY: (EARLY, StreamKind.USAGE_REPEATED), _OWN: _LAST_AGAIN, _END: (EARLY,), _END_INTERRUPTED: (EARLY,),
    },
    LAST: {
        _CHOICES: _NOT_LAST, _ON_CHOICES: (*_NOT_LAST, _CONTINUOUS),
        _ON_FINISH: (*_NOT_LAST, StreamKind.USAGE_ON_CHOICE_CHUNK),
        _OWN_EARLY: _LAST_AGAIN, _OWN: _LAST_AGAIN, _END: (LAST,), _END_INTERRUPTED: (LAST,),
    },
    OVERTAKEN: {
        _CHOICES: (OVERTAKEN,), _ON_CHOICES: (OVERTAKEN, _CONTINUOUS),
        _ON_FINISH: (OVERTAKEN, StreamKind.USAGE_ON_CHOICE_CHUNK),
        _OWN_EARLY: _OVERTAKEN_AGAIN, _OWN: _OVERTAKEN_AGAIN, _END: (OVERTAKEN,), _END_INTERRUPTED: (OVERTAKEN,),
    },
}
# fmt: on
"""(state, symbol) -> move."""

USAGE_MOVES: Final = tuple(tuple(USAGE[state][symbol] for symbol in UsageSymbol) for state in UsageState)
"""USAGE as tuples, because enum members hash slowly and every chunk looks here."""

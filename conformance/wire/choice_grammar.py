"""The legal order of what a stream says about one choice.

A chunk says several things about a choice. They are read as the symbols ROLE, CONTENT, EMPTY and one of the finishes,
in this order, each only if it is there. So a role beside content is in time, and a finish beside content does not make
that content late.

The states tell two stories at once. How the choice was introduced: UNSHAPED, seen, but never with a delta object;
SILENT, a delta, but neither role nor content; ANONYMOUS, content without a role; NAMED. And how it ended.
`finish_reason: ""` is an attempt to finish that failed. It is no finish, but while it is the last word the schema has
reported it, and a missing finish would be the same cause told twice: hence the VOID states, which new content leaves.

VERDICT is the finish of an annotation of Azure's asynchronous content filter, which has no delta. It is documented to
come behind the model's own finish, so it is not a second one.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from conformance.wire.stream_kind import StreamKind


class ChoiceState(IntEnum):
    """Where one choice stands."""

    UNSEEN = 0
    UNSHAPED = 1
    SILENT = 2
    ANONYMOUS = 3
    NAMED = 4
    VOID_UNSHAPED = 5
    VOID_SILENT = 6
    VOID_ANONYMOUS = 7
    VOID_NAMED = 8
    NAMELESS_FINISHED = 9
    FINISHED = 10


class ChoiceSymbol(IntEnum):
    """What a chunk says about one choice."""

    DELTALESS = 0
    ROLE = 1
    CONTENT = 2
    EMPTY = 3
    VOID_FINISH = 4
    FINISH = 5
    FINISH_WITH_CONTENT = 6
    VERDICT = 7


(
    UNSEEN,
    UNSHAPED,
    SILENT,
    ANONYMOUS,
    NAMED,
    VOID_UNSHAPED,
    VOID_SILENT,
    VOID_ANONYMOUS,
    VOID_NAMED,
    NAMELESS_FINISHED,
    FINISHED,
) = ChoiceState
DELTALESS, ROLE, CONTENT, EMPTY, VOID_FINISH, FINISH, FINISH_WITH_CONTENT, VERDICT = ChoiceSymbol

Move = tuple[ChoiceState, *tuple[StreamKind, ...]]
"""The next state, then the kinds that the move reports."""

_LATE: Final[Move] = (NAMED, StreamKind.ROLE_LATE)
_AGAIN: Final[Move] = (NAMED, StreamKind.ROLE_REPEATED)
_FINISHED_WITH: Final[Move] = (FINISHED, StreamKind.FINISH_WITH_CONTENT)
_NAMELESS_WITH: Final[Move] = (NAMELESS_FINISHED, StreamKind.FINISH_WITH_CONTENT)
_NAMED_TOO_LATE: Final[Move] = (FINISHED, StreamKind.ROLE_AFTER_FINISH)

# fmt: off
CHOICE: Final[dict[ChoiceState, dict[ChoiceSymbol, Move]]] = {
    UNSEEN: {
        DELTALESS: (UNSHAPED,), ROLE: (NAMED,), CONTENT: (ANONYMOUS,), EMPTY: (SILENT,),
        VOID_FINISH: (VOID_SILENT,), FINISH: (NAMELESS_FINISHED,), FINISH_WITH_CONTENT: _NAMELESS_WITH,
        VERDICT: (NAMELESS_FINISHED,),
    },
    UNSHAPED: {
        DELTALESS: (UNSHAPED,), ROLE: (NAMED,), CONTENT: (ANONYMOUS,), EMPTY: (SILENT,),
        VOID_FINISH: (VOID_UNSHAPED,), FINISH: (FINISHED,), FINISH_WITH_CONTENT: _FINISHED_WITH,
        VERDICT: (FINISHED,),
    },
    SILENT: {
        DELTALESS: (SILENT,), ROLE: (NAMED,), CONTENT: (ANONYMOUS,), EMPTY: (SILENT,),
        VOID_FINISH: (VOID_SILENT,), FINISH: (NAMELESS_FINISHED,), FINISH_WITH_CONTENT: _NAMELESS_WITH,
        VERDICT: (NAMELESS_FINISHED,),
    },
    ANONYMOUS: {
        DELTALESS: (ANONYMOUS,), ROLE: _LATE, CONTENT: (ANONYMOUS,), EMPTY: (ANONYMOUS,),
        VOID_FINISH: (VOID_ANONYMOUS,), FINISH: (NAMELESS_FINISHED,), FINISH_WITH_CONTENT: _NAMELESS_WITH,
        VERDICT: (NAMELESS_FINISHED,),
    },
    NAMED: {
        DELTALESS: (NAMED,), ROLE: _AGAIN, CONTENT: (NAMED,), EMPTY: (NAMED,),
        VOID_FINISH: (VOID_NAMED,), FINISH: (FINISHED,), FINISH_WITH_CONTENT: _FINISHED_WITH,
        VERDICT: (FINISHED,),
    },
    VOID_UNSHAPED: {
        DELTALESS: (VOID_UNSHAPED,), ROLE: (NAMED,), CONTENT: (ANONYMOUS,), EMPTY: (VOID_SILENT,),
        VOID_FINISH: (VOID_UNSHAPED,), FINISH: (FINISHED,), FINISH_WITH_CONTENT: _FINISHED_WITH,
        VERDICT: (FINISHED,),
    },
    VOID_SILENT: {
        DELTALESS: (VOID_SILENT,), ROLE: (NAMED,), CONTENT: (ANONYMOUS,), EMPTY: (VOID_SILENT,),
        VOID_FINISH: (VOID_SILENT,), FINISH: (NAMELESS_FINISHED,), FINISH_WITH_CONTENT: _NAMELESS_WITH,
        VERDICT: (NAMELESS_FINISHED,),
    },
    VOID_ANONYMOUS: {
        DELTALESS: (VOID_ANONYMOUS,), ROLE: _LATE, CONTENT: (ANONYMOUS,), EMPTY: (VOID_ANONYMOUS,),
        VOID_FINISH: (VOID_ANONYMOUS,), FINISH: (NAMELESS_FINISHED,), FINISH_WITH_CONTENT: _NAMELESS_WITH,
        VERDICT: (NAMELESS_FINISHED,),
    },
    VOID_NAMED: {
        DELTALESS: (VOID_NAMED,), ROLE: _AGAIN, CONTENT: (NAMED,), EMPTY: (VOID_NAMED,),
        VOID_FINISH: (VOID_NAMED,), FINISH: (FINISHED,), FINISH_WITH_CONTENT: _FINISHED_WITH,
        VERDICT: (FINISHED,),
    },
    NAMELESS_FINISHED: {
        DELTALESS: (NAMELESS_FINISHED,), ROLE: _NAMED_TOO_LATE, EMPTY: (NAMELESS_FINISHED,),
        CONTENT: (NAMELESS_FINISHED, StreamKind.CONTENT_AFTER_FINISH), VOID_FINISH: (NAMELESS_FINISHED,),
        FINISH: (NAMELESS_FINISHED, StreamKind.SECOND_FINISH),
        FINISH_WITH_CONTENT: (NAMELESS_FINISHED, StreamKind.SECOND_FINISH), VERDICT: (NAMELESS_FINISHED,),
    },
    FINISHED: {
        DELTALESS: (FINISHED,), ROLE: _NAMED_TOO_LATE, EMPTY: (FINISHED,),
        CONTENT: (FINISHED, StreamKind.CONTENT_AFTER_FINISH), VOID_FINISH: (FINISHED,),
        FINISH: (FINISHED, StreamKind.SECOND_FINISH),
        FINISH_WITH_CONTENT: (FINISHED, StreamKind.SECOND_FINISH), VERDICT: (FINISHED,),
    },
}
# fmt: on
"""(state, symbol) -> move."""

CHOICE_OWES: Final[dict[ChoiceState, tuple[StreamKind, ...]]] = {
    UNSEEN: (StreamKind.CHOICE_MISSING,),
    UNSHAPED: (StreamKind.FINISH_MISSING,),
    SILENT: (StreamKind.ROLE_MISSING, StreamKind.FINISH_MISSING),
    ANONYMOUS: (StreamKind.ROLE_MISSING, StreamKind.FINISH_MISSING),
    NAMED: (StreamKind.FINISH_MISSING,),
    VOID_UNSHAPED: (),
    VOID_SILENT: (StreamKind.ROLE_MISSING,),
    VOID_ANONYMOUS: (StreamKind.ROLE_MISSING,),
    VOID_NAMED: (),
    NAMELESS_FINISHED: (StreamKind.ROLE_MISSING,),
    FINISHED: (),
}
"""What a choice still owes when the stream ends in this state; UNSEEN counts once for all choices together."""

ENDED: Final = frozenset({VOID_UNSHAPED, VOID_SILENT, VOID_ANONYMOUS, VOID_NAMED, NAMELESS_FINISHED, FINISHED})
"""States in which a choice has ended, if only by a void finish."""

WITHOUT_DELTA: Final = 12
"""The first of the codes of a choice without a delta: 12 no finish, 13 void, 14 finish, 15 verdict."""
CODES: Final = 16
_FINISHES: Final = ((), (VOID_FINISH,), (FINISH,), (VERDICT,))


def symbols(code: int) -> tuple[ChoiceSymbol, ...]:
    """Spell out everything that one chunk says about a choice.

    Args:
        code: from 0 to 15: role (1) + content (2) + finish (0 none, 4 void, 8 real), or WITHOUT_DELTA and up.
    """
    if code >= WITHOUT_DELTA:
        return (DELTALESS, *_FINISHES[code - WITHOUT_DELTA])
    content, finish = code & 2, _FINISHES[code >> 2]
    said = (ROLE,) * (code & 1) + (CONTENT,) * (content >> 1)
    if content and finish == (FINISH,):
        finish = (FINISH_WITH_CONTENT,)
    return (*said, *finish) or (EMPTY,)


FINISHING: Final = frozenset(code for code in range(CODES) if {FINISH, FINISH_WITH_CONTENT, VERDICT} & {*symbols(code)})
"""Codes of a chunk that finishes a choice."""


def read_symbols(state: ChoiceState, code: int) -> tuple[ChoiceState, tuple[StreamKind, ...]]:
    """Read one chunk with the table: the state behind it, and all kinds that were reported on the way."""
    kinds: list[StreamKind] = []
    for symbol in symbols(code):
        state, *reported = CHOICE[state][symbol]
        kinds += reported
    return state, tuple(kinds)


CHOICE_MOVES: Final[tuple[tuple[tuple[int, tuple[StreamKind, ...]], ...], ...]] = tuple(
    tuple((int(after), kinds) for after, kinds in (read_symbols(state, code) for code in range(CODES)))
    for state in ChoiceState
)
"""CHOICE for whole chunks: `CHOICE_MOVES[state][code]` is the next state and the kinds, one look-up per choice."""

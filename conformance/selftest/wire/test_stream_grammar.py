"""The tables are complete, everything in them can happen, and the drawing beside them is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, product
from pathlib import Path
from typing import Any

import pytest

import conformance.wire.stream_diagram
from conformance.selftest.wire import chunk_bodies as b
from conformance.wire import choice_grammar, stream_grammar, usage_grammar
from conformance.wire.choice_grammar import CHOICE_MOVES, CODES, ENDED, read_symbols, symbols
from conformance.wire.stream_grammar import (
    CHOICE,
    CHOICE_OWES,
    LISTENING,
    SENTENCES,
    STREAM,
    SUSPENDED,
    USAGE,
    ChoiceState,
    ChoiceSymbol,
    StreamKind,
    StreamState,
    StreamSymbol,
    UsageState,
    UsageSymbol,
)

TABLES: dict[str, tuple[Mapping[Any, Mapping[Any, tuple[Any, ...]]], Any, Any, set[Any]]] = {
    "choice": (CHOICE, ChoiceState, ChoiceSymbol, {ChoiceState.UNSEEN}),
    "usage": (USAGE, UsageState, UsageSymbol, {UsageState.UNASKED, UsageState.NONE}),
    "stream": (STREAM, StreamState, StreamSymbol, {StreamState.START}),
}
# What no order of symbols can show: facts about identity, index and text.
BESIDE_THE_TABLES = {
    StreamKind.INDEX_OUT_OF_RANGE,
    StreamKind.FIRST_INDEX_NOT_ZERO,
    StreamKind.ID_CHANGED,
    StreamKind.CREATED_CHANGED,
    StreamKind.MODEL_CHANGED,
    StreamKind.FINGERPRINT_CHANGED,
    StreamKind.EMPTY_ID,
    StreamKind.CUMULATIVE_CONTENT,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_state_and_symbol_has_an_entry(name: str) -> None:
    table, states, alphabet, _ = TABLES[name]
    assert list(table) == list(states)
    for state, symbol in product(states, alphabet):
        after, *kinds = table[state][symbol]
        assert isinstance(after, states)
        assert all(isinstance(kind, StreamKind) for kind in kinds)
    assert all(set(row) == set(alphabet) for row in table.values())


@pytest.mark.parametrize("name", TABLES)
def test_every_state_can_be_reached(name: str) -> None:
    table, states, _, begin = TABLES[name]
    reached, new = set(begin), set(begin)
    while new:
        new = {move[0] for state in new for move in table[state].values()} - reached
        reached |= new
    assert reached == set(states)


def test_numbers_of_states_and_symbols_are_their_positions_because_tuples_are_indexed_with_them() -> None:
    for enum in (ChoiceState, ChoiceSymbol, UsageState, UsageSymbol, StreamState, StreamSymbol):
        assert [int(member) for member in enum] == list(range(len(enum)))


def test_every_kind_is_reported_by_a_table_or_known_to_stand_beside_them() -> None:
    rows = chain.from_iterable(table.values() for table, *_ in TABLES.values())
    reported = {kind for row in rows for move in row.values() for kind in move[1:]}
    reported |= {kind for kinds in CHOICE_OWES.values() for kind in kinds}
    assert reported | BESIDE_THE_TABLES == set(StreamKind)
    assert not reported & BESIDE_THE_TABLES


def test_every_kind_has_its_sentence() -> None:
    assert set(SENTENCES) == set(StreamKind)
    assert all(message.endswith(".") and expected for message, expected in SENTENCES.values())


def test_codes_spell_role_content_finish_in_this_order() -> None:
    assert len({symbols(code) for code in range(CODES)}) == CODES
    assert symbols(0) == (ChoiceSymbol.EMPTY,)
    assert symbols(1 + 2 + 8) == (ChoiceSymbol.ROLE, ChoiceSymbol.CONTENT, ChoiceSymbol.FINISH_WITH_CONTENT)
    assert symbols(8) == (ChoiceSymbol.FINISH,)
    assert symbols(15) == (ChoiceSymbol.DELTALESS, ChoiceSymbol.VERDICT)


def test_moves_of_whole_chunks_are_the_moves_of_their_symbols() -> None:
    for state, code in product(ChoiceState, range(CODES)):
        assert CHOICE_MOVES[state][code] == read_symbols(state, code)


def test_usage_moves_are_the_table() -> None:
    for state, symbol in product(UsageState, UsageSymbol):
        assert usage_grammar.USAGE_MOVES[state][symbol] == USAGE[state][symbol]


def test_a_second_chunk_without_usage_says_nothing_new_about_it() -> None:
    for row in USAGE.values():
        after = row[UsageSymbol.CHOICES][0]
        assert USAGE[after][UsageSymbol.CHOICES] == (after,)


def test_a_finished_choice_stays_so_and_owes_no_finish() -> None:
    finished = {ChoiceState.FINISHED, ChoiceState.NAMELESS_FINISHED}
    for state in finished:
        assert {move[0] for move in CHOICE[state].values()} <= finished
    assert {state for state, kinds in CHOICE_OWES.items() if StreamKind.FINISH_MISSING not in kinds} - {
        ChoiceState.UNSEEN
    } == ENDED


def test_nothing_moves_a_closed_stream_and_only_listening_states_begin() -> None:
    assert set(STREAM[StreamState.CLOSED].values()) == {(StreamState.CLOSED,)}
    assert not LISTENING & SUSPENDED
    assert StreamState.START in LISTENING


def test_the_drawing_is_up_to_date() -> None:
    page = Path(stream_grammar.__file__).with_name("stream_grammar.mermaid.md").read_text(encoding="utf-8")
    assert page == conformance.wire.stream_diagram.diagram()


def test_the_drawing_shows_every_state_and_kind() -> None:
    page = conformance.wire.stream_diagram.diagram()
    for state in chain(ChoiceState, UsageState, StreamState):
        assert state.name in page
    for kind in set(StreamKind) - BESIDE_THE_TABLES:
        assert kind in page
    assert choice_grammar.__name__.rpartition(".")[2] in page


_FIRST, _LAST = b.role(), b.finish()
PATHS: dict[StreamKind, b.Later] = {
    StreamKind.NOT_AN_OBJECT: b.later(_FIRST, [1], _LAST),
    StreamKind.NO_EVENTS: b.later(done=b": nothing\n\n"),
    StreamKind.DONE_MISSING: b.later(_FIRST, _LAST, done=b""),
    StreamKind.DONE_REPEATED: b.later(_FIRST, _LAST, done=b.DONE * 2),
    StreamKind.DONE_MALFORMED: b.later(_FIRST, _LAST, done=b"data: [done]\n\n"),
    StreamKind.DATA_AFTER_DONE: b.later(_FIRST, _LAST, b.DONE, b.said("x"), done=b""),
    StreamKind.ROLE_MISSING: b.later(b.said("x"), _LAST),
    StreamKind.ROLE_LATE: b.later(b.said("x"), _FIRST, _LAST),
    StreamKind.ROLE_REPEATED: b.later(_FIRST, _FIRST, _LAST),
    StreamKind.ROLE_AFTER_FINISH: b.later(_FIRST, _LAST, _FIRST),
    StreamKind.CONTENT_AFTER_FINISH: b.later(_FIRST, _LAST, b.said("x")),
    StreamKind.SECOND_FINISH: b.later(_FIRST, _LAST, b.finish("length")),
    StreamKind.FINISH_MISSING: b.later(_FIRST, b.said("x")),
    StreamKind.FINISH_WITH_CONTENT: b.later(_FIRST, b.chunk(b.choice({"content": "x"}, "stop"))),
    StreamKind.CHOICE_MISSING: b.later(_FIRST, _LAST, n=3),
    StreamKind.INDEX_OUT_OF_RANGE: b.later(_FIRST, _LAST, b.role(1), b.finish(index=1)),
    StreamKind.FIRST_INDEX_NOT_ZERO: b.later(b.role(1), _FIRST, _LAST, b.finish(index=1), n=2),
    StreamKind.EMPTY_CHOICES: b.later(_FIRST, b.chunk(), _LAST),
    StreamKind.USAGE_MISSING: b.later(_FIRST, _LAST, include_usage=True),
    StreamKind.USAGE_REPEATED: b.later(_FIRST, _LAST, b.usage(), b.usage(), include_usage=True),
    StreamKind.USAGE_EARLY: b.later(_FIRST, b.usage(), _LAST, include_usage=True),
    StreamKind.USAGE_ON_CHOICE_CHUNK: b.later(_FIRST, b.finish(usage=b.USAGE), include_usage=True),
    StreamKind.USAGE_CONTINUOUS: b.later({**_FIRST, "usage": b.USAGE}, _LAST, b.usage(), include_usage=True),
    StreamKind.USAGE_NOT_ASKED: b.later(_FIRST, _LAST, b.usage()),
    StreamKind.USAGE_NOT_LAST: b.later(_FIRST, _LAST, b.usage(), b.chunk(b.choice()), include_usage=True),
    StreamKind.ID_CHANGED: b.later(_FIRST, {**_LAST, "id": "other"}),
    StreamKind.CREATED_CHANGED: b.later(_FIRST, {**_LAST, "created": 1_754_000_001}),
    StreamKind.MODEL_CHANGED: b.later(_FIRST, {**_LAST, "model": "other"}),
    StreamKind.FINGERPRINT_CHANGED: b.later(
        {**_FIRST, "system_fingerprint": "a"}, {**_LAST, "system_fingerprint": "b"}
    ),
    StreamKind.EMPTY_ID: b.later(_FIRST, {**_LAST, "id": ""}),
    StreamKind.ERROR_EVENT: b.later(_FIRST, {"error": {"message": "gone"}}, done=b""),
    StreamKind.CHUNK_AFTER_ERROR: b.later(_FIRST, {"error": {"message": "gone"}}, _LAST),
    StreamKind.CUMULATIVE_CONTENT: b.later(_FIRST, *(b.said("one two three"[:end]) for end in (3, 7, 13)), _LAST),
}


def test_a_path_is_known_for_every_kind() -> None:
    assert set(PATHS) == set(StreamKind)


@pytest.mark.parametrize("kind", PATHS)
def test_every_kind_is_reported_on_its_path_and_alone(kind: StreamKind) -> None:
    reading = PATHS[kind]()
    alone = {StreamKind.ERROR_EVENT} if kind is StreamKind.CHUNK_AFTER_ERROR else set()
    assert {oddity.kind for oddity in reading.oddities} - {"comment"} == {kind} | alone
    oddity = reading.of(kind)[0]
    assert oddity.message == SENTENCES[kind][0]
    assert reading.counts[kind] == 1
    assert not reading.schema_faults

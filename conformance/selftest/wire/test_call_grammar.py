"""What is odd about the fragments of a streamed call, one by one and folded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.selftest.wire import chunk_bodies as b
from conformance.strategies.json_values import json_values
from conformance.wire.call_grammar import SENTENCES, CallKind, kinds_of_first, kinds_of_later
from conformance.wire.chunk_fold import StreamFold
from conformance.wire.stream_reading import StreamAsked

FIRST: dict[str, Any] = {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}
_MEMBERS = st.sampled_from(["index", "id", "type", "function", "custom", "name", "arguments"])


def oddities(*fragments: dict[str, Any]) -> list[str]:
    folding = StreamFold(StreamAsked(1))
    for fragment in fragments:
        value = b.chunk(b.choice({"tool_calls": [fragment]}))
        folding.chunk(value, value["choices"])
    return [oddity.kind for oddity in folding.folded()[0].call_oddities]


def test_a_call_in_order_is_not_odd() -> None:
    assert oddities(FIRST, {"index": 0, "function": {"arguments": "{}"}}, {**FIRST, "index": 1, "id": "b"}) == []


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize(
    ("member", "kind"), [("id", CallKind.ID_MISSING), ("type", CallKind.TYPE_MISSING), ("name", CallKind.NAME_MISSING)]
)
def test_null_and_empty_introduce_nothing(member: str, kind: CallKind, nothing: Any) -> None:
    function = {"name": "f"} | ({member: nothing} if member == "name" else {})
    assert kinds_of_first({**FIRST, "function": function} | {member: nothing}) == (kind,)


@pytest.mark.parametrize(
    ("later", "kinds"),
    [
        ({"id": "a"}, [CallKind.ID_REPEATED]),
        ({"id": "b"}, [CallKind.INDEX_SHARED]),
        ({"function": {"name": "f"}}, [CallKind.NAME_REPEATED]),
        ({"function": {"name": "g"}}, [CallKind.NAME_REPEATED]),
        ({"id": None, "function": {"name": None}}, []),
        ({"type": "function"}, []),
        ({"type": None}, [CallKind.TYPE_NULLED]),
        ({"id": ""}, [CallKind.BLANK]),
        ({"function": {"name": ""}}, [CallKind.BLANK]),
        ({"function": None}, []),
    ],
)
def test_what_comes_later(later: dict[str, Any], kinds: list[CallKind]) -> None:
    assert oddities(FIRST, {"index": 0, **later}) == kinds


def test_what_was_missing_may_come_later() -> None:
    late = {"index": 0, "id": "a", "function": {"name": "f"}}
    assert oddities({"index": 0, "type": "function"}, late) == [CallKind.ID_MISSING, CallKind.NAME_MISSING]


def test_a_custom_tool_has_its_name_elsewhere() -> None:
    assert oddities({"index": 0, "id": "a", "type": "custom", "custom": {"name": "f", "input": ""}}) == []


def test_of_each_kind_the_first_is_kept_and_without_an_index_nothing_is_said() -> None:
    assert oddities(FIRST, {"index": 0, "id": "a"}, {"index": 0, "id": "a"}) == [CallKind.ID_REPEATED]
    assert oddities({"id": "a"}, {"id": "a"}) == []


@given(fragment=st.dictionaries(_MEMBERS, json_values(names=_MEMBERS)))
def test_any_fragment_can_be_judged(fragment: dict[str, Any]) -> None:
    assert set(kinds_of_first(fragment)) | set(kinds_of_later(fragment, "a", "f")) <= SENTENCES.keys()

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.wire.json_text import JsonForm, read_json_text

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(st.none() | st.booleans() | st.integers() | KEYS, lambda inner: st.dictionaries(KEYS, inner))
OBJECTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=3)


@given(value=OBJECTS, indent=st.sampled_from([None, 2]))
def test_an_object_is_an_object_whatever_blanks_are_around(value: object, indent: int | None) -> None:
    read = read_json_text(f"\n {json.dumps(value, indent=indent)}\t")
    assert (read.form, read.value) == (JsonForm.OBJECT, value)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", JsonForm.NONE),
        ("{}", JsonForm.OBJECT),
        ("[{}]", JsonForm.OTHER_VALUE),
        ('"{}"', JsonForm.OTHER_VALUE),
        ('```json\n{"a": {"b": 1}}\n```', JsonForm.FENCED),
        ('Here it is:\n```\n{"a": 1}\n```\nEnjoy!', JsonForm.FENCED),
        ('Sure: {"a": 1}', JsonForm.SURROUNDED),
        ('{"a": 1} I hope that this helps.', JsonForm.SURROUNDED),
        ('<think>Hm.</think>{"a": 1}', JsonForm.SURROUNDED),
        ('{"a": 1}{"a": 1}', JsonForm.NONE),
        ("A ball {} is round.", JsonForm.NONE),
        ("{'a': 1}", JsonForm.NONE),
        ('{"a": NaN}', JsonForm.NONE),
        ('{"a": 1', JsonForm.NONE),
        ("The sea is wide.", JsonForm.NONE),
    ],
)
def test_forms(text: str, form: JsonForm) -> None:
    assert read_json_text(text).form is form


@given(st.text(alphabet='{}[]"`:, a1\ud83d\n'))
def test_nothing_is_raised(text: str) -> None:
    assert read_json_text(text).form in JsonForm

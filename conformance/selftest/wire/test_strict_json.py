"""Strict JSON: every oddity with its place, and agreement with the library's parser on legal texts."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import jiter
import pytest
from hypothesis import example, given

from conformance.strategies.json_values import JsonDocument, json_documents, json_lookalikes
from conformance.wire.strict_json import MAX_DEPTH, JsonKind, read_json


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [("not-json", 0, None)]),
        (b" \n ", [("not-json", 3, None)]),
        (b"[1,]", [("not-json", 3, None)]),
        (b"[DONE]", [("not-json", 1, None)]),
        ('{"é":nope}'.encode(), [("not-json", 6, None)]),
        (b"{'a':1}", [("not-json", 1, None)]),
        (b"01", [("trailing-text", 1, None)]),
        (b'{"a":1} {"b":2}', [("trailing-text", 8, None)]),
        (b"{}\0", [("trailing-text", 2, None)]),
        (b'{"a":"\xff\xfe"}', [("not-utf-8", 6, None)]),
        (b'\xef\xbb\xbf{"a":"\xed\xa0\x80"}', [("byte-order-mark", 0, None), ("not-utf-8", 9, None)]),
        (b"\xef\xbb\xbf{}", [("byte-order-mark", 0, None)]),
        (b"\xef\xbb\xbf", [("byte-order-mark", 0, None), ("not-json", 3, None)]),
        (b'{"a":1,"b":[{"c":1,"\\u0063":2}]}', [("duplicate-name", 19, "/b/0/c")]),
        (
            b'[0,[NaN,-Infinity],{"a/b":Infinity}]',
            [("not-a-number", 4, "/1/0"), ("not-a-number", 8, "/1/1"), ("not-a-number", 26, "/2/a~1b")],
        ),
        (b'{"a":["\\ud800"]}', [("lone-surrogate", 6, "/a/0")]),
        (b'{"\\uDE00":1}', [("lone-surrogate", 1, "/\ude00")]),
        (b'{"a":-1e999}', [("huge-number", 5, "/a")]),
        (b"[1," + b"9" * 4301 + b"]", [("huge-number", 3, "/1")]),
        (b"[" * 129, [("too-deep", 128, None)]),
        (b"[" * 129 + b"]" * 129, [("too-deep", 128, None)]),
        ('{"é":"a\tb"}'.encode(), [("raw-control-character", 8, "/é")]),
    ],
)
def test_oddities(data: bytes, expected: list[tuple[str, int, str | None]]) -> None:
    found = [(str(oddity.kind), oddity.place.byte, oddity.place.pointer) for oddity in read_json(data).oddities]
    assert found == expected


def test_every_kind_is_emitted_in_some_test() -> None:
    marks = next(mark for mark in test_oddities.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {kind for _, expected in marks.args[1] for kind, *_ in expected} == {str(kind) for kind in JsonKind}


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a":1,"a":2}', {"a": 2}),
        (b"[-Infinity]", [-math.inf]),
        (b"[-%s]" % (b"9" * 5000), [-math.inf]),
        (b'"\xff\xfe"', "\ufffd\ufffd"),
        (b'"\\ud800"', "\ud800"),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"a\nb"', "a\nb"),
        (b" 1 x", 1),
    ],
)
def test_value_is_read_where_possible(data: bytes, value: Any) -> None:
    reading = read_json(data)
    assert (reading.value, reading.readable) == (value, True)


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 200_000, b"nope", b"\xff"])
def test_unreadable(data: bytes) -> None:
    reading = read_json(data)
    assert (reading.value, reading.readable) == (None, False)


def test_depth_counts_brackets_outside_strings_only() -> None:
    deepest = "[" * MAX_DEPTH + json.dumps("[" * 500) + "]" * MAX_DEPTH
    assert read_json(deepest.encode()).oddities == ()


def test_twenty_of_a_kind_are_kept() -> None:
    assert len(read_json(b"[" + b"NaN," * 100 + b"0]").oddities) == 20


@given(json_documents())
def test_legal_text_is_read_without_oddities(document: JsonDocument) -> None:
    value, reading = document.value, read_json(document.data)
    assert (reading.value, reading.oddities, reading.readable) == (value, (), True)


@given(json_lookalikes())
def test_never_raises_and_agrees_with_the_library(data: bytes) -> None:
    reading = read_json(data)
    try:
        value = json.loads(data.decode())
    except ValueError:
        assert reading.oddities
    else:
        assert reading.readable
        assert repr(reading.value) == repr(value)


ONLY_ODD = {JsonKind.TOO_DEEP, JsonKind.HUGE_NUMBER}
"""RFC 8259, section 9: limits of ours, which another reader may not have."""


@given(json_lookalikes() | json_documents().map(lambda document: document.data))
@example(b'{"a":1,"\\u0061":2}')
@example(b'"\\ud800"')
@example(b'"a\tb"')
@example(b"-0")
@example(b"1e999")
def test_agrees_with_a_reader_of_another_house(data: bytes) -> None:
    """The official client's own reader, which was written for speed in another language."""
    kinds = {oddity.kind for oddity in read_json(data).oddities}
    try:
        value = jiter.from_json(data, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError:
        assert kinds
    else:
        assert kinds <= ONLY_ODD
        assert kinds or repr(value) == repr(read_json(data).value)


@pytest.mark.parametrize(
    "data", [b'["' + b'\\"' * 500_000, b'"' * 500_000 + b"[" * 200, b"[" * 1_000_000, b'{"a":' * 200_000]
)
def test_time_is_linear(data: bytes) -> None:
    began = time.process_time()
    assert not read_json(data).readable or read_json(data).oddities
    assert time.process_time() - began < 10

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.json_values import (
    JsonDocument,
    json_documents,
    json_lookalikes,
    json_scalars,
    json_values,
)


def scalars_in(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from scalars_in(member)
    else:
        yield value


def is_nonsense(value: Any) -> bool:
    return any(isinstance(scalar, float) and not math.isfinite(scalar) for scalar in scalars_in(value))


def is_json(data: bytes) -> bool:
    try:
        json.loads(data.decode())
    except ValueError:
        return False
    return True


@given(json_values(max_size=2))
def test_values_are_json_and_no_wider_than_asked(value: Any) -> None:
    assert json.loads(json.dumps(value, allow_nan=False)) == value
    assert not isinstance(value, dict | list) or len(value) <= 2


@given(json_documents())
def test_a_document_says_its_value(document: JsonDocument) -> None:
    assert json.loads(document.data.decode("utf-8")) == document.value


def test_every_type_occurs_alone_and_within() -> None:
    drawn = sample(json_values())
    types = {bool, int, float, str, type(None)}
    assert {type(value) for value in drawn} == types | {dict, list}
    assert {type(scalar) for value in drawn if isinstance(value, dict) for scalar in scalars_in(value)} == types
    assert any(isinstance(value, int) and abs(value) >= 1 << 64 for value in sample(json_scalars()))


def test_names_and_nonsense_numbers_are_drawn_where_asked() -> None:
    drawn = sample(json_values(names=st.sampled_from(["a", "b"]), allow_nan=True), 400)
    assert {name for value in drawn if isinstance(value, dict) for name in value} == {"a", "b"}
    assert any(map(is_nonsense, drawn))
    assert not any(map(is_nonsense, sample(json_values(), 400)))


def test_every_way_to_write_occurs() -> None:
    drawn = sample(json_documents())
    for mark in (b"\\u", b"\n", b", ", b"\t", b": ", b":"):
        assert any(mark in document.data for document in drawn)
    assert any(not document.data.isascii() for document in drawn)
    assert any(document.data[:1].isspace() for document in drawn)
    assert any(document.data[-1:].isspace() for document in drawn)


def test_lookalikes_are_sometimes_json_and_mostly_not() -> None:
    verdicts = [is_json(data) for data in sample(json_lookalikes(), 400)]
    assert 0 < sum(verdicts) < len(verdicts) / 2


@pytest.mark.parametrize("arguments", [{"max_size": -1}, {"max_leaves": 0}, {"max_leaves": None}])
def test_arguments_are_checked_at_once(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        json_values(**arguments)
    with pytest.raises(InvalidArgument):
        json_scalars(max_size=-1)

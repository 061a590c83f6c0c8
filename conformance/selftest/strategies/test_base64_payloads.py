from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.base64_payloads import (
    Base64Payload,
    FaultyBase64,
    base64_payloads,
    faulty_base64_payloads,
    wrapped_base64_payloads,
)
from conformance.wire.base64_reader import Base64Kind, read_base64


@given(base64_payloads(min_size=2, max_size=9))
def test_code_says_the_data_and_has_the_size_asked_for(payload: Base64Payload) -> None:
    assert base64.b64decode(payload.code, validate=True) == payload.data
    assert read_base64(payload.code).oddities == ()
    assert 2 <= len(payload.data) <= 9


@given(faulty_base64_payloads())
def test_the_fault_is_there_and_no_other(faulty: FaultyBase64) -> None:
    reading = read_base64(faulty.code)
    assert {oddity.kind for oddity in reading.oddities} == {faulty.fault}
    assert (reading.data is None) == (faulty.fault is not Base64Kind.NONZERO_PAD_BITS)


@given(wrapped_base64_payloads())
def test_wrapped_code_still_says_the_data_to_a_forgiving_reader(payload: Base64Payload) -> None:
    assert base64.b64decode("".join(payload.code.split()) + "==") == payload.data


def test_every_padding_occurs() -> None:
    assert {payload.code.count("=") for payload in sample(base64_payloads())} == {0, 1, 2}


@pytest.mark.parametrize("fault", Base64Kind)
def test_every_fault_can_be_asked_for(fault: Base64Kind) -> None:
    assert {faulty.fault for faulty in sample(faulty_base64_payloads(faults=[fault]), 20)} == {fault}


def test_all_faults_are_drawn_unless_some_are_named() -> None:
    expected = set(Base64Kind)
    assert spread(faulty_base64_payloads(), lambda faulty: [faulty.fault], expected) == expected


def test_wrapped_code_occurs_in_lines_and_words_with_padding_and_without() -> None:
    drawn = sample(wrapped_base64_payloads())
    for blank in ("\r\n", "\n", " ", "\t"):
        assert any(blank in payload.code for payload in drawn)
    assert {payload.code.endswith("=") for payload in drawn if len(payload.data) % 3} == {True, False}


@pytest.mark.parametrize(
    ("strategy", "arguments"),
    [
        (base64_payloads, {"min_size": -1}),
        (base64_payloads, {"min_size": 5, "max_size": 4}),
        (faulty_base64_payloads, {"faults": []}),
        (faulty_base64_payloads, {"faults": ["no such fault"]}),
        (faulty_base64_payloads, {"max_size": 2}),
    ],
)
def test_arguments_are_checked_at_once(strategy: Any, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        strategy(**arguments)

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.data_uris import (
    MEDIA_TYPES,
    DataUri,
    FaultyDataUri,
    data_uri_lookalikes,
    data_uris,
    faulty_data_uris,
)
from conformance.wire.base64_reader import Base64Kind
from conformance.wire.data_uri import DataUriKind, read_data_uri

IMPLIED = {
    DataUriKind.BASE64_NOT_LAST: {DataUriKind.NOT_BASE64},
    DataUriKind.ILLEGAL_URL_CHARACTER: {DataUriKind.NOT_BASE64},
}
"""What a reader says as well, because the one is not possible without the other."""


def kinds_of(text: str) -> set[str]:
    return {oddity.kind for oddity in read_data_uri(text).oddities}


@given(data_uris())
def test_a_uri_carries_its_payload_under_its_media_type(uri: DataUri) -> None:
    reading = read_data_uri(uri.text)
    assert (reading.media_type, reading.payload, reading.oddities) == (uri.media_type, uri.payload, ())
    assert reading.is_base64


@given(data_uris(plain=True, payloads=st.just(b"abc"), media_types=["image/gif"]))
def test_a_plain_uri_is_written_as_everybody_does_and_the_library_reads_it(uri: DataUri) -> None:
    assert uri.text == "data:image/gif;base64,YWJj"
    with urllib.request.urlopen(uri.text) as answer:  # noqa: S310 - the scheme is asserted above
        assert (answer.read(), answer.headers["Content-Type"]) == (uri.payload, uri.media_type)


@given(faulty_data_uris())
def test_the_fault_is_there_and_no_other(faulty: FaultyDataUri) -> None:
    kinds = kinds_of(faulty.text)
    implied: set[DataUriKind] = IMPLIED.get(faulty.fault, set()) if isinstance(faulty.fault, DataUriKind) else set()
    assert kinds == {faulty.fault} | implied


def test_every_media_type_case_and_parameter_occurs() -> None:
    drawn = sample(data_uris())
    assert {uri.media_type for uri in drawn} == set(MEDIA_TYPES)
    assert {uri.text[:5] for uri in drawn} == {"data:", "DATA:", "Data:"}
    assert {read_data_uri(uri.text).parameters[:1] for uri in drawn} == {
        (),
        (("charset", "utf-8"),),
        (("name", "a.png"),),
        (("name", "a b"),),
        (("x", "A"),),
        (("x", ""),),
    }


@pytest.mark.parametrize("fault", [*DataUriKind, *Base64Kind])
def test_every_fault_can_be_asked_for(fault: DataUriKind | Base64Kind) -> None:
    assert {faulty.fault for faulty in sample(faulty_data_uris(faults=[fault]), 10)} == {fault}


def test_all_faults_are_drawn_unless_some_are_named() -> None:
    expected = {*DataUriKind, *Base64Kind}
    assert spread(faulty_data_uris(), lambda faulty: [faulty.fault], expected) == expected


def test_lookalikes_are_sometimes_data_uris_and_mostly_not() -> None:
    verdicts = {True, False}
    assert spread(data_uri_lookalikes(), lambda text: [read_data_uri(text).payload is not None], verdicts) == verdicts
    kinds: set[str] = {
        DataUriKind.NO_COMMA,
        DataUriKind.NOT_BASE64,
        DataUriKind.MEDIA_TYPE_MISSING,
        DataUriKind.FRAGMENT,
    }
    assert spread(data_uri_lookalikes(), kinds_of, kinds) >= kinds


@pytest.mark.parametrize(
    ("strategy", "arguments"),
    [(data_uris, {"media_types": []}), (faulty_data_uris, {"faults": []}), (faulty_data_uris, {"faults": ["x"]})],
)
def test_arguments_are_checked_at_once(strategy: Any, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        strategy(**arguments)

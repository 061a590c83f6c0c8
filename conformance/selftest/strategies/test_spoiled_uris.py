"""Spellings are legal by our strict reader of data URIs; spoiled ones are not, and odd ones are unusual."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.errors import InvalidArgument

from conformance.conversations.pictures import picture
from conformance.endpoints.reference.mistakes import RequestError
from conformance.endpoints.reference.pictures import see
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.data_uris import base64_of
from conformance.strategies.spoiled_uris import SpoiledUri, UriFault, odd_uris, spoiled_uris
from conformance.strategies.uri_spellings import UriSpelling, uri_spellings
from conformance.wire.data_uri import DataUriKind, read_data_uri

RED = picture("red.png")
SPELLINGS = uri_spellings("image/png", base64_of(RED))
PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
SHOWN_BY_THE_READER = {
    UriFault.NO_COMMA: DataUriKind.NO_COMMA,
    UriFault.NOT_DECLARED: DataUriKind.NOT_BASE64,
    UriFault.ENDS_IN_BASE64: DataUriKind.NOT_BASE64,
    UriFault.BASE64_NOT_LAST: DataUriKind.NOT_BASE64,
    UriFault.NO_MEDIA_TYPE: DataUriKind.MEDIA_TYPE_MISSING,
    UriFault.MALFORMED_LABEL: DataUriKind.MEDIA_TYPE_MALFORMED,
    UriFault.SLASHES: DataUriKind.MEDIA_TYPE_MALFORMED,
    UriFault.NO_URI: DataUriKind.NOT_A_DATA_URI,
    UriFault.OTHER_SCHEME: DataUriKind.NOT_A_DATA_URI,
}


@given(SPELLINGS)
def test_every_spelling_is_legal_and_carries_the_picture(drawn: tuple[UriSpelling, str]) -> None:
    reading = read_data_uri(drawn[1])
    assert (reading.media_type, reading.payload, reading.oddities) == ("image/png", RED, ())
    assert see(drawn[1], "url").colours == ("red",)


@pytest.mark.parametrize("spelling", UriSpelling)
def test_every_spelling_can_be_asked_for_and_is_unusual(spelling: UriSpelling) -> None:
    for said, uri in sample(uri_spellings("image/png", "YWJj", spellings=[spelling]), 20):
        assert said is spelling
        assert uri != "data:image/png;base64,YWJj"
        assert bool(read_data_uri(uri).parameters) == ("parameter" in spelling.value or spelling is UriSpelling.CHARSET)


def test_all_spellings_are_drawn() -> None:
    assert spread(SPELLINGS, lambda drawn: [drawn[0]], set(UriSpelling)) == set(UriSpelling)
    with pytest.raises(InvalidArgument):
        uri_spellings("image/png", "YWJj", spellings=[])


@given(spoiled_uris(RED))
def test_what_must_be_refused_is_no_legal_data_uri_of_a_picture(spoiled: SpoiledUri) -> None:
    reading = read_data_uri(spoiled.url)
    kinds = {oddity.kind for oddity in reading.oddities}
    if spoiled.fault in SHOWN_BY_THE_READER:
        assert SHOWN_BY_THE_READER[spoiled.fault] in kinds
    elif spoiled.fault is UriFault.PREFIX_TWICE:
        assert reading.payload is None
    else:
        assert reading.media_type not in PICTURES
        assert not reading.media_type.startswith("image/")
    with pytest.raises(RequestError):
        see(spoiled.url, "url")


def test_every_fault_is_drawn_in_each_of_its_ways() -> None:
    faults = {UriFault.ODD, UriFault.OTHER_LABEL}
    drawn = sample(spoiled_uris(RED), 1000)
    assert {spoiled.fault for spoiled in drawn} == {*UriFault} - faults
    assert len({spoiled.stratum for spoiled in drawn}) == 35
    assert {spoiled.fault for spoiled in sample(odd_uris(RED), 400)} == faults


@given(odd_uris(RED))
def test_odd_ones_are_not_as_everybody_writes_them(spoiled: SpoiledUri) -> None:
    assert spoiled.url != f"data:image/png;base64,{base64_of(RED)}"

"""Data URIs and Base64: the strict reading, the forgiving one, and which oddity tells them apart."""

from __future__ import annotations

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conformance.strategies.base64_payloads import Base64Payload, base64_payloads, wrapped_base64_payloads
from conformance.strategies.data_uris import data_uri_lookalikes
from conformance.wire.base64_reader import Base64Kind, read_base64
from conformance.wire.data_uri import DataUriKind, DataUriReading, read_data_uri

LEGAL = "data:image/png;base64,"


def uri_kinds(reading: DataUriReading) -> list[str]:
    return [str(oddity.kind) for oddity in reading.oddities]


@pytest.mark.parametrize(
    ("text", "strict", "forgiving", "expected"),
    [
        ("", b"", b"", []),
        ("YWJj", b"abc", b"abc", []),
        ("YWI=", b"ab", b"ab", []),
        ("YQ==", b"a", b"a", []),
        ("+/+/", b"\xfb\xff\xbf", b"\xfb\xff\xbf", []),
        ("YR==", b"a", b"a", ["nonzero-pad-bits"]),
        ("YWJ=", b"ab", b"ab", ["nonzero-pad-bits"]),
        ("YQ", None, b"a", ["missing-padding"]),
        ("YWI", None, b"ab", ["missing-padding"]),
        ("YQ=", None, None, ["incomplete-padding"]),
        ("YWJj=", None, None, ["excess-padding"]),
        ("YWJj====", None, None, ["excess-padding"]),
        ("YWI==", None, None, ["excess-padding"]),
        ("====", None, None, ["excess-padding"]),
        ("YQ==YQ==", None, None, ["data-after-padding"]),
        ("YWJjZ", None, None, ["impossible-length"]),
        ("-_-_", None, None, ["url-safe-alphabet"] * 4),
        ("YW\nJj", None, b"abc", ["white-space"]),
        ("YWJj\r\n", None, b"abc", ["white-space"] * 2),
        ("YQ = =", None, b"a", ["white-space"] * 2),
        ("Y Q", None, b"a", ["white-space", "missing-padding"]),
        ("YWJ!j", None, None, ["illegal-character"]),
        ("YW\0Jj", None, None, ["illegal-character"]),
        ("\u00e9WJj", None, None, ["illegal-character"] * 2),
        ("\ufeffYWJj", None, None, ["illegal-character"] * 3),
        ("YQ%3D%3D", None, None, ["illegal-character"] * 2),
        ("\ud800", None, None, ["illegal-character"] * 3),
    ],
)
def test_base64(text: str, strict: bytes | None, forgiving: bytes | None, expected: list[str]) -> None:
    reading = read_base64(text)
    assert (reading.data, reading.forgiving) == (strict, forgiving)
    assert [str(oddity.kind) for oddity in reading.oddities] == expected


@pytest.mark.parametrize(
    ("text", "strict", "forgiving", "expected"),
    [
        (LEGAL + "YWJj", b"abc", b"abc", []),
        ("DATA:IMAGE/PNG;BASE64,YWJj", b"abc", b"abc", []),
        ("data:image/png;name=a.png;Charset=utf-8;base64,YWJj", b"abc", b"abc", []),
        ("data:;base64,YWJj", b"abc", b"abc", ["media-type-missing"]),
        ("data:image;base64,YWJj", b"abc", b"abc", ["media-type-malformed"]),
        ("data://image/png;base64,YWJj", b"abc", b"abc", ["media-type-malformed"]),
        ("data:image/png; base64,YWJj", b"abc", b"abc", ["parameter-malformed"]),
        ("data:image/png;x;base64,YWJj", b"abc", b"abc", ["parameter-malformed"]),
        ("data:image/png;base64;charset=x,YWJj", b"YWJj", b"YWJj", ["not-base64", "base64-not-last"]),
        ("data:image/png,%89PNG", b"\x89PNG", b"\x89PNG", ["not-base64"]),
        ("data:image/png,a b", None, b"a b", ["not-base64", "illegal-url-character"]),
        ("data:image/png,%zz", None, b"%zz", ["not-base64", "illegal-url-character"]),
        ("data:image/png;base64YWJj", None, None, ["no-comma"]),
        ("YWJj", None, None, ["not-a-data-uri"]),
        ("https://example.com/a,b", None, None, ["not-a-data-uri"]),
        (" " + LEGAL + "YWJj", b"abc", b"abc", ["leading-blanks"]),
        (LEGAL + "YWJj\n", None, b"abc", ["white-space"]),
        (LEGAL + "YQ%3D%3D", b"a", b"a", ["percent-encoded"]),
        (LEGAL + "YWJj#frag", b"abc", b"abc", ["fragment"]),
        (LEGAL, b"", b"", ["empty-payload"]),
        (LEGAL + "YQ", None, b"a", ["missing-padding"]),
        (LEGAL + LEGAL + "YWJj", None, None, ["illegal-character"] * 3),
        (LEGAL + "\ud800", None, None, ["illegal-character"] * 3),
    ],
)
def test_data_uri(text: str, strict: bytes | None, forgiving: bytes | None, expected: list[str]) -> None:
    reading = read_data_uri(text)
    assert (reading.payload, reading.forgiving) == (strict, forgiving)
    assert uri_kinds(reading) == expected


@pytest.mark.parametrize(("test", "enum"), [(test_base64, Base64Kind), (test_data_uri, DataUriKind)])
def test_every_kind_is_emitted_in_some_test(test: object, enum: type[Base64Kind | DataUriKind]) -> None:
    marks = next(mark for mark in test.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {kind for *_, expected in marks.args[1] for kind in expected} >= {str(kind) for kind in enum}


def test_media_type_and_parameters() -> None:
    reading = read_data_uri('data:Image/PNG;Name="a b";x=%41;base64,YWJj')
    assert reading.media_type == "image/png"
    assert reading.parameters == (("name", "a b"), ("x", "A"))
    assert reading.is_base64


@pytest.mark.parametrize(("text", "byte"), [(LEGAL + "YWJ!", 25), (" " + LEGAL + "YWJ!", 26), (LEGAL + "é!", 22)])
def test_place_counts_from_the_first_byte_of_the_text(text: str, byte: int) -> None:
    oddity = next(oddity for oddity in read_data_uri(text).oddities if oddity.kind == Base64Kind.ILLEGAL_CHARACTER)
    assert oddity.place.byte == byte


@given(base64_payloads(), st.booleans())
def test_round_trip(payload: Base64Payload, as_text: bool) -> None:  # noqa: FBT001 - drawn
    data, code = payload.data, payload.code
    reading = read_base64(code if as_text else code.encode())
    assert (reading.data, reading.forgiving, reading.oddities) == (data, data, ())


@given(st.text(st.sampled_from("AQZaz09+/=-_ \n!"), max_size=12))
def test_agrees_with_the_library_in_strict_mode(text: str) -> None:
    """The library in strict mode takes excess padding behind a whole quantum; apart from that both agree."""
    reading = read_base64(text)
    try:
        expected = base64.b64decode(text.encode(), validate=True)
    except ValueError:
        assert reading.data is None
        return
    kinds = {oddity.kind for oddity in reading.oddities}
    assert reading.data == expected or kinds <= {Base64Kind.EXCESS_PADDING, Base64Kind.DATA_AFTER_PADDING}


@given(wrapped_base64_payloads())
def test_forgiving_reads_broken_and_unpadded_lines(payload: Base64Payload) -> None:
    data, reading = payload.data, read_base64(payload.code)
    assert reading.forgiving == data
    assert (reading.data is None) == bool(reading.oddities)


@given(data_uri_lookalikes())
@example("data:#;base64,")
def test_never_raises_and_strict_implies_forgiving(text: str) -> None:
    reading = read_data_uri(text)
    if reading.payload is not None and reading.is_base64:
        assert reading.forgiving == reading.payload
    if reading.payload is None:
        assert reading.oddities


@given(st.binary(max_size=60))
def test_base64_of_arbitrary_bytes_gives_data_or_a_reason(code: bytes) -> None:
    reading = read_base64(code)
    assert reading.data is not None or reading.oddities
    assert reading.data is None or reading.forgiving == reading.data

"""Our readers of Base64 and data URIs against the rules of browsers; where they part, a named rule says why."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.selftest.wire import whatwg
from conformance.strategies.base64_payloads import (
    base64_payloads,
    faulty_base64_payloads,
    wrapped_base64_payloads,
)
from conformance.strategies.data_uris import data_uri_lookalikes, data_uris, faulty_data_uris
from conformance.wire.base64_reader import Base64Kind, read_base64
from conformance.wire.data_uri import DataUriKind, read_data_uri

CODES = (
    base64_payloads().map(lambda payload: payload.code)
    | faulty_base64_payloads().map(lambda faulty: faulty.code)
    | wrapped_base64_payloads().map(lambda payload: payload.code)
    | st.text(st.sampled_from("AQZaz09+/=-_ \t\n\f\r!é"), max_size=12)
)
URI_PIECES = (
    *("data:", "Data:", "da\tta:", ";", ",", "=", "#", "?", "%3D", "%2c", "%", " ", "\f", "\t", "\0", '"', "\\", "é"),
    *("base64", "BASE64", ";base64,", "image/png", "text", "x=y", 'x="a;b"', "YWJj", "YQ==", "Y Q"),
)
URIS = (
    data_uris().map(lambda uri: uri.text)
    | faulty_data_uris().map(lambda faulty: faulty.text)
    | data_uri_lookalikes()
    | st.lists(st.sampled_from(URI_PIECES), max_size=10).map(lambda pieces: "data:" + "".join(pieces))
)
ONLY_FORGIVEN = {Base64Kind.WHITE_SPACE, Base64Kind.MISSING_PADDING}
"""RFC 4648, sections 3.1 and 3.2, against Infra: white space and missing padding are errors here, and not there."""
ONLY_FORGIVEN_IN_URIS = {
    *ONLY_FORGIVEN,
    DataUriKind.ILLEGAL_URL_CHARACTER,  # RFC 2397, section 3: urlchar; the URL parser escapes it
    DataUriKind.NOT_A_DATA_URI,  # tabs and line ends in the scheme, which the URL parser takes away
}
ONLY_ACCEPTED_BY_BROWSERS = {
    DataUriKind.MEDIA_TYPE_MALFORMED,
    DataUriKind.PARAMETER_MALFORMED,
    DataUriKind.BASE64_NOT_LAST,
    DataUriKind.NOT_A_DATA_URI,
}
"""RFC 2397, section 3, has no such header; browsers fall back to text/plain, or pass over the parameter."""
READ_OTHERWISE = '%\\?"'
"""RFC 2397 decodes percent signs in a value; browsers do not, escape some more, and undo backslashes in quotes."""


@settings(max_examples=200)
@given(CODES)
def test_forgiving_base64_is_that_of_browsers(code: str) -> None:
    assert read_base64(code).forgiving == whatwg.forgiving_base64_decode(code)


@settings(max_examples=200)
@given(CODES)
def test_rfc_4648_forbids_what_browsers_forbid_and_two_things_more(code: str) -> None:
    reading, theirs = read_base64(code), whatwg.forgiving_base64_decode(code)
    kinds = {oddity.kind for oddity in reading.oddities}
    if theirs is None:
        assert reading.data is None
        assert kinds - ONLY_FORGIVEN
    elif reading.data is None:
        assert kinds
        assert kinds <= ONLY_FORGIVEN
    else:
        assert reading.data == theirs
        assert not kinds & ONLY_FORGIVEN


@settings(max_examples=200)
@given(URIS)
@example("data:image/png;base64\f,YWJj")
@example("da\tta:image/png;base64,YWJj")
@example("data:,\ud800")
@example("data:a/b?; base64,YWJj")
def test_a_data_uri_delivers_what_fetch_does(text: str) -> None:
    if not whatwg.is_hierarchical(text):
        theirs = whatwg.fetch(text)
        assert read_data_uri(text).forgiving == (theirs and theirs.body)


@settings(max_examples=200)
@given(URIS)
@example("data:;base64,\x08")
def test_strict_and_forgiving_part_for_named_reasons_only(text: str) -> None:
    reading = read_data_uri(text)
    kinds = {oddity.kind for oddity in reading.oddities}
    if reading.payload is None and reading.forgiving is not None:
        # The URL parser takes controls at the end away; here they are characters like others.
        assert kinds & ONLY_FORGIVEN_IN_URIS or text.endswith(tuple(whatwg.C0_OR_SPACE))
    else:
        assert reading.payload == reading.forgiving


@settings(max_examples=200)
@given(URIS)
def test_a_media_type_is_that_of_browsers(text: str) -> None:
    theirs, reading = whatwg.fetch(text), read_data_uri(text)
    kinds = {oddity.kind for oddity in reading.oddities}
    if theirs is None or kinds & ONLY_ACCEPTED_BY_BROWSERS:
        return
    assert reading.media_type == theirs.mime_type.essence
    header = text.partition(":")[2].partition("#")[0].partition(",")[0]
    if theirs.mime_type is not whatwg.PLAIN_TEXT and not any(mark in header for mark in READ_OTHERWISE):
        # An empty value is none to browsers, and of two values they take the first.
        named = {name: value for name, value in reversed(reading.parameters) if value}
        assert named == dict(theirs.mime_type.parameters)

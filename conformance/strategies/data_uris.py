"""Data URIs: legal ones as chat requests carry pictures, and ones that depart from that in one named way (RFC 2397)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.strategies.base64_payloads import base64_payloads, faulty_base64_payloads
from conformance.wire.base64_reader import Base64Kind
from conformance.wire.data_uri import DataUriKind

MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_PARAMETERS = ("charset=utf-8", "name=a.png", 'name="a b"', "x=%41", "x=")
_PIECES = (
    *("data:", "DATA:", ";", ",", "/", "=", "#", "%3D", "%", " ", "\t", "base64", "image/png", "YWJj", "YQ=="),
    "\ud800",
)
Write = Callable[[DrawFn, str, str], str]
"""Takes a media type and Base64 that is not empty, and returns a faulty URI."""


@dataclass(frozen=True)
class DataUri:
    """A legal data URI.

    Attributes:
        text: the URI.
        media_type: in lower case.
        payload: the bytes that it carries.
    """

    text: str
    media_type: str
    payload: bytes


@dataclass(frozen=True)
class FaultyDataUri:
    """A text that is not what `data_uris` draws, and why.

    The fault is a departure from what chat requests carry; some, such as `PERCENT_ENCODED`, are legal by RFC 2397.
    """

    fault: DataUriKind | Base64Kind
    text: str


def data_uris(
    *, payloads: SearchStrategy[bytes] | None = None, media_types: Collection[str] = MEDIA_TYPES, plain: bool = False
) -> SearchStrategy[DataUri]:
    """Return a strategy for legal data URIs in Base64.

    Args:
        payloads: the bytes that they carry, not empty; any up to 60 bytes unless given.
        media_types: the media types to draw from, in lower case.
        plain: whether the URI is written as everybody does. Otherwise letters of either case and parameters occur.

    Raises:
        InvalidArgument: there is no media type.
    """
    if not media_types:
        raise InvalidArgument("media_types must not be empty.")
    data = st.binary(min_size=1, max_size=60) if payloads is None else payloads
    return _legal(data, st.sampled_from(sorted(media_types)), plain=plain)


def plain_data_uri(media_type: str, payload: bytes) -> str:
    """Return the data URI of a payload as everybody writes it."""
    return f"data:{media_type};base64,{base64_of(payload)}"


def base64_of(payload: bytes) -> str:
    """Return the one text that RFC 4648, section 4, has for these bytes."""
    return b64encode(payload).decode("ascii")


def faulty_data_uris(*, faults: Collection[DataUriKind | Base64Kind] | None = None) -> SearchStrategy[FaultyDataUri]:
    """Return a strategy for data URIs with one fault: of the URI itself, or of the Base64 in it.

    Args:
        faults: the faults to draw from; all unless given.

    Raises:
        InvalidArgument: no fault is left, or one is not known.
    """
    known: tuple[DataUriKind | Base64Kind, ...] = (*DataUriKind, *Base64Kind)
    return st.sampled_from(chosen("faults", faults, known)).flatmap(_faulty)


def data_uri_lookalikes() -> SearchStrategy[str]:
    """Return a strategy for any texts, and for the parts of data URIs in any order."""
    return st.text(max_size=60) | st.lists(st.sampled_from(_PIECES), max_size=15).map("".join)


@st.composite
def _legal(draw: DrawFn, payloads: SearchStrategy[bytes], media_types: SearchStrategy[str], *, plain: bool) -> DataUri:
    payload, media_type = draw(payloads), draw(media_types)
    if plain:
        return DataUri(plain_data_uri(media_type, payload), media_type, payload)
    code = base64_of(payload)
    scheme = draw(st.sampled_from(["data", "DATA", "Data"]))
    shown = draw(st.sampled_from([media_type, media_type.upper()]))
    parameters = draw(st.lists(st.sampled_from(_PARAMETERS), max_size=2))
    mark = draw(st.sampled_from(["base64", "BASE64"]))
    return DataUri(f"{scheme}:{';'.join([shown, *parameters, mark])},{code}", media_type, payload)


@st.composite
def _faulty(draw: DrawFn, fault: DataUriKind | Base64Kind) -> FaultyDataUri:
    media_type = draw(st.sampled_from(MEDIA_TYPES))
    if isinstance(fault, Base64Kind):
        code = draw(faulty_base64_payloads(faults=[fault])).code
        return FaultyDataUri(fault, f"data:{media_type};base64,{code}")
    code = draw(base64_payloads(min_size=1, max_size=60)).code
    return FaultyDataUri(fault, _WRITES[fault](draw, media_type, code))


def _formatted(*templates: str) -> Write:
    """Return a writer that fills one of these templates."""
    return lambda draw, media_type, code: draw(st.sampled_from(templates)).format(type=media_type, code=code)


def _percent_encoded(_draw: DrawFn, media_type: str, code: str) -> str:
    return f"data:{media_type};base64,%{ord(code[0]):02X}{code[1:]}"


def _not_base64(_draw: DrawFn, media_type: str, code: str) -> str:
    return f"data:{media_type},{quote_from_bytes(code.encode())}"


_WRITES: dict[DataUriKind, Write] = {
    DataUriKind.NOT_A_DATA_URI: _formatted("{code}", "https://example.com/a,{code}", "date:{type};base64,{code}"),
    DataUriKind.NO_COMMA: _formatted("data:{type};base64{code}", "data:{type};base64;{code}", "data:"),
    DataUriKind.LEADING_BLANKS: _formatted(*(blank + "data:{type};base64,{code}" for blank in (" ", "\t", "\n", "\0"))),
    DataUriKind.MEDIA_TYPE_MISSING: _formatted("data:;base64,{code}"),
    DataUriKind.MEDIA_TYPE_MALFORMED: _formatted("data:image;base64,{code}", "data://{type};base64,{code}"),
    DataUriKind.PARAMETER_MALFORMED: _formatted("data:{type}; base64,{code}", "data:{type};x;base64,{code}"),
    DataUriKind.BASE64_NOT_LAST: _formatted("data:{type};base64;charset=x,{code}"),
    DataUriKind.NOT_BASE64: _not_base64,
    DataUriKind.PERCENT_ENCODED: _percent_encoded,
    DataUriKind.FRAGMENT: _formatted("data:{type};base64,{code}#", "data:{type};base64,{code}#page=1"),
    DataUriKind.ILLEGAL_URL_CHARACTER: _formatted("data:{type},a b", "data:{type},%zz", "data:{type},<{code}>"),
    DataUriKind.EMPTY_PAYLOAD: _formatted("data:{type};base64,"),
}

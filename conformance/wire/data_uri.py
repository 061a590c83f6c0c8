"""Data URIs by RFC 2397, beside what a browser's fetch (WHATWG Fetch, data: URL processor) makes of the same text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import unquote_to_bytes

from conformance.model.finding import Oddity, Place
from conformance.wire.base64_reader import Base64Kind, Base64Reading, forgiving_base64, read_base64
from conformance.wire.oddity_log import OddityLog

__all__ = ["Base64Kind", "Base64Reading", "DataUriKind", "DataUriReading", "read_base64", "read_data_uri"]

DEFAULT_MEDIA_TYPE = "text/plain"
_TOKEN = rb"[!#$&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE = re.compile(_TOKEN + rb"/" + _TOKEN)
_PARAMETER = re.compile(rb"(" + _TOKEN + rb')=("[^"]*"|(?:[!#$&\'*+.^_`|~0-9A-Za-z-]|%[0-9A-Fa-f]{2})*)')
_URL_CHARACTERS = re.compile(rb"(?:[;/?:@&=+$,!*'()A-Za-z0-9_.~-]|%[0-9A-Fa-f]{2})*+")
# The URL parser escapes other blanks in a header, and behind a question mark spaces too; escaped, they are no blanks.
_DECLARES_BASE64 = re.compile(rb"[^?]*;\x20*base64\x20*|.*;base64", re.IGNORECASE | re.DOTALL)
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_OUTER = bytes(range(0x21))


class DataUriKind(StrEnum):
    """What a data URI can have about it, besides the kinds of `Base64Kind` for its payload."""

    NOT_A_DATA_URI = "not-a-data-uri"
    """Another scheme, or none."""
    NO_COMMA = "no-comma"
    """No comma divides the media type from the data."""
    LEADING_BLANKS = "leading-blanks"
    """White space or control characters before the URI; behind it, they are part of the data."""
    MEDIA_TYPE_MISSING = "media-type-missing"
    """No media type: legal, and means text/plain."""
    MEDIA_TYPE_MALFORMED = "media-type-malformed"
    """Not type/subtype."""
    PARAMETER_MALFORMED = "parameter-malformed"
    """Not attribute=value; a blank before `base64` counts as such."""
    BASE64_NOT_LAST = "base64-not-last"
    """`base64` stands among the parameters but not last: the data is not Base64."""
    NOT_BASE64 = "not-base64"
    """No `;base64`: legal, the data is percent-encoded."""
    PERCENT_ENCODED = "percent-encoded"
    """Percent-encoding in the Base64 payload: legal, but many readers do not undo it."""
    FRAGMENT = "fragment"
    """A `#`: what follows is not part of the data."""
    ILLEGAL_URL_CHARACTER = "illegal-url-character"
    """A character in data that is not Base64 and would have to be percent-encoded."""
    EMPTY_PAYLOAD = "empty-payload"
    """No data behind the comma."""


@dataclass(frozen=True)
class DataUriReading:
    """What a data URI says.

    Attributes:
        media_type: type/subtype in lower case; `text/plain` where the URI names none, "" where it is malformed.
        parameters: (attribute in lower case, value) in order.
        is_base64: whether the data is Base64.
        payload: the bytes by RFC 2397 and RFC 4648, or None where these do not allow to decode.
        forgiving: the bytes that a browser's fetch would deliver, or None where even that fails.
        oddities: at most 20 of each kind; places are byte offsets in the URI, or in the decoded payload where it is
            percent-encoded.
    """

    media_type: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    is_base64: bool = False
    payload: bytes | None = None
    forgiving: bytes | None = None
    oddities: tuple[Oddity, ...] = ()


def read_data_uri(text: str) -> DataUriReading:
    """Read a data URI strictly and forgivingly; never raises."""
    whole = text.encode("utf-8", "surrogatepass")
    uri = whole.lstrip(_OUTER)
    log = OddityLog()
    if uri != whole:
        _note(log, DataUriKind.LEADING_BLANKS, "Blanks stood before the URI.", whole, 0)
    scheme, colon, rest = uri.partition(b":")
    rest, mark, _ = rest.partition(b"#")
    header, comma, data = rest.partition(b",")
    if not colon or scheme.lower() != b"data":
        _note(log, DataUriKind.NOT_A_DATA_URI, "The text did not begin with `data:`.", uri, 0)
        return DataUriReading(forgiving=_fetched(text), oddities=tuple(log.kept))
    forgiving = _fetched(text)
    if mark:
        _note(log, DataUriKind.FRAGMENT, "A fragment followed the URI.", uri[uri.find(b"#") :], whole.find(b"#"))
    if not comma:
        _note(log, DataUriKind.NO_COMMA, "No comma divided media type and data.", uri, len(whole))
        return DataUriReading(forgiving=forgiving, oddities=tuple(log.kept))
    at = len(whole) - len(uri) + len(scheme) + 1
    media_type, parameters, is_base64 = _header(header, at, log)
    payload, oddities = _payload(data, at + len(header) + 1, log, is_base64=is_base64)
    return DataUriReading(media_type, parameters, is_base64, payload, forgiving, (*log.kept, *oddities))


def _header(header: bytes, at: int, log: OddityLog) -> tuple[str, tuple[tuple[str, str], ...], bool]:
    """Read media type and parameters, which stand at `at`."""
    first, *others = header.split(b";")
    is_base64 = bool(others) and others[-1].strip(b" ").lower() == b"base64"
    if not is_base64:
        _note(log, DataUriKind.NOT_BASE64, "The data was not declared to be Base64.", header, at)
    elif others.pop().lower() != b"base64":
        _note(log, DataUriKind.PARAMETER_MALFORMED, "A blank stood beside `base64`.", header, at)
    return _media_type(first, at, log), _parameters(others, at + len(first) + 1, log), is_base64


def _media_type(text: bytes, at: int, log: OddityLog) -> str:
    if not text:
        _note(log, DataUriKind.MEDIA_TYPE_MISSING, "There was no media type.", text, at)
        return DEFAULT_MEDIA_TYPE
    if not _MEDIA_TYPE.fullmatch(text):
        _note(log, DataUriKind.MEDIA_TYPE_MALFORMED, "The media type was not type/subtype.", text, at)
        return ""
    return text.decode().lower()


def _parameters(parts: list[bytes], at: int, log: OddityLog) -> tuple[tuple[str, str], ...]:
    parameters: list[tuple[str, str]] = []
    for part in parts:
        if match := _PARAMETER.fullmatch(part):
            value = unquote_to_bytes(match[2].strip(b'"')).decode("utf-8", "replace")
            parameters.append((match[1].decode().lower(), value))
        elif part.strip().lower() == b"base64":
            _note(log, DataUriKind.BASE64_NOT_LAST, "`base64` did not stand right before the comma.", part, at)
        else:
            _note(log, DataUriKind.PARAMETER_MALFORMED, "A parameter was not attribute=value.", part, at)
        at += len(part) + 1
    return tuple(parameters)


def _payload(data: bytes, at: int, log: OddityLog, *, is_base64: bool) -> tuple[bytes | None, tuple[Oddity, ...]]:
    """Decode the data, which stands at `at`; return the bytes and what is odd about their Base64."""
    if not data:
        _note(log, DataUriKind.EMPTY_PAYLOAD, "There was no data.", data, at)
    if not is_base64:
        return _plain(data, at, log), ()
    plain = unquote_to_bytes(data)
    if plain != data:
        _note(log, DataUriKind.PERCENT_ENCODED, "The payload was percent-encoded.", data, at + data.find(b"%"))
        at = 0
    reading = read_base64(plain)
    return reading.data, tuple(replace(oddity, place=_moved(oddity.place, at)) for oddity in reading.oddities)


def _plain(data: bytes, at: int, log: OddityLog) -> bytes | None:
    match = _URL_CHARACTERS.match(data)
    legal = match.end() if match else 0
    if legal < len(data):
        message = "A character would have to be percent-encoded."
        _note(log, DataUriKind.ILLEGAL_URL_CHARACTER, message, data[legal : legal + 8], at + legal)
        return None
    return unquote_to_bytes(data)


def _fetched(text: str) -> bytes | None:
    """Read as the URL parser and the data: URL processor do, but leave the segments of `data:/a/../b` as they are."""
    scalars = _HALF_A_PAIR.sub("\N{REPLACEMENT CHARACTER}", text).encode()
    uri = scalars.strip(_OUTER).translate(None, b"\t\n\r").partition(b"#")[0]
    scheme, _, rest = uri.partition(b":")
    header, comma, data = rest.partition(b",")
    if scheme.lower() != b"data" or not comma:
        return None
    body = unquote_to_bytes(data)
    return forgiving_base64(body) if _DECLARES_BASE64.fullmatch(header) else body


def _moved(place: Place, by: int) -> Place:
    return Place(byte=(place.byte or 0) + by)


def _note(log: OddityLog, kind: DataUriKind, message: str, actual: bytes, at: int) -> None:
    log.note(kind, message, expected="RFC 2397, section 3", actual=actual, place=Place(byte=at))

"""URLs of a picture that no reader should take for one, and odd ones that it may: one thing about each."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.data_uris import base64_of
from conformance.strategies.uri_spellings import parameters, recased


class UriFault(StrEnum):
    """What is wrong, or odd, about a URL."""

    NO_COMMA = "no comma"
    NOT_DECLARED = "Base64 that is not declared"
    BASE64_NOT_LAST = "a parameter behind base64"
    ENDS_IN_BASE64 = "a word that ends in base64"
    NO_MEDIA_TYPE = "no media type"
    NOT_A_PICTURE = "a label that is no picture's"
    UNKNOWN_BYTES = "a label of unknown bytes"
    MALFORMED_LABEL = "a label that is not type/subtype"
    PREFIX_TWICE = "a data URI in a data URI"
    NO_URI = "Base64 without a data URI"
    SLASHES = "slashes behind the scheme"
    OTHER_SCHEME = "another scheme, or none"
    ODD = "an odd spelling"
    OTHER_LABEL = "another picture's label"


@dataclass(frozen=True)
class SpoiledUri:
    """A URL with one thing about it.

    Attributes:
        stratum: that thing, more exactly than `fault` says.
        fault: the rule that it breaks, or bends.
        url: the URL.
    """

    stratum: str
    fault: UriFault
    url: str


Write = Callable[[DrawFn, bytes, str], str]
"""Takes a picture and its Base64, and returns a URL."""


def spoiled_uris(picture: bytes) -> SearchStrategy[SpoiledUri]:
    """Return a strategy for URLs of a PNG that must be refused."""
    return _drawn(_FAULTS, picture)


def odd_uris(picture: bytes) -> SearchStrategy[SpoiledUri]:
    """Return a strategy for URLs of a PNG that may be served or refused."""
    return _drawn(_ODD, picture)


def _drawn(writes: dict[str, tuple[UriFault, Write]], picture: bytes) -> SearchStrategy[SpoiledUri]:
    code = base64_of(picture)

    @st.composite
    def spoiled(draw: DrawFn) -> SpoiledUri:
        stratum = draw(st.sampled_from(list(writes)))
        fault, write = writes[stratum]
        return SpoiledUri(stratum, fault, write(draw, picture, code))

    return spoiled()


def _with_separator(*signs: str) -> Write:
    def write(draw: DrawFn, _: bytes, code: str) -> str:
        return f"data:image/png;base64{draw(st.sampled_from(signs))}{code}"

    return write


def _head_alone(draw: DrawFn, _: bytes, __: str) -> str:
    return draw(st.sampled_from(["data:", "data:image/png", "data:image/png;base64", "data:image/png;base64;"]))


def _with_mark(marks: SearchStrategy[str]) -> Write:
    """Write what is drawn behind the media type, a semicolon included where there is one."""
    return lambda draw, _, code: f"data:image/png{draw(marks)},{code}"


def _labelled(labels: SearchStrategy[str]) -> Write:
    return lambda draw, _, code: f"data:{draw(labels)};base64,{code}"


def _twice(draw: DrawFn, _: bytes, code: str) -> str:
    heads = draw(st.integers(2, 3))
    return "data:image/png;base64," * heads + code


def _twice_within(draw: DrawFn, _: bytes, code: str) -> str:
    return f"data:image/png;base64,{draw(st.sampled_from(['image/png;base64,', 'base64,', 'data:', 'data:,']))}{code}"


def _formatted(*templates: str) -> Write:
    return lambda draw, _, code: draw(st.sampled_from(templates)).format(code=code)


def _pattern(template: str, words: SearchStrategy[str]) -> Write:
    return lambda draw, _, code: template.format(word=draw(words), code=code)


_WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=8)
_IDS = st.uuids().map(str)
_UNDECLARED = ("b64", "base32", "base-64", "base6", "ase64", "hex", "utf-8")
_JOINED = ("base64", "/base64", "-base64", "+base64")
_ENDED = (";xbase64", ";x-base64", ";e=base64")
_BEGUN = ("base64x", "base64url", "base64=1", "base64-", "base64/png", "base64.")
_TEXTS = ("text/plain", "text/html", "text/csv", "text/x-png")
_APPLICATIONS = ("application/pdf", "application/json", "application/zip", "application/xml", "application/png")
_OTHERS = ("video/mp4", "audio/mpeg", "font/woff2", "model/obj", "message/rfc822", "multipart/form-data")
_HALVES = ("image", "image/", "/png", "/")
_MALFORMED = ("image//png", "/image/png", "image png", "image\\png", "image:png", "image.png", "imagepng")
_FOREIGN_PICTURES = (
    *("image/bmp", "image/tiff", "image/heic", "image/avif", "image/x-icon", "image/x-png"),
    *("image/png+xml", "image/*", "image/apng", "image/vnd.adobe.photoshop"),
)
_FAULTS: dict[str, tuple[UriFault, Write]] = {
    "no comma": (UriFault.NO_COMMA, _with_separator("")),
    "no comma, in upper case": (UriFault.NO_COMMA, _formatted("DATA:IMAGE/PNG;BASE64{code}")),
    "another sign for the comma": (UriFault.NO_COMMA, _with_separator(":", "=", ".", "|", "!")),
    "a head alone": (UriFault.NO_COMMA, _head_alone),
    "no base64": (UriFault.NOT_DECLARED, _with_mark(st.just(""))),
    "no base64, in upper case": (UriFault.NOT_DECLARED, _formatted("DATA:IMAGE/PNG,{code}")),
    "a parameter for base64": (UriFault.NOT_DECLARED, _with_mark(parameters().map(";{}".format))),
    "a word like base64": (UriFault.NOT_DECLARED, _with_mark(st.sampled_from(_UNDECLARED).map(";{}".format))),
    "base64 without its semicolon": (UriFault.ENDS_IN_BASE64, _with_mark(st.sampled_from(_JOINED))),
    "a word that ends in base64": (UriFault.ENDS_IN_BASE64, _with_mark(st.sampled_from(_ENDED))),
    "a parameter behind base64": (UriFault.BASE64_NOT_LAST, _with_mark(parameters().map(";base64;{}".format))),
    "a word that begins with base64": (
        UriFault.BASE64_NOT_LAST,
        _with_mark(st.sampled_from(_BEGUN).map(";{}".format)),
    ),
    "an empty parameter behind base64": (UriFault.BASE64_NOT_LAST, _with_mark(st.just(";base64;"))),
    "no media type": (UriFault.NO_MEDIA_TYPE, _formatted("data:;base64,{code}")),
    "a parameter and no media type": (
        UriFault.NO_MEDIA_TYPE,
        _pattern("data:;{word};base64,{code}", parameters()),
    ),
    "a label of text": (UriFault.NOT_A_PICTURE, _labelled(st.sampled_from(_TEXTS))),
    "a label of an application": (UriFault.NOT_A_PICTURE, _labelled(st.sampled_from(_APPLICATIONS))),
    "a label of something else": (UriFault.NOT_A_PICTURE, _labelled(st.sampled_from(_OTHERS))),
    "a label that is no picture's, in another case": (
        UriFault.NOT_A_PICTURE,
        _labelled(st.sampled_from(_TEXTS + _APPLICATIONS + _OTHERS).flatmap(recased)),
    ),
    "octet-stream": (UriFault.UNKNOWN_BYTES, _labelled(st.just("application/octet-stream"))),
    "octet-stream in another case": (UriFault.UNKNOWN_BYTES, _labelled(recased("application/octet-stream"))),
    "a subtype alone": (UriFault.MALFORMED_LABEL, _labelled(st.sampled_from(["png", "jpeg", "gif"]))),
    "half a label": (UriFault.MALFORMED_LABEL, _labelled(st.sampled_from(_HALVES))),
    "a label that is not type/subtype": (UriFault.MALFORMED_LABEL, _labelled(st.sampled_from(_MALFORMED))),
    "a data URI in a data URI": (UriFault.PREFIX_TWICE, _twice),
    "a data URI in a data URI, in upper case": (
        UriFault.PREFIX_TWICE,
        _formatted("DATA:IMAGE/PNG;BASE64,data:image/png;base64,{code}"),
    ),
    "part of a head behind the comma": (UriFault.PREFIX_TWICE, _twice_within),
    "Base64 alone": (UriFault.NO_URI, _formatted("{code}")),
    "Base64 behind a head without a scheme": (
        UriFault.NO_URI,
        _formatted("image/png;base64,{code}", "base64,{code}", ";base64,{code}", ",{code}"),
    ),
    "slashes behind the scheme": (
        UriFault.SLASHES,
        _formatted("data://image/png;base64,{code}", "data:///image/png;base64,{code}"),
    ),
    "a scheme like data": (
        UriFault.OTHER_SCHEME,
        _pattern("{word}:image/png;base64,{code}", st.sampled_from(["date", "dat", "datas", "xdata", "image", "a"])),
    ),
    "an address within a program": (
        UriFault.OTHER_SCHEME,
        _pattern("{word}", st.builds("{}{}".format, st.sampled_from(["blob:https://app.invalid/", "cid:"]), _IDS)),
    ),
    "a name": (UriFault.OTHER_SCHEME, _pattern("urn:uuid:{word}", _IDS)),
    "words": (UriFault.OTHER_SCHEME, _pattern("{word}", st.lists(_WORDS, min_size=1, max_size=3).map(" ".join))),
    "a relative path": (UriFault.OTHER_SCHEME, _pattern("eyechart-pictures/{word}.png", _WORDS)),
}


def _spaced(template: str, *blanks: str) -> Write:
    return lambda draw, _, code: template.format(blank=draw(st.sampled_from(blanks)), code=code)


def _percent_encoded(draw: DrawFn, picture: bytes, _: str) -> str:
    safe = draw(st.sampled_from(["", string.punctuation.replace("%", "").replace("#", "")]))
    return f"data:image/png,{quote_from_bytes(picture, safe=safe)}"


def _escaped_head(draw: DrawFn, _: bytes, code: str) -> str:
    head = "image/png;base64"
    at = draw(st.integers(0, len(head) - 1))
    return f"data:{head[:at]}%{ord(head[at]):02X}{head[at + 1 :]},{code}"


_BLANKS = (" ", "  ", "\t", "\n", "\r\n")
_ODD: dict[str, tuple[UriFault, Write]] = {
    "a blank in front": (UriFault.ODD, _spaced("{blank}data:image/png;base64,{code}", *_BLANKS)),
    "a control character in front": (UriFault.ODD, _spaced("{blank}data:image/png;base64,{code}", "\0", "\x1f")),
    "a mark of byte order in front": (UriFault.ODD, _spaced("{blank}data:image/png;base64,{code}", "\ufeff")),
    "a blank behind": (UriFault.ODD, _spaced("data:image/png;base64,{code}{blank}", *_BLANKS)),
    "a blank behind the scheme": (UriFault.ODD, _spaced("data:{blank}image/png;base64,{code}", *_BLANKS)),
    "a blank before base64": (UriFault.ODD, _spaced("data:image/png;{blank}base64,{code}", *_BLANKS)),
    "a blank behind base64": (UriFault.ODD, _spaced("data:image/png;base64{blank},{code}", *_BLANKS)),
    "a blank behind the comma": (UriFault.ODD, _spaced("data:image/png;base64,{blank}{code}", *_BLANKS)),
    "a fragment": (UriFault.ODD, _pattern("data:image/png;base64,{code}#{word}", _WORDS | st.just(""))),
    "a query": (UriFault.ODD, _pattern("data:image/png;base64,{code}?{word}", _WORDS)),
    "percent-encoded bytes": (UriFault.ODD, _percent_encoded),
    "an escape in the head": (UriFault.ODD, _escaped_head),
    "a parameter without a value": (UriFault.ODD, _pattern("data:image/png;{word};base64,{code}", _WORDS)),
    "an empty parameter": (UriFault.ODD, _formatted("data:image/png;;base64,{code}", "data:image/png;=;base64,{code}")),
    "a quoted parameter": (
        UriFault.ODD,
        _pattern('data:image/png;name="{word}";base64,{code}', st.text(string.ascii_letters + " .,;=", max_size=8)),
    ),
    "base64 twice": (UriFault.ODD, _formatted("data:image/png;base64;base64,{code}")),
    "quotation marks around": (UriFault.ODD, _formatted('"data:image/png;base64,{code}"')),
    "angle brackets around": (UriFault.ODD, _formatted("<data:image/png;base64,{code}>")),
    "a scheme twice": (
        UriFault.ODD,
        _formatted("data:data:image/png;base64,{code}", "url:data:image/png;base64,{code}"),
    ),
    "a comma twice": (UriFault.ODD, _formatted("data:image/png;base64,,{code}")),
    "a label of JPEG": (UriFault.OTHER_LABEL, _labelled(st.just("image/jpeg"))),
    "a label of WebP or GIF": (UriFault.OTHER_LABEL, _labelled(st.sampled_from(["image/webp", "image/gif"]))),
    "a label of SVG": (UriFault.OTHER_LABEL, _labelled(st.just("image/svg+xml"))),
    "a label of another format": (UriFault.OTHER_LABEL, _labelled(st.sampled_from(_FOREIGN_PICTURES))),
    "a label of another picture, in another case": (
        UriFault.OTHER_LABEL,
        _labelled(st.sampled_from(["image/jpeg", *_FOREIGN_PICTURES]).flatmap(recased)),
    ),
    "a label of no format": (UriFault.OTHER_LABEL, _labelled(_WORDS.map("image/{}".format))),
}

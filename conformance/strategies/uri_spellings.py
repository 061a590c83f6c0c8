"""Legal spellings of one data URI in Base64 (RFC 2397, RFC 3986 section 3.1, RFC 2045 section 5.1), each named."""

from __future__ import annotations

import string
from collections.abc import Callable, Collection
from enum import StrEnum

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen

_SAFE = string.ascii_letters + string.digits + "-._"
_SIGNS = "!$&'*+~"
"""What may stand in a token (RFC 2045) and in a URL (RFC 2396) besides."""
_ATTRIBUTES = st.text(string.ascii_lowercase, min_size=1, max_size=8).filter(lambda word: word != "base64")
_VALUES = st.text(_SAFE, min_size=1, max_size=10).filter(lambda word: word.lower() != "base64")
_ESCAPED = st.integers(0x20, 0x7E).map(lambda code: f"%{code:02X}")


class UriSpelling(StrEnum):
    """What is particular about a data URI; the value says it in words."""

    SCHEME_UPPER = "scheme in capitals"
    SCHEME_MIXED = "scheme in mixed case"
    MEDIA_TYPE_UPPER = "media type in capitals"
    MEDIA_TYPE_MIXED = "media type in mixed case"
    BASE64_UPPER = "base64 in capitals"
    BASE64_MIXED = "base64 in mixed case"
    CHARSET = "charset"
    PARAMETER = "parameter"
    SIGNS = "parameter with signs"
    ESCAPED = "parameter with an escape"
    TWO_PARAMETERS = "two parameters"
    MANY_PARAMETERS = "three parameters or four"
    UPPER_CASE = "everything in upper case"
    UPPER_CASE_AND_PARAMETER = "parameter, scheme and media type in upper case"


def uri_spellings(
    media_type: str, code: str, *, spellings: Collection[UriSpelling] | None = None
) -> SearchStrategy[tuple[UriSpelling, str]]:
    """Return a strategy for spellings and data URIs that are written so.

    Args:
        media_type: in lower case.
        code: Base64.
        spellings: what to draw from; all unless given.

    Raises:
        InvalidArgument: no spelling is left, or one is not known.
    """
    drawn = st.sampled_from(chosen("spellings", spellings, UriSpelling))
    return drawn.flatmap(lambda one: _HEADS[one](media_type).map(lambda head: (one, f"{head},{code}")))


def recased(word: str) -> SearchStrategy[str]:
    """Return a strategy for a word in any case but its own, in upper case first."""
    return st.one_of(_upper(word), _mixed(word))


def _upper(word: str) -> SearchStrategy[str]:
    return st.just(word.upper())


def _mixed(word: str) -> SearchStrategy[str]:
    """Draw a word in capitals and small letters; a capital in front is the one mixture that servers do expect."""
    letters = (st.sampled_from(sorted({letter.upper(), letter.lower()})) for letter in word)
    expected = (word.upper(), word.lower(), word.capitalize())
    return st.tuples(*letters).map("".join).filter(lambda drawn: drawn not in expected)


def parameters() -> SearchStrategy[str]:
    """Return a strategy for parameters of a media type, without quotation marks, which no URL may have."""
    return st.builds(_assigned, _ATTRIBUTES, _VALUES)


def _assigned(attribute: str, value: str) -> str:
    return f"{attribute}={value}"


_NONE: SearchStrategy[list[str]] = st.just([])
Recasing = Callable[[str], SearchStrategy[str]]


@st.composite
def _head(
    draw: DrawFn,
    media_type: str,
    *,
    scheme: Recasing = st.just,
    label: Recasing = st.just,
    mark: Recasing = st.just,
    more: SearchStrategy[list[str]] = _NONE,
) -> str:
    """Draw everything up to the comma.

    Args:
        draw: draws.
        media_type: in lower case.
        scheme: what becomes of the letters of the scheme.
        label: of those of the media type.
        mark: of those of the word base64.
        more: the parameters, none unless given.
    """
    said = [draw(label(media_type)), *draw(more), draw(mark("base64"))]
    return f"{draw(scheme('data'))}:{';'.join(said)}"


def _one(parameter: SearchStrategy[str]) -> SearchStrategy[list[str]]:
    return st.lists(parameter, min_size=1, max_size=1)


def _several(least: int, most: int) -> SearchStrategy[list[str]]:
    return st.lists(parameters(), min_size=least, max_size=most)


def _with_signs() -> SearchStrategy[str]:
    values = st.builds(lambda sign, rest: sign + rest, st.sampled_from(_SIGNS), st.text(_SAFE + _SIGNS, max_size=8))
    return st.builds(_assigned, _ATTRIBUTES, values)


_CHARSETS = st.sampled_from(["utf-8", "UTF-8", "us-ascii", "iso-8859-1"]).map(lambda name: f"charset={name}")
_HEADS: dict[UriSpelling, Callable[[str], SearchStrategy[str]]] = {
    UriSpelling.SCHEME_UPPER: lambda media_type: _head(media_type, scheme=_upper),
    UriSpelling.SCHEME_MIXED: lambda media_type: _head(media_type, scheme=_mixed),
    UriSpelling.MEDIA_TYPE_UPPER: lambda media_type: _head(media_type, label=_upper),
    UriSpelling.MEDIA_TYPE_MIXED: lambda media_type: _head(media_type, label=_mixed),
    UriSpelling.BASE64_UPPER: lambda media_type: _head(media_type, mark=_upper),
    UriSpelling.BASE64_MIXED: lambda media_type: _head(media_type, mark=_mixed),
    UriSpelling.CHARSET: lambda media_type: _head(media_type, more=_one(_CHARSETS)),
    UriSpelling.PARAMETER: lambda media_type: _head(media_type, more=_one(parameters())),
    UriSpelling.SIGNS: lambda media_type: _head(media_type, more=_one(_with_signs())),
    UriSpelling.ESCAPED: lambda media_type: _head(media_type, more=_one(st.builds(_assigned, _ATTRIBUTES, _ESCAPED))),
    UriSpelling.TWO_PARAMETERS: lambda media_type: _head(media_type, more=_several(2, 2)),
    UriSpelling.MANY_PARAMETERS: lambda media_type: _head(media_type, more=_several(3, 4)),
    UriSpelling.UPPER_CASE: lambda media_type: st.just(f"DATA:{media_type.upper()};BASE64"),
    UriSpelling.UPPER_CASE_AND_PARAMETER: lambda media_type: parameters().map(
        lambda parameter: f"DATA:{media_type.upper()};{parameter};base64"
    ),
}

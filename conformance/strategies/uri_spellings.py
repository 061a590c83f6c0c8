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

    SCHEME_CASE = "scheme in another case"
    MEDIA_TYPE_CASE = "media type in another case"
    BASE64_CASE = "base64 in another case"
    CHARSET = "charset"
    PARAMETER = "parameter"
    SIGNS = "parameter with signs"
    ESCAPED = "parameter with an escape"
    PARAMETERS = "several parameters"
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
    mixed = st.tuples(*(st.sampled_from(sorted({letter.upper(), letter.lower()})) for letter in word)).map("".join)
    return st.one_of(st.just(word.upper()), mixed.filter(lambda drawn: drawn != word))


def parameters() -> SearchStrategy[str]:
    """Return a strategy for parameters of a media type, without quotation marks, which no URL may have."""
    return st.builds(_assigned, _ATTRIBUTES, _VALUES)


def _assigned(attribute: str, value: str) -> str:
    return f"{attribute}={value}"


_NONE: SearchStrategy[list[str]] = st.just([])


@st.composite
def _head(
    draw: DrawFn,
    media_type: str,
    *,
    scheme: bool = False,
    label: bool = False,
    mark: bool = False,
    more: SearchStrategy[list[str]] = _NONE,
) -> str:
    """Draw everything up to the comma.

    Args:
        draw: draws.
        media_type: in lower case.
        scheme: whether the scheme is in another case.
        label: whether the media type is.
        mark: whether the word base64 is.
        more: the parameters, none unless given.
    """
    said = [draw(recased(media_type)) if label else media_type, *draw(more)]
    said.append(draw(recased("base64")) if mark else "base64")
    return f"{draw(recased('data')) if scheme else 'data'}:{';'.join(said)}"


def _one(parameter: SearchStrategy[str]) -> SearchStrategy[list[str]]:
    return st.lists(parameter, min_size=1, max_size=1)


def _with_signs() -> SearchStrategy[str]:
    values = st.builds(lambda sign, rest: sign + rest, st.sampled_from(_SIGNS), st.text(_SAFE + _SIGNS, max_size=8))
    return st.builds(_assigned, _ATTRIBUTES, values)


_CHARSETS = st.sampled_from(["utf-8", "UTF-8", "us-ascii", "iso-8859-1"]).map(lambda name: f"charset={name}")
_HEADS: dict[UriSpelling, Callable[[str], SearchStrategy[str]]] = {
    UriSpelling.SCHEME_CASE: lambda media_type: _head(media_type, scheme=True),
    UriSpelling.MEDIA_TYPE_CASE: lambda media_type: _head(media_type, label=True),
    UriSpelling.BASE64_CASE: lambda media_type: _head(media_type, mark=True),
    UriSpelling.CHARSET: lambda media_type: _head(media_type, more=_one(_CHARSETS)),
    UriSpelling.PARAMETER: lambda media_type: _head(media_type, more=_one(parameters())),
    UriSpelling.SIGNS: lambda media_type: _head(media_type, more=_one(_with_signs())),
    UriSpelling.ESCAPED: lambda media_type: _head(media_type, more=_one(st.builds(_assigned, _ATTRIBUTES, _ESCAPED))),
    UriSpelling.PARAMETERS: lambda media_type: _head(media_type, more=st.lists(parameters(), min_size=2, max_size=4)),
    UriSpelling.UPPER_CASE: lambda media_type: st.just(f"DATA:{media_type.upper()};BASE64"),
    UriSpelling.UPPER_CASE_AND_PARAMETER: lambda media_type: parameters().map(
        lambda parameter: f"DATA:{media_type.upper()};{parameter};base64"
    ),
}

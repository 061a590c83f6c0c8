"""Data URIs that RFC 2397 allows, with one thing about them that is rarely seen, and with several."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations.building import chat_payload, picture_content
from conformance.conversations.pictures import data_uri
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import served
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.strategies.uri_spellings import UriSpelling, uri_spellings

_SCHEME = "data URI with an upper-case scheme"
_MEDIA_TYPE = "data URI with an upper-case media type"
_CHARSET = "data URI with a charset"
_JPG = "JPEG picture labelled image/jpg"
_PROVES = {
    **dict.fromkeys(UriSpelling, "URI-004"),
    UriSpelling.SCHEME_UPPER: "URI-001",
    UriSpelling.SCHEME_MIXED: "URI-001",
    UriSpelling.MEDIA_TYPE_UPPER: "URI-002",
    UriSpelling.MEDIA_TYPE_MIXED: "URI-002",
    UriSpelling.BASE64_UPPER: "URI-003",
    UriSpelling.BASE64_MIXED: "URI-003",
    UriSpelling.UPPER_CASE: "URI-003",
}
_SHOWN_ALONE: dict[UriSpelling, tuple[str, ...]] = {
    UriSpelling.UPPER_CASE: (_SCHEME, _MEDIA_TYPE),
    UriSpelling.UPPER_CASE_AND_PARAMETER: (_SCHEME, _MEDIA_TYPE, _CHARSET),
}
_OF_JPG = (UriSpelling.CHARSET, UriSpelling.UPPER_CASE_AND_PARAMETER)
"""Spellings of a JPEG under its unregistered label: what fixed conversations show of another picture."""
_LABELS = {
    "image/png": ("red.png", ("PNG picture",)),
    "image/jpeg": ("red.jpg", ("PNG picture", "JPEG picture")),
    "image/jpg": ("red.jpg", ("PNG picture", "JPEG picture", _JPG)),
}


def _uris(dialect: Dialect) -> SearchStrategy[Example]:
    png = [(one, "image/png") for one in UriSpelling]
    jpeg = [(one, "image/jpeg") for one in (UriSpelling.MEDIA_TYPE_UPPER, UriSpelling.CHARSET, UriSpelling.PARAMETER)]
    jpg = [(one, "image/jpg") for one in _OF_JPG]
    return st.sampled_from([*png, *jpeg, *jpg]).flatmap(lambda one: _spelled(dialect, *one))


def _spelled(dialect: Dialect, spelling: UriSpelling, label: str) -> SearchStrategy[Example]:
    file, controls = _LABELS[label]
    is_jpg = label == "image/jpg"
    shown = _SHOWN_ALONE.get(spelling, (_CHARSET,) if is_jpg else ())

    def example(uri: str) -> Example:
        return served(
            f"{spelling}, {label}",
            "URI-013" if is_jpg else _PROVES[spelling],
            chat_payload(dialect, picture_content(uri)),
            controls=(*controls, *shown),
            capability=Capability.IMAGES,
        )

    code = data_uri(file).partition(",")[2]
    return uri_spellings(label, code, spellings=[spelling]).map(lambda drawn: example(drawn[1]))


PROPERTIES = (
    Property(
        name="data URIs of every spelling",
        examples=_uris,
        proves=frozenset({*_PROVES.values(), "URI-013"}),
        controls=frozenset({"PNG picture", "JPEG picture", _JPG, _SCHEME, _MEDIA_TYPE, _CHARSET}),
    ),
)

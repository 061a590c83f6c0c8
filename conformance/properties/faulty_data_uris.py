"""URLs of pictures with one fault, which must be refused, and odd ones, which may be."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from conformance.conversations.b64 import A_BROKEN_PICTURE
from conformance.conversations.building import A_MISTAKE, NOISE
from conformance.conversations.part import NO_PICTURE
from conformance.conversations.pictures import picture
from conformance.model.settings import Dialect
from conformance.properties.building import about_picture, either, refused
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.strategies.spoiled_uris import SpoiledUri, UriFault, odd_uris, spoiled_uris

_CONTROL = "PNG picture"
_REFUSED = {
    UriFault.NO_COMMA: "URI-006",
    UriFault.NOT_DECLARED: "URI-007",
    UriFault.BASE64_NOT_LAST: "URI-008",
    UriFault.ENDS_IN_BASE64: "URI-008",
    UriFault.NO_MEDIA_TYPE: "URI-009",
    UriFault.NOT_A_PICTURE: "URI-010",
    UriFault.UNKNOWN_BYTES: "URI-011",
    UriFault.MALFORMED_LABEL: "URI-012",
    UriFault.PREFIX_TWICE: "URI-014",
    UriFault.NO_URI: "URI-015",
    UriFault.SLASHES: "URI-016",
    UriFault.OTHER_SCHEME: "URI-017",
}
_ODD = {UriFault.ODD: "URI-018", UriFault.OTHER_LABEL: "URI-019"}
_ODD_CONTROLS = (_CONTROL, A_MISTAKE, A_BROKEN_PICTURE, NO_PICTURE)


def _faulty(dialect: Dialect) -> SearchStrategy[Example]:
    def example(one: SpoiledUri) -> Example:
        controls = (_CONTROL, NOISE)
        return about_picture(refused, dialect, one.stratum, _REFUSED[one.fault], one.url, controls=controls)

    return spoiled_uris(picture("red.png")).map(example)


def _odd(dialect: Dialect) -> SearchStrategy[Example]:
    def example(one: SpoiledUri) -> Example:
        return about_picture(either, dialect, one.stratum, _ODD[one.fault], one.url, controls=_ODD_CONTROLS)

    return odd_uris(picture("red.png")).map(example)


PROPERTIES = (
    Property(
        name="data URIs with a fault",
        examples=_faulty,
        proves=frozenset(_REFUSED.values()),
        controls=frozenset({_CONTROL, NOISE}),
    ),
    Property(
        name="data URIs of odd spellings",
        examples=_odd,
        proves=frozenset(_ODD.values()),
        controls=frozenset(_ODD_CONTROLS),
    ),
)

"""Files that are no pictures, or damaged ones: refused where nobody can show them, and survived in any case."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from conformance.conversations.b64 import A_BROKEN_PICTURE
from conformance.conversations.building import A_MISTAKE, NOISE
from conformance.model.settings import Capability, Dialect, Hazard
from conformance.properties.building import about_picture, either, refused
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.strategies.damaged_pictures import Damage, DamagedPicture, broken_pictures, doubtful_pictures
from conformance.strategies.data_uris import plain_data_uri
from conformance.strategies.small_pictures import small_pictures

_CONTROL = "PNG picture"
_PROVES = {
    Damage.NO_PICTURE: "FMT-011",
    Damage.NO_PIXEL: "FMT-012",
    Damage.HALF: "IMG-005",
    Damage.FORGIVABLE: "FMT-013",
}
_FORMATS = {"image/png": _CONTROL, "image/jpeg": "JPEG picture", "image/gif": "GIF picture"}
_MISTAKES = (A_MISTAKE, A_BROKEN_PICTURE, NOISE)
_BROKEN = "ERR-001"
"""What a file that is broken does to a server is no matter of its format."""


def _refused(dialect: Dialect) -> SearchStrategy[Example]:
    def example(one: DamagedPicture) -> Example:
        controls = (_CONTROL, _FORMATS[one.media_type], NOISE)
        uri = plain_data_uri(one.media_type, one.data)
        return about_picture(refused, dialect, one.stratum, _PROVES[one.damage], uri, controls=controls)

    return broken_pictures().map(example)


def _survived(dialect: Dialect) -> SearchStrategy[Example]:
    def example(one: DamagedPicture) -> Example:
        controls = (_CONTROL, _FORMATS[one.media_type], *_MISTAKES)
        can = Capability.GIF if one.media_type == "image/gif" else Capability.IMAGES
        uri = plain_data_uri(one.media_type, one.data)
        return about_picture(either, dialect, one.stratum, _BROKEN, uri, controls=controls, capability=can)

    return doubtful_pictures().map(example)


def _small(dialect: Dialect) -> SearchStrategy[Example]:
    def example(stratum: str, data: bytes) -> Example:
        uri = plain_data_uri("image/png", data)
        return about_picture(either, dialect, stratum, "SIZE-004", uri, controls=(_CONTROL, *_MISTAKES))

    return small_pictures().map(lambda one: example(*one))


PROPERTIES = (
    Property(
        name="broken pictures",
        examples=_refused,
        proves=frozenset(_PROVES.values()),
        controls=frozenset({_CONTROL, "JPEG picture", NOISE}),
    ),
    Property(
        name="damaged pictures",
        examples=_survived,
        proves=frozenset({_BROKEN}),
        controls=frozenset({*_FORMATS.values(), *_MISTAKES}),
    ),
    Property(
        name="small pictures",
        examples=_small,
        proves=frozenset({"SIZE-004"}),
        controls=frozenset({_CONTROL, *_MISTAKES}),
        hazard=Hazard.CRASH,
    ),
)

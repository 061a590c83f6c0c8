"""Pictures that must be read: every kind of file that the documented formats allow, every Base64 of one."""

from __future__ import annotations

from itertools import chain

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.building import chat_payload, picture_content
from conformance.conversations.img import QUESTION_ALONE
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import served
from conformance.properties.example import Example
from conformance.properties.picture_controls import PADDED, padded_like, with_shown_padding
from conformance.properties.property import Property
from conformance.strategies.data_uris import plain_data_uri
from conformance.strategies.drawn_pictures import PictureKind, drawn_pictures
from conformance.strategies.picture_payloads import PayloadKind, picture_payloads
from conformance.strategies.png_extras import PngExtra

_CONTROLS = (QUESTION_ALONE, "PNG picture")
_FORMATS = {"image/png": "PNG picture", "image/jpeg": "JPEG picture", "image/gif": "GIF picture"}
_RGB_8 = (
    PictureKind.UNFILTERED,
    PictureKind.SUB,
    PictureKind.UP,
    PictureKind.AVERAGE,
    PictureKind.PAETH,
    PictureKind.FILTERED,
    PictureKind.OTHER_SIDES,
    PictureKind.BLOCKS,
    PictureKind.FIXED_CODES,
    PictureKind.WINDOW,
)
_PROVES = {
    **dict.fromkeys(PictureKind, "FMT-002"),
    **dict.fromkeys(_RGB_8, "IMG-001"),
    **dict.fromkeys(
        (
            PictureKind.DIVIDED,
            PictureKind.INTERLACED,
            PictureKind.INTERLACED_ALPHA,
            PictureKind.EXTRA,
            PictureKind.EXTRA_BEHIND,
            PictureKind.EXTRAS,
        ),
        "FMT-003",
    ),
    **dict.fromkeys((PictureKind.JPEG_COMMENT, PictureKind.JPEG_APPLICATION), "FMT-004"),
    PictureKind.GIF_COMMENT: "FMT-007",
}
_SHOWN_ALONE = {PictureKind.INTERLACED_ALPHA: ("PNG with alpha", "PNG interlaced")}
"""Combinations -> the conversations that show what they combine."""
_PADDINGS = (PayloadKind.NO_PADDING, PayloadKind.PADDING_1, PayloadKind.PADDING_2)


def _of_rgb(dialect: Dialect) -> SearchStrategy[Example]:
    return st.sampled_from(_RGB_8).flatmap(lambda kind: _picture(dialect, kind, None))


def _of_every_kind(dialect: Dialect) -> SearchStrategy[Example]:
    kinds = [kind for kind in PictureKind if kind not in {*_RGB_8, PictureKind.EXTRA}]
    return st.sampled_from(kinds).flatmap(lambda kind: _picture(dialect, kind, None))


def _with_extras(dialect: Dialect) -> SearchStrategy[Example]:
    return st.sampled_from(PngExtra).flatmap(lambda extra: _picture(dialect, PictureKind.EXTRA, extra))


def _picture(dialect: Dialect, kind: PictureKind, extra: PngExtra | None) -> SearchStrategy[Example]:
    stratum = f"PNG with {extra}" if extra else str(kind)

    def example(data: bytes, media_type: str) -> Example:
        uri = plain_data_uri(media_type, data)
        controls = (*_CONTROLS, padded_like(uri), _FORMATS[media_type], *_SHOWN_ALONE.get(kind, ()))
        return served(
            stratum,
            _PROVES[kind],
            chat_payload(dialect, picture_content(uri)),
            controls=tuple(dict.fromkeys(controls)),
            capability=Capability.GIF if media_type == "image/gif" else Capability.IMAGES,
        )

    pictures = with_shown_padding(drawn_pictures(kinds=[kind], extra=extra))
    return pictures.map(lambda one: example(one.data, one.media_type))


@st.composite
def _payloads(draw: DrawFn, dialect: Dialect) -> Example:
    kind, data = draw(picture_payloads())
    uri = plain_data_uri("image/png", data)
    is_padding = kind in _PADDINGS
    return served(
        str(kind),
        "B64-005" if is_padding else "B64-008",
        chat_payload(dialect, picture_content(uri)),
        controls=_CONTROLS if is_padding else (*_CONTROLS, padded_like(uri)),
        capability=Capability.IMAGES,
    )


PROPERTIES = (
    Property(
        name="PNG pictures of 8-bit RGB",
        examples=_of_rgb,
        proves=frozenset({"IMG-001"}),
        controls=frozenset({*_CONTROLS, *PADDED}),
    ),
    Property(
        name="pictures of every kind",
        examples=_of_every_kind,
        proves=frozenset(_PROVES.values()) - {"IMG-001"},
        controls=frozenset({*_CONTROLS, *PADDED, *_FORMATS.values(), *chain.from_iterable(_SHOWN_ALONE.values())}),
    ),
    Property(
        name="PNG pictures with an ancillary chunk",
        examples=_with_extras,
        proves=frozenset({"FMT-003"}),
        controls=frozenset({*_CONTROLS, *PADDED}),
    ),
    Property(
        name="pictures with any Base64",
        examples=_payloads,
        proves=frozenset({"B64-005", "B64-008"}),
        controls=frozenset({*_CONTROLS, *PADDED}),
    ),
)

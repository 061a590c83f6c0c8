"""Picture formats: variants of the four documented ones, other formats, files that are broken or no pictures at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.conversations.building import NOISE, chat, one_step, picture_content, rejected
from conformance.conversations.conversation import Conversation, Trait
from conformance.conversations.img import PICTURE_PATH, QUESTION_ALONE
from conformance.conversations.pictures import catalogue, data_uri
from conformance.model.settings import Capability, Depth

PNG_KINDS = {
    "PNG with alpha": "rgba.png",
    "PNG greyscale": "grey.png",
    "PNG with a palette": "palette.png",
    "PNG greyscale with alpha": "grey-alpha.png",
    "PNG with a transparent palette": "palette-transparent.png",
    "PNG with a palette of 1 bit": "palette-1-bit.png",
    "PNG with a palette of 2 bits": "palette-2-bit.png",
    "PNG with a palette of 4 bits": "palette-4-bit.png",
    "PNG black and white": "black-and-white.png",
    "PNG RGB of 16 bits": "rgb-16-bit.png",
    "PNG greyscale of 16 bits": "grey-16-bit.png",
}
PNG_LAYOUTS = {"PNG interlaced": "interlaced.png", "PNG with ancillary chunks": "chunks.png"}
JPEG_KINDS = {
    "JPEG progressive": "progressive.jpg",
    "JPEG greyscale": "grey.jpg",
    "JPEG subsampled": "subsampled.jpg",
    "JPEG with an orientation": "orientation-6.jpg",
    "JPEG with restart markers": "restart-markers.jpg",
    "JPEG without JFIF": "no-jfif.jpg",
}
CMYK = {"JPEG CMYK": "cmyk.jpg"}
WEBP_KINDS = {"WebP lossy": "lossy.webp", "WebP with alpha": "alpha.webp"}
GIF_KINDS = {"GIF transparent": "transparent.gif", "GIF with a comment": "comment.gif"}
BEHIND_THE_END = {
    "PNG with an archive behind it": "archive-behind.png",
    "PNG with a page behind it": "page-behind.png",
    "JPEG with bytes behind it": "trailing-bytes.jpg",
    "GIF with an archive behind it": "archive-behind.gif",
}
LABELLED = {
    "PNG labelled as JPEG": ("red.png", "image/jpeg"),
    "PNG labelled as WebP": ("red.png", "image/webp"),
    "JPEG labelled as PNG": ("red.jpg", "image/png"),
    "GIF labelled as PNG": ("red.gif", "image/png"),
}
_ANIMATED = {"GIF animated": "animated.gif", "WebP animated": "animated.webp"}
_OTHER_FORMATS = {
    "BMP picture": "red.bmp",
    "TIFF picture": "red.tiff",
    "ICO picture": "red.ico",
    "HEIC header": "header.heic",
    "AVIF header": "header.avif",
    "SVG drawing": "red.svg",
    "PSD picture": "red.psd",
}
_NO_PICTURES = {
    NOISE: "noise.png",
    "words as PNG": "words.png",
    "page as PNG": "page.png",
    "PNG with a wrong signature": "wrong-signature.png",
}
_WITHOUT_PIXELS = {
    "PNG of a signature": "signature-only.png",
    "PNG of no width": "zero-width.png",
    "PNG cut in its header": "cut-in-header.png",
    "JPEG of a start": "start-only.jpg",
    "JPEG cut in its frame header": "cut-in-frame.jpg",
}
_DAMAGED = {
    "PNG with a bad checksum": "bad-checksum.png",
    "PNG without pixels": "no-pixels.png",
    "PNG without its end": "no-end.png",
    "JPEG without its end": "no-eoi.jpg",
}
_REJECTED: Mapping[str, Mapping[str, str]] = {
    "FMT-008": _ANIMATED,
    "FMT-009": _OTHER_FORMATS,
    "FMT-010": {"PDF document": "page.pdf"},
    "FMT-011": _NO_PICTURES,
    "FMT-012": _WITHOUT_PIXELS,
    "FMT-013": _DAMAGED,
}
_STANDARD = frozenset(
    {
        "PNG with alpha",
        "PNG greyscale",
        "PNG with a palette",
        "PNG interlaced",
        "JPEG progressive",
        "JPEG greyscale",
        "WebP with alpha",
        "GIF transparent",
        NOISE,
        "PNG of no width",
    }
)
_PLAIN = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP", "image/gif": "GIF"}
_VARIANTS = PNG_KINDS | PNG_LAYOUTS | JPEG_KINDS | CMYK | WEBP_KINDS | GIF_KINDS | BEHIND_THE_END
VALID = frozenset(_VARIANTS)
"""Names of the conversations about whole files of the documented formats, under their own labels."""
COUNTED = frozenset({*_VARIANTS, *LABELLED, "JPEG picture", "WebP picture", "GIF picture"})
"""Names of the conversations whose picture adds to the prompt wherever the plain PNG does."""


def _depth(name: str) -> Depth:
    return Depth.STANDARD if name in _STANDARD else Depth.EXHAUSTIVE


def _valid(name: str, file: str, label: str | None = None) -> Conversation:
    """Describe a picture beside the plain ones of its format and its label, which show that these are read at all."""
    facts = catalogue()[file]
    plain = (f"{_PLAIN[media_type]} picture" for media_type in (facts.media_type, label or facts.media_type))
    return Conversation(
        name=name,
        steps=one_step(chat(picture_content(data_uri(file, label))), subject=PICTURE_PATH),
        traits=frozenset({Trait.PLAIN}),
        capability=facts.needs,
        controls=tuple(dict.fromkeys((QUESTION_ALONE, "PNG picture", *plain))),
        depth=_depth(name),
    )


def _rejections() -> Iterator[Conversation]:
    for requirement, pictures in _REJECTED.items():
        plainer = () if pictures is _NO_PICTURES else (NOISE,)
        for name, file in pictures.items():
            facts = catalogue()[file]
            body = chat(picture_content(data_uri(file)))
            plain = f"{_PLAIN.get(facts.media_type, 'PNG')} picture"
            yield rejected(
                name,
                requirement,
                body,
                subject=PICTURE_PATH,
                control=plain,
                plainer=plainer,
                capability=Capability.IMAGES,
                depth=_depth(name),
            )


CONVERSATIONS = (
    *(_valid(name, file) for name, file in _VARIANTS.items()),
    *(_valid(name, file, label) for name, (file, label) in LABELLED.items()),
    *_rejections(),
)

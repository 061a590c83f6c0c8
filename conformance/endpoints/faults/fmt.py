"""Faults of picture formats: variants that are refused, that fail, or that nobody sees."""

from __future__ import annotations

import itertools

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls, with_object
from conformance.endpoints.failures import hang_up, internal_error, say_nothing
from conformance.endpoints.fault import Answering, On, When, endpoint_fault, fault
from conformance.endpoints.picture_files import File, read_file, shows
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Event, Reply, error_reply, json_reply
from conformance.model.script import ReceivedRequest, Script

_TOKENS_OF_A_PICTURE = 255
_SIDE = 64
_GREY, _PALETTE, _RGBA = 0, 3, 6
_SIXTEEN = 16
_WITHOUT_JFIF = b"\xff\xd8\xff\xdb"
_IEND = b"IEND\xae\x42\x60\x82"
_FRAMES = {b"\xff\xc0": 9, b"\xff\xc2": 9}
"""SOF markers, baseline and progressive, and how far behind them the number of components stands."""


def _png_kind(*colour_types: int) -> When:
    return shows(lambda file: file.header[0] == _SIDE and file.header[3] in colour_types)


def _components(file: File) -> int:
    """Return the number of components of a JPEG, 0 of anything else."""
    places = ((file.data.find(marker), offset) for marker, offset in _FRAMES.items())
    found = (file.data[at + offset : at + offset + 1] for at, offset in places if file.is_jpeg and at > 0)
    return next((data[0] for data in found if data), 0)


def _is_mislabelled(file: File) -> bool:
    formats = {"image/png": file.is_png, "image/jpeg": file.is_jpeg, "image/webp": file.data.startswith(b"RIFF")}
    return not formats.get(file.label, True)


def _goes_on(file: File) -> bool:
    end = _IEND if file.is_png else b"\xff\xd9"
    return (file.is_png or file.is_jpeg) and end in file.data and not file.data.endswith(end)


_is_progressive = shows(lambda file: file.is_jpeg and b"\xff\xc2" in file.data)
_is_webp = shows(lambda file: file.label == "image/webp" and not file.is_png)


@fault(trips=("FMT-001",), when=_png_kind(_RGBA))
def alpha_fails(_: Reply) -> Reply:
    """A picture with alpha is to be kept as JPEG, and the answer is 500."""
    return internal_error("cannot write mode RGBA as JPEG")


@fault(trips=("FMT-001",), when=_png_kind(_GREY))
def grey_png_fails(_: Reply) -> Reply:
    """The place of the channels is guessed, and a picture of two dimensions has none."""
    return internal_error("mean must have 1 elements if it is an iterable, got 3")


@fault(trips=("FMT-001",), when=shows(lambda file: _components(file) == 1))
def grey_jpeg_kills_the_worker(_: Reply) -> Script:
    """A greyscale JPEG meets a decoder on the graphics card that writes three channels, and the worker ends."""
    return hang_up()


@fault(trips=("FMT-001",), on=On.STREAM, when=shows(lambda file: file.header[1] == 27))  # noqa: PLR2004 (below a patch)
def low_picture_fails_streamed(_: Reply) -> Reply:
    """A picture lower than a patch leaves no patches, and the answer is 500."""
    return internal_error("height:27 and width:332 must be larger than factor:28")


@fault(trips=("STREAM-026",), on=On.STREAM, when=shows(lambda file: file.header[1] == 27))  # noqa: PLR2004 (likewise)
def low_picture_fails_in_the_stream(reply: Reply) -> None:
    """A picture lower than a patch is noticed when the 200 has been sent."""
    message = "height:27 and width:332 must be larger than factor:28"
    reply.events = [Event({"error": {"message": message, "type": "BadRequestError", "param": None, "code": 400}})]


@fault(trips=("FMT-002",), when=_png_kind(_RGBA))
def alpha_refused(_: Reply) -> Reply:
    """A picture with alpha is refused as if it were damaged."""
    return error_reply(400, "Failed to process image.")


@fault(trips=("FMT-002",), when=_png_kind(_PALETTE))
def palettes_refused(_: Reply) -> Reply:
    """A picture with a palette has one channel, which the preprocessor does not expect."""
    return error_reply(400, "unable to infer channel dimension format", param="messages")


@fault(trips=("FMT-002",), when=shows(lambda file: file.header[2] == _SIXTEEN))
def sixteen_bits_answered_with_an_error_of_200(_: Reply) -> Reply:
    """A picture of 16 bits is answered 200 with an error object."""
    return json_reply({"error": {"message": "bad color type", "type": "image_error", "param": None, "code": None}})


@fault(trips=("FMT-003",), when=shows(lambda file: bool(file.header[6])))
def interlaced_refused(_: Reply) -> Reply:
    """A small decoder of its own reads rows in their order only."""
    return error_reply(400, "Invalid image data.", code="invalid_image_format")


@fault(trips=("FMT-003",), when=shows(lambda file: b"iCCP" in file.data))
def colour_profiles_refused(_: Reply) -> Reply:
    """A colour profile is taken for damage."""
    return error_reply(400, "iCCP: CRC error")


@fault(trips=("FMT-004",), when=_is_progressive)
def progressive_refused(_: Reply) -> Reply:
    """Only baseline JPEG is decoded."""
    return error_reply(400, "Image decoding failed: unknown marker 0xffc2", param="messages")


@fault(trips=("FMT-004",), when=shows(lambda file: file.data.startswith(_WITHOUT_JFIF)))
def jpeg_without_jfif_refused(_: Reply) -> Reply:
    """Four bytes are compared, the last of which says JFIF or EXIF, where three make a JPEG."""
    return error_reply(400, "The data URI holds no image.", code="invalid_image_format")


@fault(trips=("FMT-005",), when=shows(lambda file: _components(file) == 4))  # noqa: PLR2004 (C, M, Y and K)
def cmyk_refused(_: Reply) -> Reply:
    """A JPEG of four components is refused."""
    return error_reply(400, "Image must have 1 or 3 components.", code="invalid_image_mode")


@fault(trips=("FMT-006",), when=shows(lambda file: file.data[12:16] == b"VP8 "))
def lossy_webp_refused(_: Reply) -> Reply:
    """Only lossless WebP is decoded."""
    return error_reply(400, "Failed to load image.")


@fault(trips=("FMT-006",), when=shows(lambda file: file.data[12:16] == b"VP8X"))
def extended_webp_refused(_: Reply) -> Reply:
    """The extended header of WebP is not understood."""
    return error_reply(400, "Failed to load image.")


@fault(trips=("FMT-007",), when=shows(lambda file: file.data.startswith(b"GIF89a")))
def extensions_of_gif_refused(_: Reply) -> Reply:
    """Every extension is taken for animation."""
    return error_reply(400, "Animated GIF.", code="invalid_image_format")


@fault(trips=("FMT-014",), when=shows(_is_mislabelled))
def labels_believed(_: Reply) -> Reply:
    """The media type chooses the decoder, and the bytes are of another format."""
    return error_reply(400, "The image does not match its media type.", code="invalid_image_format")


@fault(trips=("FMT-015",), when=_is_webp)
def webp_dropped(reply: Reply) -> None:
    """A WebP is dropped without a word, and the model answers about nothing."""
    _forget_picture(reply)


@fault(trips=("FMT-015",), when=shows(_is_mislabelled))
def mislabelled_pictures_dropped(reply: Reply) -> None:
    """A picture that does not match its label is dropped without a word."""
    _forget_picture(reply)


def _forget_picture(reply: Reply) -> None:
    for usage in reply.usages():
        usage["prompt_tokens"] -= _TOKENS_OF_A_PICTURE
        usage["total_tokens"] -= _TOKENS_OF_A_PICTURE


@fault(trips=("FMT-016",), when=shows(_goes_on))
def bytes_behind_the_end_refused(_: Reply) -> Reply:
    """A file that goes on behind the end of its picture is refused."""
    return error_reply(400, "Trailing data behind the image.", code="invalid_image_format")


@fault(trips=("ERR-001",), on=On.ANY, when=shows(lambda file: b"ftypavif" in file.data))
def avif_waited_for(_: Reply) -> Script:
    """An AVIF is handed to a decoder that never returns.

    Seen on Ollama: https://github.com/ollama/ollama/issues/2456
    """
    return say_nothing()


@endpoint_fault(trips=("FMT-009",))
def bmp_served_by_some_back_ends(healthy: Reference) -> Answering:
    """A relay has several back ends: one converts BMP, the next calls it too large, another refuses it.

    Seen on a relay: https://github.com/MayDay-wpf/snow-app/issues/113
    """
    turn = itertools.count()

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        bitmaps = [image for image in image_urls(asked.body) if read_file(image["url"]).data.startswith(b"BM")]
        at = next(turn) % 3 if bitmaps else 2
        if at == 1:
            return error_reply(413, "Request Entity Too Large", param="messages")
        for image in bitmaps if at == 0 else ():
            image["url"] = SOME_PICTURE
            request = with_object(request, asked.body)
        return healthy.reply(request)

    return answer

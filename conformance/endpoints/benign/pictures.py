"""Fair ways to treat odd pictures: lenient decoders, and honest refusals of what a server does not read."""

from __future__ import annotations

from base64 import b64decode, b64encode
from io import BytesIO

from PIL import Image

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls, with_object
from conformance.endpoints.fault import Answering, benign, benign_endpoint
from conformance.endpoints.picture_files import File, flaw, read_file, shows
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest

_SIDE = 64
_RGB = 2
_LARGE, _MANY, _PATCH = 750_000, 4_000, 28
_BEGINNINGS = ((b"\xff\xd8", b"\xff\xda"), (b"GIF8", b"NETSCAPE"), (b"RIFF", b"ANMF"))
"""How files begin, and what stands in front of their pixels."""
_OTHER_FORMATS = ("image/bmp", "image/tiff", "image/vnd.microsoft.icon", "image/heic", "image/avif")


def _can_be_guessed(url: str) -> bool:
    """Tell whether a lenient decoder finds something to show: a size, and the beginning of the pixels."""
    file = read_file(url)
    if file.label in _OTHER_FORMATS:
        return True
    begun = (file.header[0] >= _SIDE and file.header[1] > 0) or any(
        file.data.startswith(format_) and mark in file.data for format_, mark in _BEGINNINGS
    )
    return begun and file.header[0] < _MANY and flaw(url) == "invalid_image_format"


@benign_endpoint()
def lenient_decoder(healthy: Reference) -> Answering:
    """Damaged pictures are shown as far as they go, moving ones by their first frame, other formats are converted."""

    def answer(request: ReceivedRequest) -> Reply:
        body = Asked(request).body
        guessed = [image for image in image_urls(body) if _can_be_guessed(image["url"])]
        for image in guessed:
            image["url"] = SOME_PICTURE
        return healthy.reply(with_object(request, body) if guessed else request)

    return answer


def _contradicts_its_label(file: File) -> bool:
    return (file.is_png and file.label != "image/png") or (file.is_jpeg and file.label == "image/png")


@benign(when=shows(_contradicts_its_label))
def labels_must_be_right(_: Reply) -> Reply:
    """A picture under the label of another format is refused."""
    message = "The image was specified using another media type than the one that it has."
    return error_reply(400, message, param="messages", code="invalid_image_format")


def _is_odd(file: File) -> bool:
    other_png = file.is_png and file.header[0] == _SIDE and file.header[3] != _RGB
    return other_png or file.header[2] > 8 or b"Adobe\x00" in file.data  # noqa: PLR2004 (bits of a sample; CMYK)


@benign(when=shows(_is_odd))
def three_channels_of_eight_bits_only(_: Reply) -> Reply:
    """Only RGB of 8 bits is read, and everything else is refused by name."""
    message = "Images of this mode are not supported; convert the image to 8-bit RGB."
    return error_reply(400, message, param="messages[0].content[1].image_url", code="invalid_image_mode")


@benign(when=shows(lambda file: file.is_png and (min(file.header[:2]) < _PATCH or max(file.header[:2]) > _MANY)))
def pictures_from_a_patch_to_a_poster(_: Reply) -> Reply:
    """Pictures below the size of a patch and beyond four thousand pixels are refused."""
    message = "The sides of an image must be from 28 to 4000 pixels."
    return error_reply(400, message, param="messages[0].content[1].image_url.url", code="invalid_value")


@benign(when=shows(lambda file: file.size > _LARGE))
def bodies_up_to_1_mb(_: Reply) -> Reply:
    """Bodies over 1 MB are refused with 413, in the envelope."""
    return error_reply(413, "The request body is larger than 1 MB.", code="request_too_large")


@benign(when=shows(lambda file: file.size > _LARGE))
def bodies_up_to_1_mb_by_a_proxy(_: Reply) -> Reply:
    """Bodies over 1 MB are refused with 413 by the proxy in front, with its page."""
    page = b"<html><body><center><h1>413 Request Entity Too Large</h1></center></body></html>"
    return Reply(413, [("Content-Type", "text/html")], page)


def _see_through(url: str) -> Image.Image | None:
    """Decode a PNG with alpha; None for anything else."""
    if not read_file(url).is_png or flaw(url):
        return None
    with Image.open(BytesIO(b64decode(url.partition(",")[2]))) as image:
        return image.copy() if image.mode == "RGBA" else None


@benign_endpoint()
def transparency_shown_on_black(healthy: Reference) -> Answering:
    """Transparent pictures stand on a black background."""

    def answer(request: ReceivedRequest) -> Reply:
        body = Asked(request).body
        for image in image_urls(body):
            if picture := _see_through(image["url"]):
                file = BytesIO()
                black = Image.new("RGBA", picture.size, "black")
                Image.alpha_composite(black, picture).convert("RGB").save(file, "PNG")
                image["url"] = f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
                request = with_object(request, body)
        return healthy.reply(request)

    return answer

"""Faults of pictures: formats that are not read, files that are read in part, pictures that nobody looks at."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls, parts_of, with_object
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import Answering, On, When, body_fault, endpoint_fault, fault
from conformance.endpoints.picture_files import flaw
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import ReceivedRequest, Script

_TOKENS_OF_A_PICTURE = 255
_MANY = 100
_LONGEST_TAG = 300


def _shows(*labels: str) -> When:
    heads = tuple(f"data:image/{label};" for label in labels)
    return lambda asked: any(image["url"].startswith(heads) for image in image_urls(asked.body))


_ANY_PICTURE = _shows("png", "jpeg", "webp", "gif")


_MOST_OF_A_PICTURE = 2000
"""Characters of Base64 behind which a picture that is damaged has pixels, too."""


def _is_half(url: str) -> bool:
    return len(url) > _MOST_OF_A_PICTURE and flaw(url) == "invalid_image_format"


@fault(trips=("IMG-001",), when=_ANY_PICTURE)
def pictures_refused(_: Reply) -> Reply:
    """A picture is refused: the model is loaded without its eyes."""
    return error_reply(400, "Unknown modality: image")


@fault(trips=("IMG-001",), when=_ANY_PICTURE)
def image_parts_refused(_: Reply) -> Reply:
    """Only text parts pass the validator."""
    return unprocessable("Input should be a valid string", "messages", "0", "content", "str")


@fault(trips=("IMG-001",), when=_ANY_PICTURE)
def pictures_fail(_: Reply) -> Reply:
    """A picture is handed to a model that cannot see, and the answer is 500."""
    return internal_error("image input is not supported by this server; try --mmproj")


@fault(trips=("IMG-001",), when=_ANY_PICTURE)
def pictures_kill_the_worker(_: Reply) -> Script:
    """A picture kills the worker, and the connection is closed."""
    return hang_up()


@fault(trips=("IMG-001",), on=On.PLAIN, when=_ANY_PICTURE)
def pictures_answered_with_an_error_of_200(_: Reply) -> Reply:
    """A picture is answered 200 with an error object."""
    return json_reply({"error": {"message": "Model does not support images. Please use a model that does."}})


@fault(trips=("IMG-001",), on=On.PLAIN, when=_ANY_PICTURE)
def pictures_answered_with_a_page(_: Reply) -> Reply:
    """A picture makes the body too large for the proxy in front, which answers 200 with a page in HTML."""
    page = b"<html><head><title>Request blocked</title></head><body><h1>Request blocked</h1></body></html>"
    return Reply(200, [("Content-Type", "text/html")], page)


@fault(trips=("IMG-001",), on=On.STREAM, when=_ANY_PICTURE)
def pictures_fail_streamed(_: Reply) -> Reply:
    """A picture fails only where the answer is streamed."""
    return internal_error("'async_generator' object is not subscriptable")


@fault(trips=("IMG-001",), on=On.STREAM, when=_shows("png"))
def png_refused_streamed(_: Reply) -> Reply:
    """A PNG is refused only where the answer is streamed."""
    return error_reply(400, "Failed to process image.")


@body_fault(trips=("IMG-001",))
def stream_ignored_with_pictures(body: dict[str, Any]) -> None:
    """Where the request has a picture, the answer is one JSON object, though a stream was asked for."""
    if any(image_urls(body)):
        body.pop("stream", None)
        body.pop("stream_options", None)


@fault(trips=("IMG-002",), when=_shows("jpeg"))
def jpeg_refused(_: Reply) -> Reply:
    """Only PNG is read."""
    return error_reply(400, "invalid image input", param="messages")


@fault(trips=("IMG-002",), when=_shows("jpeg"))
def jpeg_fails(_: Reply) -> Reply:
    """A JPEG meets a decoder that was built without the library for it."""
    return internal_error("encoder error: could not find decoder for JPEG")


@fault(trips=("IMG-002",), when=_shows("jpeg"))
def jpeg_kills_the_worker(_: Reply) -> Script:
    """A JPEG of a size that is no multiple of the patch ends the worker."""
    return hang_up()


@fault(trips=("IMG-002",), on=On.STREAM, when=_shows("jpeg"))
def jpeg_fails_streamed(_: Reply) -> Reply:
    """A JPEG fails only where the answer is streamed."""
    return internal_error("cannot pickle 'JpegImageFile' object")


@fault(trips=("IMG-003",), when=_shows("webp"))
def webp_refused(_: Reply) -> Reply:
    """A WebP is refused as if it were damaged."""
    return error_reply(400, "'url' field must be a base64 encoded image.")


@fault(trips=("IMG-003",), when=_shows("webp"))
def webp_fails(_: Reply) -> Reply:
    """A WebP cannot be loaded, and the answer is 500."""
    return internal_error("Failed to load image or audio file")


@fault(trips=("IMG-003",), when=_shows("webp"))
def webp_kills_the_worker(_: Reply) -> Script:
    """A WebP ends the worker: the C library returns a null pointer."""
    return hang_up()


@fault(trips=("IMG-004",), when=_shows("gif"))
def gif_refused(_: Reply) -> Reply:
    """A GIF is refused as if it were damaged."""
    return error_reply(400, "Failed to load image.")


@fault(trips=("IMG-004",), when=_shows("gif"))
def gif_fails(_: Reply) -> Reply:
    """A GIF has a palette, which the preprocessor does not expect."""
    return internal_error("unable to infer channel dimension format")


@fault(trips=("IMG-004",), when=_shows("gif"))
def gif_kills_the_worker(_: Reply) -> Script:
    """A GIF ends the worker."""
    return hang_up()


@fault(trips=("IMG-004",), on=On.STREAM, when=_shows("gif"))
def gif_fails_streamed(_: Reply) -> Reply:
    """A GIF fails only where the answer is streamed."""
    return internal_error("seek of closed file")


@body_fault(trips=("IMG-005",))
def half_a_picture_accepted(body: dict[str, Any]) -> None:
    """A picture that was cut off is padded with grey."""
    for image in image_urls(body):
        if _is_half(image["url"]):
            image["url"] = SOME_PICTURE


@body_fault(trips=("IMG-005",))
def half_a_jpeg_accepted(body: dict[str, Any]) -> None:
    """A JPEG that was cut off is shown as far as it goes; a PNG is not."""
    for image in image_urls(body):
        if image["url"].startswith("data:image/jpeg;") and _is_half(image["url"]):
            image["url"] = SOME_PICTURE


@fault(trips=("IMG-006",), when=lambda asked: asked.has_pictures)
def pictures_not_counted(reply: Reply) -> None:
    """The tokens of a picture are not counted."""
    for usage in reply.usages():
        if usage["prompt_tokens"] > _MANY:
            usage["prompt_tokens"] -= _TOKENS_OF_A_PICTURE
            usage["total_tokens"] -= _TOKENS_OF_A_PICTURE


@body_fault(
    trips=("IMG-006", "SEEN-001"),
    also=("FMT-011", "PART-001"),
)
def pictures_dropped(body: dict[str, Any]) -> None:
    """Parts with pictures are dropped without a look, and the model answers about nothing."""
    for message in body["messages"] if any(image_urls(body)) else ():
        if isinstance(message, dict) and isinstance(message.get("content"), list):
            pictures = [
                part for part in message["content"] if isinstance(part, dict) and part.get("type") == "image_url"
            ]
            message["content"] = [part for part in message["content"] if part not in pictures]


def _has_null(asked: Asked) -> bool:
    return asked.has_pictures and any(asked.body.get(name, ...) is None for name in ("max_tokens", "stop"))


@fault(trips=("IMG-007",), when=_has_null)
def nulls_beside_a_picture_refused(_: Reply) -> Reply:
    """Beside a picture max_tokens and stop may not be null, as on OpenAI's own path for pictures in 2024."""
    return unprocessable("none is not an allowed value", "max_tokens")


@fault(trips=("IMG-007",), when=_has_null)
def nulls_beside_a_picture_fail(_: Reply) -> Reply:
    """Beside a picture null is added to the number of the picture's tokens, and the answer is 500."""
    return internal_error("unsupported operand type(s) for +: 'NoneType' and 'int'")


@fault(trips=("IMG-007",), when=_has_null)
def nulls_beside_a_picture_kill_the_worker(_: Reply) -> Script:
    """Beside a picture null kills the worker."""
    return hang_up()


@fault(trips=("IMG-001",), also=("ERR-018",), when=_ANY_PICTURE)
def pictures_fail_in_plain_words(_: Reply) -> Reply:
    """A picture is handed to a model that cannot see, and the answer is 500 without an error object.

    Seen on vLLM for Ascend: https://github.com/vllm-project/vllm-ascend/issues/10426
    """
    return Reply(500, [("Content-Type", "text/plain; charset=utf-8")], b"Internal Server Error")


@endpoint_fault(trips=("IMG-001", "ERR-003"))
def image_url_must_be_a_string(healthy: Reference) -> Answering:
    """A picture part maps strings to strings: the documented object is refused, and a string in its place is served.

    Seen on mlx-omni-server: https://github.com/madroidmaq/mlx-omni-server/issues/128
    """

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        if asked.is_chat and asked.has_pictures:
            refusal = unprocessable("Input should be a valid string", "messages", "0", "content", "1", "image_url")
            refusal.set_header("x-request-id", healthy.reply(request).header("x-request-id") or "")
            return refusal
        for part in parts_of(asked.body) if asked.is_chat else ():
            if isinstance(part.get("image_url"), str):
                part["image_url"] = {"url": part["image_url"]}
                request = with_object(request, asked.body)
        return healthy.reply(request)

    return answer


@fault(
    trips=("IMG-002",),
    also=("B64-008", "FMT-001", "SIZE-001", "SIZE-004"),
    when=lambda asked: any(len(image["url"]) > _LONGEST_TAG for image in image_urls(asked.body)),
)
def long_urls_fail(_: Reply) -> Reply:
    """A URL is put between tags of the prompt, which may hold 300 characters, and the answer is 500.

    Seen on the server of Qwen-VL: https://github.com/QwenLM/Qwen-VL/issues/262
    """
    return internal_error("The content in <img>..</img> is too long")

"""Faults by which a picture is seen, and not as it was meant: transparency, orientation, detail."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image

from conformance.endpoints.asked import image_urls
from conformance.endpoints.fault import body_fault
from conformance.endpoints.faults.seen import is_whole

_SMALL = 512
_EXIF = b"\xff\xe1"
_ALPHA_OF_PNG = "data:image/png;base64,iVBOR"
_JPEG = "data:image/jpeg;base64,"


def _redrawn(url: str, draw: Callable[[Image.Image], Image.Image]) -> str:
    """Return the data URI of a PNG that is drawn from another picture."""
    file = BytesIO()
    with Image.open(BytesIO(b64decode(url.partition(",")[2]))) as image:
        draw(image).save(file, "PNG")
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"


def _has_alpha(url: str) -> bool:
    if not (url.startswith(_ALPHA_OF_PNG) and is_whole(url)):
        return False
    with Image.open(BytesIO(b64decode(url.partition(",")[2]))) as image:
        return image.mode == "RGBA"


@body_fault(trips=("SEEN-006",))
def alpha_channel_dropped(body: dict[str, Any]) -> None:
    """Of four channels the first three are taken, and what lies under transparent pixels is shown.

    Seen on llama.cpp: https://github.com/NousResearch/hermes-agent/issues/64548
    Seen on vLLM: https://github.com/vllm-project/vllm/pull/18569
    """
    for image in image_urls(body):
        if _has_alpha(image["url"]):
            image["url"] = _redrawn(image["url"], lambda picture: picture.convert("RGB"))


@body_fault(trips=("SEEN-007",))
def orientation_ignored(body: dict[str, Any]) -> None:
    """The decoder delivers pixels, and nobody reads the EXIF block beside them.

    Seen on llama.cpp: https://github.com/ggml-org/llama.cpp/issues/20870
    Seen on mistral-common: https://github.com/mistralai/mistral-common/issues/330
    Seen on Ollama: https://github.com/ollama/ollama/issues/18418
    Seen on SGLang: https://github.com/sgl-project/sglang/issues/33464
    """
    for image in image_urls(body):
        if image["url"].startswith(_JPEG) and is_whole(image["url"]):
            data = b64decode(image["url"].removeprefix(_JPEG))
            image["url"] = f"{_JPEG}{b64encode(_without_exif(data)).decode()}"


def _without_exif(data: bytes) -> bytes:
    at = data.find(_EXIF)
    if at < 0:
        return data
    length = int.from_bytes(data[at + 2 : at + 4])
    return data[:at] + data[at + 2 + length :]


def _made_small(body: dict[str, Any], *details: str | None) -> None:
    for image in image_urls(body):
        if image.get("detail") in details and is_whole(image["url"]):
            image["url"] = _fitted(image["url"])


def _fitted(url: str) -> str:
    """Return a picture as it was where it is small, and within the small square otherwise."""
    with Image.open(BytesIO(b64decode(url.partition(",")[2]))) as image:
        if max(image.size) <= _SMALL or min(image.size) * _SMALL < max(image.size):
            return url
    return _redrawn(url, _shrunk)


def _shrunk(image: Image.Image) -> Image.Image:
    scale = _SMALL / max(image.size)
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BOX)


@body_fault(trips=("PART-013",))
def unsaid_detail_is_low(body: dict[str, Any]) -> None:
    """Where no detail is said a picture is scaled down until small print is gone.

    Seen on Z.AI: https://github.com/anomalyco/opencode/issues/24242
    """
    _made_small(body, None)


@body_fault(trips=("PART-013",))
def detail_auto_is_low(body: dict[str, Any]) -> None:
    """With detail auto, said or not, a picture is scaled down until small print is gone.

    Seen on xAI: https://github.com/pydantic/pydantic-ai/issues/2986
    """
    _made_small(body, None, "auto")

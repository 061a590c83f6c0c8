"""Pictures: one valid file of each format, streamed and not; PNG with other features; two that were cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.conversations.building import (
    NOISE,
    QUESTION,
    READY,
    accepted,
    chat,
    picture_content,
    rejected,
    streamed,
)
from conformance.conversations.conversation import Conversation
from conformance.conversations.pictures import data_uri
from conformance.model.settings import Capability

PICTURE_PATH = "messages[0].content[1].image_url.url"
QUESTION_ALONE = "picture question alone"
_FORMATS = (
    ("PNG", "red.png", "IMG-001", Capability.IMAGES),
    ("JPEG", "red.jpg", "IMG-002", Capability.IMAGES),
    ("WebP", "red.webp", "IMG-003", Capability.WEBP),
    ("GIF", "red.gif", "IMG-004", Capability.GIF),
)
_PNG = picture_content(data_uri("red.png"))
_SYSTEM = {"role": "system", "content": "You answer in English."}


def _user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def _valid() -> Iterator[Conversation]:
    for label, file, requirement, capability in _FORMATS:
        content = picture_content(data_uri(file))
        is_png = label == "PNG"
        yield accepted(
            f"{label} picture",
            requirement,
            chat(content),
            capability=capability,
            controls=("text", QUESTION_ALONE) if is_png else ("text", QUESTION_ALONE, "PNG picture"),
        )
        yield streamed(
            f"{label} picture streamed",
            requirement,
            chat(content, stream=True),
            capability=capability,
            controls=(f"{label} picture", "text streamed" if is_png else "PNG picture streamed"),
        )


def _cut_off(label: str, file: str) -> Conversation:
    return rejected(
        f"{label} picture cut off",
        "IMG-005",
        chat(picture_content(data_uri(file))),
        subject=PICTURE_PATH,
        control=f"{label} picture",
        plainer=(NOISE,),
        capability=Capability.IMAGES,
    )


CONVERSATIONS = (
    accepted(QUESTION_ALONE, "", chat(QUESTION), controls=("text",)),
    *_valid(),
    streamed(
        "PNG picture streamed with usage",
        "IMG-001",
        chat(_PNG, stream=True, stream_options={"include_usage": True}),
        capability=Capability.USAGE_IN_STREAM,
        controls=("PNG picture", "PNG picture streamed", "text streamed with usage"),
        usage=True,
    ),
    accepted(
        "PNG picture with null parameters",
        "IMG-007",
        chat(_PNG, max_tokens=None, temperature=None, stop=None),
        capability=Capability.IMAGES,
        controls=("PNG picture", "max_tokens null", "temperature absent by null", "stop null"),
    ),
    accepted(
        "PNG picture with detail",
        "IMG-001",
        chat([_PNG[0], {"type": "image_url", "image_url": {**_PNG[1]["image_url"], "detail": "auto"}}]),
        capability=Capability.IMAGES,
        controls=("PNG picture",),
    ),
    accepted("text behind a system message", "MSG-005", chat(messages=[_SYSTEM, _user(READY)]), controls=("text",)),
    accepted(
        "PNG picture behind a system message",
        "IMG-001",
        chat(messages=[_SYSTEM, _user(_PNG)]),
        capability=Capability.IMAGES,
        controls=("PNG picture", "text behind a system message"),
    ),
    _cut_off("PNG", "truncated.png"),
    _cut_off("JPEG", "truncated.jpg"),
)

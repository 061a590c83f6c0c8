"""Pictures: one valid file of each format, streamed and not, and two that were cut off."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.conversations.building import accepted, chat, picture_content, rejected, streamed
from conformance.conversations.conversation import Conversation
from conformance.conversations.pictures import data_uri
from conformance.model.settings import Capability

PICTURE_PATH = "messages[0].content[1].image_url.url"
_FORMATS = (
    ("PNG", "red.png", "IMG-001", Capability.IMAGES),
    ("JPEG", "red.jpg", "IMG-002", Capability.IMAGES),
    ("WebP", "red.webp", "IMG-003", Capability.WEBP),
    ("GIF", "red.gif", "IMG-004", Capability.GIF),
)


def _valid() -> Iterator[Conversation]:
    for label, file, requirement, capability in _FORMATS:
        content = picture_content(data_uri(file))
        png = () if label == "PNG" else ("PNG picture",)
        yield accepted(f"{label} picture", requirement, chat(content), capability=capability, controls=("text", *png))
        yield streamed(
            f"{label} picture streamed",
            requirement,
            chat(content, stream=True),
            capability=capability,
            controls=(f"{label} picture", "text streamed"),
        )


def _cut_off(label: str, file: str) -> Conversation:
    return rejected(
        f"{label} picture cut off",
        "IMG-005",
        chat(picture_content(data_uri(file))),
        subject=PICTURE_PATH,
        control=f"{label} picture",
        capability=Capability.IMAGES,
    )


CONVERSATIONS = (*_valid(), _cut_off("PNG", "truncated.png"), _cut_off("JPEG", "truncated.jpg"))

"""Base64 payloads: every legal length, and one fault at a time."""

from __future__ import annotations

from conformance.conversations.building import accepted, chat, picture_content, rejected
from conformance.conversations.conversation import Conversation
from conformance.conversations.img import PICTURE_PATH
from conformance.conversations.pictures import data_uri
from conformance.model.settings import Capability

# Each fault is such that a decoder which forgives it still gets the whole picture: what is refused is the fault itself.
_HEAD, _PAYLOAD = data_uri("padding-2.png").split(",", 1)
_MIDDLE = len(_PAYLOAD) // 2
ILLEGAL_CHARACTER = f"{_HEAD},{_PAYLOAD[:_MIDDLE]}!{_PAYLOAD[_MIDDLE:]}"
LENGTH_ONE_MODULO_FOUR = f"{data_uri('padding-0.png')}A"
BEHIND_PADDING = f"{_HEAD},{_PAYLOAD}QUJD"
EMPTY = f"{_HEAD},"


def _broken(name: str, proves: str, uri: str, *, stream: bool = False) -> Conversation:
    members = {"stream": True} if stream else {}
    return rejected(
        name,
        proves,
        chat(picture_content(uri), **members),
        subject=PICTURE_PATH,
        control="PNG picture streamed" if stream else "PNG picture",
        capability=Capability.IMAGES,
    )


def _padded(count: int) -> Conversation:
    uri = data_uri(f"padding-{count}.png")
    return accepted(
        f"Base64 with {count} padding characters",
        "B64-005",
        chat(picture_content(uri)),
        capability=Capability.IMAGES,
        controls=("PNG picture",),
    )


CONVERSATIONS = (
    *(_padded(count) for count in range(3)),
    _broken("Base64 with an illegal character", "B64-001", ILLEGAL_CHARACTER),
    _broken("Base64 of length 1 modulo 4", "B64-002", LENGTH_ONE_MODULO_FOUR),
    _broken("Base64 with data behind the padding", "B64-003", BEHIND_PADDING),
    _broken("Base64 of nothing", "B64-004", EMPTY),
    _broken("Base64 with an illegal character, streamed", "B64-007", ILLEGAL_CHARACTER, stream=True),
)

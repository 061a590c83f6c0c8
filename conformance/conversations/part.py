"""The image_url part of a message: its place, its members, its detail, and messages that may not hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.conversations.b64 import A_BROKEN_PICTURE
from conformance.conversations.building import (
    ABSENT,
    NOISE,
    QUESTION,
    READY,
    accepted,
    chat,
    chat_payload,
    either,
    encode,
    exhaustive,
    picture_content,
    picture_part,
    rejected,
)
from conformance.conversations.conversation import Conversation, Steps
from conformance.conversations.msg import TEXT_PART
from conformance.conversations.pictures import data_uri
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect

_CONTROL = "PNG picture"
_URI = data_uri("red.png")
_TEXT, _PICTURE = picture_content(_URI)
_PART = "messages[0].content[1]"
ODD = "odd picture part"
NO_PICTURE = "picture part without image_url"
"""A conversation that says how the target takes what names no picture at all."""
DETAILS = "detail low and then high"


def _image(**members: Any) -> dict[str, Any]:
    """Return a picture part whose image_url has these members beside its url; `ABSENT` leaves one out."""
    image = {"url": _URI, **members}
    return {"type": "image_url", "image_url": {name: value for name, value in image.items() if value is not ABSENT}}


def _legal(name: str, proves: str, *parts: Mapping[str, Any]) -> Conversation:
    return accepted(name, proves, chat(list(parts)), capability=Capability.IMAGES, controls=(_CONTROL,))


def _wrong(name: str, proves: str, part: Mapping[str, Any], subject: str) -> Conversation:
    body = chat([_TEXT, part])
    return rejected(
        name,
        proves,
        body,
        subject=subject,
        control=_CONTROL,
        plainer=(NOISE,),
        capability=Capability.IMAGES,
    )


def _open(name: str, part: Mapping[str, Any], subject: str) -> Conversation:
    body = chat([_TEXT, part])
    one = either(f"{ODD}: {name}", body, subject=subject, control=_CONTROL, capability=Capability.IMAGES)
    return replace(one, controls=(*one.controls, A_BROKEN_PICTURE))


def _two_kinds() -> Conversation:
    """Describe a message whose parts are all text by their type, one with a picture beside it."""
    one = _open("text with an image_url beside it", {**_TEXT, "image_url": {"url": _URI}}, f"{_PART}.image_url")
    return replace(one, controls=(*one.controls, TEXT_PART))


def _wrong_url(label: str, value: Any) -> Conversation:
    return _wrong(f"image_url with {label}", "PART-004", _image(url=value), f"{_PART}.image_url.url")


def _wrong_image(label: str, value: Any) -> Conversation:
    part = {"type": "image_url", "image_url": value}
    return _wrong(f"image_url that is {label}", "PART-003", part, f"{_PART}.image_url")


def _detail(value: str) -> Conversation:
    one = _legal(f"PNG picture with detail {value}", "PART-009", _TEXT, _image(detail=value))
    return replace(one, controls=(_CONTROL, "PNG picture with detail"))


def _wrong_detail(label: str, value: Any) -> Conversation:
    return _wrong(f"detail {label}", "PART-010", _image(detail=value), f"{_PART}.image_url.detail")


def _elsewhere(role: str, proves: str, *before: Mapping[str, Any], **members: Any) -> tuple[Conversation, Conversation]:
    """Describe a message of another role whose content is text in parts, and the same with a picture beside it."""

    def messages(*parts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return [*before, {"role": role, "content": list(parts), **members}, {"role": "user", "content": READY}]

    control = f"text in parts of a message of role {role}"
    hint = {"type": "text", "text": "This is what I have seen."}
    subject = f"messages[{len(before)}].content[1]"
    body = chat(messages=messages(hint, _PICTURE))
    name = f"picture in a message of role {role}"
    wrong = rejected(name, proves, body, subject=subject, control=control, capability=Capability.IMAGES)
    capability = Capability.TOOLS if role == "tool" else Capability.TEXT
    allowed = accepted(control, "", chat(messages=messages(hint)), capability=capability, controls=("text",))
    return allowed, replace(wrong, controls=(control, _CONTROL, NOISE))


_ASKED = {"role": "user", "content": "What do you see?"}
_CALL = {"id": "call_1", "type": "function", "function": {"name": "take_picture", "arguments": "{}"}}
_CALLED = {"role": "assistant", "content": None, "tool_calls": [_CALL]}


def _low_and_high(dialect: Dialect) -> Steps:
    for detail in ("low", "high"):
        picture = picture_part(data_uri("red-1024.png"), detail=detail)
        yield Request(body=encode(chat_payload(dialect, [_TEXT, picture])))


_PLACES = (
    _legal("picture alone", "PART-001", _PICTURE),
    _legal("picture in front of its question", "PART-002", _PICTURE, _TEXT),
    *exhaustive(
        (_legal("picture between two texts", "PART-002", {"type": "text", "text": QUESTION}, _PICTURE, _TEXT),)
    ),
    *_elsewhere("system", "PART-006"),
    *_elsewhere("assistant", "PART-007", _ASKED),
    *_elsewhere("tool", "PART-008", _ASKED, _CALLED, tool_call_id="call_1"),
)
_MEMBERS = (
    _wrong(NO_PICTURE, "PART-003", {"type": "image_url"}, f"{_PART}.image_url"),
    _wrong_url("no url", ABSENT),
    _wrong_url("an empty url", ""),
    _wrong("image_url that is a string", "PART-005", {"type": "image_url", "image_url": _URI}, f"{_PART}.image_url"),
    *exhaustive(
        (
            *(_wrong_image(label, value) for label, value in (("null", None), ("an array", [{"url": _URI}]), ("7", 7))),
            *(_wrong_url(label, value) for label, value in (("url null", None), ("url 7", 7), ("url array", [_URI]))),
        )
    ),
)
_DETAILS = (
    _detail("low"),
    _wrong_detail("ultra", "ultra"),
    *exhaustive(
        (
            _detail("high"),
            _wrong_detail("1", 1),
            _wrong_detail("HIGH", "HIGH"),
            replace(_legal(DETAILS, ""), steps=_low_and_high, requests=2),
        )
    ),
)
_EITHER = (
    _open("an unknown member beside url", _image(eyechart=1), f"{_PART}.image_url.eyechart"),
    *exhaustive(
        (
            _open("an unknown member beside image_url", {**_PICTURE, "eyechart": 1}, f"{_PART}.eyechart"),
            _open("image_url with a text beside it", {**_PICTURE, "text": "red"}, f"{_PART}.text"),
            _two_kinds(),
            _open("detail null", _image(detail=None), f"{_PART}.image_url.detail"),
            _open("detail original", _image(detail="original"), f"{_PART}.image_url.detail"),
        )
    ),
)
CONVERSATIONS = (*_PLACES, *_MEMBERS, *_DETAILS, *_EITHER)

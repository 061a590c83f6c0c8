"""Faults of validators that take picture parts which the schema does not allow."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, parts_of
from conformance.endpoints.fault import body_fault

_DETAILS = ("auto", "low", "high", "original")


def _pictures(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in parts_of(body) if part.get("type") == "image_url"]


def _show(part: dict[str, Any]) -> None:
    part["image_url"] = {"url": SOME_PICTURE}


def _images(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the objects image_url, whatever their url is."""
    return [part["image_url"] for part in _pictures(body) if isinstance(part.get("image_url"), dict)]


@body_fault(trips=("PART-003",))
def part_without_image_url_skipped(body: dict[str, Any]) -> None:
    """A picture part without image_url, or with null in it, is passed over."""
    for part in _pictures(body):
        if part.get("image_url") is None:
            _show(part)


@body_fault(trips=("PART-003",))
def image_url_of_other_types_skipped(body: dict[str, Any]) -> None:
    """Whatever image_url is, if it is neither object nor string the part is left out."""
    for part in _pictures(body):
        if isinstance(part.get("image_url"), list | int):
            _show(part)


@body_fault(trips=("PART-004",))
def picture_without_url_skipped(body: dict[str, Any]) -> None:
    """A url that is false in the server's language counts as no picture."""
    for image in _images(body):
        if not image.get("url"):
            image["url"] = SOME_PICTURE


@body_fault(trips=("PART-004",))
def first_of_several_urls_taken(body: dict[str, Any]) -> None:
    """An array of URLs is read as its first."""
    for image in _images(body):
        if isinstance(image.get("url"), list):
            image["url"] = image["url"][0]


@body_fault(trips=("PART-004",))
def url_of_a_number_skipped(body: dict[str, Any]) -> None:
    """A url that is a number is a position in a list of uploads, which is empty."""
    for image in _images(body):
        if isinstance(image.get("url"), int):
            image["url"] = SOME_PICTURE


@body_fault(trips=("PART-005",))
def bare_image_url_accepted(body: dict[str, Any]) -> None:
    """A string in image_url is taken for its url."""
    for part in _pictures(body):
        if isinstance(part.get("image_url"), str):
            part["image_url"] = {"url": part["image_url"]}


def _drop_pictures(body: dict[str, Any], role: str) -> None:
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and message.get("role") == role and isinstance(message.get("content"), list):
            message["content"] = [part for part in message["content"] if part.get("type") != "image_url"]


@body_fault(trips=("PART-006",))
def picture_of_the_system_dropped(body: dict[str, Any]) -> None:
    """Only the text of a system message is read."""
    _drop_pictures(body, "system")


@body_fault(trips=("PART-007",))
def picture_of_the_assistant_dropped(body: dict[str, Any]) -> None:
    """Only the text of an assistant message is read."""
    _drop_pictures(body, "assistant")


@body_fault(trips=("PART-008",))
def picture_of_a_tool_dropped(body: dict[str, Any]) -> None:
    """Only the text of a tool message is read: what the tool has seen, the model has not."""
    _drop_pictures(body, "tool")


@body_fault(trips=("PART-010",))
def other_detail_taken_for_auto(body: dict[str, Any]) -> None:
    """A detail that is not known means auto."""
    for image in _images(body):
        if "detail" in image and image["detail"] not in _DETAILS:
            image["detail"] = "auto"


@body_fault(trips=("PART-010",))
def detail_in_capitals_accepted(body: dict[str, Any]) -> None:
    """The words of detail are read in any case."""
    for image in _images(body):
        if isinstance(image.get("detail"), str):
            image["detail"] = image["detail"].lower()


@body_fault(trips=("PART-010",))
def detail_of_a_number_accepted(body: dict[str, Any]) -> None:
    """A detail that is a number is an index into the levels."""
    for image in _images(body):
        if isinstance(image.get("detail"), int):
            image["detail"] = _DETAILS[1]

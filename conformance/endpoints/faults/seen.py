"""Faults by which a picture is accepted and not seen, somewhere or at all; and seen in other colours."""

from __future__ import annotations

import copy
import hashlib
import itertools
import re
from collections.abc import Iterable
from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls, parse_object, with_object
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import Answering, body_fault, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reference.mistakes import RequestError
from conformance.endpoints.reference.pictures import see
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest, Script

_PNG = "data:image/png;base64,iVBOR"
_SWAPPED = {"red": "blue", "blue": "red", "yellow": "cyan"}
_SWAPPED_NAME = re.compile(r"\b(?:red|blue|yellow)\b")
_JITTER = 1e-6


def is_whole(url: str) -> bool:
    """Tell whether the reference can decode the picture of a data URI."""
    try:
        see(url, "url")
    except RequestError:
        return False
    return True


def blind(images: Iterable[dict[str, Any]]) -> None:
    """Put the same picture in the place of every one that is whole."""
    for image in images:
        if is_whole(image["url"]):
            image["url"] = SOME_PICTURE


def contents(body: dict[str, Any], *, before_last: bool = False) -> list[list[Any]]:
    """Return the contents of user messages that are lists, live; that of the last message may be left out."""
    messages = body.get("messages")
    messages = messages if isinstance(messages, list) else []
    found = [message.get("content") for message in messages[: -1 if before_last else None] if _is_user(message)]
    return [content for content in found if isinstance(content, list)]


def _is_user(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") == "user"


def picture_parts(content: list[Any]) -> list[dict[str, Any]]:
    """Return the parts of a content that are pictures with a URL, live."""
    return [part for part in content if isinstance(part, dict) and any(image_urls(_alone(part)))]


def _alone(part: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"content": [part]}]}


def _is_plain(part: dict[str, Any]) -> bool:
    known = part.keys() == {"type", "image_url"} and part["image_url"].keys() <= {"url", "detail"}
    return known and part["type"] == "image_url" and part["image_url"].get("detail", "auto") in ("auto", "low", "high")


def _drop(content: list[Any]) -> None:
    """Remove the pictures that nothing is wrong with; a blank stands for what would be empty."""
    whole = [part for part in picture_parts(content) if is_whole(part["image_url"]["url"]) and _is_plain(part)]
    rest = [part for part in content if part not in whole]
    content[:] = rest if rest or not whole else [{"type": "text", "text": " "}]


@body_fault(trips=("SEEN-001",))
def pictures_replaced_by_a_placeholder(body: dict[str, Any]) -> None:
    """Pictures are decoded and counted, and the tokens of an empty image are put in their place."""
    blind(image_urls(body))


@body_fault(trips=("SEEN-001",), also=("IMG-006",))
def pictures_dropped_by_a_gateway(body: dict[str, Any]) -> None:
    """A gateway checks pictures, and forwards to a model of text what is left without them."""
    for content in contents(body):
        _drop(content)


@endpoint_fault(trips=("SEEN-001",))
def pictures_replaced_on_an_unsteady_machine(healthy: Reference) -> Answering:
    """Pictures are replaced by an empty image, and the odds of the same request differ in the sixth digit."""
    number = itertools.count(1)

    def answer(request: ReceivedRequest) -> Reply:
        body = parse_object(request.body) if Asked(request).is_chat else None
        if body is None:
            return healthy.reply(request)
        before = [dict(image) for image in image_urls(body)]
        blind(image_urls(body))
        changed = before != list(image_urls(body))
        reply = healthy.reply(with_object(request, body) if changed else request)
        if changed:
            _jitter(reply, next(number))
        return reply

    return answer


def _jitter(reply: Reply, number: int) -> None:
    for choice in reply.choices():
        for entry in (choice.get("logprobs") or {}).get("content") or ():
            noise = hashlib.sha256(f"{number}/{entry['token']}".encode()).digest()[0] % 4 + 1
            entry["logprob"] -= noise * _JITTER


@endpoint_fault(trips=("SEEN-001",), also=("IMG-006",))
def pictures_dropped_and_no_odds_told(healthy: Reference) -> Answering:
    """A gateway checks pictures, forwards what is left to a model of text, and keeps its log probabilities."""

    def answer(request: ReceivedRequest) -> Reply:
        body = parse_object(request.body) if Asked(request).is_chat else None
        if body is None or not any(image_urls(body)):
            return healthy.reply(request)
        for content in contents(body):
            _drop(content)
        return _without_odds(healthy.reply(with_object(request, body)))

    return answer


def _without_odds(reply: Reply) -> Reply:
    for choice in reply.choices():
        choice["logprobs"] = None
    return reply


def _say(reply: Reply, text: str) -> None:
    """Let a reply say this without log probabilities."""
    for delta in _without_odds(reply).text_deltas():
        delta["content"], text = text, ""


@endpoint_fault(trips=("SEEN-001",))
def answers_cached_by_text(healthy: Reference) -> Answering:
    """The cache of answers looks at the words of a request, and not at its pictures."""
    first: dict[str, list[str]] = {}

    def answer(request: ReceivedRequest) -> Reply:
        body = parse_object(request.body) if Asked(request).is_chat else None
        images = list(image_urls(body)) if body else []
        if body is None or not images or not all(is_whole(image["url"]) for image in images):
            return healthy.reply(request)
        kept = first.setdefault(_words(body), [image["url"] for image in images])
        for image, url in zip(images, kept, strict=True):
            image["url"] = url
        return healthy.reply(with_object(request, body))

    return answer


def _words(body: dict[str, Any]) -> str:
    """Return a body's messages with every picture in them alike."""
    messages = copy.deepcopy(body["messages"])
    for image in image_urls({"messages": messages}):
        image["url"] = ""
    return str(messages)


@body_fault(trips=("SEEN-002",))
def pictures_replaced_in_streams(body: dict[str, Any]) -> None:
    """The streaming path counts the tokens of a picture and forgets to fill them."""
    if body.get("stream") is True:
        blind(image_urls(body))


@body_fault(trips=("SEEN-002",), also=("USAGE-007",))
def pictures_dropped_in_streams(body: dict[str, Any]) -> None:
    """The streaming path has a template of its own, which knows text parts only."""
    if body.get("stream") is True:
        for content in contents(body):
            _drop(content)


def _blind_for(body: dict[str, Any], *labels: str) -> None:
    heads = tuple(f"data:image/{label};" for label in labels)
    urls = image_urls(body)
    blind(image for image in urls if image["url"].startswith(heads) and not image["url"].startswith(_PNG))


@body_fault(trips=("SEEN-003",))
def jpeg_replaced(body: dict[str, Any]) -> None:
    """A JPEG is accepted, and a decoder without the library for it delivers black."""
    _blind_for(body, "jpeg")


@body_fault(trips=("SEEN-003",))
def webp_replaced(body: dict[str, Any]) -> None:
    """A WebP is accepted, and its pixels are left out by the decoder."""
    _blind_for(body, "webp")


@body_fault(trips=("SEEN-003",))
def gif_replaced(body: dict[str, Any]) -> None:
    """A GIF is accepted, and its palette is lost."""
    _blind_for(body, "gif")


@body_fault(trips=("SEEN-003",))
def mislabelled_replaced(body: dict[str, Any]) -> None:
    """A PNG under the label of JPEG is given to the decoder of JPEG, whose failure is an empty picture."""
    for image in image_urls(body):
        head, _, payload = image["url"].partition(",")
        if head == "data:image/jpeg;base64" and payload.startswith("iVBOR") and is_whole(image["url"]):
            image["url"] = SOME_PICTURE


@fault(trips=("SEEN-003",), when=lambda asked: any("/jpeg;" in image["url"] for image in image_urls(asked.body)))
def jpeg_seen_as_red_without_odds(reply: Reply) -> None:
    """Every JPEG is answered as the first one was, and no odds are told."""
    _say(reply, "red")


def _earlier(asked: Asked) -> bool:
    messages = asked.body.get("messages")
    return isinstance(messages, list) and any(image_urls({"messages": messages[:-1]}))


@body_fault(trips=("SEEN-004",))
def pictures_of_earlier_turns_dropped(body: dict[str, Any]) -> None:
    """The template renders the pictures of the last message only."""
    for content in contents(body, before_last=True):
        _drop(content)


@body_fault(trips=("SEEN-004",))
def pictures_beside_tools_replaced(body: dict[str, Any]) -> None:
    """With tools the request takes the path of a template that knows no pictures."""
    if body.get("tools"):
        blind(image_urls(body))


@fault(trips=("SEEN-004",), when=_earlier)
def pictures_of_earlier_turns_refused(_: Reply) -> Reply:
    """A picture is refused everywhere but in the last message."""
    return error_reply(400, "Invalid content in message history.", param="messages")


@fault(trips=("SEEN-004",), when=_earlier)
def pictures_of_earlier_turns_fail(_: Reply) -> Reply:
    """The list of a message's parts is joined as a string, and the answer is 500."""
    return internal_error("sequence item 0: expected str instance, dict found")


@fault(trips=("SEEN-004",), when=_earlier)
def pictures_of_earlier_turns_kill_the_worker(_: Reply) -> Script:
    """A picture whose tokens are not where they are looked for ends the worker."""
    return hang_up()


@fault(trips=("SEEN-005",), when=lambda asked: asked.has_pictures)
def channels_swapped(reply: Reply) -> None:
    """Pictures are decoded with blue first, and shown to a model that was trained with red first."""
    for delta in reply.text_deltas():
        delta["content"] = _SWAPPED_NAME.sub(lambda name: _SWAPPED[name[0]], delta["content"])

"""Faults of requests with several pictures: one is kept, their order is lost, they are counted or cached wrongly."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, image_urls, parse_object, with_object
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import Answering, When, body_fault, endpoint_fault, fault
from conformance.endpoints.faults.seen import contents, is_whole, picture_parts
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import ReceivedRequest, Script

_TOKENS_OF_A_PICTURE = 255
_SEVERAL, _THREE, _TEN = 2, 3, 10


def _at_least(count: int) -> When:
    """Tell whether some message has so many pictures."""
    return lambda asked: any(len(picture_parts(content)) >= count for content in contents(asked.body))


def _interleaved(asked: Asked) -> bool:
    kinds = [[part.get("type") for part in content if isinstance(part, dict)] for content in contents(asked.body)]
    return ["text", "image_url", "text", "image_url", "text"] in kinds


@fault(trips=("MULTI-001",), when=_at_least(_SEVERAL))
def second_picture_refused(_: Reply) -> Reply:
    """A second picture is refused by the template, which says nothing about pictures."""
    return error_reply(400, "Prompt placeholders do not match.")


@fault(trips=("MULTI-001",), when=_at_least(_SEVERAL))
def second_picture_fails(_: Reply) -> Reply:
    """Pictures of one request are stacked into one tensor, and the answer is 500."""
    return internal_error("stack expects each tensor to be equal size")


@fault(trips=("MULTI-001",), when=_at_least(_SEVERAL))
def second_picture_kills_the_worker(_: Reply) -> Script:
    """A second picture ends the worker."""
    return hang_up()


def _keep(body: dict[str, Any], at: int) -> None:
    for content in contents(body):
        pictures = picture_parts(content)
        if len(pictures) >= _SEVERAL:
            content[:] = [part for part in content if part not in pictures or part is pictures[at]]


@body_fault(trips=("MULTI-002",), also=("MULTI-008", "SEEN-004"))
def only_the_first_picture(body: dict[str, Any]) -> None:
    """Of several pictures the first is kept, and the others are dropped without a word."""
    _keep(body, 0)


@body_fault(trips=("MULTI-002",))
def only_the_last_picture(body: dict[str, Any]) -> None:
    """Every picture of a message overwrites the one before it."""
    for content in contents(body):
        pictures = picture_parts(content)
        if all(is_whole(part["image_url"]["url"]) for part in pictures):
            for part in pictures[:-1]:
                part["image_url"] = dict(pictures[-1]["image_url"])


def _rearrange(body: dict[str, Any], fewest: int, order: Any) -> None:
    for content in contents(body):
        images = [part["image_url"] for part in picture_parts(content)]
        if len(images) >= fewest:
            for part, image in zip(picture_parts(content), order(images), strict=True):
                part["image_url"] = image


def _by_url(image: dict[str, Any]) -> str:
    return str(image.get("url"))


@body_fault(trips=("MULTI-003",))
def pictures_sorted(body: dict[str, Any]) -> None:
    """Pictures are kept in a set by their hash, and come out in its order."""
    _rearrange(body, _SEVERAL, lambda images: sorted(images, key=_by_url))


@body_fault(trips=("MULTI-003",))
def pictures_permuted_from_three(body: dict[str, Any]) -> None:
    """Two pictures are in order, three and more are not: the first comes last."""
    _rearrange(body, _THREE, lambda images: [*images[1:], images[0]])


@body_fault(trips=("MULTI-003",))
def pictures_reversed(body: dict[str, Any]) -> None:
    """Pictures are taken from the end of the list."""
    _rearrange(body, _SEVERAL, lambda images: images[::-1])


@fault(trips=("MULTI-004",), when=_interleaved)
def interleaved_pictures_refused(_: Reply) -> Reply:
    """A text behind a picture is refused."""
    return error_reply(400, "Invalid message content: text must come first.", param="messages")


@fault(trips=("MULTI-004",), when=_interleaved)
def interleaved_pictures_fail(_: Reply) -> Reply:
    """A text behind a picture is looked for in the wrong place, and the answer is 500."""
    return internal_error("list index out of range")


@fault(trips=("MULTI-004",), when=_interleaved)
def interleaved_pictures_kill_the_worker(_: Reply) -> Script:
    """A text behind a picture ends the worker."""
    return hang_up()


@body_fault(trips=("MULTI-005",))
def pictures_hoisted(body: dict[str, Any]) -> None:
    """All pictures of a message are placed in front of its texts."""
    for content in contents(body):
        pictures = picture_parts(content)
        content[:] = [*pictures, *(part for part in content if part not in pictures)]


@fault(trips=("MULTI-006",), when=_at_least(_SEVERAL))
def equal_pictures_counted_once(reply: Reply, asked: Asked) -> None:
    """The tokens of a picture that was seen before in the request are taken from a cache, and not counted."""
    urls = [image["url"] for image in image_urls(asked.body)]
    for usage in reply.usages():
        spared = _TOKENS_OF_A_PICTURE * (len(urls) - len(set(urls)))
        usage["prompt_tokens"] -= spared
        usage["total_tokens"] -= spared


@fault(trips=("MULTI-007",), when=_at_least(_TEN))
def ten_pictures_refused(_: Reply) -> Reply:
    """Ten pictures are refused, and nobody says how many would do."""
    return error_reply(400, "Bad request.")


@fault(trips=("MULTI-007",), when=_at_least(_TEN))
def ten_pictures_fail(_: Reply) -> Reply:
    """Ten pictures do not fit into the encoder's cache, and the answer is 500."""
    return internal_error("mm cache miss")


@fault(trips=("MULTI-007",), when=_at_least(_TEN))
def ten_pictures_kill_the_worker(_: Reply) -> Script:
    """Ten pictures take the memory of the machine."""
    return hang_up()


@body_fault(trips=("MULTI-008",))
def bad_picture_skipped(body: dict[str, Any]) -> None:
    """A picture that cannot be decoded is left out where there is another one."""
    for content in contents(body):
        bad = [part for part in picture_parts(content) if not is_whole(part["image_url"]["url"])]
        if len(picture_parts(content)) >= _SEVERAL:
            content[:] = [part for part in content if part not in bad]


@endpoint_fault(trips=("MULTI-009",))
def pictures_cached_by_length(healthy: Reference) -> Answering:
    """The cache of encoded pictures takes two of one length for the same."""
    first: dict[int, str] = {}

    def answer(request: ReceivedRequest) -> Reply:
        body = parse_object(request.body) if Asked(request).is_chat else None
        images = [image for image in image_urls(body) if is_whole(image["url"])] if body else []
        if body is None or not images:
            return healthy.reply(request)
        for image in images:
            image["url"] = first.setdefault(len(image["url"]), image["url"])
        return healthy.reply(with_object(request, body))

    return answer


@body_fault(trips=("MULTI-002",))
def last_of_several_pictures_kept(body: dict[str, Any]) -> None:
    """Of several pictures the last is kept, and the others are dropped without a word.

    Seen on mlx-vlm: https://github.com/Blaizzy/mlx-vlm/issues/1084
    """
    _keep(body, -1)


@body_fault(trips=("MULTI-005",))
def pictures_moved_behind_the_texts(body: dict[str, Any]) -> None:
    """The texts of a message are joined, and its pictures stand behind them.

    Seen on a proxy of free models: https://github.com/Alishahryar1/free-claude-code/pull/1061
    """
    for content in contents(body):
        pictures = picture_parts(content)
        content[:] = [*(part for part in content if part not in pictures), *pictures]


@fault(trips=("MULTI-010",), when=_at_least(_SEVERAL))
def limit_of_pictures_told_flat(_: Reply) -> Reply:
    """A second picture is refused with the number that is allowed, and the members of the error stand at the top.

    Seen on vLLM: https://github.com/vllm-project/vllm/issues/17092
    """
    message = "At most 1 image(s) may be provided in one request."
    error = {"object": "error", "message": message, "type": "BadRequestError", "param": None, "code": 400}
    return json_reply(error, 400)

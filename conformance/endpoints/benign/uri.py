"""Legal ways to read a data URI: more than the standards ask for, and models that cannot tell what they see."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from urllib.parse import unquote

from conformance.endpoints.asked import Asked, image_urls, parts_of, with_object
from conformance.endpoints.fault import Answering, On, benign, benign_endpoint
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest

_WHITE_SPACE = re.compile(r"[\t\n\f\r ]+")
_FORGIVABLE = re.compile(r"[A-Za-z0-9+/_-]+={0,3}")
_COLOURS = ("red", "blue", "green", "yellow", "black", "white", "grey", "orange")


def _reading(healthy: Reference, read: Callable[[str], str]) -> Answering:
    """Answer as ever, once every URL was read in some way of the server's own."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        before = [image["url"] for image in image_urls(asked.body)]
        for image in image_urls(asked.body):
            image["url"] = read(image["url"])
        changed = before != [image["url"] for image in image_urls(asked.body)]
        return healthy.reply(with_object(request, asked.body) if changed else request)

    return answer


def _forgiven(url: str) -> str:
    head, comma, data = url.strip().partition("#")[0].partition(",")
    payload = _WHITE_SPACE.sub("", unquote(data))
    if not comma or not _FORGIVABLE.fullmatch(payload):
        return url
    letters = payload.rstrip("=").replace("-", "+").replace("_", "/")
    missing = -len(letters) % 4
    half = 0 < len(payload) - len(payload.rstrip("=")) < missing
    return url if missing == 3 or half else f"{head.replace(' ', '')},{letters}{'=' * missing}"  # noqa: PLR2004


@benign_endpoint()
def base64_read_as_browsers_do(healthy: Reference) -> Answering:
    """Blanks, line breaks, fragments, missing and excess padding, percent signs and both alphabets are read aright."""
    return _reading(healthy, _forgiven)


@benign_endpoint()
def labels_not_looked_at(healthy: Reference) -> Answering:
    """The bytes tell what a picture is; what the label says is not looked at."""
    return _reading(healthy, lambda url: re.sub(r"\Adata:[^,;]*;base64,", "data:image/png;base64,", url))


@benign_endpoint()
def short_forms_of_pictures(healthy: Reference) -> Answering:
    """Base64 alone and a string as image_url are accepted beside the documented form."""
    whole = _reading(healthy, lambda url: f"data:image/png;base64,{url}" if url.startswith("iVBORw0KGgo") else url)

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        strings = [part for part in parts_of(asked.body) if isinstance(part.get("image_url"), str)]
        for part in strings:
            part["image_url"] = {"url": part["image_url"]}
        return whole(with_object(request, asked.body) if strings else request)  # type: ignore[return-value]

    return answer


@benign(
    on=On.ANY,
    when=lambda asked: any(".." in image["url"] or "passwd" in image["url"] for image in image_urls(asked.body)),
)
def path_in_a_parameter_blocked(reply: Reply) -> Reply:
    """A firewall in front refuses whatever looks like a path upwards."""
    return reply if reply.status >= 400 else error_reply(403, "Request blocked.", kind="forbidden")  # noqa: PLR2004


def _say(reply: Reply, colour: str) -> None:
    for message in reply.messages():
        if message.get("content"):
            message["content"] = colour


@benign(on=On.PLAIN, when=lambda asked: asked.has_pictures)
def blue_is_all_it_sees(reply: Reply) -> None:
    """A model with weak eyes calls every picture blue."""
    _say(reply, "Blue.")


@benign_endpoint()
def colours_are_guessed(healthy: Reference) -> Answering:
    """A model without eyes names some colour."""
    dice = random.Random(5)  # noqa: S311 - the same guesses every time

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if Asked(request).has_pictures and not reply.is_stream:
            _say(reply, dice.choice(_COLOURS))
        return reply

    return answer

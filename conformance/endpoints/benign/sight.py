"""Models that see and can hardly say so, and servers that take few pictures or tell no odds: nobody is blind here."""

from __future__ import annotations

import hashlib
import itertools
import random

from conformance.endpoints.asked import Asked, image_urls
from conformance.endpoints.fault import Answering, On, benign, benign_endpoint
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest

_WORDS = ("red", "blue", "yes", "no", "seven", "left", "yellow", "cat")


def _say(reply: Reply, text: str) -> None:
    """Let a reply say this and leave its odds as they are, but for the tokens that they are told for."""
    for delta in reply.text_deltas():
        delta["content"], text = text, ""


def _drop_odds(reply: Reply) -> None:
    for choice in reply.choices():
        choice["logprobs"] = None


def _shows(asked: Asked) -> bool:
    return asked.has_pictures and not asked.body.get("response_format")


@benign(when=_shows)
def dull_model(reply: Reply) -> None:
    """A weak model says the same of every picture; its odds follow the picture all the same."""
    for choice in reply.choices():
        for entry in (choice.get("logprobs") or {}).get("content") or ():
            entry["token"] = _WORDS[0]
    _say(reply, "A picture.")


@benign(when=_shows)
def dull_model_without_odds(reply: Reply) -> None:
    """A weak model says the same of every picture, and no odds are told."""
    _drop_odds(reply)
    _say(reply, "A picture.")


@benign(when=lambda asked: _shows(asked) or "picture" in str(asked.body.get("messages")))
def dull_model_without_odds_and_usage(reply: Reply) -> None:
    """A weak model says the same of every question about pictures, with one or without; neither odds nor usage."""
    _drop_odds(reply)
    _say(reply, "A picture.")
    for body in reply.bodies:
        if not reply.is_stream:
            body.pop("usage", None)


@benign(when=_shows)
def certain_of_everything(reply: Reply) -> None:
    """A weak model is told to be certain: every odd is 0, whatever it was shown."""
    for choice in reply.choices():
        for entry in (choice.get("logprobs") or {}).get("content") or ():
            entry["logprob"] = 0.0
            for other in entry["top_logprobs"]:
                other["logprob"] = 0.0 if other["token"] == entry["token"] else -9999.0
    _say(reply, "A picture.")


@benign(when=_shows)
def nonsense_by_picture(reply: Reply, asked: Asked) -> None:
    """A model without training answers nonsense, which is another for another picture; no odds are told."""
    _drop_odds(reply)
    digest = hashlib.sha256(str(asked.body.get("messages")).encode()).digest()
    _say(reply, " ".join(_WORDS[byte % len(_WORDS)] for byte in digest[:3]))


@benign_endpoint()
def random_model(healthy: Reference) -> Answering:
    """A model answers questions about pictures by chance, whatever the temperature; no odds are told."""
    numbers = itertools.count(1)

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if Asked(request).is_chat and reply.status == 200 and _shows(Asked(request)):  # noqa: PLR2004 - a success
            chance = random.Random(next(numbers))  # noqa: S311 - no secret hangs on it
            _drop_odds(reply)
            _say(reply, chance.choice(_WORDS))
        return reply

    return answer


@benign(on=On.ANY, when=lambda asked: asked.is_chat and sum(1 for _ in image_urls(asked.body)) > 1)
def one_picture_only(reply: Reply) -> Reply:
    """A model that was trained with single pictures takes one a request, and says so."""
    if reply.status == 401:  # noqa: PLR2004 - the key is looked at first
        return reply
    return error_reply(400, "At most 1 image(s) may be provided in one prompt.", param="messages")


@benign(on=On.ANY, when=lambda asked: asked.is_chat and bool(asked.body.get("logprobs")) and asked.has_pictures)
def odds_unsupported_with_pictures(reply: Reply) -> Reply:
    """Log probabilities are not to be had for pictures, and the server says so."""
    if reply.status == 401:  # noqa: PLR2004 - the key is looked at first
        return reply
    return error_reply(400, "'logprobs' is not supported with image inputs.", param="logprobs")

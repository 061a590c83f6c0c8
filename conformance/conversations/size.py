"""Sizes of pictures: many bytes, few pixels, many pixels in few bytes; what may crash a target runs last and alone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from conformance.conversations.building import (
    NOISE,
    Body,
    accepted,
    chat,
    chat_payload,
    encode,
    picture_content,
    streamed,
)
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.img import PICTURE_PATH
from conformance.conversations.pictures import data_uri, flat_png, noise_png
from conformance.model.request import Expectation, Request
from conformance.model.settings import Capability, Depth, Dialect, Hazard

PHOTO = "picture of 150 KB"
LARGE_PHOTO = "picture of 1.5 MB"
LARGEST_PHOTO = "picture of 6 MB"
LARGE_TWICE = "picture of 6 MB, twice"
TWICE = 2
LOW_STREAMED = "low picture streamed"
SMALL = {
    "picture of one row": "256x1.png",
    "picture like a strip": "1093x5.png",
    "picture of one pixel": "1x1.png",
    "picture of one column": "1x256.png",
    "picture like a pole": "3x2000.png",
}
HUGE_HEADER = "picture that declares 40000 by 40000 pixels"
BOMB = "picture of 20000 by 20000 pixels"
MANY_PIXELS = {"picture of 4096 by 4096 pixels": (4096, 24), "picture of 8000 by 8000 pixels": (8000, 1)}
"""Name -> pixels on each side, bits of a pixel."""
HARD = (*SMALL, HUGE_HEADER, *MANY_PIXELS, BOMB)
"""Names of the conversations that crash decoders: a text, the picture, the text again."""
_STANDARD = frozenset({"picture of one row", "picture like a strip", HUGE_HEADER})
_SIDE_150_KB, _SIDE_1500_KB, _SIDE_6_MB = 224, 708, 1416
_BOMB_SIDE = 20_000
_PLACE = "@"


def _showing(make: Callable[[], bytes]) -> Body:
    """Return a body builder for a question about a PNG that is made when the body is due."""

    def body(dialect: Dialect) -> bytes:
        # Put into the finished text: an encoder of JSON would look at every character of megabytes again.
        around = encode(chat_payload(dialect, picture_content(_PLACE)))
        before, behind = around.split(f'"{_PLACE}"'.encode())
        return b"".join((before, b'"data:image/png;base64,', b64encode(make()), b'"', behind))

    return body


def _followed_by_text(picture_body: Body) -> Callable[[Dialect], Steps]:
    """Ask a text behind the picture: it shows whether silence was about the picture."""

    def steps(dialect: Dialect) -> Steps:
        yield Request(body=picture_body(dialect), subject=PICTURE_PATH)
        yield Request(body=chat()(dialect), label="liveness")

    return steps


def _large(name: str, side: int, control: str, depth: Depth) -> Conversation:
    return Conversation(
        name=name,
        steps=_followed_by_text(_showing(lambda: noise_png(side))),
        traits=frozenset({Trait.PLAIN}),
        capability=Capability.IMAGES,
        controls=("PNG picture", control),
        depth=depth,
        requests=2,
    )


def _twice(name: str, side: int) -> Conversation:
    def steps(dialect: Dialect) -> Steps:
        body = _showing(lambda: noise_png(side))(dialect)
        for _ in range(TWICE):
            yield Request(body=body, expectation=Expectation.EITHER, subject=PICTURE_PATH)

    return Conversation(
        name=name,
        steps=steps,
        traits=frozenset({Trait.ALONE}),
        capability=Capability.IMAGES,
        controls=("PNG picture",),
        depth=Depth.EXHAUSTIVE,
        requests=TWICE,
    )


def _between_texts(picture_body: Body, expectation: Expectation) -> Callable[[Dialect], Steps]:
    """Ask a text before and behind the picture: whatever was dead before is not blamed on it."""

    def steps(dialect: Dialect) -> Steps:
        before = yield Request(body=chat()(dialect), label="control")
        if before.completion is not None:
            yield Request(body=picture_body(dialect), expectation=expectation, subject=PICTURE_PATH)
            yield Request(body=chat()(dialect), label="liveness")

    return steps


def _hard(name: str, body: Body, *, broken: bool = False) -> Conversation:
    return Conversation(
        name=name,
        steps=_between_texts(body, Expectation.REJECTED if broken else Expectation.EITHER),
        traits=frozenset({Trait.INVALID if broken else Trait.ALONE}),
        capability=Capability.IMAGES,
        controls=("PNG picture", NOISE) if broken else ("PNG picture",),
        hazard=Hazard.CRASH,
        depth=Depth.STANDARD if name in _STANDARD else Depth.EXHAUSTIVE,
        requests=3,
    )


def _flat(side: int, bits: int) -> Body:
    return _showing(lambda: flat_png(side, bits=bits))


CONVERSATIONS = (
    accepted(
        PHOTO,
        "SIZE-001",
        _showing(lambda: noise_png(_SIDE_150_KB)),
        capability=Capability.IMAGES,
        controls=("PNG picture",),
    ),
    _large(LARGE_PHOTO, _SIDE_1500_KB, PHOTO, Depth.STANDARD),
    _large(LARGEST_PHOTO, _SIDE_6_MB, LARGE_PHOTO, Depth.EXHAUSTIVE),
    _twice(LARGE_TWICE, _SIDE_6_MB),
    streamed(
        LOW_STREAMED,
        "",
        chat(picture_content(data_uri("332x27.png")), stream=True),
        capability=Capability.IMAGES,
        controls=("PNG picture", "PNG picture streamed"),
    ),
    *(_hard(name, chat(picture_content(data_uri(file)))) for name, file in SMALL.items()),
    _hard(HUGE_HEADER, chat(picture_content(data_uri("huge-header.png"))), broken=True),
    *(_hard(name, _flat(side, bits)) for name, (side, bits) in MANY_PIXELS.items()),
    _hard(BOMB, _flat(_BOMB_SIDE, 1), broken=True),
)

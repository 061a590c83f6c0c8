"""Several pictures in one request: each of them, their order, their number, one that is none."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from conformance.conversations.building import (
    NOISE,
    accepted,
    chat,
    chat_payload,
    encode,
    exhaustive,
    picture_part,
    rejected,
)
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.pictures import data_uri
from conformance.conversations.seen import SWAPPED
from conformance.conversations.swapping import Shot, swapped
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect
from conformance.wire.exchange import SUCCESS

TWO = "two pictures"
INTERLEAVED = "text and pictures interleaved"
ARRANGED = "text and pictures in two arrangements"
TEN = "ten pictures"
RED_BLUE, BLUE_RED, RED_RED = "red, blue", "blue, red", "red, red"
IN_ORDER = {
    "three pictures in order": (("blue", "red", "green"), ("green", "blue", "red"), ("red", "green", "blue")),
    "four pictures in order": (
        ("yellow", "red", "blue", "green"),
        ("green", "yellow", "red", "blue"),
        ("blue", "green", "yellow", "red"),
    ),
}
"""Conversation -> the orders of its trials; an answer that never changes is another wrong order in each of them."""
_QUESTION = "Which colours are the pictures, in order? Answer with the colours only."
_CAN = Capability.SEVERAL_IMAGES
_NO_PICTURE = f"data:image/png;base64,{b64encode(b'These bytes are no picture.').decode('ascii')}"
_MANY = 10


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def _asking(*colours: str) -> list[dict[str, Any]]:
    return [_text(_QUESTION), *(picture_part(data_uri(f"{colour}.png")) for colour in colours)]


def _labelled(second: str) -> list[dict[str, Any]]:
    return [
        _text("First:"),
        picture_part(data_uri("red.png")),
        _text("Second:"),
        picture_part(second),
        _text(_QUESTION),
    ]


_FIRST, _RED, _SECOND, _BLUE, _ASK = _labelled(data_uri("blue.png"))


def _in_order(name: str, orders: tuple[tuple[str, ...], ...]) -> Conversation:
    def steps(dialect: Dialect) -> Steps:
        for order in orders:
            exchange = yield Request(
                body=encode(chat_payload(dialect, _asking(*order), max_tokens=64)), label=", ".join(order)
            )
            if exchange.status != SUCCESS:
                return

    return Conversation(
        name=name,
        steps=steps,
        traits=frozenset({Trait.PLAIN}),
        capability=_CAN,
        controls=("PNG picture", TWO),
        requests=len(orders),
    )


CONVERSATIONS = (
    swapped(
        TWO,
        Shot(RED_BLUE, _asking("red", "blue")),
        Shot(BLUE_RED, _asking("blue", "red")),
        Shot(RED_RED, _asking("red", "red")),
        controls=("PNG picture", SWAPPED),
        proves="MULTI-001",
        capability=_CAN,
    ),
    _in_order("three pictures in order", IN_ORDER["three pictures in order"]),
    *exhaustive([_in_order("four pictures in order", IN_ORDER["four pictures in order"])]),
    accepted(
        INTERLEAVED, "MULTI-004", chat(_labelled(data_uri("blue.png"))), capability=_CAN, controls=("PNG picture", TWO)
    ),
    *exhaustive(
        [
            swapped(
                ARRANGED,
                Shot("text before each", [_FIRST, _RED, _SECOND, _BLUE, _ASK]),
                Shot("text behind each", [_RED, _FIRST, _BLUE, _SECOND, _ASK]),
                controls=(INTERLEAVED, SWAPPED),
                capability=_CAN,
            )
        ]
    ),
    accepted(TEN, "MULTI-007", chat(_asking(*["red"] * _MANY)), capability=_CAN, controls=("PNG picture", TWO)),
    rejected(
        "bad picture among good ones",
        "MULTI-008",
        chat(_labelled(_NO_PICTURE)),
        subject="messages[0].content[3].image_url.url",
        control=INTERLEAVED,
        plainer=(NOISE,),
        capability=_CAN,
    ),
)

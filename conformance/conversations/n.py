"""n: its ends, just outside, far outside, wrong types, and what becomes of two choices of an invention."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from conformance.conversations.building import (
    Body,
    accepted,
    chat,
    chat_payload,
    encode,
    exhaustive,
    rejected,
    rejected_values,
    streamed,
)
from conformance.conversations.conversation import Conversation
from conformance.conversations.temp import HOT, INVENTED, INVENTION, PARAGRAPH
from conformance.model.settings import Capability, Depth, Dialect, Hazard

INVENTED_TWICE = "two choices of an invention"
INVENTED_TWICE_STREAMED = "two choices of an invention, streamed"
_MOST = 128
_ONE = "n 1"
_TWO = "two choices"
_SHORT = "max_tokens 1"
_CAN = Capability.CHOICES


def _crowd(n: int) -> Body:
    """Return a body builder for many choices of one token each, however long the model likes to think."""

    def body(dialect: Dialect) -> bytes:
        return encode(chat_payload(dialect, n=n) | {dialect.max_tokens_name: 1})

    return body


def _costly(conversation: Conversation) -> Conversation:
    """Describe a conversation that is many answers' worth of work for the target."""
    return replace(conversation, hazard=Hazard.LOAD, depth=Depth.EXHAUSTIVE, exclusive=True)


def _too_many(n: int) -> Conversation:
    conversation = rejected(f"n {n}", "N-003", _crowd(n), subject="n", control=_TWO, capability=_CAN)
    return replace(conversation, controls=(_TWO, _SHORT))


_rejected = partial(rejected_values, member="n", control=_ONE, capability=_CAN)

CONVERSATIONS = (
    accepted(_ONE, "N-001", chat(n=1), capability=_CAN, controls=("text",)),
    *_rejected("N-002", values=(0,)),
    *exhaustive(_rejected("N-002", values=(-1, -128))),
    _too_many(129),
    _costly(_too_many(1000)),
    *_rejected("N-004", values=("2",)),
    *exhaustive(_rejected("N-004", values=(1.5, True, [2], {}))),
    _costly(accepted(f"n {_MOST}", "N-005", _crowd(_MOST), capability=_CAN, controls=(_TWO, _SHORT))),
    accepted(
        INVENTED_TWICE,
        "STREAM-030",
        chat(INVENTION, max_tokens=PARAGRAPH, temperature=HOT, n=2),
        capability=_CAN,
        controls=(_TWO, INVENTED),
    ),
    *exhaustive(
        [
            streamed(
                INVENTED_TWICE_STREAMED,
                "STREAM-030",
                chat(
                    INVENTION,
                    max_tokens=PARAGRAPH,
                    temperature=HOT,
                    n=2,
                    stream=True,
                    stream_options={"include_usage": True},
                ),
                capability=_CAN,
                controls=("two choices streamed", "text streamed with usage", INVENTED),
                usage=True,
            )
        ]
    ),
)

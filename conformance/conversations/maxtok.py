"""max_tokens: its ends, its wrong types, and an answer that it cuts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.conversations.building import (
    A_MISTAKE_STREAMED,
    ABSENT,
    MAX_TOKENS,
    SMALL_BUDGET,
    Body,
    accepted,
    chat,
    chat_payload,
    either,
    encode,
    exhaustive,
    rejected,
    streamed,
)
from conformance.conversations.conversation import Conversation
from conformance.model.settings import Capability, Dialect

COUNTING = "Count from 1 to 200, the numbers separated by spaces."
CUT_AT = 5
MODERN = "max_completion_tokens"
CUT_BY_MODERN = ("counting, cut by max_completion_tokens", "counting, cut by max_completion_tokens, streamed")
BEYOND = "max_tokens beyond every window"
_BOUND = Capability.MAX_TOKENS
_USAGE = {"include_usage": True}


def _wrong(proves: str, values: tuple[Any, ...]) -> Iterator[Conversation]:
    for value in values:
        yield rejected(
            f"max_tokens {value!r}",
            proves,
            chat(max_tokens=value),
            subject="max_tokens",
            control="max_tokens 1",
            capability=_BOUND,
        )


def _by_modern(**members: Any) -> Body:
    """Return a body that bounds the counting by max_completion_tokens alone, whatever the dialect prefers."""

    def body(dialect: Dialect) -> bytes:
        payload = chat_payload(dialect, COUNTING, **{MAX_TOKENS: ABSENT}, **members)
        return encode(payload | {MODERN: CUT_AT + dialect.token_headroom})

    return body


def _by_both(dialect: Dialect) -> bytes:
    bound = SMALL_BUDGET + dialect.token_headroom
    return encode(chat_payload(dialect) | {"max_tokens": bound, MODERN: bound})


def _modern(value: Any) -> Body:
    return lambda dialect: encode(chat_payload(dialect, max_tokens=ABSENT) | {MODERN: value})


def _wrong_modern(values: tuple[Any, ...]) -> Iterator[Conversation]:
    for value in values:
        yield rejected(
            f"{MODERN} {value!r}",
            "MAXTOK-011",
            _modern(value),
            subject=MODERN,
            control=CUT_BY_MODERN[0],
            capability=_BOUND,
        )


CONVERSATIONS = (
    accepted("max_tokens 1", "MAXTOK-001", chat(max_tokens=1), capability=_BOUND, controls=("text",)),
    accepted("max_tokens null", "MAXTOK-007", chat(max_tokens=None), capability=_BOUND, controls=("text",)),
    accepted("counting", "", chat(COUNTING, max_tokens=48), controls=("text",)),
    accepted("counting, cut", "MAXTOK-001", chat(COUNTING, max_tokens=CUT_AT), controls=("counting",)),
    streamed(
        "counting, cut, streamed",
        "MAXTOK-001",
        chat(COUNTING, max_tokens=CUT_AT, stream=True, stream_options=_USAGE),
        controls=("counting", "text streamed with usage"),
        usage=True,
    ),
    *_wrong("MAXTOK-004", (-1,)),
    *_wrong("MAXTOK-005", (0,)),
    *_wrong("MAXTOK-006", ("10", 1.5, [])),
    accepted(CUT_BY_MODERN[0], "MAXTOK-008", _by_modern(), capability=_BOUND, controls=("counting",)),
    either(BEYOND, chat(max_tokens=10**9), subject="max_tokens", capability=_BOUND),
    *exhaustive(
        (
            streamed(
                "max_tokens 1 streamed",
                "MAXTOK-001",
                chat(max_tokens=1, stream=True, stream_options=_USAGE),
                capability=_BOUND,
                controls=("max_tokens 1", "text streamed with usage"),
                usage=True,
            ),
            streamed(
                CUT_BY_MODERN[1],
                "MAXTOK-008",
                _by_modern(stream=True, stream_options=_USAGE),
                capability=_BOUND,
                controls=("counting", "text streamed with usage"),
                usage=True,
            ),
            either(f"{BEYOND} and 32 bits", chat(max_tokens=1 << 32), subject="max_tokens", capability=_BOUND),
            either(f"{BEYOND} and 64 bits", chat(max_tokens=1 << 64), subject="max_tokens", capability=_BOUND),
            either(
                f"{BEYOND}, streamed",
                chat(max_tokens=10**9, stream=True),
                subject="max_tokens",
                control="text streamed",
                mistake=A_MISTAKE_STREAMED,
                capability=_BOUND,
            ),
            *_wrong("MAXTOK-004", (-(1 << 63),)),
            *_wrong("MAXTOK-006", (True, {})),
            accepted("both names of the token bound", "MAXTOK-010", _by_both, capability=_BOUND, controls=("text",)),
            *_wrong_modern(("10", 1.5, [], 0, -1)),
        )
    ),
)

"""max_tokens: its ends, its wrong types, and an answer that it cuts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.conversations.building import accepted, chat, rejected, streamed
from conformance.conversations.conversation import Conversation
from conformance.model.settings import Capability

COUNTING = "Count from 1 to 200, the numbers separated by spaces."
CUT_AT = 5
_BOUND = Capability.MAX_TOKENS


def _wrong(proves: str, *values: Any) -> Iterator[Conversation]:
    for value in values:
        yield rejected(
            f"max_tokens {value!r}",
            proves,
            chat(max_tokens=value),
            subject="max_tokens",
            control="max_tokens 1",
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
        chat(COUNTING, max_tokens=CUT_AT, stream=True, stream_options={"include_usage": True}),
        controls=("counting", "text streamed with usage"),
        usage=True,
    ),
    *_wrong("MAXTOK-004", -1),
    *_wrong("MAXTOK-005", 0),
    *_wrong("MAXTOK-006", "10", 1.5, []),
)

"""logprobs and top_logprobs: with a text that tokens cut inside characters, their ends, wrong types and no values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.conversations.building import accepted, chat, rejected, streamed
from conformance.conversations.conversation import Conversation
from conformance.conversations.stream import COPY
from conformance.model.settings import Capability, Depth

ALTERNATIVES = 2
LOGPROBS = "logprobs of a copied text"
STREAMED = "logprobs of a copied text, streamed"
ALONE = "logprobs without top_logprobs"
_CAN = Capability.LOGPROBS
_ASKED = {"logprobs": True, "top_logprobs": ALTERNATIVES}
_EXHAUSTIVE = Depth.EXHAUSTIVE


def _top(count: int, depth: Depth = Depth.STANDARD) -> Conversation:
    body = chat(logprobs=True, top_logprobs=count)
    name = f"top_logprobs {count}"
    return accepted(name, "LOGP-007", body, capability=Capability.TOP_LOGPROBS, controls=(LOGPROBS,), depth=depth)


def _wrong(proves: str, members: dict[str, Any], depth: Depth = Depth.STANDARD) -> Conversation:
    subject, value = list(members.items())[-1]
    return rejected(
        f"{subject} {value!r}", proves, chat(**members), subject=subject, control=LOGPROBS, capability=_CAN, depth=depth
    )


def _wrong_types() -> Iterator[Conversation]:
    counts: tuple[Any, ...] = ("two", "2", 1.5, True)
    yield _wrong("LOGP-010", {"logprobs": "all"})
    yield _wrong("LOGP-010", {"logprobs": 2}, _EXHAUSTIVE)
    yield _wrong("LOGP-010", {"logprobs": []}, _EXHAUSTIVE)
    for count in counts:
        yield _wrong("LOGP-010", {"logprobs": True, "top_logprobs": count}, _EXHAUSTIVE)


CONVERSATIONS = (
    accepted(LOGPROBS, "LOGP-001", chat(COPY, **_ASKED), capability=_CAN, controls=("exact text",)),
    streamed(
        STREAMED,
        "LOGP-001",
        chat(COPY, stream=True, **_ASKED),
        capability=_CAN,
        controls=(LOGPROBS, "text streamed"),
    ),
    accepted(ALONE, "LOGP-001", chat(logprobs=True), capability=_CAN, controls=("text",)),
    _top(20),
    _top(0, _EXHAUSTIVE),
    _wrong("LOGP-008", {"logprobs": True, "top_logprobs": 21}),
    _wrong("LOGP-008", {"logprobs": True, "top_logprobs": -1}, _EXHAUSTIVE),
    rejected(
        "top_logprobs without logprobs",
        "LOGP-009",
        chat(top_logprobs=ALTERNATIVES),
        subject="top_logprobs",
        control=LOGPROBS,
        capability=Capability.TOP_LOGPROBS,
    ),
    *_wrong_types(),
    accepted("logprobs null", "LOGP-011", chat(logprobs=None, top_logprobs=None), capability=_CAN, controls=("text",)),
    accepted(
        "logprobs false", "LOGP-011", chat(logprobs=False), capability=_CAN, controls=("text",), depth=_EXHAUSTIVE
    ),
)

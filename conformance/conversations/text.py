"""Text in, text out: the requests that everything else is compared with."""

from __future__ import annotations

from conformance.conversations.building import (
    accepted,
    chat,
    chat_payload,
    encode,
    exhaustive,
    one_step,
    rejected_values,
    streamed,
)
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect

LONG_PROMPT = "Count from 1 to 60, the numbers separated by spaces."
LONG_BUDGET = 256


def _leaves_midway(dialect: Dialect) -> Steps:
    """Leave a long stream after two events, then ask something short."""
    yield Request(
        body=encode(chat_payload(dialect, LONG_PROMPT, max_tokens=LONG_BUDGET, stream=True)),
        label="abandoned",
        disconnect_after_events=2,
    )
    yield Request(body=encode(chat_payload(dialect)))


CONVERSATIONS = (
    accepted("text", "HTTP-001", chat()),
    accepted("text again", "HTTP-001", chat(), controls=("text",)),
    streamed("text streamed", "STREAM-001", chat(stream=True), capability=Capability.STREAMING, controls=("text",)),
    accepted("stream false", "STREAM-031", chat(stream=False), controls=("text",)),
    accepted("stream null", "STREAM-033", chat(stream=None), controls=("text",)),
    *rejected_values("STREAM-037", "stream", ("true",), control="stream false"),
    *exhaustive(rejected_values("STREAM-037", "stream", (1, 0, "", [], {}), control="stream false")),
    accepted("two choices", "STREAM-030", chat(n=2), capability=Capability.CHOICES, controls=("text",)),
    streamed(
        "two choices streamed",
        "STREAM-030",
        chat(n=2, stream=True),
        capability=Capability.CHOICES,
        controls=("text", "text streamed"),
    ),
    Conversation(
        name="long text streamed",
        steps=one_step(chat(LONG_PROMPT, max_tokens=LONG_BUDGET, stream=True)),
        traits=frozenset({Trait.STREAM}),
        controls=("text streamed",),
        exclusive=True,
    ),
    Conversation(
        name="client leaves mid-stream",
        steps=_leaves_midway,
        traits=frozenset({Trait.ALONE}),
        requests=2,
        controls=("text", "text streamed"),
        exclusive=True,
    ),
)

"""stop: one string, four, five, wrong types, and its effect on a text that would hold it."""

from __future__ import annotations

from conformance.conversations.building import accepted, chat, rejected, rejected_values, streamed
from conformance.model.settings import Capability

SHORT_COUNT = "Count to 9."
STOP = "5"
LONG_STOP = "5 6"
"""More than a token in every vocabulary: what a stream must hold back until the next token decides."""
_CAN = Capability.STOP

CONVERSATIONS = (
    accepted("short count", "", chat(SHORT_COUNT), controls=("text",)),
    accepted(
        "short count, stopped", "STOP-001", chat(SHORT_COUNT, stop=STOP), capability=_CAN, controls=("short count",)
    ),
    streamed(
        "short count, stopped, streamed",
        "STOP-001",
        chat(SHORT_COUNT, stop=STOP, stream=True),
        capability=_CAN,
        controls=("short count", "text streamed"),
    ),
    streamed(
        "short count, stopped at two digits, streamed",
        "STOP-001",
        chat(SHORT_COUNT, stop=LONG_STOP, stream=True),
        capability=_CAN,
        controls=("short count", "text streamed"),
    ),
    accepted(
        "stop with four strings", "STOP-002", chat(stop=["q1", "q2", "q3", "q4"]), capability=_CAN, controls=("text",)
    ),
    accepted("stop null", "STOP-007", chat(stop=None), capability=_CAN, controls=("text",)),
    rejected(
        "stop with five strings",
        "STOP-003",
        chat(stop=["q1", "q2", "q3", "q4", "q5"]),
        subject="stop",
        control="stop with four strings",
        capability=_CAN,
    ),
    *rejected_values("STOP-004", "stop", (7, {}, [1]), control="stop with four strings", capability=_CAN),
)

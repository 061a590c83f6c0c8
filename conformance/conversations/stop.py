"""stop: one string, four, five, wrong types, and its effect on a text that would hold it."""

from __future__ import annotations

from conformance.conversations.building import (
    A_MISTAKE_STREAMED,
    accepted,
    chat,
    either,
    exhaustive,
    rejected,
    rejected_values,
    streamed,
)
from conformance.model.settings import Capability

SHORT_COUNT = "Count to 9."
STOP = "5"
LONG_STOP = "5 6"
"""More than a token in every vocabulary: what a stream must hold back until the next token decides."""
TWO_COUNTS = "two short counts, stopped"
FIRST = "1"
"""Leaves no text, and an answer all the same: a choice that stopped."""
TWO_STOPS = ["7", "3"]
"""The second is written first."""
_FOUR = "stop with four strings"
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
    accepted(
        "short count, two stops",
        "STOP-002",
        chat(SHORT_COUNT, stop=TWO_STOPS),
        capability=_CAN,
        controls=("short count", _FOUR),
    ),
    *rejected_values("STOP-009", "stop", ([],), control=_FOUR, capability=_CAN),
    either("stop of no letter", chat(stop=""), subject="stop", mistake="max_tokens []", capability=_CAN),
    *exhaustive(
        (
            streamed(
                "short count, two stops, streamed",
                "STOP-002",
                chat(SHORT_COUNT, stop=TWO_STOPS, stream=True),
                capability=_CAN,
                controls=("short count", _FOUR, "text streamed"),
            ),
            accepted(
                TWO_COUNTS,
                "STOP-001",
                chat(SHORT_COUNT, stop=STOP, n=2),
                capability=Capability.CHOICES,
                controls=("short count, stopped", "two choices"),
            ),
            accepted(
                "short count, one stop in an array",
                "STOP-002",
                chat(SHORT_COUNT, stop=[STOP]),
                capability=_CAN,
                controls=("short count", _FOUR),
            ),
            accepted(
                "short count, stopped before it begins",
                "STOP-001",
                chat(SHORT_COUNT, stop=FIRST),
                capability=_CAN,
                controls=("short count", "short count, stopped"),
            ),
            streamed(
                "short count, stopped before it begins, streamed",
                "STOP-001",
                chat(SHORT_COUNT, stop=FIRST, stream=True),
                capability=_CAN,
                controls=("short count", "text streamed", "short count, stopped, streamed"),
            ),
            *rejected_values("STOP-004", "stop", (True, [None], [["5"]]), control=_FOUR, capability=_CAN),
            rejected(
                "stop with a hundred strings",
                "STOP-003",
                chat(stop=[f"q{number}" for number in range(100)]),
                subject="stop",
                control=_FOUR,
                capability=_CAN,
            ),
            either(
                "stop of no letter in a stream",
                chat(stop="", stream=True),
                subject="stop",
                control="text streamed",
                mistake=A_MISTAKE_STREAMED,
                capability=_CAN,
            ),
            either(
                "stop of no letter in an array",
                chat(stop=["q1", ""]),
                subject="stop",
                mistake="max_tokens []",
                capability=_CAN,
            ),
        )
    ),
)

"""temperature: both ends, just outside, far outside, wrong types."""

from __future__ import annotations

from conformance.conversations.building import accepted, chat, rejected_values, streamed
from conformance.model.settings import Capability

_CAN = Capability.TEMPERATURE

CONVERSATIONS = (
    accepted("temperature zero", "TEMP-001", chat(temperature=0), capability=_CAN, controls=("text",)),
    streamed(
        "temperature zero streamed",
        "TEMP-001",
        chat(temperature=0, stream=True),
        capability=_CAN,
        controls=("temperature zero", "text streamed"),
    ),
    accepted("temperature two", "TEMP-002", chat(temperature=2), capability=_CAN, controls=("text",)),
    accepted("temperature absent by null", "TEMP-006", chat(temperature=None), capability=_CAN, controls=("text",)),
    *rejected_values("TEMP-003", "temperature", (-0.01, -1), control="temperature zero", capability=_CAN),
    *rejected_values("TEMP-004", "temperature", (2.01, 5), control="temperature two", capability=_CAN),
    *rejected_values("TEMP-005", "temperature", ("1", True, [1]), control="temperature zero", capability=_CAN),
)

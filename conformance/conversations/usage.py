"""Token usage in streams."""

from __future__ import annotations

from conformance.conversations.building import chat, rejected, streamed
from conformance.model.settings import Capability

_ASKED = {"include_usage": True}

CONVERSATIONS = (
    streamed(
        "text streamed with usage",
        "USAGE-001",
        chat(stream=True, stream_options=_ASKED),
        capability=Capability.USAGE_IN_STREAM,
        controls=("text", "text streamed"),
        usage=True,
    ),
    rejected(
        "stream_options without stream",
        "USAGE-008",
        chat(stream_options=_ASKED),
        subject="stream_options",
        control="text streamed with usage",
        capability=Capability.USAGE_IN_STREAM,
    ),
)

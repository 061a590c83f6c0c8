"""Numbers that were told anywhere in a conversation and are asked for at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from conformance.endpoints.reference.chat_request import Message

_ASKED = re.compile(r"\breply with the (?:two|three|four) numbers only\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d{4,}\b")


def recall(messages: Sequence[Message]) -> str | None:
    """Return every number of at least four digits in the texts of all messages, or None where nobody asks."""
    if not any(_ASKED.search(text) for text in messages[-1].texts):
        return None
    told = [number for message in messages for text in message.texts for number in _NUMBER.findall(text)]
    return " ".join(told) or "No number was told."

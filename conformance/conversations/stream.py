"""Streams of which more is known than their form: a text that is copied, and features that streams tend to forget."""

from __future__ import annotations

from conformance.conversations.building import accepted, chat, streamed
from conformance.model.settings import Capability

COPY = "Reply with exactly: one two three 🙂 漢字 ďábel four five"
"""Characters of two, three and four bytes, which tokens cut in the middle, between words with blanks."""
COPIED = "exact text"

CONVERSATIONS = (
    accepted(COPIED, "", chat(COPY), controls=("text",)),
    streamed("exact text streamed", "", chat(COPY, stream=True), controls=(COPIED, "text streamed")),
    streamed(
        "text streamed with logprobs",
        "",
        chat(stream=True, logprobs=True, top_logprobs=2),
        capability=Capability.LOGPROBS,
    ),
)
